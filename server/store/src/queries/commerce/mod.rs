//! The commerce port.

mod batch;
pub(super) mod due;
mod ledger;
mod messages;
mod outbox;
mod rooms;

use std::path::Path;

use async_trait::async_trait;
use domain::{
    catalogue::Community,
    id::{CommunityId, CreatorId, OrderId, OrderToken, ProductId, UserId},
    membership::Membership,
    order::{Attempt, Gateway, Order, Refund, SoldAs},
    time::{Day, Timestamp},
};
use services::ports::{
    CatalogueRows, Changes, CommerceStore, Commit, CreatorRow, DueWork, EventSource, OrderStatus,
    PayoutFacts, SaleRow, SettlingFacts, StoreFault, VerifyReport, Write,
};

use super::{
    after_payment::refunds,
    catalogue,
    checkpoints::Checkpoints,
    creators, dialect,
    group::GroupSink,
    members,
    news::News,
    orders::{
        self, attempts,
        settling::{Asked, Found, Settling},
    },
    payouts,
    pools::{Pools, database},
    verify,
};
use crate::{together::Together, writer::Writer};

/// The commerce database.
pub(crate) struct CommerceDatabase {
    pub(super) pools: Pools,
    writer: Writer<Changes>,
    checkpoints: Checkpoints,
    news: News,
    settling: Together<Asked, Found>,
}

/// Starts the writer of a commerce database.
pub(crate) fn commerce(pools: Pools) -> CommerceDatabase {
    let writer = Writer::start(GroupSink::new(&pools));
    let checkpoints = Checkpoints::start(&pools);
    let news = News::start(&pools);
    let settling = Together::start(Settling(pools.readers.clone()));
    CommerceDatabase { pools, writer, checkpoints, news, settling }
}

#[async_trait]
impl CommerceStore for CommerceDatabase {
    async fn commit(&self, changes: Changes) -> Result<Commit, StoreFault> {
        let touched = touched(&changes);
        let answer = self.writer.commit(changes).await;
        if let Ok(Commit::Committed) = answer {
            self.checkpoints.wrote();
            self.news.announce(touched.into_iter());
        }
        answer
    }

    async fn order_news(&self) -> Result<Vec<OrderToken>, StoreFault> {
        self.news.next(&self.pools).await
    }

    async fn catalogue(&self) -> Result<CatalogueRows, StoreFault> {
        catalogue::everything(&self.pools).await
    }

    async fn creator_of(&self, owner: &UserId) -> Result<Option<CreatorRow>, StoreFault> {
        creators::of_owner(&self.pools, owner).await
    }

    async fn order_by_token(&self, token: &OrderToken) -> Result<Option<Order>, StoreFault> {
        orders::by_token(&self.pools, token).await
    }

    async fn order(&self, id: &OrderId) -> Result<Option<Order>, StoreFault> {
        orders::by_id(&self.pools, id).await
    }

    async fn pending_order(&self, buyer: &UserId, product: &ProductId) -> Result<Option<Order>, StoreFault> {
        orders::pending(&self.pools, buyer, product).await
    }

    async fn order_statuses(&self, tokens: &[OrderToken]) -> Result<Vec<OrderStatus>, StoreFault> {
        orders::statuses(&self.pools, tokens).await
    }

    async fn attempts(&self, order: &OrderId) -> Result<Vec<Attempt>, StoreFault> {
        attempts::of_order(&self.pools, order).await
    }

    async fn refunds(&self, order: &OrderId) -> Result<Vec<Refund>, StoreFault> {
        refunds::of_order(&self.pools, order).await
    }

    async fn settling_facts(
        &self,
        gateway: Gateway,
        number: &str,
    ) -> Result<Option<SettlingFacts>, StoreFault> {
        self.settling.ask((gateway, number.to_owned())).await?
    }

    async fn inbox_has(&self, source: EventSource, event_id: &str) -> Result<bool, StoreFault> {
        attempts::inbox_has(&self.pools, source, event_id).await
    }

    async fn memberships(
        &self,
        member: &UserId,
        limit: u32,
    ) -> Result<Vec<(Membership, Community, SoldAs)>, StoreFault> {
        members::of_member(&self.pools, member, limit).await
    }

    async fn memberships_in(
        &self,
        member: &UserId,
        community: &CommunityId,
    ) -> Result<Vec<Membership>, StoreFault> {
        members::in_community(&self.pools, member, community).await
    }

    async fn sales(
        &self,
        creator: &CreatorId,
        before: Timestamp,
        limit: u32,
    ) -> Result<Vec<SaleRow>, StoreFault> {
        creators::sales(&self.pools, creator, before, limit).await
    }

    async fn payout_facts(
        &self,
        creator: &CreatorId,
        recent_since: Timestamp,
        history_since: Day,
    ) -> Result<Option<PayoutFacts>, StoreFault> {
        payouts::facts::of_creator(&self.pools, creator, recent_since, history_since).await
    }

    async fn due_work(&self, now: Timestamp, limit: u32) -> Result<DueWork, StoreFault> {
        due::work(&self.pools, now, limit).await
    }

    async fn lease(
        &self,
        job: &str,
        holder: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<i64>, StoreFault> {
        due::lease(&self.pools, job, holder, now, until).await
    }

    async fn verify(&self) -> Result<VerifyReport, StoreFault> {
        verify::report(&self.pools).await
    }

    async fn ping(&self) -> Result<(), StoreFault> {
        self.pools.ping().await
    }

    async fn backup(&self, to: &Path) -> Result<(), StoreFault> {
        dialect::backup(&self.pools, to).await.map_err(database)
    }

    async fn close(&self) {
        self.writer.close().await;
        self.checkpoints.close().await;
        tokio::join!(self.pools.close(), self.news.close());
    }
}

/// The orders whose waiting pages want to know. A new order has no page yet.
fn touched(changes: &Changes) -> Vec<OrderToken> {
    let order = |write: &Write| match write {
        Write::UpdateOrder(order) => Some(order.token.clone()),
        _ => None,
    };
    changes.writes.iter().filter_map(order).collect()
}
