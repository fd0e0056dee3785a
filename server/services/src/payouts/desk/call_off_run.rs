//! Refusing a run that waits for approval: its payouts are called off, and each creator has the money back, once.
//!
//! A run may pay a million creators. So the refusal itself is one small commit, after which nobody can approve the run
//! any more; its payouts follow in chunks, each one commit with the run's cursor, by a worker that goes on wherever
//! another one was killed.

use std::collections::BTreeMap;

use domain::{
    id::{CreatorId, RunId, TransactionId},
    message::MessageKind,
    money::Money,
    payouts::{ItemOutcome, Payout, PayoutRun, PayoutState, RunState},
    view::payouts::DeskDraft,
};

use super::{MAX_TRIES, PayoutDesk, told::record, words};
use crate::{
    Fault,
    actor::Operator,
    ports::{CallOff, Changes, Commit, EntropyExt, StoreFault, Write},
};

/// How often a chunk is decided again when a payout of it changed meanwhile.
const MAX_CHUNK_TRIES: u8 = 16;

/// How a refusal ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallOffOutcome {
    /// The run is refused; its payouts are called off now, or by the worker within moments.
    CalledOff,
    /// It is not; the draft says why.
    Refused(Box<DeskDraft>),
    /// The run pays an account that the operator owns or helps with: somebody else has to decide.
    PaysYou,
    /// The run does not wait for approval: it is sent, or still being worked out.
    NotWaiting,
    /// There is no such run.
    NoRun,
}

impl PayoutDesk {
    /// Refuses a run that waits for approval. One person is enough to say no.
    pub async fn call_off_run(
        &self,
        operator: &Operator,
        id: &RunId,
        why: &str,
    ) -> Result<CallOffOutcome, Fault> {
        let reason = match words::read("why", why) {
            Ok(reason) => reason,
            Err(problem) => {
                let draft =
                    DeskDraft { why: why.to_owned(), problems: vec![problem], ..DeskDraft::default() };
                return Ok(CallOffOutcome::Refused(Box::new(draft)));
            }
        };
        for _ in 0..MAX_TRIES {
            let Some(run) = self.parts.commerce.payout_run(id).await? else {
                return Ok(CallOffOutcome::NoRun);
            };
            match run.state {
                RunState::AwaitingApproval => {}
                RunState::CallingOff | RunState::CalledOff => return Ok(CallOffOutcome::CalledOff),
                RunState::Computing | RunState::Released | RunState::Done => {
                    return Ok(CallOffOutcome::NotWaiting);
                }
            }
            if self.pays(&operator.user, id).await? {
                return Ok(CallOffOutcome::PaysYou);
            }
            let at = self.parts.clock.business();
            let refusal = CallOff { run: id.clone(), by: operator.user.clone(), reason: reason.clone(), at };
            let refused = PayoutRun { state: RunState::CallingOff, cursor: None, ..run };
            let writes = vec![Write::UpdateRun(refused), Write::InsertCallOff(refusal)];
            let changes = Changes { writes, ..Changes::default() };
            if self.parts.commerce.commit(changes).await? == Commit::Committed {
                record(&operator.user, "call off a run", id.as_str());
                // A small run is over when the page comes back.
                if self.call_off_next(id).await? {
                    self.call_off_next(id).await?;
                }
                return Ok(CallOffOutcome::CalledOff);
            }
        }
        Err(Fault::Contention)
    }

    /// Calls off the payouts of refused runs to the end. For the worker.
    pub(super) async fn call_off_the_rest(&self) -> Result<(), Fault> {
        for run in self.parts.commerce.open_runs().await? {
            if run.state == RunState::CallingOff {
                while self.call_off_next(&run.id).await? {}
            }
        }
        Ok(())
    }

    /// One chunk; whether there may be more.
    async fn call_off_next(&self, id: &RunId) -> Result<bool, Fault> {
        let commerce = &self.parts.commerce;
        for _ in 0..MAX_CHUNK_TRIES {
            let run = commerce.payout_run(id).await?;
            let Some(run) = run.filter(|run| run.state == RunState::CallingOff) else { return Ok(false) };
            let paying = Some(ItemOutcome::Paying);
            let items = commerce.run_items(id, paying, run.cursor.as_ref(), self.parts.chunk).await?;
            let (Some(first), Some(last)) = (items.first(), items.last()) else {
                let over = PayoutRun { state: RunState::CalledOff, ..run };
                let writes = vec![Write::UpdateRun(over)];
                // Whoever was faster has said so.
                commerce.commit(Changes { writes, ..Changes::default() }).await?;
                return Ok(false);
            };
            let refusal = commerce.call_off(id).await?.ok_or_else(no_refusal)?;
            let payouts = commerce.run_payouts(id, &first.creator, &last.creator).await?;
            let mut changes = self.all_called_off(id, payouts, &refusal.reason)?;
            let cursor = Some(last.creator.clone());
            changes.writes.push(Write::UpdateRun(PayoutRun { cursor, ..run }));
            if commerce.commit(changes).await? == Commit::Committed {
                return Ok(true);
            }
        }
        Err(Fault::Contention)
    }

    /// Everything that still waits among some payouts of a run, called off; each creator is told once, with the sum.
    fn all_called_off(&self, run: &RunId, payouts: Vec<Payout>, reason: &str) -> Result<Changes, Fault> {
        let (mut changes, mut back) = (Changes::default(), BTreeMap::<CreatorId, Money>::new());
        for payout in payouts.into_iter().filter(|payout| payout.state == PayoutState::Requested) {
            let sum = match back.get(&payout.creator) {
                Some(known) => known.plus(payout.gross)?,
                None => payout.gross,
            };
            back.insert(payout.creator.clone(), sum);
            let now = self.parts.clock.business();
            let id = TransactionId::new(now, self.parts.entropy.bits());
            let step = payout.cancel(id, now).map_err(|error| Fault::Rule(error.to_string()))?;
            changes.transactions.extend(step.transaction);
            changes.writes.push(Write::UpdatePayout(step.payout));
        }
        for (creator, back) in back {
            let reason = reason.to_owned();
            let about = MessageKind::PayoutCalledOff { run: run.clone(), back, reason };
            self.tell_creator(&mut changes, &creator, about);
        }
        Ok(changes)
    }
}

fn no_refusal() -> StoreFault {
    let what = "a run is called off and nobody refused it".to_owned();
    StoreFault::Inconsistent { table: "run_call_offs", what }
}
