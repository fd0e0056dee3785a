//! The life of a payout. Each transition consumes the payout and returns the next one with its postings.
//!
//! ```text
//! requested ─► submitted ─► in transit ─► paid ─► returned
//!     ▲  │         │  ▲          │
//!     │  │         ▼  │          ├─► failed · returned · cancelled
//!     │  └► cancelled unknown ───┘
//!     └───────────────┴── the rail asks us to try later, or never heard of it
//! ```
//!
//! A time-out is not a failure: the payout is *unknown* until a query proves either side, and it is only ever sent again
//! under its own number.

use super::{FailureReason, Payout, PayoutState, RailNews};
use crate::{
    id::TransactionId,
    ledger::{LedgerError, Transaction},
    time::Timestamp,
};

/// How long a rail may be asked again about one payout before a day counts as over, and how the pauses grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// From the first hand-over, how long transient refusals are tried again, in milliseconds. A run that waited for
    /// approval has not used any of it up.
    pub retry_ms: i64,
}

/// What a transition did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The payout as it is now, still at the version it was loaded with.
    pub payout: Payout,
    /// What moved in the books, if anything.
    pub transaction: Option<Transaction>,
    /// What there is to tell, and to count.
    pub event: Option<PayoutEvent>,
}

/// How some news came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewsSource {
    /// By an event, a file, or an answer that something else has overtaken: it may be older than what is known.
    Told,
    /// The rail was asked when the payout already was what it is: its answer is the newest there is.
    Asked,
}

/// What happened to a payout that others care about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayoutEvent {
    /// It arrived.
    Paid,
    /// It will not arrive; the gross amount is back in the balance.
    Failed(FailureReason),
    /// It had arrived, or seemed to, and came back; the gross amount is back in the balance.
    Returned {
        /// Why.
        reason: FailureReason,
        /// Whether it had counted as arrived.
        was_paid: bool,
    },
    /// It was called off; the gross amount is back in the balance.
    Cancelled,
}

