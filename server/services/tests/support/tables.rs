//! The commerce database's rows, and the keys that are unique among them.

use std::collections::BTreeMap;

use domain::{
    catalogue::{Agreement, Community, Product},
    id::{AttemptId, CreatorId, MembershipId, OrderId, ProductId, RefundId},
    ledger::{Account, Transaction},
    membership::Membership,
    money::Currency,
    order::{Attempt, Gateway, Order, OrderState, Refund},
    payouts::{Destination, Payout, PayoutSettings, Standing},
    time::Timestamp,
};
use services::ports::{
    Changes, Commit, CreatorRow, InboxRow, OutboxRow, ReviewItem, Sale, SettingsChange, StoreFault,
};

use super::writes::Unit;

/// The seats of a limited product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seats {
    pub taken: u32,
    pub all: u32,
}

/// Who holds a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    pub holder: String,
    pub token: i64,
    pub until: Timestamp,
}

/// Everything that is stored.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tables {
    pub communities: Vec<Community>,
    pub products: Vec<Product>,
    pub agreements: Vec<Agreement>,
    pub creators: Vec<CreatorRow>,
    pub standings: BTreeMap<CreatorId, Standing>,
    pub settings: BTreeMap<CreatorId, PayoutSettings>,
    pub settings_changes: Vec<SettingsChange>,
    pub destinations: Vec<Destination>,
    pub payouts: Vec<Payout>,
    pub orders: BTreeMap<OrderId, Order>,
    pub attempts: BTreeMap<AttemptId, Attempt>,
    pub refunds: BTreeMap<RefundId, Refund>,
    pub reviews: Vec<ReviewItem>,
    pub memberships: BTreeMap<MembershipId, Membership>,
    pub sales: BTreeMap<OrderId, Sale>,
    pub seats: BTreeMap<ProductId, Seats>,
    pub transactions: Vec<Transaction>,
    pub balances: BTreeMap<(Account, Currency), i64>,
    pub inbox: BTreeMap<(Gateway, String), InboxRow>,
    pub outbox: Vec<OutboxRow>,
    pub leases: BTreeMap<String, Lease>,
    /// Which steps orders took, for the audit; no real table.
    pub steps: Vec<(OrderState, OrderState)>,
}

impl Tables {
    /// Commits one unit: whole or not at all. A replayed unit meets both a moved version and an existing key; it is a
    /// duplicate, because what it stands for has been done.
    pub fn commit(&mut self, changes: &Changes) -> Result<Commit, StoreFault> {
        let mut next = self.clone();
        let answer = Unit::default().write(&mut next, changes)?;
        if answer == Commit::Committed {
            *self = next;
        }
        Ok(answer)
    }

    pub fn balance(&self, account: &Account, currency: Currency) -> i64 {
        self.balances.get(&(account.clone(), currency)).copied().unwrap_or(0)
    }

    pub fn product(&self, id: &ProductId) -> Option<&Product> {
        self.products.iter().find(|product| product.id == *id)
    }

    pub fn community_of(&self, product: &Product) -> Option<&Community> {
        self.communities.iter().find(|community| community.id == product.community)
    }

    pub fn attempts_of(&self, order: &OrderId) -> Vec<Attempt> {
        let mut attempts: Vec<Attempt> =
            self.attempts.values().filter(|attempt| attempt.order == *order).cloned().collect();
        attempts.sort_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
        attempts
    }

    pub fn refunds_of(&self, order: &OrderId) -> Vec<Refund> {
        let mut refunds: Vec<Refund> =
            self.refunds.values().filter(|refund| refund.order == *order).cloned().collect();
        refunds.sort_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
        refunds
    }
}
