//! The dispatcher: takes what is due to the rails, and asks about what they have.
//!
//! Between any two steps the program may be killed. Before the first: nothing was done. After `submitted` is on disk: the
//! rail may or may not have it; two minutes later it is asked, and only when it has certainly never heard of the number
//! is the payout sent again, under the same number. After the rail's answer: it is asked, and answers the same.

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    id::DestinationId,
    payouts::{Payout, PayoutRun, PayoutState, RunState},
    time::Timestamp,
    version::Versioned as _,
};
use tokio::task::JoinSet;

use super::{
    PayoutEngine,
    news::Heard,
    send::{Errand, Way},
};
use crate::{
    Fault,
    payouts::open_details,
    ports::{BankDetails, Changes, Commit, PayoutRail, Write},
};

/// Payouts per round: bounds memory and the time between two looks at the lease.
const ROUND: u32 = 200;
/// Calls to rails at once.
const AT_ONCE: usize = 16;
/// The job's name in the lease table.
const JOB: &str = "payout-dispatch";
/// A lease lasts this long; a worker that hangs longer has lost it.
const LEASE_SECONDS: i64 = 120;
/// How long a payout waits when its rail is not set up.
const NO_RAIL_SECONDS: i64 = 600;

/// What a round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dispatched {
    /// Payouts taken to their rail.
    pub sent: usize,
    /// Payouts asked about.
    pub asked: usize,
    /// Payouts of which something new is known.
    pub moved: usize,
    /// Contradictions: a person has to look.
    pub contradicted: usize,
    /// What could not be done now and stays due.
    pub postponed: usize,
    /// Whether there is certainly more to do at once.
    pub more: bool,
}

impl PayoutEngine {
    /// Does one round, if this process holds the lease. Each payout is independent: one that fails stays due and does
    /// not stop the others. Two processes at the same payout are harmless: versions let one of them through, and the
    /// rail knows the number.
    pub async fn dispatch(&self, holder: &str) -> Result<Dispatched, Fault> {
        let (commerce, clock) = (&self.parts.commerce, &self.parts.clock);
        let system = clock.system();
        let until = system.plus_seconds(LEASE_SECONDS);
        if commerce.lease(JOB, holder, system, until).await?.is_none() {
            return Ok(Dispatched::default());
        }
        let now = clock.business();
        let due = commerce.due_payouts(now, ROUND).await?;
        let mut done = Dispatched {
            more: usize::try_from(ROUND).is_ok_and(|full| due.len() >= full),
            ..Dispatched::default()
        };
        let (known, stranded): (Vec<_>, Vec<_>) =
            due.into_iter().partition(|payout| self.rail(payout.rail).is_some());
        self.postpone(stranded, now, &mut done).await?;
        let details = self.details_of(&known).await?;
        let (to_send, to_ask): (Vec<_>, Vec<_>) =
            known.into_iter().partition(|payout| payout.state == PayoutState::Requested);
        let in_hand = self.take_in_hand(to_send, now).await?;
        (done.sent, done.asked) = (in_hand.len(), to_ask.len());
        let sent = in_hand.into_iter().map(|payout| (payout, Way::Send));
        let errands = sent.chain(to_ask.into_iter().map(|payout| (payout, Way::Ask)));
        self.run_errands(errands, &details, &mut done).await;
        self.close_runs().await?;
        // What could not be stored is due again at once: it waits for the next tick, and is no reason to hurry.
        done.more &= done.postponed == 0;
        Ok(done)
    }

    pub(super) async fn details_of(
        &self,
        payouts: &[Payout],
    ) -> Result<BTreeMap<DestinationId, BankDetails>, Fault> {
        let mut ids: Vec<DestinationId> = payouts.iter().map(|payout| payout.destination.clone()).collect();
        ids.sort();
        ids.dedup();
        if ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let sealed = self.parts.people.bank_details(&ids).await?;
        let open = |row| {
            open_details(&self.parts.secrets, row).map(|details| (details.destination.clone(), details))
        };
        sealed.iter().map(open).collect()
    }

