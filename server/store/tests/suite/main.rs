//! The store's suite: one contract, run on SQLite always and on PostgreSQL when `JOINERY_TEST_POSTGRES` names a server.
#![cfg(test)]

mod backend;
mod candidates;
mod commerce_reads;
mod commerce_rules;
mod concurrency;
mod crash;
mod keys;
mod ledger;
mod messages;
mod migrations;
mod months;
mod old_payouts;
mod payouts;
mod people;
mod runs;
#[path = "../../../services/tests/scenarios/mod.rs"]
mod scenarios;
mod schedules;
mod shop;
mod statements;
mod team;
mod treasury;
mod verify_breaks;
mod work;
