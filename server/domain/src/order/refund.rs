//! Money on its way back to a payer.

use serde::{Deserialize, Serialize};

use super::{Gateway, GatewayAccountName, InvalidTransition};
use crate::{
    id::{AdjustmentId, AttemptId, OrderId, RefundId, ReviewId, TransactionId, UserId},
    ledger::{Account, Cause, LedgerError, Transaction},
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
    /// It came after the order had expired, and no seat or no time was left to sell.
    LateAndFull,
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
    pub const ALL: [Self; 6] =
        [Self::LateAndFull, Self::PaidTwice, Self::Member, Self::Creator, Self::Staff, Self::Review];

    /// The word the store uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::LateAndFull => "late_and_full",
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
    /// The code of what went wrong last: the gateway's own, `ABNORMAL` or `NOT_ENOUGH`; empty when nothing did.
    pub failure: String,
    /// How often in a row the gateway had too little of ours, or did not answer.
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

/// What a gateway says about a refund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefundNews {
    /// Accepted, under way.
    Processing,
    /// The money is back.
    Succeeded {
        /// When.
        at: Timestamp,
    },
    /// It was accepted and could not be carried out.
    Abnormal,
    /// The gateway will not do it.
    Refused {
        /// The gateway's own code.
        code: String,
    },
    /// Our account there holds too little now.
    NotEnough,
    /// It does not know the refund.
    Unknown,
    /// Nothing that can be believed: what it did is unknown.
    NoAnswer,
}

/// What follows from news about a refund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundStep {
    /// The refund afterwards.
    pub refund: Refund,
    /// How the money moved, when it did.
    pub transaction: Option<Transaction>,
    /// Whether a person has to look at it from now on.
    pub needs_a_person: bool,
}

impl Refund {
    /// Seconds between two questions about a refund that is under way.
    pub const ASK_AGAIN_SECONDS: i64 = 20;
    /// The longest wait between two tries, in seconds.
    pub const LONGEST_WAIT_SECONDS: i64 = 3600;
    /// How long our account at the gateway may hold too little until a person is told, in hours.
    pub const NOT_ENOUGH_HOURS: i64 = 24;
    /// The failure of a refund that was accepted and could not be carried out.
    pub const ABNORMAL: &'static str = "ABNORMAL";
    /// The failure of a refund for which our account held too little for too long.
    pub const NOT_ENOUGH: &'static str = "NOT_ENOUGH";
    /// The failure of a refund that was done and came back afterwards: its number is never believed to be done again.
    pub const CAME_BACK: &'static str = "CAME_BACK";

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

    /// What the gateway said, or did not say, about it.
    pub fn heard(
        mut self,
        news: RefundNews,
        transaction: TransactionId,
        now: Timestamp,
    ) -> Result<RefundStep, RefundError> {
        let waits = self.created_at.plus_seconds(Self::NOT_ENOUGH_HOURS.saturating_mul(3600));
        match news {
            RefundNews::Succeeded { .. } if self.has_come_back() => {
                return Ok(RefundStep { refund: self, transaction: None, needs_a_person: false });
            }
            RefundNews::Succeeded { at } => {
                let (refund, booked) = self.done(transaction, at, now)?;
                return Ok(RefundStep { refund, transaction: Some(booked), needs_a_person: false });
            }
            // What a person looks at already, or what is over, changes only by success.
            _ if matches!(self.state, RefundState::Abnormal) || self.state.is_over() => {
                return Ok(RefundStep { refund: self, transaction: None, needs_a_person: false });
            }
            RefundNews::Abnormal => return Ok(self.failed(Self::ABNORMAL.to_owned())),
            RefundNews::Refused { code } => return Ok(self.failed(code)),
            RefundNews::NotEnough if now >= waits => return Ok(self.failed(Self::NOT_ENOUGH.to_owned())),
            RefundNews::Processing => {
                self.state = RefundState::Processing;
                self.failure = String::new();
                self.tries = 0;
            }
            // Our account there is refilled by sales and by the host: the same number is asked for again.
            RefundNews::NotEnough => {
                self.state = RefundState::Requested;
                Self::NOT_ENOUGH.clone_into(&mut self.failure);
                self.tries = self.tries.saturating_add(1);
            }
            // The gateway does not know it, even if it accepted it before: the same number is asked for again.
            RefundNews::Unknown => self.state = RefundState::Requested,
            RefundNews::NoAnswer => self.tries = self.tries.saturating_add(1),
        }
        self.next_query_at = Some(now.plus_seconds(self.wait_seconds()));
        Ok(RefundStep { refund: self, transaction: None, needs_a_person: false })
    }

