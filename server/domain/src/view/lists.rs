//! What a member has, and what a creator sold.

use serde::{Deserialize, Serialize};

use crate::{
    catalogue::{Period, WayIn},
    id::{MembershipId, OrderId},
    membership::MembershipState,
    money::Money,
    order::Gateway,
    time::Timestamp,
};

/// A line of `/memberships`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MembershipView {
    /// The identifier.
    pub id: MembershipId,
    /// The community's address part.
    pub slug: String,
    /// The community's name.
    pub community: String,
    /// Whom to ask.
    pub contact: String,
    /// The tier's name.
    pub tier: String,
    /// For how long it was bought.
    pub period: Period,
    /// What it is worth now.
    pub state: MembershipState,
    /// The first paid moment.
    pub valid_from: Timestamp,
    /// The first moment no longer paid for; `None` for good.
    pub valid_until: Option<Timestamp>,
    /// The way in, while it is active.
    pub way_in: Option<WayIn>,
}

/// `/sales`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SalesView {
    /// The sales of this page, newest first.
    pub lines: Vec<SaleLine>,
    /// Their sum.
    pub lines_total: Money,
    /// What we owe the creator now.
    pub balance: Money,
    /// The part an instant payout may take.
    pub settled: Money,
    /// The part that is still settling.
    pub settling: Money,
    /// The page after this one: sales captured before this moment.
    pub next_before: Option<Timestamp>,
}

/// One sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleLine {
    /// The order number.
    pub order: OrderId,
    /// Who bought; empty when the person is gone.
    pub buyer: String,
    /// The community's name.
    pub community: String,
    /// The tier's name.
    pub tier: String,
    /// Through whom.
    pub gateway: Gateway,
    /// For how much.
    pub amount: Money,
    /// When.
    pub captured_at: Timestamp,
    /// From when an instant payout may take it.
    pub settles_at: Timestamp,
    /// Whether that moment has come.
    pub is_settled: bool,
}
