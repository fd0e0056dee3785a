//! Giving money back: `/o/{token}/refund` for the member, `/sales/{order}` for the creator, `/review/orders/{order}` for
//! the staff.

use serde::{Deserialize, Serialize};

use super::{CommunityHead, Problem};
use crate::{
    id::{MembershipId, OrderId, OrderToken, RefundId},
    membership::PaidTime,
    money::Money,
    order::{DisputeState, Gateway, RefundReason, RefundRefusal, RefundState},
    time::Timestamp,
};

/// One refund of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundLine {
    /// The identifier.
    pub id: RefundId,
    /// Its number at the gateway.
    pub number: String,
    /// How much.
    pub amount: Money,
    /// Why.
    pub reason: RefundReason,
    /// Why, in words; shown to staff and creator, never to the member.
    pub note: String,
    /// Where it stands.
    pub state: RefundState,
    /// The code of what went wrong last; empty when nothing did.
    pub failure: String,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// When it was over.
    pub finished_at: Option<Timestamp>,
    /// Whether another one took its place.
    pub is_replaced: bool,
}

/// `/o/{token}/refund`: what a member reads before asking for the money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundAskView {
    /// The order's address.
    pub token: OrderToken,
    /// Its number.
    pub number: OrderId,
    /// Where it leads.
    pub head: CommunityHead,
    /// The tier's name.
    pub tier: String,
    /// What goes back: all that is left.
    pub amount: Money,
    /// Days of the product's rule.
    pub refund_days: u16,
    /// Until when it can be asked for.
    pub until: Option<Timestamp>,
    /// Why it cannot be asked for now, if it cannot.
    pub refusal: Option<RefundRefusal>,
    /// Through whom it goes back.
    pub gateway: Gateway,
    /// What becomes of the membership by it.
    pub after: RefundAfterwards,
}

/// What giving back all that is left of a sale means for the buyer's membership, as each form says it before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundAfterwards {
    /// How the period ends that the sale paid for; `None` when none ends by it.
    pub ends: Option<PeriodEnd>,
    /// Until when the periods last that an upgrade had ended and that are valid again; `None` without any.
    pub back_until: Option<Timestamp>,
    /// The periods that the page says are valid again; the form names them, so that nobody loses one unsaid.
    pub returns: Vec<MembershipId>,
    /// Whether time that the upgrade counted does not come back.
    pub stays_counted: bool,
    /// The next period, when it begins at another moment by it.
    pub next: Option<PaidTime>,
}

/// How a period ends when its money goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodEnd {
    /// Nothing else that is paid for runs then: the way in closes with it.
    WayIn,
    /// The period alone: another one runs then, or this one has not begun.
    Period,
    /// It was over before.
    Over,
}

/// A dispute about a sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleDispute {
    /// How much is disputed.
    pub amount: Money,
    /// How much of it the creator's balance gave.
    pub taken: Money,
    /// Where it stands.
    pub state: DisputeState,
}

/// A sale as whoever sold it, or the staff, sees it: with what can be given back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleRefundView {
    /// The order.
    pub number: OrderId,
    /// Who bought; empty when the person is gone.
    pub buyer: String,
    /// The community's name.
    pub community: String,
    /// The tier's name.
    pub tier: String,
    /// Through whom.
    pub gateway: Gateway,
    /// For how much it was sold.
    pub amount: Money,
    /// When it was captured.
    pub captured_at: Timestamp,
    /// What is left of it.
    pub left: Money,
    /// Why nothing can be given back now, if nothing can.
    pub refusal: Option<RefundRefusal>,
    /// What was given back, oldest first.
    pub refunds: Vec<RefundLine>,
    /// What the buyer's bank disputes, oldest first.
    pub disputes: Vec<SaleDispute>,
    /// What becomes of the membership when all that is left goes back.
    pub after: RefundAfterwards,
    /// Whether the membership is revoked.
    pub is_revoked: bool,
    /// The amount above which somebody of the staff needs a second person; `None` for a creator.
    pub limit: Option<Money>,
    /// Whether the reader is of the staff and it is about their own money, or that of an account they help with.
    pub is_own: bool,
    /// Whether the reader can give something back.
    pub may_refund: bool,
    /// Why the last form was refused.
    pub problems: Vec<Problem>,
    /// What was typed, after a refusal.
    pub typed: RefundDraft,
}

/// What was typed into the form, kept after a refusal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RefundDraft {
    /// The amount; empty for all that is left.
    pub amount: String,
    /// The reason.
    pub note: String,
}
