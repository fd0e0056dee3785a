//! Money on its way back to a payer.

use serde::{Deserialize, Serialize};

use super::{Gateway, GatewayAccountName};
use crate::{
    id::{AdjustmentId, AttemptId, OrderId, RefundId, ReviewId, UserId},
    money::Money,
    time::Timestamp,
};

/// Where a refund stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundState {
    /// Our intent is stored; the gateway may or may not know of it. Asked for under the same number until it answers.
    Requested,
    /// The gateway accepted it; acceptance is not success.
    Processing,
    /// The money is back with the payer.
    Succeeded,
    /// The gateway could not carry it out, or will not: a person decides.
    Abnormal,
    /// A person decided that this number is over: another refund took its place, or the payer got the money elsewhere.
    Closed,
}

impl RefundState {
    /// Every state.
    pub const ALL: [Self; 5] =
        [Self::Requested, Self::Processing, Self::Succeeded, Self::Abnormal, Self::Closed];

    /// The word the store uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Processing => "processing",
            Self::Succeeded => "succeeded",
            Self::Abnormal => "abnormal",
            Self::Closed => "closed",
        }
    }

    /// Reads the stored word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether nothing can change any more.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Succeeded | Self::Closed)
    }
}

/// Why money goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundReason {
    /// It came after the order had expired, and every seat was taken.
    LateAndFull,
    /// It came after the order had expired, and the coupon of the order was used up or withdrawn.
    LateCoupon,
    /// It came after the order had expired, and no time of what was ordered was left to sell.
    LateNoTime,
    /// It came for an order that its buyer had replaced by another one, which is paid or waits for its payment.
    LateReplaced,
    /// The seat that a renewal was to keep was gone, and no other one was free.
    SeatLost,
    /// It was a second payment of an order that was paid.
    PaidTwice,
    /// The member asked for it within the product's refund rule.
    Member,
    /// The creator gave it.
    Creator,
    /// Somebody of the staff gave it.
    Staff,
    /// It was decided in the review queue about money that belonged to no sale.
    Review,
}

impl RefundReason {
    /// Every reason.
    pub const ALL: [Self; 10] = [
        Self::LateAndFull,
        Self::LateCoupon,
        Self::LateNoTime,
        Self::LateReplaced,
        Self::SeatLost,
        Self::PaidTwice,
        Self::Member,
        Self::Creator,
        Self::Staff,
        Self::Review,
    ];

    /// The word the store uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::LateAndFull => "late_and_full",
            Self::LateCoupon => "late_coupon",
            Self::LateNoTime => "late_no_time",
            Self::LateReplaced => "late_replaced",
            Self::SeatLost => "seat_lost",
            Self::PaidTwice => "paid_twice",
            Self::Member => "member",
            Self::Creator => "creator",
            Self::Staff => "staff",
            Self::Review => "review",
        }
    }

    /// Reads the stored word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

/// A captured payment, as its gateway knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// The order it was made for, if it was one of ours.
    pub order: Option<OrderId>,
    /// The attempt it was made under.
    pub attempt: Option<AttemptId>,
    /// Through whom.
    pub gateway: Gateway,
    /// Through which of our accounts there.
    pub account: GatewayAccountName,
    /// Our number, as the gateway has it.
    pub number: String,
    /// The gateway's own number.
    pub transaction: String,
    /// How much was captured.
    pub captured: Money,
}

/// A refund of one captured payment.
#[expect(clippy::struct_field_names, reason = "a refund has two numbers, and gateways name both")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    /// The identifier.
    pub id: RefundId,
    /// The order; none for a payment that was none of ours.
    pub order: Option<OrderId>,
    /// The attempt whose money goes back.
    pub attempt: Option<AttemptId>,
    /// Through whom.
    pub gateway: Gateway,
    /// Through which of our accounts there.
    pub account: GatewayAccountName,
    /// The attempt's number at the gateway.
    pub gateway_number: String,
    /// The gateway's own number of the captured payment.
    pub gateway_transaction: String,
    /// How much was captured under it.
    pub captured: Money,
    /// The refund's own number at the gateway; the same on every retry.
    pub refund_number: String,
    /// How much goes back.
    pub amount: Money,
    /// Why.
    pub reason: RefundReason,
    /// Why, in the words of whoever gave it; empty where a rule did.
    pub note: String,
    /// Who asked for it; `None` where a rule did.
    pub asked_by: Option<UserId>,
    /// What took the amount from the creator's balance in the same commit, where it gives a sale back.
    pub adjustment: Option<AdjustmentId>,
    /// The review item whose decision it carries out.
    pub review: Option<ReviewId>,
    /// The refund whose place it took, after that one could not be carried out.
    pub replaces: Option<RefundId>,
    /// Where it stands.
    pub state: RefundState,
    /// The code of what went wrong last: the gateway's own, or one of ours, as [`Self::ABNORMAL`]; empty when nothing did.
    pub failure: String,
    /// How often it was tried in vain, or the gateway was asked since a person looks at it.
    pub tries: u32,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it was over.
    pub finished_at: Option<Timestamp>,
    /// When the gateway is asked next; `None` once nothing can change.
    pub next_query_at: Option<Timestamp>,
    /// The version that was loaded.
    pub version: i64,
}

