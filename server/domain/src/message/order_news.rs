//! What becomes of an order after it was made, for its buyer and for whoever sold it.

use serde::{Deserialize, Serialize};

use super::Importance;
use crate::{
    id::{OrderId, OrderToken},
    money::Money,
    order::RefundReason,
    time::Timestamp,
};

/// What there is to tell about an order. Buyers get its address, creators its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "news")]
pub enum OrderNews {
    /// It waits for its payment. Its buyer agreed to be reminded, once.
    Waiting {
        /// The order's address.
        token: OrderToken,
        /// The price.
        price: Money,
        /// Until when it can be paid.
        expires_at: Timestamp,
    },
    /// The payment counts after all: it came late and could still be sold, or somebody of the staff put it onto the order.
    /// The buyer is in.
    LetIn {
        /// The order's address.
        token: OrderToken,
        /// What was paid.
        amount: Money,
    },
    /// Money that bought nothing is on its way back to the buyer, by a rule.
    SentBack {
        /// The order's address.
        token: OrderToken,
        /// How much.
        amount: Money,
        /// Which rule.
        reason: RefundReason,
    },
    /// Money is on its way back to the buyer.
    RefundStarted {
        /// The order's address.
        token: OrderToken,
        /// How much.
        amount: Money,
        /// Whether the membership has ended with it: nothing else that is paid for runs.
        ends_membership: bool,
        /// Whether only the period that it paid for counts no more: another one runs, or it had not begun, or was over.
        #[serde(default)]
        ends_period: bool,
    },
    /// The money is back with the buyer.
    RefundDone {
        /// The order's address.
        token: OrderToken,
        /// How much.
        amount: Money,
    },
    /// The refund is not done, and may not be: somebody of the staff looks at it.
    RefundHeld {
        /// The order's address.
        token: OrderToken,
        /// How much.
        amount: Money,
    },
    /// The buyer's bank took the money back: the membership has ended.
    EndedByDispute {
        /// The order's address.
        token: OrderToken,
        /// Whether only the period that it paid for counts no more: another one runs, or it had not begun.
        #[serde(default)]
        ends_period: bool,
    },
    /// For the creator: a sale was given back.
    SaleRefunded {
        /// The order's number.
        order: OrderId,
        /// How much left the balance.
        amount: Money,
        /// Whether the membership has ended with it: nothing else that is paid for runs.
        ends_membership: bool,
        /// Whether only the period that it paid for counts no more: another one runs, or it had not begun, or was over.
        #[serde(default)]
        ends_period: bool,
        /// Who gave it.
        reason: RefundReason,
    },
    /// For the creator: the buyer's bank took the money back.
    DisputeOpened {
        /// The order's number.
        order: OrderId,
        /// How much left the balance.
        amount: Money,
    },
    /// For the creator: the bank has decided.
    DisputeEnded {
        /// The order's number.
        order: OrderId,
        /// How much came back into the balance; nothing when it was lost.
        amount: Money,
        /// Whether it was decided for the creator.
        won: bool,
        /// Whether the membership stays: it was won, or a part of the price was lost.
        #[serde(default)]
        stays: bool,
        /// Whether an upgrade has counted unused time of the sale: what it counted can go back only after the upgrade has.
        #[serde(default)]
        counted: bool,
    },
}

impl OrderNews {
    /// How much it matters.
    pub const fn importance(&self) -> Importance {
        match self {
            Self::RefundHeld { .. } | Self::DisputeOpened { .. } | Self::EndedByDispute { .. } => {
                Importance::Warning
            }
            Self::Waiting { .. }
            | Self::LetIn { .. }
            | Self::SentBack { .. }
            | Self::RefundStarted { .. }
            | Self::RefundDone { .. }
            | Self::SaleRefunded { .. }
            | Self::DisputeEnded { .. } => Importance::News,
        }
    }

    /// The order's address, for its buyer.
    pub const fn token(&self) -> Option<&OrderToken> {
        match self {
            Self::Waiting { token, .. }
            | Self::LetIn { token, .. }
            | Self::SentBack { token, .. }
            | Self::RefundStarted { token, .. }
            | Self::RefundDone { token, .. }
            | Self::RefundHeld { token, .. }
            | Self::EndedByDispute { token, .. } => Some(token),
            Self::SaleRefunded { .. } | Self::DisputeOpened { .. } | Self::DisputeEnded { .. } => None,
        }
    }
}
