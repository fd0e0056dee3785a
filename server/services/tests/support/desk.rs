//! The operator's desk in memory.

use async_trait::async_trait;
use domain::{
    id::{AdjustmentId, CreatorId, RunId},
    payouts::{Adjustment, AdjustmentKind, CreditState, Payout, PayoutRun, PendingCredit, RunState},
    time::Timestamp,
};
use services::ports::{CallOff, CreatorRow, DeskStore, StoreFault, Write};

use super::{commerce::MemoryCommerce, tables::Tables, writes::Unit};

impl Unit {
    pub(super) fn desk_row(&mut self, tables: &mut Tables, write: &Write) {
        match write {
            Write::InsertCallOff(row) => {
                self.duplicate |=
                    self.journal.put(tables, |tables| &mut tables.call_offs, row.run.clone(), row.clone());
            }
            Write::InsertAnnouncement(run, at) => {
                self.duplicate |= self.journal.put(tables, |tables| &mut tables.announced, run.clone(), *at);
            }
            Write::InsertPendingCredit(row) => {
                let next = PendingCredit { version: row.version + 1, ..row.clone() };
                self.duplicate |=
                    self.journal.put(tables, |tables| &mut tables.pending_credits, row.id.clone(), next);
            }
            Write::UpdatePendingCredit(row) => {
                let known = tables.pending_credits.get(&row.id);
                self.stale |= known.is_none_or(|known| known.version != row.version);
                let next = PendingCredit { version: row.version + 1, ..row.clone() };
                self.journal.put(tables, |tables| &mut tables.pending_credits, row.id.clone(), next);
            }
            other => self.message_row(tables, other),
        }
    }
}

#[async_trait]
impl DeskStore for MemoryCommerce {
    async fn call_off(&self, run: &RunId) -> Result<Option<CallOff>, StoreFault> {
        self.read("call_off", |tables| tables.call_offs.get(run).cloned()).await
    }

    async fn run_payouts(
        &self,
        run: &RunId,
        first: &CreatorId,
        last: &CreatorId,
    ) -> Result<Vec<Payout>, StoreFault> {
        let list = |tables: &Tables| {
            let inside = |creator: &CreatorId| (first..=last).contains(&creator);
            let theirs = tables.payouts.values().filter(|row| row.run == *run && inside(&row.creator));
            let mut rows: Vec<Payout> = theirs.cloned().collect();
            rows.sort_by_key(|row| (row.creator.clone(), row.part));
            rows
        };
        self.read("run_payouts", list).await
    }

    async fn unannounced_runs(&self) -> Result<Vec<PayoutRun>, StoreFault> {
        let list = |tables: &Tables| {
            let waits = |run: &&PayoutRun| {
                run.state == RunState::AwaitingApproval && !tables.announced.contains_key(&run.id)
            };
            tables.runs.values().filter(waits).cloned().collect()
        };
        self.read("unannounced_runs", list).await
    }

    async fn pending_credit(&self, id: &AdjustmentId) -> Result<Option<PendingCredit>, StoreFault> {
        self.read("pending_credit", |tables| tables.pending_credits.get(id).cloned()).await
    }

    async fn waiting_credits(
        &self,
        creator: Option<&CreatorId>,
        limit: u32,
    ) -> Result<Vec<PendingCredit>, StoreFault> {
        let list = |tables: &Tables| {
            let waits = |row: &&PendingCredit| {
                row.state == CreditState::Waiting && creator.is_none_or(|creator| row.creator == *creator)
            };
            let mut rows: Vec<PendingCredit> =
                tables.pending_credits.values().filter(waits).cloned().collect();
            rows.sort_by_key(|row| (row.asked_at, row.id.clone()));
            rows.truncate(usize::try_from(limit).unwrap());
            rows
        };
        self.read("waiting_credits", list).await
    }

    async fn unchecked_accounts(&self, limit: u32) -> Result<Vec<CreatorRow>, StoreFault> {
        let list = |tables: &Tables| {
            let passed =
                |row: &&CreatorRow| tables.standings.get(&row.id).is_some_and(|standing| standing.compliant);
            let rows = tables.creators.values().rev().filter(|row| !passed(row));
            rows.take(usize::try_from(limit).unwrap()).cloned().collect()
        };
        self.read("unchecked_accounts", list).await
    }

    async fn credits_since(
        &self,
        creator: &CreatorId,
        since: Timestamp,
    ) -> Result<Vec<Adjustment>, StoreFault> {
        let booked = |row: &&Adjustment| {
            row.creator == *creator && row.booked_at > since && row.kind == AdjustmentKind::Credit
        };
        self.read("credits_since", |tables| tables.adjustments.values().filter(booked).cloned().collect())
            .await
    }
}
