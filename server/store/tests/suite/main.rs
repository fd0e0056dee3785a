//! The store's suite: one contract, run on SQLite always and on PostgreSQL when `JOINERY_TEST_POSTGRES` names a server.
#![cfg(test)]

mod backend;
mod commerce_reads;
mod commerce_rules;
mod concurrency;
mod crash;
mod keys;
mod ledger;
mod migrations;
mod payouts;
mod people;
mod shop;
mod verify_breaks;
mod work;
