//! The review queue: whatever about money a rule cannot decide. Each item is decided once, by a person, with a note.

mod advice;
mod decision;
mod kind;
mod open;
mod resolution;
mod resolve;
mod seat;
mod taken;
#[cfg(test)]
mod taken_tests;
mod took;

pub use advice::{Advice, Evidence, ReviewFacts};
pub use decision::{Decision, DecisionKind, ReviewState};
pub use kind::ReviewKind;
pub use resolution::{Hand, Resolution, ResolveError, TakenDraw, Verdict};
pub use resolve::{DecisionRefusal, LONGEST_NOTE};
pub use seat::SeatFacts;
pub use taken::{NotYet, TakenFrom, TakenPart, Taking};

use crate::{
    id::{AttemptId, OrderId, RefundId, ReviewId, UserId},
    money::Money,
    order::{Gateway, GatewayAccountName},
    time::Timestamp,
};

/// Something for a person to decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// The identifier.
    pub id: ReviewId,
    /// What is wrong.
    pub kind: ReviewKind,
    /// The order it is about; none for a payment that belongs to none of ours.
    pub order: Option<OrderId>,
    /// The attempt whose money it is about.
    pub attempt: Option<AttemptId>,
    /// The refund that could not be carried out.
    pub refund: Option<RefundId>,
    /// Through whom.
    pub gateway: Gateway,
    /// Through which of our accounts there.
    pub account: GatewayAccountName,
    /// Our number at the gateway, as it was reported.
    pub gateway_number: String,
    /// The gateway's own number; empty where there is none. One captured payment is in the queue once.
    pub gateway_transaction: String,
    /// How much it is about. Where [`ReviewKind::holds_money`], this much waits in the unallocated account.
    pub amount: Money,
    /// What it should have been, where that is the question.
    pub expected: Option<Money>,
    /// When it was opened, by the business clock.
    pub opened_at: Timestamp,
    /// Where it stands.
    pub state: ReviewState,
    /// What was decided, or proposed while a second person has to agree.
    pub decision: Option<Decision>,
    /// Why, in the words of whoever decided. Required.
    pub note: String,
    /// Who decided, or proposed.
    pub decided_by: Option<UserId>,
    /// Who agreed, where two persons are needed; never the same one.
    pub agreed_by: Option<UserId>,
    /// When it was over.
    pub resolved_at: Option<Timestamp>,
    /// The version that was loaded.
    pub version: i64,
}
