//! Every query, written once. `super::Db` is the database they are compiled for, `super::dialect` its own words.

mod attempts;
mod bank_details;
mod batch;
mod candidates;
mod catalogue;
mod catalogue_writes;
mod commerce;
mod creator_writes;
mod creators;
mod due;
mod fill;
mod group;
mod hot;
mod invitations;
mod ledger;
mod letters;
mod members;
mod messages;
mod migrate;
mod orders;
mod outbox;
mod payout_batch;
mod payout_facts;
mod payout_port;
mod payout_rows;
mod payout_writes;
mod payouts;
mod people;
mod people_batch;
mod people_reads;
pub(crate) mod pools;
mod read;
mod rows;
mod runs;
mod statements;
mod team;
mod updates;
mod verify;
mod verify_money;
mod verify_orders;
mod verify_payouts;

pub(crate) use commerce::commerce;
pub(crate) use fill::payout_world;
pub(crate) use migrate::{migrate, pending};
pub(crate) use people::people;
pub(crate) use pools::Pools;

use super::{Db, dialect, news};

type Connection = <Db as sqlx::Database>::Connection;
type Row = <Db as sqlx::Database>::Row;
