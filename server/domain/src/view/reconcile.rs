//! `/review/reconciliation`: gateways' bills beside our books.

use serde::{Deserialize, Serialize};

use crate::{
    money::Money,
    order::{Gateway, GatewayAccountName},
    reconcile::{DifferenceKind, DifferenceOutcome},
    time::{Day, Timestamp},
};

/// The comparison of one account's day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReconcileLine {
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
    /// When they were acted on.
    pub repaired_at: Option<Timestamp>,
}

/// `/review/reconciliation`: the latest comparisons, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReconcileView {
    /// The comparisons.
    pub runs: Vec<ReconcileLine>,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DifferenceLine {
    /// What differs.
    pub kind: DifferenceKind,
    /// Our number of the payment, as the gateway has it.
    pub number: String,
    /// Our number of the refund; empty for a payment.
    pub refund_number: String,
    /// The gateway's own number.
    pub gateway_transaction: String,
    /// What our books say.
    pub ours: Option<Money>,
    /// What the bill says.
    pub theirs: Option<Money>,
    /// What was done about it.
    pub outcome: DifferenceOutcome,
}

/// `/review/reconciliation/{account}/{day}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReconcileDayView {
    /// The comparison.
    pub run: ReconcileLine,
    /// What differs, by number.
    pub differences: Vec<DifferenceLine>,
}
