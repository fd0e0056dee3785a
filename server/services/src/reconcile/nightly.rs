//! Every account's last days, by themselves: once each, and again while a bill is not there.

use domain::time::Day;

use super::{Reconciled, Reconciliation};
use crate::Fault;

/// The job's name in the lease table.
const JOB: &str = "reconcile";
/// A lease lasts this long, in seconds; a worker that hangs longer has lost it.
const LEASE_SECONDS: i64 = 600;
/// How many days are looked back at: a bill that came late is still compared.
const DAYS_BACK: i32 = 7;

/// What a round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Nightly {
    /// Days compared.
    pub compared: u32,
    /// Differences found in them.
    pub differences: u32,
    /// Days that come again: their bill is not there yet or could not be read, or the gateway did not answer everything.
    pub postponed: u32,
}

impl Reconciliation {
    /// One round, if this process holds the lease: each account's days that are over and have not been acted on.
    pub async fn round(&self, holder: &str) -> Result<Nightly, Fault> {
        let system = self.parts.clock.system();
        let until = system.plus_seconds(LEASE_SECONDS);
        if self.parts.commerce.lease(JOB, holder, system, until).await?.is_none() {
            return Ok(Nightly::default());
        }
        let today = self.parts.clock.business().day().epoch_days();
        let mut nightly = Nightly::default();
        for name in self.accounts() {
            for back in (1..=DAYS_BACK).rev() {
                let day = Day::from_epoch_days(today.saturating_sub(back));
                let known = self.parts.commerce.reconcile_run(&name, day).await?;
                if known.is_some_and(|run| run.repaired_at.is_some()) {
                    continue;
                }
                match self.reconcile(&name, day, true).await {
                    Ok(Reconciled::Compared { run, differences }) => {
                        nightly.compared = nightly.compared.saturating_add(1);
                        let is_unfinished = run.repaired_at.is_none();
                        nightly.postponed = nightly.postponed.saturating_add(u32::from(is_unfinished));
                        let found = u32::try_from(differences.len()).unwrap_or(u32::MAX);
                        nightly.differences = nightly.differences.saturating_add(found);
                    }
                    Ok(Reconciled::NotReady | Reconciled::NoAccount) => {
                        nightly.postponed = nightly.postponed.saturating_add(1);
                    }
                    // One gateway in trouble does not keep the others waiting.
                    Err(fault) => {
                        nightly.postponed = nightly.postponed.saturating_add(1);
                        tracing::warn!(account = %name, %day, code = fault.code(), %fault, "a day was not compared");
                    }
                }
            }
        }
        Ok(nightly)
    }

    /// Whether no later round comes back to a day.
    pub(super) fn is_last_look_at(&self, day: Day) -> bool {
        let today = self.parts.clock.business().day().epoch_days();
        today.saturating_sub(day.epoch_days()) >= DAYS_BACK
    }
}
