//! The order page, and the status that it polls.

use serde::{Deserialize, Serialize};

use super::CommunityHead;
use crate::{
    catalogue::{Period, WayIn},
    id::{OrderId, OrderToken, ProductId},
    money::Money,
    order::{Channel, DisputeState, OrderException, PayerAction, RefundReason, RefundState},
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
    /// What was ordered, to order it again.
    pub product: ProductId,
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
    /// Money of this order that goes or went back, oldest first: beside a paid stage these are second payments
    /// ([`RefundReason::PaidTwice`]) and parts that were asked back.
    pub refunds: Vec<RefundView>,
    /// The newest dispute of the payer's bank, if there ever was one.
    pub dispute: Option<DisputeView>,
}

impl OrderView {
    /// Whether the payer's bank has taken the whole payment back, and with it what it bought.
    pub fn is_taken_back(&self) -> bool {
        self.dispute.as_ref().is_some_and(|dispute| dispute.state == DisputeState::Lost && !dispute.stays)
    }
}

/// What a payer's bank does about a payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisputeView {
    /// Where it stands.
    pub state: DisputeState,
    /// How much of the payment it is about.
    pub amount: Money,
    /// Whether something of the sale is left also when it is lost: then the membership stays.
    pub stays: bool,
}

/// Money that goes or went back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundView {
    /// How much.
    pub amount: Money,
    /// Why.
    pub reason: RefundReason,
    /// Where it stands: only `Succeeded` is back with the payer.
    pub state: RefundState,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// Whether it is of another payment than the one that the stage is about: a second one, or one that did not fit.
    pub is_other: bool,
    /// Whether it took the place of another refund that could not be carried out.
    pub is_again: bool,
}

/// The one state an order page shows, in the words of the member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OrderStage {
    /// The gateway could not be reached yet: not charged, nothing to scan.
    Preparing {
        /// Through what the payer wants to pay.
        channel: Channel,
        /// What the payer can change to from where they are.
        others: Vec<Channel>,
    },
    /// The gateway does not take this payment: not charged, and nobody asks again by himself.
    Refused {
        /// Through what the payer wanted to pay.
        channel: Channel,
        /// Whether it is worth another try.
        again: bool,
        /// What the payer can change to from where they are.
        others: Vec<Channel>,
    },
    /// Inside the wallet's own browser: the wallet has to say who pays, at `/o/{token}/wechat`, before it can be asked
    /// for the payment. Nothing is charged by that.
    WalletSignIn {
        /// Through what the payer wants to pay.
        channel: Channel,
        /// What the payer can change to from where they are.
        others: Vec<Channel>,
    },
    /// In a mini-program's web view, which opens no wallet: a page of the mini-program does.
    HandOver {
        /// Through what the payer wants to pay.
        channel: Channel,
        /// That page, with what it needs to ask us for the payment.
        page: String,
        /// What the payer can change to from where they are.
        others: Vec<Channel>,
    },
    /// Scan, go to the gateway's page, or let the wallet ask.
    AwaitingPayment {
        /// Through what.
        channel: Channel,
        /// What the payer has to do. An address that works for minutes only is not shown: `/o/{token}/go` leads there.
        action: PayerAction,
        /// What the payer can change to from where they are. The channel itself is among them when it has a better way
        /// for this device than the one the order was opened with (a code that was opened at a desk, seen on a phone).
        others: Vec<Channel>,
        /// The demo wallet, in a demo, for a code to scan.
        wallet: Option<String>,
    },
    /// Time is up; we are asking the gateway before we give the seat away. Do not pay again.
    Confirming,
    /// The payer did their part, and the bank is still at it, perhaps for hours. Do not pay again.
    UnderWay {
        /// Through what.
        channel: Channel,
    },
    /// Paid; the door is open.
    Paid {
        /// When.
        at: Timestamp,
        /// Whether the money came after the time was up.
        late: bool,
        /// Whether it took a limited seat.
        seat: bool,
        /// The way in, while the membership is active.
        way_in: Option<WayIn>,
        /// Until when; `None` for good.
        valid_until: Option<Timestamp>,
    },
    /// Nobody paid in time, as far as anybody knows.
    Expired {
        /// When.
        at: Timestamp,
        /// Until when late money is looked for; `None` once that is over.
        watched_until: Option<Timestamp>,
    },
    /// All of the money is on its way back.
    Refunding {
        /// How much.
        amount: Money,
        /// Why: it came too late and every seat was taken, or it was asked back.
        reason: RefundReason,
    },
    /// The money is back.
    Refunded {
        /// How much.
        amount: Money,
        /// When.
        at: Timestamp,
        /// Why.
        reason: RefundReason,
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
    /// What went wrong: `none`, `paid_late`, `paid_twice`, `amount_mismatch`, `counted_changed`, `nothing_left`,
    /// `seat_lost`.
    pub exception: String,
    /// Until when it can be paid, unix milliseconds.
    pub expires_at: Timestamp,
    /// Now, by the business clock, unix milliseconds.
    pub server_time: Timestamp,
    /// When to ask again, in milliseconds; 0 when nothing can change any more.
    pub next_poll_ms: u32,
}
