//! Every query, written once. `super::Db` is the database they are compiled for, `super::dialect` its own words.

mod attempts;
mod batch;
mod catalogue;
mod catalogue_writes;
mod commerce;
mod creator_writes;
mod creators;
mod due;
mod group;
mod hot;
mod ledger;
mod members;
mod migrate;
mod orders;
mod payout_facts;
mod people;
mod people_batch;
mod people_reads;
pub(crate) mod pools;
mod read;
mod rows;
mod updates;
mod verify;
mod verify_money;
mod verify_orders;

pub(crate) use commerce::commerce;
pub(crate) use migrate::{migrate, pending};
pub(crate) use people::people;
pub(crate) use pools::Pools;

use super::{Db, dialect, news};

type Connection = <Db as sqlx::Database>::Connection;
type Row = <Db as sqlx::Database>::Row;
