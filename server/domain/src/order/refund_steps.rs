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
    /// It does not let our account ask: a right, a key or a number of ours is wrong there, until the host sets it right.
    NotLet {
        /// The gateway's own code.
        code: String,
    },
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
        // Accepted and forgotten, and again: that counts twice, because only every second question is in vain.
        let is_forgotten = self.state == RefundState::Processing && news == RefundNews::Unknown;
        let is_in_vain = news != RefundNews::Processing;
        let in_vain = u32::from(is_in_vain).saturating_add(u32::from(is_forgotten && self.tries > 0));
        match news {
            RefundNews::Succeeded { .. } if self.has_come_back() => {
                return Ok(RefundStep { refund: self, transaction: None, needs_a_person: false });
            }
            RefundNews::Succeeded { at } => {
                let (refund, booked) = self.done(transaction, at, now)?;
                return Ok(RefundStep { refund, transaction: Some(booked), needs_a_person: false });
            }
            // What a person looks at already, or what is over, changes only by success, or by a last word.
            news if matches!(self.state, RefundState::Abnormal) || self.state.is_over() => {
                let refund = self.looked_at(&news, now);
                return Ok(RefundStep { refund, transaction: None, needs_a_person: false });
            }
            RefundNews::Abnormal => return Ok(self.failed(Self::ABNORMAL.to_owned(), now)),
            RefundNews::BackWithUs => return Ok(self.failed(Self::BACK_WITH_US.to_owned(), now)),
            RefundNews::Refused { code } => return Ok(self.failed(code, now)),
            RefundNews::Processing => {
                self.state = RefundState::Processing;
                self.failure = String::new();
            }
            // Our account there is refilled by sales and by the host: the same number is asked for again.
            RefundNews::NotEnough => {
                self.state = RefundState::Requested;
                // The count of what is refused goes on.
                if !self.names_a_code() {
                    Self::NOT_ENOUGH.clone_into(&mut self.failure);
                }
                if self.is_late(now) {
                    return Ok(self.failed(Self::NOT_ENOUGH.to_owned(), now));
                }
            }
            // The gateway does not know it, even if it accepted it before: the same number is asked for again.
            RefundNews::Unknown => self.state = RefundState::Requested,
            // What was accepted is not undone by it: only the question about it is refused.
            RefundNews::NotLet { code } if self.state == RefundState::Requested => {
                // It counts from the first refusal, whatever it waited for before.
                if !self.names_a_code() {
                    self.tries = 0;
                }
                let is_old = now >= self.created_at.plus_seconds(Self::NOT_LET_HOURS.saturating_mul(3600));
                self.failure.clone_from(&code);
                if is_old && self.tries >= Self::NOT_LET_TRIES {
                    return Ok(self.given_up(code, now));
                }
            }
            RefundNews::NotLet { .. } | RefundNews::NoAnswer => {}
        }
        if self.is_late(now) {
            return Ok(self.given_up(Self::TOO_LONG.to_owned(), now));
        }
        self.tries = self.tries.saturating_add(in_vain);
        self.next_query_at = Some(now.plus_seconds(self.wait_seconds(now)));
        Ok(RefundStep { refund: self, transaction: None, needs_a_person: false })
    }

    /// Whether it takes longer than anybody waits without a person looking: a day until it is accepted, a week from then on.
    pub fn is_late(&self, now: Timestamp) -> bool {
        let hours = match self.state {
            RefundState::Requested => Self::ACCEPTED_WITHIN_HOURS,
            RefundState::Processing => Self::DONE_WITHIN_HOURS,
            RefundState::Succeeded | RefundState::Abnormal | RefundState::Closed => return false,
        };
        now >= self.created_at.plus_seconds(hours.saturating_mul(3600))
    }

    /// Twice as long after each try in vain; a quarter of the time that it is under way already. Up to an hour.
    fn wait_seconds(&self, now: Timestamp) -> i64 {
        if self.tries == 0 {
            let waited = now.ms_since(self.created_at).div_euclid(4_000);
            return waited.clamp(Self::ASK_AGAIN_SECONDS, Self::LONGEST_WAIT_SECONDS);
        }
        let doublings = self.tries.saturating_sub(1).min(10);
        Self::ASK_AGAIN_SECONDS.saturating_mul(1i64 << doublings).min(Self::LONGEST_WAIT_SECONDS)
    }

    /// A person looks at it, or did. One that may still be done under its number is asked about again: after an hour, then
    /// twice as long each time, and every day in the end. One that the gateway does not know is asked for once more first.
    fn looked_at(mut self, news: &RefundNews, now: Timestamp) -> Self {
        let is_back = *news == RefundNews::BackWithUs && !self.has_come_back();
        if is_back && matches!(self.state, RefundState::Abnormal | RefundState::Closed) {
            Self::BACK_WITH_US.clone_into(&mut self.failure);
            self.next_query_at = None;
            return self;
        }
        if !self.is_asked_about() {
            return self;
        }
        if !self.is_settled_there() {
            let is_asked_for = self.is_asked_for_once_more();
            match news {
                // The last word, after all, about one that took too long.
                RefundNews::Abnormal => return self.failed(Self::ABNORMAL.to_owned(), now).refund,
                RefundNews::Refused { code } => return self.failed(code.clone(), now).refund,
                // It never got there, or was forgotten: the same number can do no more than it should have done.
                RefundNews::Unknown if !is_asked_for => {
                    Self::ONCE_MORE.clone_into(&mut self.failure);
                    self.next_query_at = Some(now.plus_seconds(Self::ASK_AGAIN_SECONDS));
                    return self;
                }
                RefundNews::NotLet { code } if is_asked_for => self.failure.clone_from(code),
                RefundNews::Processing
                | RefundNews::Succeeded { .. }
                | RefundNews::BackWithUs
                | RefundNews::NotEnough
                | RefundNews::Unknown
                | RefundNews::NotLet { .. }
                | RefundNews::NoAnswer => {
                    if is_asked_for {
                        Self::TOO_LONG.clone_into(&mut self.failure);
                    }
                }
            }
        }
        self.tries = self.tries.saturating_add(1);
        self.next_query_at = Some(self.next_look(now));
        self
    }

    fn next_look(&self, now: Timestamp) -> Timestamp {
        let seconds = Self::LONGEST_WAIT_SECONDS.saturating_mul(1i64 << self.tries.min(5));
        now.plus_seconds(seconds.min(Self::LOOK_AGAIN_SECONDS))
    }

    /// Nothing final was said of it: it may be done yet, and closes its item by itself then.
    fn given_up(self, failure: String, now: Timestamp) -> RefundStep {
        let mut step = self.failed(failure, now);
        step.refund.next_query_at = Some(step.refund.next_look(now));
        step
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
