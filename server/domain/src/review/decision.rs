//! What a person can decide.

use serde::{Deserialize, Serialize};

use crate::id::OrderId;

/// Where an item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewState {
    /// Nobody has decided.
    Open,
    /// Somebody has decided; the amount is above the limit, so that somebody else has to agree.
    AwaitingSecond,
    /// It is over.
    Resolved,
}

impl ReviewState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Open, Self::AwaitingSecond, Self::Resolved];

    /// The word the store and the wire use.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::AwaitingSecond => "awaiting_second",
            Self::Resolved => "resolved",
        }
    }

    /// Reads the stored word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "do")]
pub enum Decision {
    /// The money pays its order as it is: the creator gets what came, the membership is granted.
    Settle,
    /// The money pays its order, and what is above the price goes back.
    SettleAndRefundExcess,
    /// All of it goes back to the payer.
    Refund,
    /// It pays another order, which must wait for exactly this amount.
    MoveTo {
        /// Which.
        order: OrderId,
    },
    /// The refund is asked for again, under a new number.
    RefundAgain,
    /// The payer got the money back outside of the gateway; the note says how.
    RefundedOutside,
    /// The gateway took the money: it is booked where it lies in our books, and the rest is the platform's loss.
    Taken,
    /// The gateway took the money, and it answers nothing that is owed: the sale's creator bears it, and what failed to go
    /// back stays owed.
    TakenApart,
    /// Nothing is to be done; the note says why. Never for money that waits.
    Ignore,
}

/// A decision without what it names: what a page offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionKind {
    /// See [`Decision::Settle`].
    Settle,
    /// See [`Decision::SettleAndRefundExcess`].
    SettleAndRefundExcess,
    /// See [`Decision::Refund`].
    Refund,
    /// See [`Decision::MoveTo`].
    MoveTo,
    /// See [`Decision::RefundAgain`].
    RefundAgain,
    /// See [`Decision::RefundedOutside`].
    RefundedOutside,
    /// See [`Decision::Taken`].
    Taken,
    /// See [`Decision::TakenApart`].
    TakenApart,
    /// See [`Decision::Ignore`].
    Ignore,
}

impl DecisionKind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::Settle,
        Self::SettleAndRefundExcess,
        Self::Refund,
        Self::MoveTo,
        Self::RefundAgain,
        Self::RefundedOutside,
        Self::Taken,
        Self::TakenApart,
        Self::Ignore,
    ];

    /// The word of the form and of the logs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Settle => "settle",
            Self::SettleAndRefundExcess => "settle_and_refund_excess",
            Self::Refund => "refund",
            Self::MoveTo => "move_to",
            Self::RefundAgain => "refund_again",
            Self::RefundedOutside => "refunded_outside",
            Self::Taken => "taken",
            Self::TakenApart => "taken_apart",
            Self::Ignore => "ignore",
        }
    }
}

impl Decision {
    /// Which kind it is.
    pub const fn kind(&self) -> DecisionKind {
        match self {
            Self::Settle => DecisionKind::Settle,
            Self::SettleAndRefundExcess => DecisionKind::SettleAndRefundExcess,
            Self::Refund => DecisionKind::Refund,
            Self::MoveTo { .. } => DecisionKind::MoveTo,
            Self::RefundAgain => DecisionKind::RefundAgain,
            Self::RefundedOutside => DecisionKind::RefundedOutside,
            Self::Taken => DecisionKind::Taken,
            Self::TakenApart => DecisionKind::TakenApart,
            Self::Ignore => DecisionKind::Ignore,
        }
    }

    /// See [`DecisionKind::code`].
    pub const fn code(&self) -> &'static str {
        self.kind().code()
    }

    /// The order that is named, where one is.
    pub const fn order(&self) -> Option<&OrderId> {
        if let Self::MoveTo { order } = self { Some(order) } else { None }
    }

    /// Puts a decision together from its word and the order it names.
    pub fn from_parts(code: &str, order: Option<OrderId>) -> Option<Self> {
        let kind = DecisionKind::ALL.into_iter().find(|kind| kind.code() == code)?;
        match (kind, order) {
            (DecisionKind::MoveTo, Some(order)) => Some(Self::MoveTo { order }),
            (DecisionKind::Settle, None) => Some(Self::Settle),
            (DecisionKind::SettleAndRefundExcess, None) => Some(Self::SettleAndRefundExcess),
            (DecisionKind::Refund, None) => Some(Self::Refund),
            (DecisionKind::RefundAgain, None) => Some(Self::RefundAgain),
            (DecisionKind::RefundedOutside, None) => Some(Self::RefundedOutside),
            (DecisionKind::Taken, None) => Some(Self::Taken),
            (DecisionKind::TakenApart, None) => Some(Self::TakenApart),
            (DecisionKind::Ignore, None) => Some(Self::Ignore),
            _ => None,
        }
    }
}
