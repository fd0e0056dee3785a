//! Reconciliation: a gateway's bill of a day beside our books. Report first; what the gateway confirms when asked is booked
//! by the till, and everything else goes to the review queue, once.

mod compare;
mod disputes;
mod nightly;
mod page;
mod refunds;
mod repair;

use std::sync::Arc;

use domain::{
    order::GatewayAccountName,
    reconcile::{Difference, ReconcileRun},
    time::Day,
};
pub use nightly::Nightly;

use crate::{Fault, after_payment::AfterPayment, ports::BillLine, till::Till};

/// The comparison of bills and books.
pub struct Reconciliation {
    parts: AfterPayment,
    till: Arc<Till>,
    /// One bill at a time: each is in memory whole.
    one_at_a_time: tokio::sync::Mutex<()>,
}

/// How a comparison ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Reconciled {
    /// The gateway has not made the bill yet.
    NotReady,
    /// What was found, and done about it.
    Compared {
        /// The comparison.
        run: ReconcileRun,
        /// What differs, by number.
        differences: Vec<Difference>,
    },
    /// No account has this name.
    NoAccount,
}

/// A difference, with the bill's line where it has one.
struct Finding {
    difference: Difference,
    line: Option<BillLine>,
}

/// A bill beside our books.
struct Comparison {
    run: ReconcileRun,
    findings: Vec<Finding>,
    /// Whether the gateway answered everything that it was asked meanwhile.
    is_complete: bool,
}

impl Reconciliation {
    /// Puts the service together.
    pub fn new(parts: AfterPayment, till: Arc<Till>) -> Self {
        Self { parts, till, one_at_a_time: tokio::sync::Mutex::default() }
    }

    /// The names of all accounts.
    pub fn accounts(&self) -> Vec<GatewayAccountName> {
        self.parts.accounts.all().map(|account| account.name.clone()).collect()
    }

    /// Compares one account's day, stores what differs, and acts on it when `apply` says so. Safe at any time, any number
    /// of times: a difference is one row, and one item of the queue. What the gateway did not answer is tried again by the
    /// next round: `repaired_at` stays empty.
    pub async fn reconcile(
        &self,
        name: &GatewayAccountName,
        day: Day,
        apply: bool,
    ) -> Result<Reconciled, Fault> {
        let Some(account) = self.parts.accounts.named(name) else { return Ok(Reconciled::NoAccount) };
        let _turn = self.one_at_a_time.lock().await;
        let comparison = match self.compare(account, day).await {
            Ok(Some(comparison)) => comparison,
            without => {
                // Disputes are on no bill, and do not wait for one.
                if apply {
                    self.hear_disputes(account).await?;
                }
                return without.map(|_| Reconciled::NotReady);
            }
        };
        self.store(&comparison.run, &comparison.findings).await?;
        if apply {
            return self.repair(account, comparison).await;
        }
        let Comparison { run, findings, .. } = comparison;
        let differences = findings.into_iter().map(|finding| finding.difference).collect();
        Ok(Reconciled::Compared { run, differences })
    }
}

/// What faulted is left to the next round, unless the trouble is our own.
fn or_later<T>(outcome: Result<T, Fault>, what: &'static str) -> Result<Option<T>, Fault> {
    match outcome {
        Ok(done) => Ok(Some(done)),
        Err(fault @ (Fault::Store(_) | Fault::Closing)) => Err(fault),
        Err(fault) => {
            tracing::warn!(code = fault.code(), %fault, what, "reconciliation has to ask again");
            Ok(None)
        }
    }
}
