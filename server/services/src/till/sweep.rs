//! The work whose time has come, done by a worker: questions to gateways, expired orders, refunds.

use super::Till;
use crate::{Fault, ports::DueWork};

/// Rows of each kind per round: bounds memory and the time between two looks at the lease.
const ROUND: u32 = 200;
/// The job's name in the lease table.
const JOB: &str = "till";
/// A lease lasts this long; a worker that hangs longer has lost it.
const LEASE_SECONDS: i64 = 60;

/// What a round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Attempts asked about.
    pub asked: usize,
    /// Orders concluded.
    pub concluded: usize,
    /// Refunds moved on.
    pub refunds: usize,
    /// Things that could not be done and stay due.
    pub postponed: usize,
}

impl Till {
    /// Does one round, if this process holds the lease. Each piece is independent: one that fails stays due and does
    /// not stop the others. Two processes doing the same piece are harmless: versions let one of them through.
    pub async fn sweep(&self, holder: &str) -> Result<Swept, Fault> {
        let system = self.parts.clock.system();
        let until = system.plus_seconds(LEASE_SECONDS);
        if self.parts.commerce.lease(JOB, holder, system, until).await?.is_none() {
            return Ok(Swept::default());
        }
        let now = self.parts.clock.business();
        let DueWork { attempts, expired, refunds } = self.parts.commerce.due_work(now, ROUND).await?;
        let mut swept =
            Swept { asked: attempts.len(), concluded: expired.len(), refunds: refunds.len(), postponed: 0 };
        for (order, attempts) in expired {
            note(&mut swept, "conclude", self.conclude(order, attempts, now).await);
        }
        for (attempt, order) in attempts {
            note(&mut swept, "ask", self.ask(attempt, &order, now).await);
        }
        for refund in refunds {
            note(&mut swept, "refund", self.move_refund(refund, now).await);
        }
        Ok(swept)
    }
}

fn note(swept: &mut Swept, what: &'static str, result: Result<(), Fault>) {
    if let Err(fault) = result {
        swept.postponed = swept.postponed.saturating_add(1);
        tracing::warn!(what, code = fault.code(), %fault, "postponed to the next round");
    }
}
