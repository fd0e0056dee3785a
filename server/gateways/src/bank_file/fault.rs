//! What can go wrong with the folder and its files.

use std::io;

use super::{batch::NotABatch, xml::NotRead};

/// The bank file cannot go on. Says which file, never what stands in it.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The disk.
    #[error("bank file: the folder cannot be used: {0}")]
    Disk(#[from] io::Error),
    /// Our own name cannot be written.
    #[error("bank file: the account's holder cannot be written in the banks' Latin letters")]
    OwnName,
    /// A file that we wrote, or read before, can no longer be read: somebody changed it. Without it a payout could be paid
    /// twice, so that nothing is sent until it is put right.
    #[error("bank file: {name} was changed: {reason}")]
    OwnFile {
        /// Its name.
        name: String,
        /// What is wrong with it.
        reason: NotRead,
    },
    /// A waiting transfer's record cannot be read or written.
    #[error("bank file: a record of a waiting payout cannot be read")]
    Record,
    /// What waits does not make a file.
    #[error("bank file: {0}")]
    Batch(#[from] NotABatch),
    /// The bank's file cannot be read; nothing of it was taken.
    #[error("bank file: {0}")]
    BankFile(NotRead),
}
