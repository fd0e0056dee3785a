//! Payouts as they are recorded, and where they go.

use serde::{Deserialize, Serialize};

use crate::{
    id::{CreatorId, DestinationId, PayoutId},
    money::{Currency, Money},
    time::{Day, Timestamp},
};

/// How a payout travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PayoutKind {
    /// Arrives within minutes, for a fee; settled money only.
    Instant,
    /// Arrives in days, free of charge.
    Standard,
}

impl PayoutKind {
    /// The word the store uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Instant => "instant",
            Self::Standard => "standard",
        }
    }

    /// Reads the stored word.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Instant, Self::Standard].into_iter().find(|kind| kind.code() == code)
    }
}

/// What became of a planned payout, in words for the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayoutOutcome {
    /// On its way.
    InTransit,
    /// Arrived.
    Paid,
    /// The bank refused it; the money is back in the balance.
    FailedByBank,
    /// Skipped: the balance was under the minimum.
    SkippedBelowMinimum,
    /// Skipped: the sales had not settled yet.
    SkippedSettling,
}

impl PayoutOutcome {
    /// Every outcome.
    pub const ALL: [Self; 5] =
        [Self::InTransit, Self::Paid, Self::FailedByBank, Self::SkippedBelowMinimum, Self::SkippedSettling];

    /// The word the store uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::InTransit => "in_transit",
            Self::Paid => "paid",
            Self::FailedByBank => "failed_by_bank",
            Self::SkippedBelowMinimum => "skipped_below_minimum",
            Self::SkippedSettling => "skipped_settling",
        }
    }

    /// Reads the stored word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }
}

/// One planned payout and what became of it. `gross = net + fee`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payout {
    /// The identifier.
    pub id: PayoutId,
    /// Whose.
    pub creator: CreatorId,
    /// How it travels.
    pub kind: PayoutKind,
    /// The day it ran or was skipped.
    pub day: Day,
    /// What leaves the balance; nothing when skipped.
    pub gross: Money,
    /// The fee inside it.
    pub fee: Money,
    /// Where it went.
    pub destination: Option<DestinationId>,
    /// What became of it.
    pub outcome: PayoutOutcome,
    /// When the outcome was known.
    pub decided_at: Timestamp,
}

/// A way to a bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rail {
    /// The sandbox bank: no real money.
    SandboxBank,
}

impl Rail {
    /// The word the store uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SandboxBank => "sandbox-bank",
        }
    }

    /// Reads the stored word.
    pub fn from_code(code: &str) -> Option<Self> {
        (code == Self::SandboxBank.code()).then_some(Self::SandboxBank)
    }
}

/// Where a creator's payouts go. The bank details themselves are in the people database, encrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The identifier.
    pub id: DestinationId,
    /// Whose.
    pub creator: CreatorId,
    /// The way to it.
    pub rail: Rail,
    /// How the creator knows it.
    pub label: String,
    /// The last four digits.
    pub last_four: String,
    /// A keyed hash of the account, to tell two apart.
    pub fingerprint: String,
    /// What it takes.
    pub currency: Currency,
    /// Whether it takes instant payouts, as the bank last said.
    pub takes_instant: bool,
    /// When it was added.
    pub added_at: Timestamp,
}

/// What the platform knows about a creator's account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whose.
    pub creator: CreatorId,
    /// The ISO 3166 code of the country the creator is paid in.
    pub country: String,
    /// Whether the country has instant payouts.
    pub country_has_instant: bool,
    /// Whether identity and risk checks are passed.
    pub compliant: bool,
    /// Since when the platform has paused payouts, if so.
    pub platform_paused_at: Option<Timestamp>,
}
