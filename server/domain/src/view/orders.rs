//! `/orders`: a person's own orders, and `/o/{token}/receipt`.

use serde::{Deserialize, Serialize};

use super::refunds::RefundLine;
use crate::{
    catalogue::Period,
    id::{OrderId, OrderToken},
    money::Money,
    order::{Channel, Gateway, OrderException},
    time::Timestamp,
};

/// One of a person's orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLine {
    /// Its number.
    pub number: OrderId,
    /// Its address.
    pub token: OrderToken,
    /// The community's address part.
    pub slug: String,
    /// The community's name.
    pub community: String,
    /// The tier's name.
    pub tier: String,
    /// For how long.
    pub period: Period,
    /// The price.
    pub price: Money,
    /// Where it stands: the word of the order's state.
    pub state: String,
    /// What went wrong.
    pub exception: OrderException,
    /// When it was made.
    pub created_at: Timestamp,
    /// Whether it can be paid now, at its address.
    pub is_payable: bool,
    /// Whether it has a receipt.
    pub has_receipt: bool,
}

/// `/orders`, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrdersView {
    /// The orders.
    pub lines: Vec<OrderLine>,
    /// What was searched for.
    pub search: String,
    /// The page after this one begins before this order.
    pub next_before: Option<OrderId>,
}

/// `/o/{token}/receipt`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptView {
    /// The order's number, which is the receipt's.
    pub number: OrderId,
    /// Its address.
    pub token: OrderToken,
    /// Who sold it: the name that payers see.
    pub seller: String,
    /// Whom to ask.
    pub contact: String,
    /// The buyer's name.
    pub buyer: String,
    /// The community's name.
    pub community: String,
    /// The tier's name.
    pub tier: String,
    /// For how long.
    pub period: Period,
    /// From when to when the membership was bought; no end means for good.
    pub valid: Option<(Timestamp, Option<Timestamp>)>,
    /// What was paid.
    pub amount: Money,
    /// When.
    pub paid_at: Timestamp,
    /// Through what; `None` when a person put another payment onto the order.
    pub channel: Option<Channel>,
    /// Through whom.
    pub gateway: Gateway,
    /// The gateway's own number.
    pub gateway_transaction: String,
    /// What went back, or goes back, oldest first.
    pub refunds: Vec<RefundLine>,
    /// What is left of it.
    pub left: Money,
    /// When this was written.
    pub written_at: Timestamp,
}
