//! What only SQLite says in its own way.

use std::{path::Path, sync::Arc, time::Duration};

use sqlx::{
    Connection, SqliteConnection,
    error::DatabaseError,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::queries::Pools;
use crate::stop::Blame;

/// The rows of the JSON array of arrays in `$1`; each is a `value`.
macro_rules! rows {
    () => {
        "jsonb_each($1)"
    };
}
/// Bytes that travel as hexadecimal in a row source.
macro_rules! bytes {
    ($cell:literal) => {
        concat!("unhex(", $cell, ")")
    };
}
/// The UTC day of a moment in milliseconds, as `2027-07-01`.
macro_rules! day_of {
    ($moment:literal) => {
        concat!("date(", $moment, " / 1000, 'unixepoch')")
    };
}
/// The month of a day since 1970, counted on across years.
macro_rules! month_of {
    ($day:literal) => {
        concat!(
            "(CAST(strftime('%Y', ",
            $day,
            " * 86400, 'unixepoch') AS INTEGER) * 12 + CAST(strftime('%m', ",
            $day,
            " * 86400, 'unixepoch') AS INTEGER))"
        )
    };
}

/// Begins a write: takes the write lock at once, so that it never fails half-way.
pub(super) const BEGIN_WRITE: &str = "BEGIN IMMEDIATE";
/// Begins reads that all see one moment.
pub(super) const BEGIN_READ: &str = "BEGIN";
/// Reads every page of the file: one row, `ok`, or one row for each damage (<https://sqlite.org/pragma.html#pragma_quick_check>).
pub(super) const CHECK_FILE: Option<&str> = Some("PRAGMA quick_check(50)");
/// Said before whole tables are compared: nothing.
pub(super) const BEFORE_WHOLE_TABLES: Option<&str> = None;
/// Said before thousands of rows are looked up by key: nothing.
pub(super) const BEFORE_LOOKUPS: Option<&str> = None;
/// Keeps a second process out while migrations run: `BEGIN IMMEDIATE` has done that.
pub(super) const LOCK_MIGRATIONS: Option<&str> = None;
/// The record of applied migrations.
pub(super) const MIGRATIONS_TABLE: &str =
    "CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT NOT NULL PRIMARY KEY, sql TEXT NOT NULL) STRICT";
/// Whether the record exists.
pub(super) const HAS_MIGRATIONS_TABLE: &str =
    "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migrations'";

/// How long a statement waits for another process's write.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// The page cache of the connection that writes: 64 MB, in KiB when negative.
const WRITER_CACHE: &str = "-65536";
/// How many pages the log may have before the connection that writes copies them itself, 1 GB: nobody meets it unless
/// `sqlite_checkpoints` fails, or somebody reads one moment for minutes under load.
const WRITER_COPIES_AT: &str = "262144";

/// SQLite's primary result codes (<https://sqlite.org/rescode.html>).
const RESULT_CODES: i32 = 0xff;
const SQLITE_ERROR: i32 = 1;
const SQLITE_TOOBIG: i32 = 18;
const SQLITE_CONSTRAINT: i32 = 19;
const SQLITE_MISMATCH: i32 = 20;

/// Whose fault an error is. An error of the file or of the disk is nobody's unit.
pub(super) fn blame(error: &dyn DatabaseError) -> Blame {
    let code = error.code().and_then(|code| code.parse::<i32>().ok()).unwrap_or_default();
    match code & RESULT_CODES {
        SQLITE_ERROR | SQLITE_TOOBIG | SQLITE_CONSTRAINT | SQLITE_MISMATCH => Blame::Unit,
        _ => Blame::Database,
    }
}

/// Whether a unique violation is that of a membership's place in its sequence.
pub(super) fn is_taken_sequence(error: &dyn DatabaseError) -> bool {
    error.message().ends_with("memberships.sequence")
}

/// Opens the file: one connection that writes, several that read.
pub(crate) async fn connect(path: &Path, create: bool, readers: u32) -> Result<Pools, sqlx::Error> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(create)
        .busy_timeout(BUSY_TIMEOUT)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .statement_cache_capacity(256)
        .pragma("temp_store", "MEMORY");
    let kept = || SqlitePoolOptions::new().test_before_acquire(false).idle_timeout(None).max_lifetime(None);
    let writes = options
        .clone()
        .thread_name(|_| "store-writer".to_owned())
        .pragma("cache_size", WRITER_CACHE)
        .pragma("wal_autocheckpoint", WRITER_COPIES_AT);
    let writer = kept().max_connections(1).min_connections(1).connect_with(writes).await?;
    let reads = options
        .create_if_missing(false)
        .thread_name(|number| format!("store-reader-{number}"))
        .pragma("query_only", "ON");
    let readers = kept().max_connections(readers.max(1)).connect_with(reads).await?;
    Ok(Pools { writer, readers, turn: Arc::default() })
}

/// Writes a consistent copy, on a connection of its own, and waits until it is on disk.
pub(super) async fn backup(pools: &Pools, to: &Path) -> Result<(), sqlx::Error> {
    let Some(target) = to.to_str() else {
        return Err(sqlx::Error::Configuration("the name of the copy is not valid UTF-8".into()));
    };
    let options = SqliteConnectOptions::clone(&pools.writer.connect_options());
    let mut connection = SqliteConnection::connect_with(&options).await?;
    sqlx::query("VACUUM INTO $1").bind(target).execute(&mut connection).await?;
    connection.close().await?;
    tokio::fs::File::open(to).await?.sync_all().await?;
    Ok(())
}
