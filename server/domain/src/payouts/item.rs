//! What a run made of each creator it looked at.

use serde::{Deserialize, Serialize};

use super::{FailureReason, Obstacle, Payout, PayoutKind, PayoutState};
use crate::{
    id::{CreatorId, RunId},
    money::Money,
    time::{Day, Timestamp},
};

/// Why a run paid nothing to a creator it looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// The platform has paused payouts; its reason is shown.
    PausedByPlatform,
    /// Payouts pause after failures in a row; the creator can resume.
    PausedAfterFailures,
    /// The creator has paused payouts.
    PausedByCreator,
    /// Identity or risk checks are under way.
    UnderReview,
    /// There is nowhere to pay to.
    NoDestination,
    /// The destination was changed a short while ago.
    DestinationOnHold,
    /// The balance is under zero after refunds or disputes.
    NegativeBalance,
    /// There is money, but nothing of it is old enough or has settled.
    StillSettling,
    /// There is nothing at all.
    NothingPayable,
    /// What can be paid is under the effective minimum, or under the amount the creator waits for.
    BelowMinimum,
    /// The checklist for instant payouts has an unmet item, and the creator chose to wait.
    NotEligible,
    /// The amount cannot be cut into parts within the limits.
    CannotBeSplit,
    /// Instant is not possible today; the creator chose the standard payout instead, whose day will come.
    FellBack,
    /// What is stored about the creator makes no sense to us. Our fault, which a person has to mend; nothing was taken.
    NotReadable,
}

impl SkipReason {
    /// Every reason.
    pub const ALL: [Self; 14] = [
        Self::PausedByPlatform,
        Self::PausedAfterFailures,
        Self::PausedByCreator,
        Self::UnderReview,
        Self::NoDestination,
        Self::DestinationOnHold,
        Self::NegativeBalance,
        Self::StillSettling,
        Self::NothingPayable,
        Self::BelowMinimum,
        Self::NotEligible,
        Self::CannotBeSplit,
        Self::FellBack,
        Self::NotReadable,
    ];

    /// The word for the store, forms and tests.
    pub const fn code(self) -> &'static str {
        match self {
            Self::PausedByPlatform => "paused_by_platform",
            Self::PausedAfterFailures => "paused_after_failures",
            Self::PausedByCreator => "paused_by_creator",
            Self::UnderReview => "under_review",
            Self::NoDestination => "no_destination",
            Self::DestinationOnHold => "destination_on_hold",
            Self::NegativeBalance => "negative_balance",
            Self::StillSettling => "still_settling",
            Self::NothingPayable => "nothing_payable",
            Self::BelowMinimum => "below_minimum",
            Self::NotEligible => "not_eligible",
            Self::CannotBeSplit => "cannot_be_split",
            Self::FellBack => "fell_back",
            Self::NotReadable => "not_readable",
        }
    }

    /// Reads the word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

/// What a run made of one creator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemOutcome {
    /// It made payouts; where they stand is theirs to say.
    Paying,
    /// It paid nothing.
    Skipped(SkipReason),
}

impl ItemOutcome {
    /// The word the store uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Paying => "paying",
            Self::Skipped(reason) => reason.code(),
        }
    }

    /// Reads the stored word.
    pub fn from_code(code: &str) -> Option<Self> {
        if code == Self::Paying.code() {
            Some(Self::Paying)
        } else {
            SkipReason::from_code(code).map(Self::Skipped)
        }
    }
}

/// What one run made of one creator; unique by both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayoutItem {
    /// The run.
    pub run: RunId,
    /// The creator.
    pub creator: CreatorId,
    /// How the run's payouts travel.
    pub kind: PayoutKind,
    /// The UTC day of the run.
    pub day: Day,
    /// What came of it.
    pub outcome: ItemOutcome,
    /// Why a daily creator is not paid instantly, when that plays a part.
    pub obstacle: Option<Obstacle>,
    /// What leaves the balance; nothing when skipped.
    pub gross: Money,
    /// The sum of the parts' fees.
    pub fee: Money,
    /// What the creator had before.
    pub balance: Money,
    /// What the run could have taken.
    pub payable: Money,
    /// The effective minimum of that moment.
    pub minimum: Money,
    /// The balance's changes up to this moment are on this item's statement, later ones on the next.
    pub decided_at: Timestamp,
}

/// An item with its payouts, largest part first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemRecord {
    /// The item.
    pub item: PayoutItem,
    /// Its payouts; empty when skipped.
    pub payouts: Vec<Payout>,
}

/// What became of a day, in one word for lists and charts. Of a split day, the part that needs most attention speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayoutOutcome {
    /// On its way, or about to be.
    InTransit,
    /// Arrived.
    Paid,
    /// It did not arrive; the money is back in the balance.
    Failed(FailureReason),
    /// It came back; the money is back in the balance.
    Returned(FailureReason),
    /// It was called off; the money is back in the balance.
    Cancelled,
    /// Nothing was paid.
    Skipped(SkipReason),
}

impl PayoutOutcome {
    /// What a payout's state comes to.
    pub const fn of(state: PayoutState) -> Self {
        match state {
            PayoutState::Requested
            | PayoutState::Submitted
            | PayoutState::Unknown
            | PayoutState::InTransit => Self::InTransit,
            PayoutState::Paid => Self::Paid,
            PayoutState::Failed(reason) => Self::Failed(reason),
            PayoutState::Returned(reason) => Self::Returned(reason),
            PayoutState::Cancelled => Self::Cancelled,
        }
    }

    const fn attention(self) -> u8 {
        match self {
            Self::Paid => 0,
            Self::InTransit => 1,
            Self::Cancelled => 2,
            Self::Returned(_) => 3,
            Self::Failed(_) => 4,
            Self::Skipped(_) => 5,
        }
    }
}

impl ItemRecord {
    /// What became of it.
    pub fn outcome(&self) -> PayoutOutcome {
        if let ItemOutcome::Skipped(reason) = self.item.outcome {
            return PayoutOutcome::Skipped(reason);
        }
        let parts = self.payouts.iter().map(|payout| PayoutOutcome::of(payout.state));
        parts.max_by_key(|outcome| outcome.attention()).unwrap_or(PayoutOutcome::InTransit)
    }
}
