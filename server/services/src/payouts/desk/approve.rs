//! Runs: going through them again, and the second person's word above the limit.

use domain::{
    id::{RunId, UserId},
    payouts::{PayoutRun, RunState},
};

use super::{super::engine::RunsOutcome, MAX_TRIES, PayoutDesk, told::record};
use crate::{
    Fault,
    actor::{Approver, Operator},
    ports::{Changes, Commit, RunApproval, Write},
};

/// Persons who must approve a run above the limit.
pub(super) const APPROVALS: usize = 2;

/// How an approval ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApproveOutcome {
    /// It is recorded; somebody else has to approve too.
    Recorded,
    /// It was the last one that was needed: the run is sent.
    Released,
    /// The same person has approved before.
    AlreadyMine,
    /// The run pays an account that the person owns or helps with: two others have to approve.
    PaysYou,
    /// The run waits for no approval.
    NotAsked,
    /// There is no such run.
    NoRun,
}

impl PayoutDesk {
    /// Goes through today's runs again: whoever has been looked at is not looked at twice. `None` when there is nothing
    /// to repeat yet, because today's runs begin later.
    pub async fn run_again(&self, operator: &Operator) -> Result<Option<()>, Fault> {
        let today = self.parts.clock.business().day();
        record(&operator.user, "run today's runs again", "");
        match self.parts.engine.run_due(today).await? {
            RunsOutcome::Made(_) => Ok(Some(())),
            RunsOutcome::NotYet { .. } => Ok(None),
        }
    }

    /// Approves a run above the limit: two persons, once each. The last approval and the release are one commit.
    pub async fn approve(&self, approver: &Approver, id: &RunId) -> Result<ApproveOutcome, Fault> {
        let commerce = &self.parts.commerce;
        for _ in 0..MAX_TRIES {
            let Some(run) = commerce.payout_run(id).await? else { return Ok(ApproveOutcome::NoRun) };
            if run.state != RunState::AwaitingApproval {
                return Ok(ApproveOutcome::NotAsked);
            }
            let approvals = commerce.run_approvals(id).await?;
            if approvals.iter().any(|approval| approval.by == approver.user) {
                return Ok(ApproveOutcome::AlreadyMine);
            }
            if self.pays(&approver.user, id).await? {
                return Ok(ApproveOutcome::PaysYou);
            }
            let enough = approvals.len().saturating_add(1) >= APPROVALS;
            let state = if enough { RunState::Released } else { run.state };
            let at = self.parts.clock.business();
            let writes = vec![
                // Also without a change of state: two first approvals at one moment must see each other.
                Write::UpdateRun(PayoutRun { state, ..run }),
                Write::InsertRunApproval(RunApproval { run: id.clone(), by: approver.user.clone(), at }),
            ];
            if commerce.commit(Changes { writes, ..Changes::default() }).await? == Commit::Committed {
                record(&approver.user, "approve a run", id.as_str());
                return Ok(if enough { ApproveOutcome::Released } else { ApproveOutcome::Recorded });
            }
        }
        Err(Fault::Contention)
    }

    /// Whether a run pays an account that a person owns or helps with.
    pub(super) async fn pays(&self, user: &UserId, run: &RunId) -> Result<bool, Fault> {
        let commerce = &self.parts.commerce;
        let Some(place) = commerce.place_of(user).await? else { return Ok(false) };
        for account in place.accounts() {
            if !commerce.payouts_of(run, &account.id).await?.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
