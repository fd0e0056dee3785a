//! A creator's payouts as pages: what is ahead and behind, each statement, an instant payout on demand, a new bank
//! account; and the operator's desk over everybody's runs.

mod acts;
mod approve;
mod bank;
mod book;
mod call_off_payout;
mod call_off_run;
mod credit;
mod demand;
mod export;
mod limits;
mod operator;
mod operator_page;
mod page;
mod resume;
mod statement;
mod told;
mod words;
mod work;

use std::sync::Arc;

use domain::{
    payouts::{ItemRecord, PayoutRun},
    policy::Policy,
    time::Timestamp,
};

pub use self::{
    acts::{ActOutcome, StandingForm},
    approve::ApproveOutcome,
    bank::BankOutcome,
    call_off_payout::PayoutCallOff,
    call_off_run::CallOffOutcome,
    credit::CreditOutcome,
    demand::{ConfirmOutcome, QuoteOutcome},
    export::ExportPage,
};
use super::{engine::PayoutEngine, limits::ChangeLimit, picture::Picture};
use crate::{
    Fault,
    actor::Creator,
    ports::{Clock, Commerce, Entropy, PayoutRail, People},
    seal::Secrets,
};

/// How often a decision is made again when rows change under it.
const MAX_TRIES: u8 = 3;
/// A moment after every item.
const END_OF_TIME: Timestamp = Timestamp::from_unix_ms(253_402_300_799_000);

/// What the desk is made of.
pub struct DeskParts {
    /// The commerce database.
    pub commerce: Commerce,
    /// The people database.
    pub people: People,
    /// The clocks.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// The program's own keys.
    pub secrets: Arc<Secrets>,
    /// The policy.
    pub policy: Arc<Policy>,
    /// The ways new destinations can be paid, in the order of the settings.
    pub rails: Vec<Arc<dyn PayoutRail>>,
    /// Who makes runs.
    pub engine: PayoutEngine,
    /// How many creators of a refused run are called off at once; [`super::engine::CHUNK`] but for tests.
    pub chunk: u32,
}

/// The use cases of `/payouts` and `/operator/payouts`.
pub struct PayoutDesk {
    parts: DeskParts,
    bank_limit: ChangeLimit,
}

impl PayoutDesk {
    /// Puts the service together.
    pub fn new(parts: DeskParts) -> Self {
        Self { parts, bank_limit: ChangeLimit::default() }
    }

    async fn picture(&self, creator: &Creator) -> Result<Picture, Fault> {
        let now = self.parts.clock.business();
        Picture::load(&self.parts.commerce, &creator.account, &self.parts.policy, now).await
    }

    /// A page of items, newest first, and whether more follow. The next page begins before a moment, so a page ends
    /// where the moment of the decision changes: two runs of one morning decide at one moment.
    async fn items(
        &self,
        creator: &Creator,
        before: Timestamp,
        page: u32,
    ) -> Result<(Vec<ItemRecord>, bool), Fault> {
        let mut limit = page;
        loop {
            let commerce = &self.parts.commerce;
            let mut records = commerce.items_of(&creator.account.id, before, limit.saturating_add(1)).await?;
            let more = usize::try_from(limit).is_ok_and(|limit| records.len() > limit);
            let Some(beyond) = records.last().filter(|_| more).map(|record| record.item.decided_at) else {
                return Ok((records, false));
            };
            records.retain(|record| record.item.decided_at > beyond);
            if !records.is_empty() {
                return Ok((records, true));
            }
            limit = limit.saturating_mul(4);
        }
    }

    /// The same for runs.
    async fn runs_before(&self, before: Timestamp, page: u32) -> Result<(Vec<PayoutRun>, bool), Fault> {
        let mut limit = page;
        loop {
            let mut runs = self.parts.commerce.payout_runs(before, limit.saturating_add(1)).await?;
            let more = usize::try_from(limit).is_ok_and(|limit| runs.len() > limit);
            let Some(beyond) = runs.last().filter(|_| more).map(|run| run.created_at) else {
                return Ok((runs, false));
            };
            runs.retain(|run| run.created_at > beyond);
            if !runs.is_empty() {
                return Ok((runs, true));
            }
            limit = limit.saturating_mul(4);
        }
    }
}
