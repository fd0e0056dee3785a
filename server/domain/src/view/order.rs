//! The order page, and the status that it polls.

use serde::{Deserialize, Serialize};

use super::CommunityHead;
use crate::{
    catalogue::{Period, WayIn},
    id::{OrderId, OrderToken},
    money::Money,
    order::{Gateway, OrderException},
    time::Timestamp,
};

/// `/o/{token}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderView {
    /// The order number.
    pub number: OrderId,
    /// The address.
    pub token: OrderToken,
    /// Where it leads.
    pub head: CommunityHead,
    /// The tier's name.
    pub tier: String,
    /// For how long.
    pub period: Period,
    /// The frozen price.
    pub price: Money,
    /// Days within which the money can be asked back.
    pub refund_days: u16,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it can be paid.
    pub expires_at: Timestamp,
    /// The version of the status, for polling.
    pub version: i64,
    /// Now, by the server's business clock.
    pub server_time: Timestamp,
    /// The one state the page shows.
    pub stage: OrderStage,
}

/// The one state an order page shows, in the words of the member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OrderStage {
    /// The gateway could not be reached yet: not charged, nothing to scan.
    Preparing,
    /// Scan and pay.
    AwaitingPayment {
        /// Through whom.
        gateway: Gateway,
        /// What the code says, byte for byte.
        code_url: String,
        /// The demo wallet, in a demo.
        wallet: Option<String>,
    },
    /// Time is up; we are asking the gateway before we give the seat away. Do not pay again.
    Confirming,
    /// Paid; the door is open.
    Paid {
        /// When.
        at: Timestamp,
        /// Whether the money came after the time was up.
        late: bool,
        /// The way in, while the membership is active.
        way_in: Option<WayIn>,
        /// Until when; `None` for good.
        valid_until: Option<Timestamp>,
    },
    /// Nobody paid in time; no money moved.
    Expired {
        /// When.
        at: Timestamp,
    },
    /// The money came too late and every seat was taken: it is on its way back.
    Refunding {
        /// How much.
        amount: Money,
    },
    /// The money is back.
    Refunded {
        /// How much.
        amount: Money,
        /// When.
        at: Timestamp,
    },
    /// A person looks at it.
    InReview {
        /// What went wrong.
        exception: OrderException,
    },
}

/// The answer of `GET /o/{token}/status`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusView {
    /// Grows with each change; the `ETag`.
    pub version: i64,
    /// Where the order stands: `pending`, `paid`, `expired`, `refund_pending`, `refunded`.
    pub status: String,
    /// What went wrong: `none`, `paid_late`, `paid_twice`, `amount_mismatch`.
    pub exception: String,
    /// Until when it can be paid, unix milliseconds.
    pub expires_at: Timestamp,
    /// Now, by the business clock, unix milliseconds.
    pub server_time: Timestamp,
    /// When to ask again, in milliseconds; 0 when nothing can change any more.
    pub next_poll_ms: u32,
}
