//! The store's suite: one contract, run on SQLite always and on PostgreSQL when `JOINERY_TEST_POSTGRES` names a server.
#![cfg(test)]

mod after_payment;
mod after_payment_world;
mod backend;
mod bad_disk;
mod candidates;
#[path = "../../../services/tests/cases/mod.rs"]
mod cases;
mod cases_of_orders;
mod commerce_reads;
mod commerce_rules;
mod concurrency;
mod crash;
mod currencies;
mod damaged_file;
mod desk;
mod desk_limits;
mod dropped_reads;
#[cfg(target_os = "linux")]
#[path = "../failing_disk/mod.rs"]
mod failing_disk;
mod filling;
mod frozen_terms;
mod given_back;
mod guards;
mod keys;
mod ledger;
mod lost_day;
mod messages;
mod migrations;
mod months;
mod old_payouts;
mod one_seat_each;
mod passwords;
mod payouts;
mod people;
mod promises;
mod refund_rights;
mod replaced;
mod rooms;
mod runs;
#[path = "../../../services/tests/scenarios/mod.rs"]
mod scenarios;
mod schedules;
mod settled_there;
mod shop;
mod shops;
mod statements;
mod taken;
mod team;
mod treasury;
mod verify_breaks;
mod work;
