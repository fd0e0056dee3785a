//! Comparisons as pages.

use domain::{
    order::GatewayAccountName,
    reconcile::{Difference, ReconcileRun},
    time::Day,
    view::reconcile::{DifferenceLine, ReconcileDayView, ReconcileLine, ReconcileView},
};

use super::{Reconciled, Reconciliation};
use crate::{
    Fault,
    actor::{Approver, Operator},
};

/// Comparisons on one page.
const RUNS: u32 = 60;

impl Reconciliation {
    /// The latest comparisons.
    pub async fn list(&self, _staff: &Approver) -> Result<ReconcileView, Fault> {
        let runs = self.parts.commerce.reconcile_runs(RUNS).await?;
        Ok(ReconcileView { runs: runs.into_iter().map(line).collect() })
    }

    /// Compares one account's day because somebody asked for it, and acts on what differs when `apply` says so.
    pub async fn by_hand(
        &self,
        operator: &Operator,
        account: &GatewayAccountName,
        day: Day,
        apply: bool,
    ) -> Result<Reconciled, Fault> {
        tracing::info!(by = %operator.user, %account, %day, apply, "a day is compared by hand");
        self.reconcile(account, day, apply).await
    }

    /// One account's day; `None` when it was not compared.
    pub async fn day(
        &self,
        _staff: &Approver,
        account: &GatewayAccountName,
        day: Day,
    ) -> Result<Option<ReconcileDayView>, Fault> {
        let Some(run) = self.parts.commerce.reconcile_run(account, day).await? else { return Ok(None) };
        let rows = self.parts.commerce.differences(account, day).await?;
        Ok(Some(ReconcileDayView { run: line(run), differences: rows.into_iter().map(difference).collect() }))
    }
}

fn line(run: ReconcileRun) -> ReconcileLine {
    ReconcileLine {
        gateway: run.gateway,
        account: run.account,
        day: run.day,
        compared_at: run.compared_at,
        lines: run.lines,
        differences: run.differences,
        repaired_at: run.repaired_at,
    }
}

fn difference(row: Difference) -> DifferenceLine {
    DifferenceLine {
        kind: row.kind,
        number: row.number,
        refund_number: row.refund_number,
        gateway_transaction: row.gateway_transaction,
        ours: row.ours,
        theirs: row.theirs,
        outcome: row.outcome,
    }
}
