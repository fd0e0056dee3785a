//! Reading columns: a value that makes no sense is a fault that names its table, never a guess.

use std::str::FromStr;

use domain::{
    money::{Currency, Money},
    time::Timestamp,
};
use services::ports::StoreFault;
use sqlx::Row as _;

use super::Row;

/// One row of a table, or the part of a joined row that belongs to it.
#[derive(Clone, Copy)]
pub(super) struct Reader<'r> {
    row: &'r Row,
    table: &'static str,
}

impl<'r> Reader<'r> {
    /// Reads a row as one of a table.
    pub(super) fn new(row: &'r Row, table: &'static str) -> Self {
        Self { row, table }
    }

    /// The same row, read as one of another table that it was joined with.
    pub(super) fn of(self, table: &'static str) -> Self {
        Self { table, ..self }
    }

    /// A fault about this row.
    pub(super) fn fault(self, what: &str) -> StoreFault {
        StoreFault::Inconsistent { table: self.table, what: what.to_owned() }
    }

    /// A text.
    pub(super) fn text(self, column: &'static str) -> Result<String, StoreFault> {
        self.row.try_get(column).map_err(|_| self.fault(column))
    }

    /// A text or nothing.
    pub(super) fn maybe_text(self, column: &'static str) -> Result<Option<String>, StoreFault> {
        self.row.try_get(column).map_err(|_| self.fault(column))
    }

    /// A number.
    pub(super) fn integer(self, column: &'static str) -> Result<i64, StoreFault> {
        self.row.try_get(column).map_err(|_| self.fault(column))
    }

    /// A number of a smaller kind.
    pub(super) fn small<T: TryFrom<i64>>(self, column: &'static str) -> Result<T, StoreFault> {
        T::try_from(self.integer(column)?).map_err(|_| self.fault(column))
    }

    /// A number of a smaller kind, or nothing.
    pub(super) fn maybe_small<T: TryFrom<i64>>(self, column: &'static str) -> Result<Option<T>, StoreFault> {
        let number: Option<i64> = self.row.try_get(column).map_err(|_| self.fault(column))?;
        number.map(T::try_from).transpose().map_err(|_| self.fault(column))
    }

    /// Yes or no.
    pub(super) fn yes(self, column: &'static str) -> Result<bool, StoreFault> {
        Ok(self.integer(column)? != 0)
    }

    /// A moment.
    pub(super) fn moment(self, column: &'static str) -> Result<Timestamp, StoreFault> {
        self.integer(column).map(Timestamp::from_unix_ms)
    }

    /// A moment or nothing.
    pub(super) fn maybe_moment(self, column: &'static str) -> Result<Option<Timestamp>, StoreFault> {
        Ok(self.maybe_small::<i64>(column)?.map(Timestamp::from_unix_ms))
    }

    /// An identifier or a token.
    pub(super) fn id<T: TryFrom<String>>(self, column: &'static str) -> Result<T, StoreFault> {
        T::try_from(self.text(column)?).map_err(|_| self.fault(column))
    }

    /// An identifier or nothing.
    pub(super) fn maybe_id<T: TryFrom<String>>(self, column: &'static str) -> Result<Option<T>, StoreFault> {
        self.maybe_text(column)?.map(T::try_from).transpose().map_err(|_| self.fault(column))
    }

    /// A word that a type reads.
    pub(super) fn parsed<T: FromStr>(self, column: &'static str) -> Result<T, StoreFault> {
        self.text(column)?.parse().map_err(|_| self.fault(column))
    }

    /// A word that a function reads.
    pub(super) fn code<T>(
        self,
        column: &'static str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<T, StoreFault> {
        read(&self.text(column)?).ok_or_else(|| self.fault(column))
    }

    /// An amount and its currency.
    pub(super) fn money(self, minor: &'static str, currency: &'static str) -> Result<Money, StoreFault> {
        Ok(Money::new(self.integer(minor)?, self.parsed::<Currency>(currency)?))
    }
}

/// Reads many rows of one table.
pub(super) fn all<T>(
    rows: &[Row],
    table: &'static str,
    read: impl Fn(Reader<'_>) -> Result<T, StoreFault>,
) -> Result<Vec<T>, StoreFault> {
    rows.iter().map(|row| read(Reader::new(row, table))).collect()
}

/// Reads the row that may be there.
pub(super) fn maybe<T>(
    row: Option<&Row>,
    table: &'static str,
    read: impl Fn(Reader<'_>) -> Result<T, StoreFault>,
) -> Result<Option<T>, StoreFault> {
    row.map(|row| read(Reader::new(row, table))).transpose()
}
