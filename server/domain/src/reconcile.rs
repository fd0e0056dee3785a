//! A gateway's bill of a day beside our books: what can differ, and what is done about it.

use serde::{Deserialize, Serialize};

use crate::{
    money::{Currency, Money},
    order::{Gateway, GatewayAccountName},
    time::{Day, Timestamp},
};

/// What differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceKind {
    /// The gateway captured money under a number of ours, and we have not settled it.
    MissingHere,
    /// The gateway captured money under a number that is none of ours.
    UnknownNumber,
    /// We settled a payment that is not on the bill of its day.
    MissingThere,
    /// Both have the payment, with different amounts or under different numbers of the gateway.
    Amount,
    /// The gateway sent money back, and we do not know of it.
    RefundMissingHere,
    /// We hold a refund for done that is not on the bill of its day.
    RefundMissingThere,
    /// Both have the refund, with different amounts.
    RefundAmount,
    /// A refund stands otherwise there than here: done, failed, or under way.
    RefundStatus,
}

impl DifferenceKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::MissingHere,
        Self::UnknownNumber,
        Self::MissingThere,
        Self::Amount,
        Self::RefundMissingHere,
        Self::RefundMissingThere,
        Self::RefundAmount,
        Self::RefundStatus,
    ];

    /// The word the store and the wire use.
    pub const fn code(self) -> &'static str {
        match self {
            Self::MissingHere => "missing_here",
            Self::UnknownNumber => "unknown_number",
            Self::MissingThere => "missing_there",
            Self::Amount => "amount",
            Self::RefundMissingHere => "refund_missing_here",
            Self::RefundMissingThere => "refund_missing_there",
            Self::RefundAmount => "refund_amount",
            Self::RefundStatus => "refund_status",
        }
    }

    /// Reads the stored word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// What was done about a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceOutcome {
    /// It was told; nothing was changed.
    Reported,
    /// The gateway was asked: its answer was booked, or there was nothing to book.
    Repaired,
    /// It is in the review queue.
    InReview,
}

impl DifferenceOutcome {
    /// Every outcome.
    pub const ALL: [Self; 3] = [Self::Reported, Self::Repaired, Self::InReview];

    /// The word the store and the wire use.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Repaired => "repaired",
            Self::InReview => "in_review",
        }
    }

    /// Reads the stored word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }
}

/// The comparison of one account's day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReconcileRun {
    /// Whose bill.
    pub gateway: Gateway,
    /// Through which of our accounts there.
    pub account: GatewayAccountName,
    /// The gateway's day.
    pub day: Day,
    /// When it was compared last.
    pub compared_at: Timestamp,
    /// How many lines the bill had.
    pub lines: u32,
    /// How many differences there were.
    pub differences: u32,
    /// When the differences were acted on, if they were.
    pub repaired_at: Option<Timestamp>,
}

/// One difference. The same one found again is the same row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Whose bill.
    pub gateway: Gateway,
    /// Through which of our accounts there.
    pub account: GatewayAccountName,
    /// The gateway's day.
    pub day: Day,
    /// What differs.
    pub kind: DifferenceKind,
    /// Our number of the payment, as the gateway has it.
    pub number: String,
    /// Our number of the refund; empty for a payment.
    pub refund_number: String,
    /// The gateway's own number of the payment.
    pub gateway_transaction: String,
    /// What our books say.
    pub ours: Option<Money>,
    /// What the bill says.
    pub theirs: Option<Money>,
    /// When it was found.
    pub found_at: Timestamp,
    /// What was done about it.
    pub outcome: DifferenceOutcome,
}

impl Difference {
    /// Whether the gateway sent more back than our books know of.
    pub fn is_taken(&self) -> bool {
        let nothing = Money::zero(self.currency());
        let more = self.theirs.and_then(|theirs| theirs.minus(self.ours.unwrap_or(nothing)).ok());
        matches!(self.kind, DifferenceKind::RefundMissingHere | DifferenceKind::RefundAmount)
            && more.is_some_and(Money::is_positive)
    }

    /// The currency it is about: that of the bill where both have one.
    pub fn currency(&self) -> Currency {
        self.theirs.or(self.ours).map_or(Currency::Cny, Money::currency)
    }
}

#[cfg(test)]
mod tests {
    use super::{DifferenceKind, DifferenceOutcome};

    #[test]
    fn words_read_back() {
        for kind in DifferenceKind::ALL {
            assert_eq!(DifferenceKind::from_code(kind.code()), Some(kind));
        }
        for outcome in DifferenceOutcome::ALL {
            assert_eq!(DifferenceOutcome::from_code(outcome.code()), Some(outcome));
        }
    }
}
