//! What only PostgreSQL says in its own way.

use std::{path::Path, sync::Arc, time::Duration};

use sqlx::{
    Connection, PgConnection,
    error::DatabaseError,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use super::queries::Pools;
use crate::stop::Blame;

/// The rows of the JSON array of arrays in `$1`; each is a `value`.
macro_rules! rows {
    () => {
        "jsonb_array_elements(CAST($1 AS JSONB))"
    };
}
/// Bytes that travel as hexadecimal in a row source.
macro_rules! bytes {
    ($cell:literal) => {
        concat!("decode(", $cell, ", 'hex')")
    };
}
/// The UTC day of a moment in milliseconds, as `2027-07-01`.
macro_rules! day_of {
    ($moment:literal) => {
        concat!("to_char(to_timestamp(", $moment, " / 1000) AT TIME ZONE 'UTC', 'YYYY-MM-DD')")
    };
}
/// The month of a day since 1970, counted on across years.
macro_rules! month_of {
    ($day:literal) => {
        concat!(
            "CAST(EXTRACT(YEAR FROM DATE '1970-01-01' + CAST(",
            $day,
            " AS INTEGER)) * 12 + EXTRACT(MONTH FROM DATE '1970-01-01' + CAST(",
            $day,
            " AS INTEGER)) AS BIGINT)"
        )
    };
}

/// Begins a write.
pub(super) const BEGIN_WRITE: &str = "BEGIN ISOLATION LEVEL READ COMMITTED";
/// Begins reads that all see one moment.
pub(super) const BEGIN_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
/// Reads every page of the file: PostgreSQL's own checksums do, whenever a page is read.
pub(super) const CHECK_FILE: Option<&str> = None;
/// Said before whole tables are compared: without fresh statistics the planner would loop over them, row by row.
pub(super) const BEFORE_WHOLE_TABLES: Option<&str> = Some("SET LOCAL enable_nestloop = off");
/// Said before thousands of rows are looked up by key: the planner would read, join and sort whole tables for each
/// page, and compile what runs for milliseconds. In the order of the key, a page costs the same wherever it begins.
pub(super) const BEFORE_LOOKUPS: Option<&str> = Some(
    "SELECT set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true), \
     set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true), \
     set_config('enable_sort', 'off', true), set_config('jit', 'off', true)",
);
/// Keeps a second process out while migrations run. The number is ours alone: "JOINERY" in ASCII.
pub(super) const LOCK_MIGRATIONS: Option<&str> = Some("SELECT pg_advisory_xact_lock(20916324540961369)");
/// The record of applied migrations.
pub(super) const MIGRATIONS_TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT COLLATE \"C\" NOT NULL PRIMARY KEY, sql TEXT NOT NULL)";
/// Whether the record exists.
pub(super) const HAS_MIGRATIONS_TABLE: &str = "SELECT COUNT(*) FROM information_schema.tables \
     WHERE table_schema = current_schema() AND table_name = 'schema_migrations'";

/// How long a caller waits for a connection while the server does not answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Whose fault an error is, by SQLSTATE (PostgreSQL manual, appendix A).
pub(super) fn blame(error: &dyn DatabaseError) -> Blame {
    match error.code().as_deref() {
        Some("40001" | "40P01") => Blame::Nobody,
        Some(code) if ["22", "23", "P0"].iter().any(|class| code.starts_with(class)) => Blame::Unit,
        _ => Blame::Database,
    }
}

/// Whether a unique violation is that of a membership's place in its sequence.
pub(super) fn is_taken_sequence(error: &dyn DatabaseError) -> bool {
    error.constraint() == Some("memberships_sequence")
}

/// Connects: one connection that writes, several that read.
pub(crate) async fn connect(options: PgConnectOptions, readers: u32) -> Result<Pools, sqlx::Error> {
    let options = options.application_name("joinery").statement_cache_capacity(256);
    // A pool asks again and again until its time is up; one connection says at once what is wrong.
    PgConnection::connect_with(&options).await?.close().await?;
    let kept = |most: u32| PgPoolOptions::new().max_connections(most).acquire_timeout(PATIENCE);
    let writer = kept(1).connect_lazy_with(options.clone());
    // One of them listens to news for as long as the program runs.
    let readers = kept(readers.max(1).saturating_add(1)).connect_lazy_with(options);
    Ok(Pools { writer, readers, turn: Arc::default() })
}

/// PostgreSQL has its own tools for copies.
#[expect(clippy::unused_async, reason = "the same shape as on SQLite, which writes the copy itself")]
pub(super) async fn backup(_pools: &Pools, _to: &Path) -> Result<(), sqlx::Error> {
    Err(sqlx::Error::Configuration("a PostgreSQL database is copied with pg_dump".into()))
}
