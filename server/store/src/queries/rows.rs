//! Rows on their way into the database: one statement for many, fed by one JSON text.

use services::ports::{Commit, StoreFault};
use sqlx::Row as _;

use super::{Connection, dialect, pools::database};
use crate::{
    cell::Cell,
    json,
    stop::{Blame, Stop},
};

/// Rows of one statement. The statement reads them with `rows!()`: the cells of a row are `value->>0`, `value->>1` …
#[derive(Default)]
pub(super) struct Rows<'a> {
    rows: Vec<Vec<Cell<'a>>>,
}

impl<'a> Rows<'a> {
    /// Adds a row.
    pub(super) fn push(&mut self, cells: Vec<Cell<'a>>) {
        self.rows.push(cells);
    }

    /// Carries out a statement for all rows; the number of rows it changed.
    pub(super) async fn execute(&self, connection: &mut Connection, sql: &'static str) -> Result<u64, Stop> {
        if self.rows.is_empty() {
            return Ok(0);
        }
        let rows = json::write(&self.rows).map_err(|fault| Stop::Unit(Err(fault)))?;
        let done = sqlx::query(sql).bind(rows).execute(connection).await.map_err(stop)?;
        Ok(done.rows_affected())
    }

    /// Carries out a statement that must change one row for each of these; whether it did.
    pub(super) async fn all_matched(
        &self,
        connection: &mut Connection,
        sql: &'static str,
    ) -> Result<bool, Stop> {
        let changed = self.execute(connection, sql).await?;
        Ok(usize::try_from(changed).is_ok_and(|changed| changed == self.rows.len()))
    }
}

impl Rows<'_> {
    /// What a statement counts that looks at these; nothing without any.
    pub(super) async fn count(&self, connection: &mut Connection, sql: &'static str) -> Result<i64, Stop> {
        if self.rows.is_empty() {
            return Ok(0);
        }
        let rows = json::write(&self.rows).map_err(|fault| Stop::Unit(Err(fault)))?;
        let row = sqlx::query(sql).bind(rows).fetch_one(connection).await.map_err(stop)?;
        row.try_get(0).map_err(stop)
    }
}

/// One rare write: one row, one statement.
pub(super) struct Statement<'a> {
    sql: &'static str,
    rows: Rows<'a>,
    at_version: bool,
}

impl<'a> Statement<'a> {
    /// A write that depends on nothing.
    pub(super) fn always(sql: &'static str, row: Vec<Cell<'a>>) -> Self {
        Self { sql, rows: Rows { rows: vec![row] }, at_version: false }
    }

    /// A write that only matches the row at the version it was decided on.
    pub(super) fn at_version(sql: &'static str, row: Vec<Cell<'a>>) -> Self {
        Self { sql, rows: Rows { rows: vec![row] }, at_version: true }
    }

    /// Carries it out; whether the row was at the version it was decided on.
    pub(super) async fn execute(&self, connection: &mut Connection) -> Result<bool, Stop> {
        Ok(self.rows.all_matched(connection, self.sql).await? || !self.at_version)
    }
}

/// Whose fault a driver's error is, and what it means for a unit of work.
pub(super) fn stop(error: sqlx::Error) -> Stop {
    let Some(told) = error.as_database_error() else { return Stop::Database(database(error)) };
    if told.is_unique_violation() {
        // Two renewals that were paid at once want one place in the sequence. Nothing has been done yet for the later
        // one: it is decided again.
        let taken = dialect::is_taken_sequence(told);
        return Stop::Unit(Ok(if taken { Commit::Conflict } else { Commit::Duplicate }));
    }
    match dialect::blame(told) {
        Blame::Unit => Stop::Unit(Err(database(error))),
        Blame::Database => Stop::Database(database(error)),
        Blame::Nobody => Stop::Again(database(error)),
    }
}

/// A fault of one unit.
pub(super) fn wrong(table: &'static str, what: impl Into<String>) -> Stop {
    Stop::Unit(Err(StoreFault::Inconsistent { table, what: what.into() }))
}
