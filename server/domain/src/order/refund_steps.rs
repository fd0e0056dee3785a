//! How a refund goes on: what a gateway says about it, and what a person decides.

use super::{InvalidTransition, Refund, RefundState};
use crate::{
    id::TransactionId,
    ledger::{Account, Cause, LedgerError, Transaction},
    time::Timestamp,
};

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
    /// It was carried out, and the money is in our own bank account: the payer has nothing.
    BackWithUs,
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
            news if matches!(self.state, RefundState::Abnormal) || self.state.is_over() => {
                let refund = self.looked_at(&news, now);
                return Ok(RefundStep { refund, transaction: None, needs_a_person: false });
            }
            RefundNews::Abnormal => return Ok(self.failed(Self::ABNORMAL.to_owned(), now)),
            RefundNews::BackWithUs => return Ok(self.failed(Self::BACK_WITH_US.to_owned(), now)),
            RefundNews::Refused { code } => return Ok(self.failed(code, now)),
            RefundNews::NotEnough if now >= waits => {
                return Ok(self.failed(Self::NOT_ENOUGH.to_owned(), now));
            }
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

    /// A person looks at it, or did. One that is settled at the gateway's own desk is asked about again: after an hour, then
    /// twice as long each time, and every day in the end.
    fn looked_at(mut self, news: &RefundNews, now: Timestamp) -> Self {
        let is_back = *news == RefundNews::BackWithUs && !self.has_come_back();
        if is_back && matches!(self.state, RefundState::Abnormal | RefundState::Closed) {
            Self::BACK_WITH_US.clone_into(&mut self.failure);
            self.next_query_at = None;
        } else if self.is_settled_there() {
            self.tries = self.tries.saturating_add(1);
            self.next_query_at = Some(self.next_look(now));
        }
        self
    }

    fn next_look(&self, now: Timestamp) -> Timestamp {
        let seconds = Self::LONGEST_WAIT_SECONDS.saturating_mul(1i64 << self.tries.min(5));
        now.plus_seconds(seconds.min(Self::LOOK_AGAIN_SECONDS))
    }

    fn failed(mut self, failure: String, now: Timestamp) -> RefundStep {
        self.state = RefundState::Abnormal;
        self.failure = failure;
        self.tries = 0;
        self.next_query_at = self.is_settled_there().then(|| self.next_look(now));
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
        let step = self.failed(Self::CAME_BACK.to_owned(), now);
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
