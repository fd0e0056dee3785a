//! Payouts by a file for the host's own bank: ISO 20022 `pain.001.001.09` out, `pain.002.001.10` and `camt.054.001.08`
//! back. For whoever has a bank account and no processor.
//!
//! A payout that is submitted waits in the folder ([`folder`]) until [`BankFile::write_files`] puts everything that waits
//! into one file. The operator hands the file to the bank, and the bank's answers to [`BankFile::import`]. Nothing here
//! talks to a network.

mod amount;
mod batch;
mod book;
mod camt054;
mod desk;
mod details;
mod fault;
pub mod folder;
mod instant;
mod pain001;
mod pain002;
mod rail;
mod reason;
mod report;
mod sent;
mod text;
mod transfer;
mod xml;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use domain::{
    id::PayoutId,
    money::Currency,
    payouts::{Rail, RailNews},
};
use services::ports::Clock;

pub use self::{
    batch::{Batch, MOST_TRANSFERS, NotABatch},
    desk::{Desk, Imported, Standing, Taken, Written, WrittenFile},
    details::account_of,
    fault::Fault,
    pain001::written,
    report::{AmountCheck, Finding, Report, Status, StatusLine, read as read_report},
    sent::{SentIndex, SentTransfer},
    transfer::{Account, Holder, Instruction, Scheme, Transfer, TransferRefused},
    xml::{DEEPEST, MOST_BYTES, MOST_ELEMENTS, NotRead},
};

/// How the bank file is set up.
#[derive(Clone, Debug)]
pub struct BankFileConfig {
    /// The folder; see [`folder`]. Made when it is missing.
    pub folder: PathBuf,
    /// Our own account, which pays.
    pub from: Holder,
    /// What the bank carries out for us by file.
    pub currencies: Vec<Currency>,
    /// What receivers read before the payout's number.
    pub remittance: String,
}

/// The rail. Clones share one desk.
#[derive(Clone)]
pub struct BankFile {
    desk: Arc<Desk>,
    currencies: Arc<[Currency]>,
    remittance: Arc<str>,
    clock: Arc<dyn Clock>,
}

impl BankFile {
    /// Opens the folder and reads what is in it. Business time is asked for, for dates in files.
    pub fn open(config: BankFileConfig, clock: Arc<dyn Clock>) -> Result<Self, Fault> {
        Ok(Self {
            desk: Arc::new(Desk::open(&config.folder, config.from)?),
            currencies: config.currencies.into(),
            remittance: config.remittance.into(),
            clock,
        })
    }

    /// Puts everything that waits into a file for the bank. Call it when a run's payouts are submitted; calling it again
    /// writes nothing twice. Blocks on the disk.
    pub fn write_files(&self) -> Result<Written, Fault> {
        self.desk.write(self.clock.business())
    }

    /// Reads a file of the bank; [`BankFile::news_of`] turns its lines into news. Reading it again is safe and says again
    /// what still holds. Blocks on the disk.
    pub fn import(&self, file: &Path) -> Result<Imported, Fault> {
        self.desk.import(file)
    }

    /// Takes a file out of `incoming/`, once its news are acted on.
    pub fn put_away(&self, file: &Path) -> Result<(), Fault> {
        self.desk.put_away(file)
    }

    /// The bank's files that wait in `incoming/`.
    pub fn incoming(&self) -> Result<Vec<PathBuf>, Fault> {
        self.desk.incoming()
    }

    /// Which payout a line of a file speaks of, and what it says of it.
    pub fn news_of(&self, line: &StatusLine) -> Result<Option<(PayoutId, RailNews)>, Fault> {
        let reference = self.desk.message_of(&line.number)?;
        Ok(payout_of(&line.number).map(|payout| (payout, line.status.news(reference))))
    }
}

/// A payout's number at the bank: capitals, and a hyphen where the identifier has an underscore, which banks do not
/// exchange.
pub fn number_of(payout: &PayoutId) -> String {
    payout.as_str().replace('_', "-").to_ascii_uppercase()
}

/// The payout behind a number.
pub fn payout_of(number: &str) -> Option<PayoutId> {
    number.to_ascii_lowercase().replace('-', "_").parse().ok()
}

/// Which rail this is.
const RAIL: Rail = Rail::BankFile;
