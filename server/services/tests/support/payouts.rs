//! The payout part of the commerce database in memory.

use async_trait::async_trait;
use domain::{
    id::{CreatorId, PayoutId, RunId},
    payouts::{
        ItemOutcome, ItemRecord, Payout, PayoutAccount, PayoutItem, PayoutKind, PayoutRun, Rail, RunState,
    },
    time::Timestamp,
};
use services::ports::{
    CandidateFacts, Cohort, PayoutStore, RunApproval, RunTotal, StatementFacts, StoreFault,
};

use super::{commerce::MemoryCommerce, tables::Tables};

fn first<T>(rows: impl Iterator<Item = T>, limit: u32) -> Vec<T> {
    rows.take(usize::try_from(limit).unwrap()).collect()
}

#[async_trait]
impl PayoutStore for MemoryCommerce {
    async fn payout_run(&self, id: &RunId) -> Result<Option<PayoutRun>, StoreFault> {
        self.read("payout_run", |tables| tables.runs.get(id).cloned()).await
    }

    async fn scheduled_run(
        &self,
        rail: Rail,
        kind: PayoutKind,
        cut_off: Timestamp,
    ) -> Result<Option<PayoutRun>, StoreFault> {
        self.read("scheduled_run", |tables| tables.scheduled_run(rail, kind, cut_off)).await
    }

    async fn demanded_run(&self, request_key: &str) -> Result<Option<PayoutRun>, StoreFault> {
        let wanted = |run: &&PayoutRun| run.request_key.as_deref() == Some(request_key);
        self.read("demanded_run", |tables| tables.runs.values().find(wanted).cloned()).await
    }

    async fn payout_runs(&self, before: Timestamp, limit: u32) -> Result<Vec<PayoutRun>, StoreFault> {
        let list = |tables: &Tables| {
            let mut runs: Vec<PayoutRun> =
                tables.runs.values().filter(|run| run.created_at < before).cloned().collect();
            runs.sort_by(|a, b| (b.created_at, &b.id).cmp(&(a.created_at, &a.id)));
            first(runs.into_iter(), limit)
        };
        self.read("payout_runs", list).await
    }

    async fn open_runs(&self) -> Result<Vec<PayoutRun>, StoreFault> {
        let open = |tables: &Tables| {
            tables.runs.values().filter(|run| run.state != RunState::Done).cloned().collect()
        };
        self.read("open_runs", open).await
    }

    async fn run_totals(&self, run: &RunId) -> Result<Vec<RunTotal>, StoreFault> {
        self.read("run_totals", |tables| tables.run_totals(run)).await
    }

    async fn run_items(
        &self,
        run: &RunId,
        outcome: Option<ItemOutcome>,
        after: Option<&CreatorId>,
        limit: u32,
    ) -> Result<Vec<PayoutItem>, StoreFault> {
        let list = |tables: &Tables| {
            let items = tables.items.values().filter(|item| {
                item.run == *run
                    && outcome.is_none_or(|outcome| item.outcome == outcome)
                    && after.is_none_or(|after| item.creator > *after)
            });
            first(items.cloned(), limit)
        };
        self.read("run_items", list).await
    }

    async fn run_approvals(&self, run: &RunId) -> Result<Vec<RunApproval>, StoreFault> {
        let list = |tables: &Tables| {
            tables.approvals.values().filter(|approval| approval.run == *run).cloned().collect()
        };
        self.read("run_approvals", list).await
    }

    async fn candidates(
        &self,
        cohort: &Cohort,
        after: Option<&CreatorId>,
        limit: u32,
    ) -> Result<Vec<CandidateFacts>, StoreFault> {
        self.read("candidates", |tables| tables.candidates(cohort, after, limit)).await
    }

    async fn candidate(
        &self,
        creator: &CreatorId,
        recent_since: Timestamp,
    ) -> Result<Option<CandidateFacts>, StoreFault> {
        self.read("candidate", |tables| tables.candidate(creator, recent_since)).await
    }

    async fn due_payouts(&self, now: Timestamp, limit: u32) -> Result<Vec<Payout>, StoreFault> {
        self.read("due_payouts", |tables| first(tables.due_payouts(now).into_iter(), limit)).await
    }

    async fn run_has_unsent(&self, run: &RunId) -> Result<bool, StoreFault> {
        self.read("run_has_unsent", |tables| tables.run_has_unsent(run)).await
    }

    async fn payout(&self, id: &PayoutId) -> Result<Option<Payout>, StoreFault> {
        self.read("payout", |tables| tables.payouts.get(id).cloned()).await
    }

    async fn payout_account(&self, creator: &CreatorId) -> Result<Option<PayoutAccount>, StoreFault> {
        self.read("payout_account", |tables| tables.accounts.get(creator).cloned()).await
    }

    async fn items_of(
        &self,
        creator: &CreatorId,
        before: Timestamp,
        limit: u32,
    ) -> Result<Vec<ItemRecord>, StoreFault> {
        let list = |tables: &Tables| {
            let records = tables.records_of(creator);
            first(records.into_iter().filter(|record| record.item.decided_at < before), limit)
        };
        self.read("items_of", list).await
    }

    async fn statement_facts(
        &self,
        creator: &CreatorId,
        run: &RunId,
        sales_limit: u32,
    ) -> Result<Option<StatementFacts>, StoreFault> {
        self.read("statement_facts", |tables| tables.statement(creator, run, sales_limit)).await
    }
}