    /// Writes down that these are being handed to their rails, before any rail is called. Who meets a newer version has
    /// been overtaken by another process or an event, and leaves the payout to it.
    async fn take_in_hand(&self, payouts: Vec<Payout>, now: Timestamp) -> Result<Vec<Payout>, Fault> {
        let mut submitted = Vec::new();
        for payout in payouts {
            submitted.push(payout.submit(now).map_err(|error| Fault::Rule(error.to_string()))?);
        }
        if submitted.is_empty() || self.update(submitted.clone()).await? == Commit::Committed {
            return Ok(submitted.into_iter().map(Payout::next_version).collect());
        }
        let mut in_hand = Vec::new();
        for payout in submitted {
            if self.update(vec![payout.clone()]).await? == Commit::Committed {
                in_hand.push(payout.next_version());
            }
        }
        Ok(in_hand)
    }

    async fn update(&self, payouts: Vec<Payout>) -> Result<Commit, Fault> {
        let writes = payouts.into_iter().map(Write::UpdatePayout).collect();
        Ok(self.parts.commerce.commit(Changes { writes, ..Changes::default() }).await?)
    }

    /// A rail that is not set up keeps its payouts waiting, and out of the way of the others.
    async fn postpone(
        &self,
        stranded: Vec<Payout>,
        now: Timestamp,
        done: &mut Dispatched,
    ) -> Result<(), Fault> {
        for payout in stranded {
            tracing::warn!(payout.id = %payout.id, rail = payout.rail.code(), "no such rail is set up; the payout waits");
            let next_look_at = Some(now.plus_seconds(NO_RAIL_SECONDS));
            self.update(vec![Payout { next_look_at, ..payout }]).await?;
            done.postponed = done.postponed.saturating_add(1);
        }
        Ok(())
    }

    async fn run_errands(
        &self,
        errands: impl Iterator<Item = (Payout, Way)>,
        details: &BTreeMap<DestinationId, BankDetails>,
        done: &mut Dispatched,
    ) {
        let mut running = JoinSet::new();
        for (payout, way) in errands {
            let Some(rail) = self.rail(payout.rail).map(Arc::clone) else { continue };
            let rail: Arc<dyn PayoutRail> = rail;
            let to = details.get(&payout.destination).cloned();
            if running.len() >= AT_ONCE {
                done.note(running.join_next().await);
            }
            running.spawn(self.clone().carry_out(Errand { payout, way, to }, rail));
        }
        while !running.is_empty() {
            done.note(running.join_next().await);
        }
    }

    /// Runs of which nothing waits to be sent any more are done.
    async fn close_runs(&self) -> Result<(), Fault> {
        let commerce = &self.parts.commerce;
        for run in commerce.open_runs().await? {
            if run.state == RunState::Released && !commerce.run_has_unsent(&run.id).await? {
                let writes = vec![Write::UpdateRun(PayoutRun { state: RunState::Done, ..run })];
                // Whoever was faster has closed it.
                commerce.commit(Changes { writes, ..Changes::default() }).await?;
            }
        }
        Ok(())
    }
}

impl Dispatched {
    fn note(&mut self, ended: Option<Result<Result<Heard, Fault>, tokio::task::JoinError>>) {
        match ended {
            Some(Ok(Ok(Heard::Moved))) => self.moved = self.moved.saturating_add(1),
            Some(Ok(Ok(Heard::Contradiction))) => self.contradicted = self.contradicted.saturating_add(1),
            Some(Ok(Ok(Heard::Nothing))) | None => {}
            Some(Ok(Err(fault))) => {
                self.postponed = self.postponed.saturating_add(1);
                tracing::warn!(code = fault.code(), %fault, "a payout is postponed to a later round");
            }
            Some(Err(error)) => {
                self.postponed = self.postponed.saturating_add(1);
                tracing::error!(%error, "the task of a payout ended early");
            }
        }
    }
}
