//! What a bank's file says about our transfers, in plain words, and what in it does not fit.

use domain::{money::Money, payouts::RailNews, time::Timestamp};

use super::{
    camt054, pain002, reason,
    sent::SentIndex,
    xml::{self, NotRead},
};

/// Where a transfer stands by the bank's word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// The bank has taken it and is not done.
    InTransit,
    /// Carried out: our account is charged.
    Paid {
        /// When, by the bank.
        at: Timestamp,
    },
    /// The bank will not carry it out.
    Failed {
        /// The bank's reason (ISO 20022 external code list); empty when it gave none.
        code: String,
    },
    /// It was carried out and the money came back.
    Returned {
        /// The bank's reason (ISO 20022 external code list); empty when it gave none.
        code: String,
        /// When it came back, by the bank.
        at: Timestamp,
    },
}

impl Status {
    /// A word for reports.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::InTransit => "in_transit",
            Self::Paid { .. } => "paid",
            Self::Failed { .. } => "failed",
            Self::Returned { .. } => "returned",
        }
    }

    /// In the words every rail uses. `reference` is the file's name, by which the bank finds the transfer.
    pub fn news(&self, reference: Option<String>) -> RailNews {
        match self {
            Self::InTransit => RailNews::InTransit { reference },
            Self::Paid { .. } => RailNews::Paid { reference },
            Self::Failed { code } => RailNews::Failed(reason::of(code)),
            Self::Returned { code, .. } => RailNews::Returned(reason::of(code)),
        }
    }
}

/// Whether the file states the amount it speaks of. A wrong one is a [`Finding`] and makes no line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountCheck {
    /// Stated, and what we sent.
    Same,
    /// Not stated: status reports need not repeat it.
    NotStated,
}

/// One thing the file says about one transfer of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusLine {
    /// Our number.
    pub number: String,
    /// Where it stands.
    pub status: Status,
    /// Whether the amount was checked.
    pub amount: AmountCheck,
}

/// Something in the file that is not acted on; a person should know of it. Texts from the file are cut and made
/// printable.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// It answers a file that we never wrote.
    #[error("answers message {message_id}, which is not ours")]
    ForeignMessage {
        /// The message it names.
        message_id: String,
    },
    /// It names a block that our file does not have.
    #[error("names block {block}, which our file does not have")]
    ForeignBlock {
        /// The block it names.
        block: String,
    },
    /// It is about another account.
    #[error("is about the account that ends in {last_four}, which is not ours")]
    ForeignAccount {
        /// The end of its number.
        last_four: String,
    },
    /// A number we never sent, or sent in another file.
    #[error("names {number}, which we did not send in this file")]
    UnknownNumber {
        /// The number it names.
        number: String,
    },
    /// A movement without a number: not a payout, or a bank that leaves our number out.
    #[error("has a movement of {amount} without a number of ours")]
    NoNumber {
        /// Its amount and currency.
        amount: String,
    },
    /// Another amount or currency than we sent.
    #[error("says {reported} for {number}, we sent {sent}")]
    WrongAmount {
        /// The number, or the file or block of a total.
        number: String,
        /// What we sent.
        sent: String,
        /// What the file says.
        reported: String,
    },
    /// A status we have no word for.
    #[error("gives {number} the status {code}, which we do not know")]
    UnknownStatus {
        /// The number, or the file or block.
        number: String,
        /// The status.
        code: String,
    },
    /// Announced but not booked: nothing has moved yet.
    #[error("announces a movement of {number} that is not booked")]
    NotBooked {
        /// The number.
        number: String,
    },
    /// A movement that our transfers cannot cause, such as a credit without a return.
    #[error("has an unexpected {direction} for {number}")]
    Unexpected {
        /// The number.
        number: String,
        /// `credit` or `debit`.
        direction: &'static str,
    },
    /// A date that cannot be read.
    #[error("has no readable date for {number}")]
    NoDate {
        /// The number.
        number: String,
    },
    /// It contradicts what an earlier file said.
    #[error("says {number} is {now}, an earlier file said {before}")]
    Contradiction {
        /// The number.
        number: String,
        /// What was known.
        before: &'static str,
        /// What the file says.
        now: &'static str,
    },
}

/// A whole file, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What it says about our transfers, in its order.
    pub lines: Vec<StatusLine>,
    /// What does not fit.
    pub findings: Vec<Finding>,
}

/// Reads a status report or a notice of bookings against what we sent. `own_account` is the account our files pay from.
pub fn read(bytes: &[u8], sent: &SentIndex, own_account: &str) -> Result<Report, NotRead> {
    let document = xml::read(bytes)?;
    match document.namespace.as_str() {
        pain002::NAMESPACE => pain002::read(&document.root, sent),
        camt054::NAMESPACE => camt054::read(&document.root, sent, own_account),
        _ => Err(NotRead::OtherFormat),
    }
}

/// An amount for a finding.
pub(super) fn shown(amount: Money) -> String {
    format!("{} {}", super::amount::written(amount), amount.currency().code())
}
