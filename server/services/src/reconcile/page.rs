//! Comparisons as pages.

use domain::{
    order::GatewayAccountName,
    reconcile::{Difference, ReconcileRun},
    time::Day,
    view::reconcile::{DifferenceLine, ReconcileDayView, ReconcileLine, ReconcileView},
};

use super::Reconciliation;
use crate::{Fault, actor::Approver};

/// Comparisons on one page.
const RUNS: u32 = 60;

impl Reconciliation {
    /// The latest comparisons.
    pub async fn list(&self, _staff: &Approver) -> Result<ReconcileView, Fault> {
        let runs = self.parts.commerce.reconcile_runs(RUNS).await?;
        Ok(ReconcileView { runs: runs.into_iter().map(line).collect() })
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
