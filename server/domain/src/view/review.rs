//! `/review`: what a rule cannot decide about money, and `/review/{item}`.

use serde::{Deserialize, Serialize};

use super::{Problem, messages::Who, refunds::RefundLine};
use crate::{
    id::{DisputeId, OrderId, ReviewId},
    money::Money,
    order::{DisputeState, Gateway, GatewayAccountName, OrderException},
    review::{DecisionKind, Evidence, ReviewKind, ReviewState},
    time::Timestamp,
};

/// One line of the queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewLine {
    /// The item; its page is `/review/{id}`.
    pub id: ReviewId,
    /// What is wrong.
    pub kind: ReviewKind,
    /// Where it stands.
    pub state: ReviewState,
    /// The order it is about.
    pub order: Option<OrderId>,
    /// The order's community; empty when there is none.
    pub community: String,
    /// Through whom.
    pub gateway: Gateway,
    /// Through which of our accounts there.
    pub account: GatewayAccountName,
    /// How much it is about.
    pub amount: Money,
    /// What it should have been.
    pub expected: Option<Money>,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// What is known, the most telling first.
    pub evidence: Vec<Evidence>,
    /// What is suggested.
    pub suggested: Option<DecisionKind>,
    /// What was decided, or proposed.
    pub decided: Option<DecisionKind>,
    /// When it was over.
    pub resolved_at: Option<Timestamp>,
}

/// A dispute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisputeLine {
    /// The dispute; evidence is posted under it.
    pub id: DisputeId,
    /// The gateway's own name for it.
    pub reference: String,
    /// Through whom.
    pub gateway: Gateway,
    /// The sale, if it is one of ours.
    pub order: Option<OrderId>,
    /// How much is disputed.
    pub amount: Money,
    /// How much of it the creator's balance gave.
    pub taken: Money,
    /// Where it stands.
    pub state: DisputeState,
    /// The gateway's own code of the reason.
    pub reason: String,
    /// When we heard of it.
    pub opened_at: Timestamp,
    /// Until when evidence is taken.
    pub evidence_until: Option<Timestamp>,
    /// Whether it can be handed in now, by the reader.
    pub takes_evidence: bool,
    /// When it was handed in.
    pub evidence_at: Option<Timestamp>,
    /// When the bank's decision reached us.
    pub over_at: Option<Timestamp>,
}

/// `/review/disputes`: every dispute, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisputesView {
    /// The disputes.
    pub lines: Vec<DisputeLine>,
    /// The page after this one begins before this dispute.
    pub next_before: Option<DisputeId>,
}

/// `/review/disputes/{dispute}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisputeView {
    /// The dispute.
    pub line: DisputeLine,
    /// Whether it is about the reader's own money, or that of an account they help with.
    pub is_own: bool,
}

/// `/review`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewQueueView {
    /// What waits, oldest first.
    pub open: Vec<ReviewLine>,
    /// The page after this one begins after this item.
    pub next_after: Option<ReviewId>,
    /// How many wait; counting stops at 1,000.
    pub waiting: u32,
    /// Disputes that are not over, oldest first.
    pub disputes: Vec<DisputeLine>,
    /// Whether the reader can act, not only look and agree.
    pub may_act: bool,
    /// Now, by the business clock.
    pub now: Timestamp,
    /// Why the last form was refused.
    pub problems: Vec<Problem>,
}

/// `/review/resolved`: what is over, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewHistoryView {
    /// What is over.
    pub lines: Vec<ReviewLine>,
    /// The page after this one begins before this item.
    pub next_before: Option<ReviewId>,
}

/// The order behind an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewOrder {
    /// Its number.
    pub number: OrderId,
    /// Who ordered; empty when the person is gone.
    pub buyer: String,
    /// Where it leads.
    pub community: String,
    /// The tier's name.
    pub tier: String,
    /// The price.
    pub price: Money,
    /// Where it stands: the word of the order's state.
    pub state: String,
    /// What went wrong.
    pub exception: OrderException,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it can be paid.
    pub expires_at: Timestamp,
}

/// What can be decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionChoice {
    /// What.
    pub decision: DecisionKind,
    /// Whether it is the suggestion; it comes first.
    pub is_suggested: bool,
    /// What the creator gets by it.
    pub to_creator: Option<Money>,
    /// What goes back to the payer by it.
    pub to_payer: Option<Money>,
    /// What it takes of money that waits for a decision.
    pub from_waiting: Option<Money>,
    /// What it answers of refunds that failed.
    pub answers: Option<Money>,
    /// What is still owed to the payer after it.
    pub still_owed: Option<Money>,
    /// What leaves the creator's balance by it.
    pub from_creator: Option<Money>,
    /// What the platform loses by it.
    pub written_off: Option<Money>,
    /// Whether somebody else has to agree.
    pub needs_two: bool,
}

/// An order that the money can be put onto.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveTarget {
    /// Its number.
    pub number: OrderId,
    /// Where it leads.
    pub community: String,
    /// Its price: exactly the amount.
    pub price: Money,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What somebody proposed and somebody else has to agree to, or what was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// What.
    pub decision: Option<DecisionKind>,
    /// The order that the money was put onto.
    pub onto: Option<OrderId>,
    /// Why.
    pub note: String,
    /// Who; `Platform` when it was over by itself.
    pub by: Who,
    /// Who agreed, where two were needed.
    pub agreed: Option<Who>,
    /// When it was over.
    pub at: Option<Timestamp>,
}

/// `/review/{item}`.
#[expect(clippy::struct_excessive_bools, reason = "each is something else that the page says")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewView {
    /// The item.
    pub line: ReviewLine,
    /// Our number at the gateway, as it was reported.
    pub gateway_number: String,
    /// The gateway's own number.
    pub gateway_transaction: String,
    /// The order, where there is one.
    pub order: Option<ReviewOrder>,
    /// Every refund of the payment, oldest first.
    pub refunds: Vec<RefundLine>,
    /// What the reader can decide; empty when the item is not open, or the reader cannot act.
    pub choices: Vec<DecisionChoice>,
    /// Orders of the same buyer that wait for exactly this amount; any other can be typed.
    pub targets: Vec<MoveTarget>,
    /// What was proposed or decided.
    pub decided: Option<Decided>,
    /// Whether the reader can act, not only look and agree.
    pub may_act: bool,
    /// Whether it is about the reader's own money, or that of an account they help with: they decide nothing about it.
    pub is_own: bool,
    /// Whether the reader can agree to what is proposed.
    pub may_agree: bool,
    /// Whether the reader can take it back.
    pub may_take_back: bool,
    /// The amount above which two persons are needed.
    pub limit: Money,
    /// The version that the forms name.
    pub version: i64,
    /// Why the last form was refused.
    pub problems: Vec<Problem>,
    /// What was typed, after a refusal.
    pub typed: ReviewDraft,
}

/// What was typed into the form of an item, kept after a refusal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReviewDraft {
    /// The word of the decision.
    pub decision: String,
    /// The number of the other order.
    pub onto: String,
    /// The note.
    pub note: String,
}
