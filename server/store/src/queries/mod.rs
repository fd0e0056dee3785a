//! Every query, written once. `super::Db` is the database they are compiled for, `super::dialect` its own words.
//!
//! What all of them are made with stands here; the statements stand in a folder for each thing that they are about, what
//! reads it (or its port) in `mod.rs`.

mod after_payment;
mod catalogue;
mod commerce;
mod creators;
mod group;
mod members;
mod migrate;
mod orders;
mod payouts;
mod people;
pub(crate) mod pools;
mod read;
mod rows;
mod shop;
mod verify;

pub(crate) use commerce::commerce;
pub(crate) use migrate::{migrate, pending};
pub(crate) use payouts::fill::payout_world;
pub(crate) use people::people;
pub(crate) use pools::Pools;

use super::{Db, checkpoints, dialect, news};

type Connection = <Db as sqlx::Database>::Connection;
type Row = <Db as sqlx::Database>::Row;
