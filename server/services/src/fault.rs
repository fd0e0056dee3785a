//! Which error to use where: a refusal that a person can act on is a value in an outcome enum. A [`Fault`] is a broken
//! expectation: the page says that it is ours, whether money moved, and a code; the log has the cause.

use domain::{ledger::LedgerError, money::MoneyError, order::InvalidTransition};

use crate::ports::{GatewayFault, StoreFault};

/// Something that should not have happened.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The database could not do its work.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// The gateway could not be asked or believed.
    #[error(transparent)]
    Gateway(#[from] GatewayFault),
    /// The rules refused what the program tried.
    #[error("a rule was broken: {0}")]
    Rule(String),
    /// The same rows kept changing under us.
    #[error("too many conflicts in a row")]
    Contention,
    /// Hashing or sealing failed.
    #[error("cryptography failed")]
    Cryptography,
    /// The program is shutting down.
    #[error("shutting down")]
    Closing,
}

impl Fault {
    /// A short code for people to quote; never the cause itself.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Store(_) => "JN-STORE",
            Self::Gateway(_) => "JN-GATEWAY",
            Self::Rule(_) => "JN-RULE",
            Self::Contention => "JN-BUSY",
            Self::Cryptography => "JN-CRYPTO",
            Self::Closing => "JN-CLOSING",
        }
    }
}

impl From<InvalidTransition> for Fault {
    fn from(error: InvalidTransition) -> Self {
        Self::Rule(error.to_string())
    }
}

impl From<LedgerError> for Fault {
    fn from(error: LedgerError) -> Self {
        Self::Rule(error.to_string())
    }
}

impl From<MoneyError> for Fault {
    fn from(error: MoneyError) -> Self {
        Self::Rule(error.to_string())
    }
}
