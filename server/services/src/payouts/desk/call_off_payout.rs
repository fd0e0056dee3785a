//! Calling off one payout: at once while it waits, by asking its rail once the rail may have it.

use domain::{
    id::{CreatorId, PayoutId, TransactionId},
    message::MessageKind,
    payouts::{Payout, PayoutState, RailNews, Step},
    view::payouts::DeskDraft,
};

use super::{MAX_TRIES, PayoutDesk, told::record, words};
use crate::{
    Fault,
    actor::Operator,
    ports::{Changes, Commit, EntropyExt, Write},
};

/// How calling off a payout ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PayoutCallOff {
    /// The money is back in the balance.
    CalledOff,
    /// The rail did not say. The payout is asked about until it is known what became of it.
    Unknown,
    /// The rail has it and does not give it back.
    TooLate,
    /// It had ended before.
    Ended,
    /// Nothing was done; the draft says why.
    Refused(Box<DeskDraft>),
    /// The operator owns this account or helps with it.
    OwnAccount,
    /// There is no such payout of this creator.
    NoPayout,
}

impl PayoutDesk {
    /// Calls off a payout that has not ended, for a reason that the creator reads.
    pub async fn call_off_payout(
        &self,
        operator: &Operator,
        creator: &CreatorId,
        id: &PayoutId,
        why: &str,
    ) -> Result<PayoutCallOff, Fault> {
        let reason = match words::read("why", why) {
            Ok(reason) => reason,
            Err(problem) => {
                let (payout, why, problems) = (id.to_string(), why.to_owned(), vec![problem]);
                let draft = DeskDraft { payout, why, problems, ..DeskDraft::default() };
                return Ok(PayoutCallOff::Refused(Box::new(draft)));
            }
        };
        for _ in 0..MAX_TRIES {
            let payout = self.parts.commerce.payout(id).await?;
            let Some(payout) = payout.filter(|payout| payout.creator == *creator) else {
                return Ok(PayoutCallOff::NoPayout);
            };
            if self.is_own(&operator.user, creator).await? {
                return Ok(PayoutCallOff::OwnAccount);
            }
            let ended = match payout.state {
                PayoutState::Requested => self.take_back(payout, &reason).await?,
                PayoutState::Submitted | PayoutState::Unknown | PayoutState::InTransit => {
                    self.ask_back(payout, &reason).await?
                }
                PayoutState::Cancelled => Some(PayoutCallOff::CalledOff),
                PayoutState::Paid | PayoutState::Failed(_) | PayoutState::Returned(_) => {
                    Some(PayoutCallOff::Ended)
                }
            };
            if let Some(ended) = ended {
                record(&operator.user, "call off a payout", id.as_str());
                return Ok(ended);
            }
        }
        Err(Fault::Contention)
    }

    /// No rail has been asked: it is called off here. `None` when it moved meanwhile.
    async fn take_back(&self, payout: Payout, reason: &str) -> Result<Option<PayoutCallOff>, Fault> {
        let now = self.parts.clock.business();
        let id = TransactionId::new(now, self.parts.entropy.bits());
        let step = payout.cancel(id, now).map_err(|error| Fault::Rule(error.to_string()))?;
        self.called_off(step, reason).await
    }

    /// Asks the rail, then books what it said. `None` when the payout moved meanwhile.
    async fn ask_back(&self, payout: Payout, reason: &str) -> Result<Option<PayoutCallOff>, Fault> {
        let engine = &self.parts.engine;
        match engine.cancel_at_rail(&payout).await? {
            RailNews::Cancelled => self.called_off(engine.cancelled(payout)?, reason).await,
            news => {
                let ended = match news {
                    RailNews::InTransit { .. } => PayoutCallOff::TooLate,
                    RailNews::Paid { .. } | RailNews::Failed(_) | RailNews::Returned(_) => {
                        PayoutCallOff::Ended
                    }
                    RailNews::Cancelled | RailNews::TryLater | RailNews::NoAnswer | RailNews::NotKnown => {
                        PayoutCallOff::Unknown
                    }
                };
                engine.learn(payout, &news).await?;
                Ok(Some(ended))
            }
        }
    }

    async fn called_off(&self, step: Step, reason: &str) -> Result<Option<PayoutCallOff>, Fault> {
        let (payout, mut changes) = (step.payout, Changes::default());
        changes.transactions.extend(step.transaction);
        let (run, back, reason) = (payout.run.clone(), payout.gross, reason.to_owned());
        let about = MessageKind::PayoutCalledOff { run, back, reason };
        self.tell_creator(&mut changes, &payout.creator, about);
        changes.writes.push(Write::UpdatePayout(payout));
        let committed = self.parts.commerce.commit(changes).await? == Commit::Committed;
        Ok(committed.then_some(PayoutCallOff::CalledOff))
    }
}