/// Why a payout cannot take some news.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoStep {
    /// The machine does not have this transition: what the rail says contradicts what it said before. A person has to
    /// look; nothing was booked.
    #[error("a payout that is {from} cannot become {news}")]
    Contradiction {
        /// The state it was in.
        from: &'static str,
        /// The news that came.
        news: &'static str,
    },
    /// The postings could not be built.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl Payout {
    /// Takes it in hand for the rail. Committed **before** the rail is called, so that after a crash it is asked about
    /// and not sent blindly.
    pub fn submit(mut self, now: Timestamp) -> Result<Self, NoStep> {
        if self.state != PayoutState::Requested {
            return Err(NoStep::Contradiction { from: self.state.code(), news: "submitted" });
        }
        self.state = PayoutState::Submitted;
        self.state_since = now;
        self.first_sent_at = self.first_sent_at.or(Some(now));
        self.tries = self.tries.saturating_add(1);
        self.next_look_at = Some(now.plus_seconds(LOST_AFTER_SECONDS));
        Ok(self)
    }

    /// Calls it off before the rail has it.
    pub fn cancel(self, id: TransactionId, now: Timestamp) -> Result<Step, NoStep> {
        if self.state != PayoutState::Requested {
            return Err(NoStep::Contradiction { from: self.state.code(), news: "cancelled" });
        }
        self.come_back(PayoutState::Cancelled, PayoutEvent::Cancelled, id, now)
    }

    /// What the rail says about it, by answer, query or event. `id` names the transaction if one is booked. News that is
    /// known already changes nothing.
    pub fn hear(
        self,
        news: &RailNews,
        source: NewsSource,
        patience: Patience,
        id: TransactionId,
        now: Timestamp,
    ) -> Result<Step, NoStep> {
        use PayoutState as State;
        if self.state.is_final() {
            return self.hear_at_the_end(news, source, id, now);
        }
        match news {
            RailNews::InTransit { reference } => Ok(self.in_transit(reference.clone(), now)),
            RailNews::Paid { reference } => self.paid(reference.clone(), id, now),
            RailNews::Failed(reason) => {
                self.come_back(State::Failed(*reason), PayoutEvent::Failed(*reason), id, now)
            }
            RailNews::Returned(reason) => {
                let event = PayoutEvent::Returned { reason: *reason, was_paid: false };
                self.come_back(State::Returned(*reason), event, id, now)
            }
            RailNews::Cancelled => self.come_back(State::Cancelled, PayoutEvent::Cancelled, id, now),
            RailNews::TryLater => self.try_later(patience, id, now),
            RailNews::NoAnswer => Ok(self.no_answer(now)),
            RailNews::NotKnown => self.not_known(now),
        }
    }

    fn hear_at_the_end(
        self,
        news: &RailNews,
        source: NewsSource,
        id: TransactionId,
        now: Timestamp,
    ) -> Result<Step, NoStep> {
        use PayoutState as State;
        // The money is back in the balance, and the rail says that it is on its way: it may go out twice.
        if self.state.is_back() && source == NewsSource::Asked && matches!(news, RailNews::InTransit { .. }) {
            return Err(NoStep::Contradiction { from: self.state.code(), news: news.code() });
        }
        match (self.state, news) {
            (State::Paid, RailNews::Failed(reason) | RailNews::Returned(reason)) => {
                let transaction = self.returned_after_paid(id, now)?;
                let event = PayoutEvent::Returned { reason: *reason, was_paid: true };
                Ok(Step {
                    payout: self.ended(State::Returned(*reason), now),
                    transaction: Some(transaction),
                    event: Some(event),
                })
            }
            // Events come twice and out of order.
            (State::Paid, RailNews::Paid { .. } | RailNews::InTransit { .. })
            | (State::Failed(_) | State::Returned(_), RailNews::Failed(_) | RailNews::Returned(_))
            | (State::Failed(_) | State::Returned(_) | State::Cancelled, RailNews::InTransit { .. })
            | (State::Returned(_), RailNews::Paid { .. })
            | (State::Cancelled, RailNews::Cancelled)
            | (_, RailNews::NoAnswer | RailNews::TryLater) => Ok(self.unchanged()),
            (state, news) => Err(NoStep::Contradiction { from: state.code(), news: news.code() }),
        }
    }

    fn in_transit(mut self, reference: Option<String>, now: Timestamp) -> Step {
        if self.state != PayoutState::InTransit {
            self.state = PayoutState::InTransit;
            self.state_since = now;
        }
        self.reference = reference.or(self.reference);
        self.next_look_at = Some(now.plus_seconds(self.kind.look_every_seconds()));
        self.unchanged()
    }

    fn paid(mut self, reference: Option<String>, id: TransactionId, now: Timestamp) -> Result<Step, NoStep> {
        let transaction = self.arrived(id, now)?;
        self.reference = reference.or(self.reference);
        Ok(Step {
            payout: self.ended(PayoutState::Paid, now),
            transaction: Some(transaction),
            event: Some(PayoutEvent::Paid),
        })
    }

    fn come_back(
        self,
        state: PayoutState,
        event: PayoutEvent,
        id: TransactionId,
        now: Timestamp,
    ) -> Result<Step, NoStep> {
        let transaction = self.returned(id, now)?;
        Ok(Step { payout: self.ended(state, now), transaction: Some(transaction), event: Some(event) })
    }

    /// The rail is in trouble: again later, under the same number, until patience is over. Nobody's fault, so that it
    /// does not count towards a pause.
    fn try_later(mut self, patience: Patience, id: TransactionId, now: Timestamp) -> Result<Step, NoStep> {
        if self.state == PayoutState::InTransit {
            return Ok(self.no_answer(now));
        }
        if self.first_sent_at.is_some_and(|first| now.ms_since(first) >= patience.retry_ms) {
            let reason = FailureReason::ProcessorUnavailable;
            return self.come_back(PayoutState::Failed(reason), PayoutEvent::Failed(reason), id, now);
        }
        self.state = PayoutState::Requested;
        self.state_since = now;
        self.next_look_at = Some(now.plus_seconds(pause_seconds(self.tries)));
        Ok(self.unchanged())
    }

    fn no_answer(mut self, now: Timestamp) -> Step {
        if self.state != PayoutState::InTransit {
            self.state = PayoutState::Unknown;
            self.state_since = now;
        }
        self.tries = self.tries.saturating_add(1);
        self.next_look_at = Some(now.plus_seconds(pause_seconds(self.tries)));
        self.unchanged()
    }

    /// The rail never heard of it: what we sent got lost on the way there, and it is sent again under its own number.
    fn not_known(mut self, now: Timestamp) -> Result<Step, NoStep> {
        match self.state {
            PayoutState::Requested => Ok(self.unchanged()),
            PayoutState::Submitted | PayoutState::Unknown => {
                self.state = PayoutState::Requested;
                self.state_since = now;
                self.next_look_at = Some(now);
                Ok(self.unchanged())
            }
            other @ (PayoutState::InTransit
            | PayoutState::Paid
            | PayoutState::Failed(_)
            | PayoutState::Returned(_)
            | PayoutState::Cancelled) => {
                Err(NoStep::Contradiction { from: other.code(), news: RailNews::NotKnown.code() })
            }
        }
    }

    fn ended(mut self, state: PayoutState, now: Timestamp) -> Self {
        self.state = state;
        self.state_since = now;
        self.next_look_at = None;
        self
    }

    fn unchanged(self) -> Step {
        Step { payout: self, transaction: None, event: None }
    }
}

/// A call to a rail that has not answered after this long has been lost with its process.
const LOST_AFTER_SECONDS: i64 = 120;

/// One minute, two, four … up to an hour.
fn pause_seconds(tries: u16) -> i64 {
    let doublings = u32::from(tries.saturating_sub(1).min(6));
    60i64.saturating_mul(2i64.saturating_pow(doublings)).min(3_600)
}

#[cfg(test)]
#[path = "machine_samples.rs"]
pub(super) mod samples;
#[cfg(test)]
#[path = "machine_tests.rs"]
mod tests;
