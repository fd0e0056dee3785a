//! The review queue: whatever about money a rule cannot decide, decided by the staff with a note, above a limit by two.

mod carry_out;
mod decide;
mod facts;
mod page;
mod queue;
mod standing;
mod taking;

use std::sync::Arc;

use domain::view::{Problem, review::ReviewDraft};

use crate::{after_payment::AfterPayment, refunds::RefundDesk, till::Till};

/// The desk at which things are decided.
pub struct ReviewDesk {
    parts: AfterPayment,
    refunds: Arc<RefundDesk>,
    till: Arc<Till>,
}

/// What was typed into the form of an item. `version` is that of the page: what changed meanwhile is shown, not overruled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DecideForm {
    /// The word of the decision.
    pub decision: String,
    /// The number of another order, to move the money there.
    pub onto: String,
    /// Why. Required.
    pub note: String,
    /// The version of the item on the page.
    pub version: i64,
}

/// What the page said to the person who agrees to a refund of a sale: when it does not hold any more, nothing happens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Promised {
    /// What is left of the sale, as in [`RefundForm::left`](crate::refunds::RefundForm::left).
    pub left: String,
    /// The periods that are valid again, as in [`RefundForm::returns`](crate::refunds::RefundForm::returns).
    pub returns: String,
}

/// How deciding ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecideOutcome {
    /// It is carried out.
    Resolved,
    /// Somebody else has to agree.
    Proposed,
    /// What was proposed is taken back.
    TakenBack,
    /// It is not; the reasons, and what was typed.
    Refused(Vec<Problem>, ReviewDraft),
    /// There is no such item.
    NotFound,
}

impl ReviewDesk {
    /// Puts the service together.
    pub fn new(parts: AfterPayment, refunds: Arc<RefundDesk>, till: Arc<Till>) -> Self {
        Self { parts, refunds, till }
    }
}
