//! PostgreSQL.

/// The database that the queries below are compiled for.
type Db = sqlx::Postgres;

#[macro_use]
#[path = "postgres_dialect.rs"]
mod dialect;
#[expect(clippy::duplicate_mod, reason = "one query text, compiled for each database: docs/decisions/0002")]
#[path = "queries/mod.rs"]
mod queries;

#[path = "postgres_checkpoints.rs"]
mod checkpoints;
#[path = "postgres_news.rs"]
mod news;

pub(crate) use dialect::connect;
pub(crate) use queries::{Pools, commerce, migrate, payout_world, pending, people};
