//! What is stored for the operator's desk: refusals of runs, credits that wait for a second person, and whom the staff
//! was told about.

use async_trait::async_trait;
use domain::{
    id::{AdjustmentId, CreatorId, RunId, UserId},
    payouts::{Adjustment, Payout, PayoutRun, PendingCredit},
    time::Timestamp,
};

use super::{commerce::StoreFault, facts::CreatorRow};

/// Who refused a run, and why. A run is refused once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallOff {
    /// The run.
    pub run: RunId,
    /// The person.
    pub by: UserId,
    /// Why, in words that the creators read.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// The operator's desk; part of the commerce database. The contract of [`super::CommerceStore`] holds here too.
#[async_trait]
pub trait DeskStore: Send + Sync {
    /// Who refused a run, if somebody did.
    async fn call_off(&self, run: &RunId) -> Result<Option<CallOff>, StoreFault>;
    /// Every payout of a run to the creators from one to another, both included, by creator and part.
    async fn run_payouts(
        &self,
        run: &RunId,
        first: &CreatorId,
        last: &CreatorId,
    ) -> Result<Vec<Payout>, StoreFault>;
    /// Runs that wait for approval and that the staff has not been told about, oldest first.
    async fn unannounced_runs(&self) -> Result<Vec<PayoutRun>, StoreFault>;
    /// A credit that needs, or needed, a second person.
    async fn pending_credit(&self, id: &AdjustmentId) -> Result<Option<PendingCredit>, StoreFault>;
    /// Credits that wait for a second person, oldest first: of one creator, or of all.
    async fn waiting_credits(
        &self,
        creator: Option<&CreatorId>,
        limit: u32,
    ) -> Result<Vec<PendingCredit>, StoreFault>;
    /// Accounts whose identity and risk checks have not passed, newest first.
    async fn unchecked_accounts(&self, limit: u32) -> Result<Vec<CreatorRow>, StoreFault>;
    /// Credits that the desk booked for a creator after a moment, oldest first.
    async fn credits_since(
        &self,
        creator: &CreatorId,
        since: Timestamp,
    ) -> Result<Vec<Adjustment>, StoreFault>;
}
