//! The commerce database.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    catalogue::Community,
    id::{CommunityId, CreatorId, OrderId, OrderToken, ProductId, UserId},
    membership::Membership,
    order::{Attempt, Gateway, Order, Refund, SoldAs},
    time::{Day, Timestamp},
};

use super::{
    after_payment::AfterPaymentStore,
    changes::{Changes, Commit, EventSource},
    desk::DeskStore,
    facts::{CatalogueRows, CreatorRow, DueWork, OrderStatus, PayoutFacts, SaleRow, SettlingFacts},
    messages::MessageStore,
    payouts::PayoutStore,
    shop::ShopStore,
    team::TeamStore,
};

/// The store could not do its work. Never a business answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreFault {
    /// The database could not be reached, or refused, or its disk is full.
    #[error("the database failed: {0}")]
    Database(String),
    /// A stored row makes no sense.
    #[error("{table} holds a row that cannot be read: {what}")]
    Inconsistent {
        /// Where.
        table: &'static str,
        /// What is wrong, without personal data.
        what: String,
    },
    /// The program is shutting down.
    #[error("the store is closing")]
    Closing,
}

/// What `verify` found. Empty lists mean that the books and the memberships agree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VerifyReport {
    /// How many rows of each kind were looked at.
    pub checked: Vec<(&'static str, i64)>,
    /// Each break, with the rule it breaks and the rows it was found in.
    pub breaks: Vec<String>,
}

/// A shared handle.
pub type Commerce = Arc<dyn CommerceStore>;

/// The commerce database.
///
/// Contract: `commit` answers [`Commit::Committed`] only when everything is on disk, and a read that starts after that
/// answer sees it. A unit is all or nothing, and two units that touch one row never both succeed on one version.
/// Looking up what is not there is `Ok(None)`. Lists have the limit the caller names.
#[async_trait]
pub trait CommerceStore:
    PayoutStore + MessageStore + TeamStore + ShopStore + DeskStore + AfterPaymentStore
{
    /// Commits one unit of work.
    async fn commit(&self, changes: Changes) -> Result<Commit, StoreFault>;

    /// Everything that is sold.
    async fn catalogue(&self) -> Result<CatalogueRows, StoreFault>;
    /// The main creator account a person owns.
    async fn creator_of(&self, owner: &UserId) -> Result<Option<CreatorRow>, StoreFault>;

    /// An order by its address.
    async fn order_by_token(&self, token: &OrderToken) -> Result<Option<Order>, StoreFault>;
    /// An order by its number.
    async fn order(&self, id: &OrderId) -> Result<Option<Order>, StoreFault>;
    /// The one pending order of a person for a product.
    async fn pending_order(&self, buyer: &UserId, product: &ProductId) -> Result<Option<Order>, StoreFault>;
    /// What waiting pages need, for many orders at once; unknown tokens are left out.
    async fn order_statuses(&self, tokens: &[OrderToken]) -> Result<Vec<OrderStatus>, StoreFault>;
    /// Waits until other processes on the same database have changed orders, and names them. An embedded database is
    /// written by one serving process: there is nothing to wait for, and the answer never comes.
    async fn order_news(&self) -> Result<Vec<OrderToken>, StoreFault> {
        std::future::pending().await
    }
    /// All attempts of an order, oldest first.
    async fn attempts(&self, order: &OrderId) -> Result<Vec<Attempt>, StoreFault>;
    /// The refunds of an order, oldest first.
    async fn refunds(&self, order: &OrderId) -> Result<Vec<Refund>, StoreFault>;
    /// Everything needed to settle a payment that a gateway reports for one of our numbers.
    async fn settling_facts(
        &self,
        gateway: Gateway,
        number: &str,
    ) -> Result<Option<SettlingFacts>, StoreFault>;
    /// Whether an event has been acted on.
    async fn inbox_has(&self, source: EventSource, event_id: &str) -> Result<bool, StoreFault>;

    /// All memberships of a person with their community and what they were sold as, newest first.
    async fn memberships(
        &self,
        member: &UserId,
        limit: u32,
    ) -> Result<Vec<(Membership, Community, SoldAs)>, StoreFault>;
    /// A person's memberships in one community.
    async fn memberships_in(
        &self,
        member: &UserId,
        community: &CommunityId,
    ) -> Result<Vec<Membership>, StoreFault>;

    /// A creator's sales, newest first, captured before a moment.
    async fn sales(
        &self,
        creator: &CreatorId,
        before: Timestamp,
        limit: u32,
    ) -> Result<Vec<SaleRow>, StoreFault>;
    /// What the payout settings are worked out from: sales captured or settling after `recent_since`, payouts since
    /// `history_since`.
    async fn payout_facts(
        &self,
        creator: &CreatorId,
        recent_since: Timestamp,
        history_since: Day,
    ) -> Result<Option<PayoutFacts>, StoreFault>;

    /// Work whose time has come by `now`, at most `limit` of each kind.
    async fn due_work(&self, now: Timestamp, limit: u32) -> Result<DueWork, StoreFault>;

    /// Takes or renews the lease of a named job; `None` while somebody else holds it. The token grows with each new
    /// holder.
    async fn lease(
        &self,
        job: &str,
        holder: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<i64>, StoreFault>;

    /// Recomputes balances and compares orders, payments, memberships and payouts.
    async fn verify(&self) -> Result<VerifyReport, StoreFault>;
    /// Answers when the database answers.
    async fn ping(&self) -> Result<(), StoreFault>;
    /// Writes a consistent copy to a new file (embedded database only).
    async fn backup(&self, to: &std::path::Path) -> Result<(), StoreFault>;
    /// Finishes what is under way and closes.
    async fn close(&self);
}
