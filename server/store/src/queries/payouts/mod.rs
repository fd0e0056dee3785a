//! The payout port.

pub(super) mod batch;
mod candidates;
pub(super) mod desk;
pub(super) mod facts;
pub(super) mod fill;
mod reads;
mod rows;
mod runs;
mod statements;
mod writes;

use async_trait::async_trait;
use domain::{
    id::{CreatorId, DestinationId, PayoutId, RunId},
    payouts::{
        Destination, ItemOutcome, ItemRecord, Payout, PayoutAccount, PayoutItem, PayoutKind, PayoutRun, Rail,
    },
    time::Timestamp,
};
use services::ports::{
    CandidateFacts, CandidateKey, Cohort, PayoutStore, RunApproval, RunTotal, StatementFacts, StoreFault,
};

use super::commerce::CommerceDatabase;

#[async_trait]
impl PayoutStore for CommerceDatabase {
    async fn payout_run(&self, id: &RunId) -> Result<Option<PayoutRun>, StoreFault> {
        runs::by_id(&self.pools, id).await
    }

    async fn scheduled_run(
        &self,
        rail: Rail,
        kind: PayoutKind,
        cut_off: Timestamp,
    ) -> Result<Option<PayoutRun>, StoreFault> {
        runs::scheduled(&self.pools, rail, kind, cut_off).await
    }

    async fn demanded_run(&self, request_key: &str) -> Result<Option<PayoutRun>, StoreFault> {
        runs::demanded(&self.pools, request_key).await
    }

    async fn payout_runs(&self, before: Timestamp, limit: u32) -> Result<Vec<PayoutRun>, StoreFault> {
        runs::made_before(&self.pools, before, limit).await
    }

    async fn open_runs(&self) -> Result<Vec<PayoutRun>, StoreFault> {
        runs::open(&self.pools).await
    }

    async fn run_totals(&self, run: &RunId) -> Result<Vec<RunTotal>, StoreFault> {
        runs::totals(&self.pools, run).await
    }

    async fn run_items(
        &self,
        run: &RunId,
        outcome: Option<ItemOutcome>,
        after: Option<&CreatorId>,
        limit: u32,
    ) -> Result<Vec<PayoutItem>, StoreFault> {
        runs::items(&self.pools, run, outcome, after, limit).await
    }

    async fn run_approvals(&self, run: &RunId) -> Result<Vec<RunApproval>, StoreFault> {
        runs::approvals(&self.pools, run).await
    }

    async fn candidates(
        &self,
        cohort: &Cohort,
        after: Option<&CreatorId>,
        limit: u32,
    ) -> Result<Vec<CandidateFacts>, StoreFault> {
        candidates::page(&self.pools, cohort, after, limit).await
    }

    async fn candidate_keys(
        &self,
        cohort: &Cohort,
        after: Option<&CreatorId>,
        limit: u32,
    ) -> Result<Vec<CandidateKey>, StoreFault> {
        candidates::keys(&self.pools, cohort, after, limit).await
    }

    async fn candidate(
        &self,
        creator: &CreatorId,
        recent_since: Timestamp,
    ) -> Result<Option<CandidateFacts>, StoreFault> {
        let mut snapshot = self.pools.snapshot().await?;
        candidates::one(&mut snapshot, creator, recent_since).await
    }

    async fn due_payouts(&self, now: Timestamp, limit: u32) -> Result<Vec<Payout>, StoreFault> {
        reads::due(&self.pools, now, limit).await
    }

    async fn run_has_unsent(&self, run: &RunId) -> Result<bool, StoreFault> {
        reads::unsent(&self.pools, run).await
    }

    async fn payout(&self, id: &PayoutId) -> Result<Option<Payout>, StoreFault> {
        reads::by_id(&self.pools, id).await
    }

    async fn payouts_of(&self, run: &RunId, creator: &CreatorId) -> Result<Vec<Payout>, StoreFault> {
        reads::of_item(&self.pools, run, creator).await
    }

    async fn destination(&self, id: &DestinationId) -> Result<Option<Destination>, StoreFault> {
        reads::destination(&self.pools, id).await
    }

    async fn payout_account(&self, creator: &CreatorId) -> Result<Option<PayoutAccount>, StoreFault> {
        reads::account(&self.pools, creator).await
    }

    async fn items_of(
        &self,
        creator: &CreatorId,
        before: Timestamp,
        limit: u32,
    ) -> Result<Vec<ItemRecord>, StoreFault> {
        reads::items_before(&self.pools, creator, before, limit).await
    }

    async fn statement_facts(
        &self,
        creator: &CreatorId,
        run: &RunId,
        sales_limit: u32,
    ) -> Result<Option<StatementFacts>, StoreFault> {
        statements::facts(&self.pools, creator, run, sales_limit).await
    }
}
