//! The commerce database as the payout engine sees it.

use async_trait::async_trait;
use domain::{
    id::{CreatorId, DestinationId, PayoutId, RunId},
    money::{Currency, Money},
    payouts::{
        Adjustment, Destination, ItemOutcome, ItemRecord, Payout, PayoutAccount, PayoutItem, PayoutKind,
        PayoutRun, PayoutSettings, Rail, Standing,
    },
    time::Timestamp,
};

use super::{
    commerce::StoreFault,
    facts::{CreatorRow, MoneyFacts, SaleRow},
};

/// Everything a run decides one creator's item from, read at one moment. The page is worked out from the same facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CandidateFacts {
    /// The account.
    pub creator: CreatorRow,
    /// The choices; `None` before the first save.
    pub settings: Option<PayoutSettings>,
    /// What the platform knows; `None` when it knows nothing yet.
    pub standing: Option<Standing>,
    /// The chosen destination.
    pub destination: Option<Destination>,
    /// What earlier payouts left behind.
    pub account: PayoutAccount,
    /// What there is.
    pub money: MoneyFacts,
}

/// A creator whom a run looks at, by what is needed to write down that the rest makes no sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CandidateKey {
    /// Whom.
    pub creator: CreatorId,
    /// The currency of the account; `None` when not even that can be read.
    pub currency: Option<Currency>,
}

/// Which creators a run looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cohort {
    /// The run's rail: of creators whose chosen destination is on it.
    pub rail: Rail,
    /// Whether creators without a destination belong to it too, so that they get their outcome; true for one rail only.
    pub with_homeless: bool,
    /// The stored words of the plain schedules that are due (`daily`, `weekly` …). Own cycles are always read, and the
    /// caller leaves out those that are not due.
    pub plain_schedules: Vec<&'static str>,
    /// Sales captured or settling after this moment are listed one by one (grouped as in [`MoneyFacts`]).
    pub recent_since: Timestamp,
}

/// One line of a run's totals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunTotal {
    /// The outcome.
    pub outcome: ItemOutcome,
    /// How many creators.
    pub creators: i64,
    /// What leaves their balances.
    pub gross: Money,
    /// The fees inside it.
    pub fee: Money,
}

/// Who approved a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunApproval {
    /// The run.
    pub run: RunId,
    /// The person; a run is approved by one person once.
    pub by: domain::id::UserId,
    /// When.
    pub at: Timestamp,
}

/// What a statement is made of: the item, and everything that changed the balance since the item before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementFacts {
    /// The item with its payouts.
    pub record: ItemRecord,
    /// The end of the statement before; `None` for the first one.
    pub since: Option<Timestamp>,
    /// The balance at that moment, after that payout left it.
    pub carried: Money,
    /// Sales booked since, up to the item's moment, oldest first.
    pub sales: Vec<SaleRow>,
    /// Their sum; more than the listed ones when there were too many to list.
    pub sales_sum: Money,
    /// How many there were.
    pub sales_count: i64,
    /// Refunds, disputes and credits booked since, oldest first.
    pub adjustments: Vec<Adjustment>,
    /// Payouts that came back since, with the moment in `state_since`.
    pub came_back: Vec<Payout>,
}

/// The payout part of the commerce database. The contract of [`super::CommerceStore`] holds here too.
#[async_trait]
pub trait PayoutStore: Send + Sync {
    /// A run.
    async fn payout_run(&self, id: &RunId) -> Result<Option<PayoutRun>, StoreFault>;
    /// The scheduled run of a rail, kind and cut-off.
    async fn scheduled_run(
        &self,
        rail: Rail,
        kind: PayoutKind,
        cut_off: Timestamp,
    ) -> Result<Option<PayoutRun>, StoreFault>;
    /// The run a creator asked for under a key.
    async fn demanded_run(&self, request_key: &str) -> Result<Option<PayoutRun>, StoreFault>;
    /// Runs, newest first, made before a moment.
    async fn payout_runs(&self, before: Timestamp, limit: u32) -> Result<Vec<PayoutRun>, StoreFault>;
    /// Runs that are computing, awaiting approval, released or being called off.
    async fn open_runs(&self) -> Result<Vec<PayoutRun>, StoreFault>;
    /// A run's items, summed by outcome and currency.
    async fn run_totals(&self, run: &RunId) -> Result<Vec<RunTotal>, StoreFault>;
    /// A run's items of one outcome, for the operator; `after` pages on.
    async fn run_items(
        &self,
        run: &RunId,
        outcome: Option<ItemOutcome>,
        after: Option<&CreatorId>,
        limit: u32,
    ) -> Result<Vec<PayoutItem>, StoreFault>;
    /// Who approved a run so far.
    async fn run_approvals(&self, run: &RunId) -> Result<Vec<RunApproval>, StoreFault>;

    /// The next creators of a cohort after one, by identifier. One that cannot be read fails all of them.
    async fn candidates(
        &self,
        cohort: &Cohort,
        after: Option<&CreatorId>,
        limit: u32,
    ) -> Result<Vec<CandidateFacts>, StoreFault>;
    /// The creators that [`PayoutStore::candidates`] would have read, without anything else of them.
    async fn candidate_keys(
        &self,
        cohort: &Cohort,
        after: Option<&CreatorId>,
        limit: u32,
    ) -> Result<Vec<CandidateKey>, StoreFault>;
    /// One creator as a candidate.
    async fn candidate(
        &self,
        creator: &CreatorId,
        recent_since: Timestamp,
    ) -> Result<Option<CandidateFacts>, StoreFault>;

    /// Payouts to look at by `now`: requested ones of released runs, and those the rail has, or may have.
    async fn due_payouts(&self, now: Timestamp, limit: u32) -> Result<Vec<Payout>, StoreFault>;
    /// Whether a released run has a payout that waits to be sent, or may have to be sent again because the rail has not
    /// said yet whether it has it.
    async fn run_has_unsent(&self, run: &RunId) -> Result<bool, StoreFault>;
    /// A payout.
    async fn payout(&self, id: &PayoutId) -> Result<Option<Payout>, StoreFault>;
    /// The payouts of one item, in the order of their parts.
    async fn payouts_of(&self, run: &RunId, creator: &CreatorId) -> Result<Vec<Payout>, StoreFault>;
    /// What is remembered about a creator; a new account when there is no row.
    async fn payout_account(&self, creator: &CreatorId) -> Result<Option<PayoutAccount>, StoreFault>;
    /// A destination.
    async fn destination(&self, id: &DestinationId) -> Result<Option<Destination>, StoreFault>;

    /// A creator's items with their payouts, newest first, decided before a moment.
    async fn items_of(
        &self,
        creator: &CreatorId,
        before: Timestamp,
        limit: u32,
    ) -> Result<Vec<ItemRecord>, StoreFault>;
    /// What the statement of one item is made of; `sales_limit` bounds the list, never the sum.
    async fn statement_facts(
        &self,
        creator: &CreatorId,
        run: &RunId,
        sales_limit: u32,
    ) -> Result<Option<StatementFacts>, StoreFault>;
}
