//! The ports `CommerceStore` and `PeopleStore` on SQLite and PostgreSQL.
//!
//! This crate refuses to decide anything: it writes units of work that others decided on, and reads rows back. It is
//! the only crate that names sqlx. Each query is written once, in `queries/`, and compiled twice, by `sqlite` and by
//! `postgres`; what really differs between the two is in their dialect modules. docs/decisions/0002 says why.
#![forbid(unsafe_code)]

#[macro_use]
mod columns;
mod cell;
mod json;
mod migrations;
mod open;
mod payer_action;
mod postgres;
mod sqlite;
mod stop;
mod together;
mod writer;

pub use open::{OpenError, OpenOptions, Schema, fill_payout_world, open_commerce, open_people};
