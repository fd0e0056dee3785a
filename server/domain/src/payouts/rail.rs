//! The ways to a bank, and what they tell us.

use serde::{Deserialize, Serialize};

/// A way to a bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rail {
    /// The sandbox bank: no real money.
    SandboxBank,
    /// Stripe Connect payouts from the creator's connected account.
    Stripe,
    /// A file for the host's own bank (ISO 20022 pain.001).
    BankFile,
}

impl Rail {
    /// Every rail.
    pub const ALL: [Self; 3] = [Self::SandboxBank, Self::Stripe, Self::BankFile];

    /// The word the store uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SandboxBank => "sandbox-bank",
            Self::Stripe => "stripe",
            Self::BankFile => "bank-file",
        }
    }

    /// Reads the stored word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rail| rail.code() == code)
    }
}

/// Why a payout did not arrive, in our words; each adapter maps its rail's codes to these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureReason {
    /// The account is closed.
    AccountClosed,
    /// There is no such account, or its details are wrong.
    AccountUnknown,
    /// The account belongs to somebody else than it says.
    HolderMismatch,
    /// The account takes another currency.
    CurrencyMismatch,
    /// The account does not take instant payouts, whatever it said before.
    InstantNotSupported,
    /// The bank's limit for the account is reached.
    LimitReached,
    /// The bank refused without a reason that we know.
    Refused,
    /// The platform's own account at the rail has too little money. Not the creator's fault.
    PlatformFunds,
    /// The rail could not take it for hours. Nobody's fault.
    ProcessorUnavailable,
}

impl FailureReason {
    /// Every reason.
    pub const ALL: [Self; 9] = [
        Self::AccountClosed,
        Self::AccountUnknown,
        Self::HolderMismatch,
        Self::CurrencyMismatch,
        Self::InstantNotSupported,
        Self::LimitReached,
        Self::Refused,
        Self::PlatformFunds,
        Self::ProcessorUnavailable,
    ];

    /// The word for the store, forms and logs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::AccountClosed => "account_closed",
            Self::AccountUnknown => "account_unknown",
            Self::HolderMismatch => "holder_mismatch",
            Self::CurrencyMismatch => "currency_mismatch",
            Self::InstantNotSupported => "instant_not_supported",
            Self::LimitReached => "limit_reached",
            Self::Refused => "refused",
            Self::PlatformFunds => "platform_funds",
            Self::ProcessorUnavailable => "processor_unavailable",
        }
    }

    /// Reads the word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }

    /// Whether it counts towards the pause after failures in a row: only what the destination did.
    pub const fn counts(self) -> bool {
        !matches!(self, Self::PlatformFunds | Self::ProcessorUnavailable)
    }
}

/// What a rail says about one payout: its answer, the answer to a query, or an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RailNews {
    /// The rail has it and is on it.
    InTransit {
        /// The rail's own name for it, if it gave one.
        reference: Option<String>,
    },
    /// It arrived.
    Paid {
        /// The rail's own name for it, if it gave one.
        reference: Option<String>,
    },
    /// It will not arrive; after it arrived this means that it came back.
    Failed(FailureReason),
    /// It came back.
    Returned(FailureReason),
    /// It was called off.
    Cancelled,
    /// The rail refused for now and has **not** taken it: too many requests, maintenance.
    TryLater,
    /// No answer, or one that cannot be trusted: what the rail did is not known.
    NoAnswer,
    /// The rail, asked about the number, has never heard of it.
    NotKnown,
}

impl RailNews {
    /// A word for logs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::InTransit { .. } => "in_transit",
            Self::Paid { .. } => "paid",
            Self::Failed(_) => "failed",
            Self::Returned(_) => "returned",
            Self::Cancelled => "cancelled",
            Self::TryLater => "try_later",
            Self::NoAnswer => "no_answer",
            Self::NotKnown => "not_known",
        }
    }
}
