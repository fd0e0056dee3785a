//! Double entry, append-only. A transaction that does not balance cannot be built.
//!
//! Sign convention: a positive amount is a debit, a negative one a credit, so each transaction sums to zero. What we
//! owe a creator is therefore a negative sum; [`Account::natural_sign`] turns it round for people.

mod account;
mod transaction;

pub use account::{Account, UnknownAccount};
pub use transaction::{Cause, LedgerError, Posting, Transaction};
