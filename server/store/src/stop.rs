//! Why a statement stopped a unit of work.

use services::ports::{Commit, StoreFault};

/// Whose fault a database error is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Blame {
    /// One unit's: the others of its group are written without it.
    Unit,
    /// The database's, the disk's or the network's: nothing can be written now.
    Database,
    /// Nobody's: two transactions met. The whole group is tried again.
    Nobody,
}

/// Why a group could not be written as it is.
#[derive(Debug)]
pub(crate) enum Stop {
    /// One unit is refused or wrong; which one is found by writing fewer at once.
    Unit(Result<Commit, StoreFault>),
    /// Nothing can be written now.
    Database(StoreFault),
    /// Two transactions met; the whole group is tried again.
    Again(StoreFault),
}

/// A copy of a fault, for the many callers of one group.
pub(crate) fn same_fault(fault: &StoreFault) -> StoreFault {
    match fault {
        StoreFault::Database(what) => StoreFault::Database(what.clone()),
        StoreFault::Inconsistent { table, what } => StoreFault::Inconsistent { table, what: what.clone() },
        StoreFault::Closing => StoreFault::Closing,
    }
}