    /// Twice as long after each try in vain, up to an hour.
    fn wait_seconds(&self) -> i64 {
        let doublings = self.tries.saturating_sub(1).min(10);
        Self::ASK_AGAIN_SECONDS.saturating_mul(1i64 << doublings).min(Self::LONGEST_WAIT_SECONDS)
    }

    fn failed(mut self, failure: String) -> RefundStep {
        self.state = RefundState::Abnormal;
        self.failure = failure;
        self.next_query_at = None;
        RefundStep { refund: self, transaction: None, needs_a_person: true }
    }

    /// The gateway confirmed that the money is back: the clearing account returns to zero.
    fn done(
        mut self,
        transaction: TransactionId,
        at: Timestamp,
        now: Timestamp,
    ) -> Result<(Self, Transaction), RefundError> {
        match self.state {
            RefundState::Requested | RefundState::Processing | RefundState::Abnormal => {}
            RefundState::Succeeded | RefundState::Closed => {
                return Err(RefundError::Transition(InvalidTransition {
                    from: self.state.code(),
                    event: "refund done",
                }));
            }
        }
        let booked = Transaction::transfer(
            transaction,
            Cause::RefundDone(self.id.clone()),
            now,
            self.amount,
            Account::GatewayReceivable(self.gateway),
            Account::RefundClearing,
        )?;
        self.state = RefundState::Succeeded;
        self.failure = String::new();
        self.finished_at = Some(at);
        self.next_query_at = None;
        Ok((self, booked))
    }

    /// It was done, and the payer's bank sent the money back: the gateway has it again, and it waits in the clearing
    /// account for a person.
    pub fn came_back(
        mut self,
        transaction: TransactionId,
        now: Timestamp,
    ) -> Result<RefundStep, RefundError> {
        if self.state != RefundState::Succeeded {
            let (from, event) = (self.state.code(), "refund came back");
            return Err(RefundError::Transition(InvalidTransition { from, event }));
        }
        let booked = Transaction::transfer(
            transaction,
            Cause::RefundCameBack(self.id.clone()),
            now,
            self.amount,
            Account::RefundClearing,
            Account::GatewayReceivable(self.gateway),
        )?;
        self.finished_at = None;
        let step = self.failed(Self::CAME_BACK.to_owned());
        Ok(RefundStep { transaction: Some(booked), ..step })
    }

    /// Whether it came back after it was done, and waits for a person.
    pub fn has_come_back(&self) -> bool {
        self.state == RefundState::Abnormal && self.failure == Self::CAME_BACK
    }

    /// A person decided that this number is over.
    pub fn closed(mut self, at: Timestamp) -> Result<Self, InvalidTransition> {
        if self.state != RefundState::Abnormal {
            return Err(InvalidTransition { from: self.state.code(), event: "refund closed" });
        }
        self.state = RefundState::Closed;
        self.finished_at = Some(at);
        self.next_query_at = None;
        Ok(self)
    }

    /// Whether it gives the sale of its order back, rather than money that bought nothing.
    pub const fn gives_back_a_sale(&self) -> bool {
        self.adjustment.is_some()
    }
}

/// Why a refund could not be finished.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefundError {
    /// It is already over.
    #[error(transparent)]
    Transition(#[from] InvalidTransition),
    /// The postings would not balance.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

#[cfg(test)]
#[path = "refund_tests.rs"]
mod tests;
