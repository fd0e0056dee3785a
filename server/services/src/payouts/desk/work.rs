//! What the desk does by itself: telling the staff of runs that wait for approval, and calling off what was refused.

use domain::{
    id::UserId,
    message::{MessageKind, Recipient},
    payouts::{ItemOutcome, PayoutRun},
    people::StaffRole,
};

use super::PayoutDesk;
use crate::{
    Fault,
    ports::{Changes, Write},
};

/// The job's name in the lease table.
const JOB: &str = "payout-desk";
/// A lease lasts this long. Two processes at once do no harm: unique rows and versions let one of them through.
const LEASE_SECONDS: i64 = 120;

impl PayoutDesk {
    /// Does what waits, if this process holds the lease. For a worker.
    pub async fn work(&self, holder: &str) -> Result<(), Fault> {
        let system = self.parts.clock.system();
        let until = system.plus_seconds(LEASE_SECONDS);
        if self.parts.commerce.lease(JOB, holder, system, until).await?.is_none() {
            return Ok(());
        }
        for run in self.parts.commerce.unannounced_runs().await? {
            self.announce(&run).await?;
        }
        self.call_off_the_rest().await
    }

    /// Tells everybody who may approve a run that it waits, once: the mark is in the commit of the messages. While there
    /// is nobody to tell, it stays unmarked.
    async fn announce(&self, run: &PayoutRun) -> Result<(), Fault> {
        let staff = self.approvers().await?;
        let totals = self.parts.commerce.run_totals(&run.id).await?.into_iter();
        let paying = totals.filter(|total| total.outcome == ItemOutcome::Paying);
        let Some(largest) = paying.max_by_key(|total| total.gross.minor()).filter(|_| !staff.is_empty())
        else {
            return Ok(());
        };
        let mut changes = Changes::default();
        changes.writes.push(Write::InsertAnnouncement(run.id.clone(), self.parts.clock.business()));
        for user in staff {
            let about = MessageKind::RunNeedsApproval {
                run: run.id.clone(),
                total: largest.gross,
                creators: u32::try_from(largest.creators).unwrap_or(u32::MAX),
            };
            self.tell(&mut changes, Recipient::Person(user), about);
        }
        // Whoever was faster has told them.
        self.parts.commerce.commit(changes).await?;
        Ok(())
    }

    async fn approvers(&self) -> Result<Vec<UserId>, Fault> {
        let approves = |role: &StaffRole| matches!(role, StaffRole::Operator | StaffRole::Finance);
        let staff = self.parts.people.staff().await?.into_iter();
        Ok(staff.filter(|user| user.roles.iter().any(approves)).map(|user| user.id).collect())
    }
}
