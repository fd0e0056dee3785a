//! What can be wrong.

use serde::{Deserialize, Serialize};

/// Why a person has to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewKind {
    /// The captured amount or currency is not the order's. The money waits.
    AmountMismatch,
    /// A captured payment under a number that is none of ours. The money waits.
    UnknownOrder,
    /// A refund was accepted and could not be carried out, or was refused for good.
    RefundFailed,
    /// The gateway's bill and our books differ in a way that asking the gateway does not mend.
    BillDiffers,
    /// A payer's bank took back what is no sale of ours, or more than is left of one.
    DisputeUnexplained,
    /// The gateway sent money back that we did not ask it for, or asked it for under a number that was closed since.
    RefundUnasked,
    /// Somebody of the staff wants to give a sale back, above the limit for one person.
    RefundProposed,
}

impl ReviewKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::AmountMismatch,
        Self::UnknownOrder,
        Self::RefundFailed,
        Self::BillDiffers,
        Self::DisputeUnexplained,
        Self::RefundUnasked,
        Self::RefundProposed,
    ];

    /// The word the store and the wire use.
    pub const fn code(self) -> &'static str {
        match self {
            Self::AmountMismatch => "amount_mismatch",
            Self::UnknownOrder => "unknown_order",
            Self::RefundFailed => "refund_failed",
            Self::BillDiffers => "bill_differs",
            Self::DisputeUnexplained => "dispute_unexplained",
            Self::RefundUnasked => "refund_unasked",
            Self::RefundProposed => "refund_proposed",
        }
    }

    /// Reads the stored word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether the amount waits in the unallocated account until it is decided.
    pub const fn holds_money(self) -> bool {
        matches!(self, Self::AmountMismatch | Self::UnknownOrder)
    }

    /// Whether it is about money that a gateway took and our books do not explain yet.
    pub const fn is_taken(self) -> bool {
        matches!(self, Self::DisputeUnexplained | Self::RefundUnasked)
    }
}