impl Refund {
    /// Seconds between the first two questions about a refund.
    pub const ASK_AGAIN_SECONDS: i64 = 20;
    /// The longest wait between two tries, in seconds.
    pub const LONGEST_WAIT_SECONDS: i64 = 3600;
    /// The longest wait until a refund is asked about again that a person looks at, in seconds.
    pub const LOOK_AGAIN_SECONDS: i64 = 86_400;
    /// How long a gateway may refuse our account's rights, keys or numbers until a person is told, in hours.
    pub const NOT_LET_HOURS: i64 = 1;
    /// Tries in vain since it first refused them until a person is told: twice as long apart each, they are 85 minutes.
    pub const NOT_LET_TRIES: u32 = 8;
    /// How long it may take until a gateway accepts a refund until a person is told, in hours: our account there holds too
    /// little, or nothing that can be believed is heard.
    pub const ACCEPTED_WITHIN_HOURS: i64 = 24;
    /// How long a refund may be under way until a person is told, in hours. Banks need up to three working days.
    pub const DONE_WITHIN_HOURS: i64 = 7 * 24;
    /// The failure of a refund that was accepted and could not be carried out.
    pub const ABNORMAL: &'static str = "ABNORMAL";
    /// The failure of a refund for which our account held too little for too long.
    pub const NOT_ENOUGH: &'static str = "NOT_ENOUGH";
    /// The failure of a refund that was not done for too long, and of which the gateway says nothing final.
    pub const TOO_LONG: &'static str = "TOO_LONG";
    /// The failure of a refund that a person looks at and that its gateway does not know: it is asked for once more, under
    /// the same number, before anybody can decide about it.
    pub const ONCE_MORE: &'static str = "ONCE_MORE";
    /// The failure of a refund that was done and came back afterwards: its number is never believed to be done again.
    pub const CAME_BACK: &'static str = "CAME_BACK";
    /// The failure of a refund that the gateway paid into our own bank account instead of the payer's.
    pub const BACK_WITH_US: &'static str = "BACK_WITH_US";
    /// The failure of what is still owed of a refund after a part of it went back by hand: no gateway knows its number.
    pub const REST: &'static str = "REST";

    /// A refund that the gateway has not been asked for yet.
    pub fn requested(
        payment: &Payment,
        (id, refund_number): (RefundId, String),
        amount: Money,
        reason: RefundReason,
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            order: payment.order.clone(),
            attempt: payment.attempt.clone(),
            gateway: payment.gateway,
            account: payment.account.clone(),
            gateway_number: payment.number.clone(),
            gateway_transaction: payment.transaction.clone(),
            captured: payment.captured,
            refund_number,
            amount,
            reason,
            note: String::new(),
            asked_by: None,
            adjustment: None,
            review: None,
            replaces: None,
            state: RefundState::Requested,
            failure: String::new(),
            tries: 0,
            created_at: now,
            finished_at: None,
            next_query_at: Some(now),
            version: 0,
        }
    }

    /// Whether the gateway keeps the money of a refund that no account took, until somebody says at its own desk where it
    /// goes. It refuses any other number, and says under this one when it is done.
    pub fn is_settled_there(&self) -> bool {
        let keeps = self.gateway == Gateway::WechatPay && self.failure == Self::ABNORMAL;
        keeps && self.state == RefundState::Abnormal
    }

    /// Whether it is asked about while a person looks at it, because it may still be done under its number: it is settled at
    /// the gateway's own desk, or it took too long and nothing final was said.
    pub fn is_asked_about(&self) -> bool {
        self.state == RefundState::Abnormal && self.next_query_at.is_some()
    }

    /// Whether it is asked for once more while a person looks at it: until the answer is there, nobody can know what a
    /// decision would do.
    pub fn is_asked_for_once_more(&self) -> bool {
        self.is_asked_about() && self.failure == Self::ONCE_MORE
    }

    /// Whether a person looks at it because the gateway did not let our account ask for it: its failure is the gateway's code.
    pub fn was_not_let(&self) -> bool {
        self.is_asked_about() && self.names_a_code()
    }

    /// Whether its failure is a code of the gateway rather than one of ours.
    pub(super) fn names_a_code(&self) -> bool {
        let ours = ["", Self::ABNORMAL, Self::NOT_ENOUGH, Self::TOO_LONG, Self::ONCE_MORE];
        !ours.contains(&self.failure.as_str())
    }

    /// Whether it was made at the gateway by hand, and booked when a person said so: it is on the bill of another day.
    pub fn was_made_by_hand(&self) -> bool {
        self.review.is_some() && (self.adjustment.is_some() || self.finished_at == Some(self.created_at))
    }

    /// What is still owed of it after a part of it went back by hand: for a person to decide, under a number of its own.
    #[must_use]
    pub fn rest(&self, (id, refund_number): (RefundId, String), amount: Money, now: Timestamp) -> Self {
        Self {
            id,
            refund_number,
            amount,
            replaces: Some(self.id.clone()),
            state: RefundState::Abnormal,
            failure: Self::REST.to_owned(),
            tries: 0,
            created_at: now,
            finished_at: None,
            next_query_at: None,
            version: 0,
            ..self.clone()
        }
    }

    /// Whether it gives the sale of its order back, rather than money that bought nothing.
    pub const fn gives_back_a_sale(&self) -> bool {
        self.adjustment.is_some()
    }
}
