//! The commerce database in memory.

use std::{
    path::Path,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use domain::{
    catalogue::Community,
    id::{CommunityId, CreatorId, OrderId, OrderToken, ProductId, UserId},
    membership::Membership,
    order::{Attempt, Gateway, Order, OrderState, Refund, SoldAs},
    time::{Day, Timestamp},
};
use services::ports::{
    CatalogueRows, Changes, CommerceStore, Commit, CreatorRow, DueWork, EventSource, OrderStatus,
    PayoutFacts, SaleRow, SettlingFacts, StoreFault, VerifyReport,
};

use super::{switch::Switch, tables::Tables};

/// The commerce database in memory.
#[derive(Default)]
pub struct MemoryCommerce {
    switch: Arc<Switch>,
    tables: Mutex<Tables>,
}

impl MemoryCommerce {
    pub fn new(switch: Arc<Switch>) -> Self {
        Self { switch, tables: Mutex::default() }
    }

    /// A look that no use case takes: it is not counted and cannot fail.
    pub fn rows(&self) -> Tables {
        self.tables.lock().unwrap().clone()
    }

    /// The same without a copy.
    pub fn look<T>(&self, look: impl FnOnce(&Tables) -> T) -> T {
        look(&self.tables.lock().unwrap())
    }

    /// A change that no use case makes.
    pub fn change(&self, change: impl FnOnce(&mut Tables)) {
        change(&mut self.tables.lock().unwrap());
    }

    pub(super) async fn read<T>(
        &self,
        name: &'static str,
        read: impl FnOnce(&Tables) -> T + Send,
    ) -> Result<T, StoreFault> {
        self.switch.around(name, || read(&self.tables.lock().unwrap())).await.ok_or_else(down)
    }
}

pub(super) fn down() -> StoreFault {
    StoreFault::Database("switched off".to_owned())
}

#[async_trait]
impl CommerceStore for MemoryCommerce {
    async fn commit(&self, changes: Changes) -> Result<Commit, StoreFault> {
        let commit = || self.tables.lock().unwrap().commit(&changes);
        self.switch.around("commit", commit).await.ok_or_else(down)?
    }

    async fn catalogue(&self) -> Result<CatalogueRows, StoreFault> {
        self.read("catalogue", |tables| CatalogueRows {
            communities: tables.communities.clone(),
            products: tables.products.clone(),
            agreements: tables.agreements.clone(),
        })
        .await
    }

    async fn creator_of(&self, owner: &UserId) -> Result<Option<CreatorRow>, StoreFault> {
        self.read("creator_of", |tables| tables.main_account(owner).cloned()).await
    }

    async fn order_by_token(&self, token: &OrderToken) -> Result<Option<Order>, StoreFault> {
        let find = |tables: &Tables| tables.orders.values().find(|order| order.token == *token).cloned();
        self.read("order_by_token", find).await
    }

    async fn order(&self, id: &OrderId) -> Result<Option<Order>, StoreFault> {
        self.read("order", |tables| tables.orders.get(id).cloned()).await
    }

    async fn pending_order(&self, buyer: &UserId, product: &ProductId) -> Result<Option<Order>, StoreFault> {
        let wanted = |order: &&Order| {
            order.state == OrderState::Pending && order.buyer == *buyer && order.product == *product
        };
        self.read("pending_order", |tables| tables.orders.values().find(wanted).cloned()).await
    }

    async fn order_statuses(&self, tokens: &[OrderToken]) -> Result<Vec<OrderStatus>, StoreFault> {
        let wanted = |order: &&Order| tokens.contains(&order.token);
        let statuses =
            |tables: &Tables| tables.orders.values().filter(wanted).map(OrderStatus::from).collect();
        self.read("order_statuses", statuses).await
    }

    async fn attempts(&self, order: &OrderId) -> Result<Vec<Attempt>, StoreFault> {
        self.read("attempts", |tables| tables.attempts_of(order)).await
    }

    async fn refunds(&self, order: &OrderId) -> Result<Vec<Refund>, StoreFault> {
        self.read("refunds", |tables| tables.refunds_of(order)).await
    }

    async fn settling_facts(
        &self,
        gateway: Gateway,
        number: &str,
    ) -> Result<Option<SettlingFacts>, StoreFault> {
        self.read("settling_facts", |tables| tables.settling_facts(gateway, number)).await
    }

    async fn inbox_has(&self, source: EventSource, event_id: &str) -> Result<bool, StoreFault> {
        self.read("inbox_has", |tables| tables.inbox.contains_key(&(source, event_id.to_owned()))).await
    }

    async fn memberships(
        &self,
        member: &UserId,
        limit: u32,
    ) -> Result<Vec<(Membership, Community, SoldAs)>, StoreFault> {
        let list = |tables: &Tables| {
            let mut rows: Vec<_> =
                tables.memberships.values().filter(|row| row.member == *member).cloned().collect();
            rows.sort_by(|a, b| (b.valid_from, &b.id).cmp(&(a.valid_from, &a.id)));
            let with_names = |row: Membership| {
                let product = tables.product(&row.product).unwrap().clone();
                let community = tables.community_of(&product).unwrap().clone();
                let sold_as = tables.orders[&row.source_order].sold_as.clone();
                (row, community, sold_as)
            };
            rows.into_iter().take(usize::try_from(limit).unwrap()).map(with_names).collect()
        };
        self.read("memberships", list).await
    }

    async fn memberships_in(
        &self,
        member: &UserId,
        community: &CommunityId,
    ) -> Result<Vec<Membership>, StoreFault> {
        let list = |tables: &Tables| {
            let theirs = |row: &&Membership| row.member == *member && row.community == *community;
            let mut rows: Vec<_> = tables.memberships.values().filter(theirs).cloned().collect();
            rows.sort_by_key(|row| row.sequence);
            rows
        };
        self.read("memberships_in", list).await
    }

    async fn sales(
        &self,
        creator: &CreatorId,
        before: Timestamp,
        limit: u32,
    ) -> Result<Vec<SaleRow>, StoreFault> {
        self.read("sales", |tables| tables.sales(creator, before, limit)).await
    }

    async fn payout_facts(
        &self,
        creator: &CreatorId,
        recent_since: Timestamp,
        history_since: Day,
    ) -> Result<Option<PayoutFacts>, StoreFault> {
        self.read("payout_facts", |tables| tables.payout_facts(creator, recent_since, history_since)).await
    }

    async fn due_work(&self, now: Timestamp, limit: u32) -> Result<DueWork, StoreFault> {
        self.read("due_work", |tables| tables.due_work(now, limit)).await
    }

    async fn lease(
        &self,
        job: &str,
        holder: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<i64>, StoreFault> {
        let lease = || self.tables.lock().unwrap().lease(job, holder, now, until);
        self.switch.around("lease", lease).await.ok_or_else(down)
    }

    async fn verify(&self) -> Result<VerifyReport, StoreFault> {
        let breaks = super::audit::breaks(&self.rows(), &[]);
        Ok(VerifyReport { checked: Vec::new(), breaks })
    }

    async fn ping(&self) -> Result<(), StoreFault> {
        Ok(())
    }

    async fn backup(&self, _to: &Path) -> Result<(), StoreFault> {
        Err(StoreFault::Database("a database in memory has no copy".to_owned()))
    }

    async fn close(&self) {}
}
