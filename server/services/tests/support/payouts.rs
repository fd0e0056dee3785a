//! The payout part of the commerce database in memory.

use async_trait::async_trait;
use domain::{
    id::{CreatorId, DestinationId, PayoutId, RunId},
    payouts::{
        Destination, ItemOutcome, ItemRecord, Payout, PayoutAccount, PayoutItem, PayoutKind, PayoutRun, Rail,
        RunState,
    },
    time::Timestamp,
};
use services::ports::{
    CandidateFacts, CandidateKey, Cohort, PayoutStore, RunApproval, RunTotal, StatementFacts, StoreFault,
};

use super::{
    commerce::{MemoryCommerce, down},
    tables::Tables,
};

fn first<T>(rows: impl Iterator<Item = T>, limit: u32) -> Vec<T> {
    rows.take(usize::try_from(limit).unwrap()).collect()
}

fn makes_no_sense() -> StoreFault {
    StoreFault::Inconsistent { table: "payout_settings", what: "s_schedule".to_owned() }
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
            let open = |run: &&PayoutRun| !matches!(run.state, RunState::Done | RunState::CalledOff);
            tables.runs.values().filter(open).cloned().collect()
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
        let found = self.read("candidates", |tables| {
            let found = tables.candidates(cohort, after, limit);
            let known = found.iter().all(|facts| !tables.unreadable.contains(&facts.creator.id));
            (found, known, tables.unreachable.contains(&cohort.recent_since))
        });
        match found.await? {
            (_, _, true) => Err(down()),
            (_, false, _) => Err(makes_no_sense()),
            (found, ..) => Ok(found),
        }
    }

    async fn candidate_keys(
        &self,
        cohort: &Cohort,
        after: Option<&CreatorId>,
        limit: u32,
    ) -> Result<Vec<CandidateKey>, StoreFault> {
        let key = |facts: CandidateFacts| CandidateKey {
            currency: Some(facts.creator.currency),
            creator: facts.creator.id,
        };
        let keys = |tables: &Tables| tables.candidates(cohort, after, limit).into_iter().map(key).collect();
        self.read("candidate_keys", keys).await
    }

    async fn candidate(
        &self,
        creator: &CreatorId,
        recent_since: Timestamp,
    ) -> Result<Option<CandidateFacts>, StoreFault> {
        let found =
            |tables: &Tables| (tables.candidate(creator, recent_since), tables.unreadable.contains(creator));
        match self.read("candidate", found).await? {
            (_, true) => Err(makes_no_sense()),
            (found, false) => Ok(found),
        }
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
        let account = |tables: &Tables| tables.creators.get(creator).map(|row| tables.account_of(row));
        self.read("payout_account", account).await
    }

    async fn payouts_of(&self, run: &RunId, creator: &CreatorId) -> Result<Vec<Payout>, StoreFault> {
        self.read("payouts_of", |tables| tables.payouts_of(run, creator)).await
    }

    async fn destination(&self, id: &DestinationId) -> Result<Option<Destination>, StoreFault> {
        self.read("destination", |tables| tables.destinations.get(id).cloned()).await
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
