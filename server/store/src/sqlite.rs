//! The embedded database.

/// The database that the queries below are compiled for.
type Db = sqlx::Sqlite;

#[macro_use]
#[path = "sqlite_dialect.rs"]
mod dialect;
#[expect(clippy::duplicate_mod, reason = "one query text, compiled for each database: docs/decisions/0002")]
#[path = "queries/mod.rs"]
mod queries;

#[path = "sqlite_checkpoints.rs"]
mod checkpoints;
#[path = "sqlite_news.rs"]
mod news;

pub(crate) use dialect::connect;
pub(crate) use queries::{Pools, commerce, migrate, payout_world, pending, people};
