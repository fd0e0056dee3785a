//! The commerce database's rows, and the keys that are unique among them.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    catalogue::{Agreement, Community, Coupon, OrderTerms, Product, Trial, Waiting},
    id::{
        AdjustmentId, AttemptId, CommunityId, CouponId, CreatorId, DestinationId, DisputeId, InvitationId,
        MembershipId, MessageId, OrderId, OutboxId, PayoutId, ProductId, RefundId, ReviewId, RunId,
        SettingsChangeId, TransactionId, UserId,
    },
    ledger::{Account, Transaction},
    membership::Membership,
    message::Message,
    money::Currency,
    order::{Attempt, Dispute, GatewayAccountName, Order, OrderState, Refund},
    payouts::{
        Adjustment, Destination, Payout, PayoutAccount, PayoutItem, PayoutRun, PayoutSettings, PayoutState,
        PendingCredit, Standing,
    },
    reconcile::{Difference, DifferenceKind, ReconcileRun},
    review::Review,
    time::{Day, Timestamp},
};
use services::ports::{
    CallOff, Changes, Commit, CreatorRow, EffectOutcome, EventSource, InboxRow, OutboxRow, Reminder,
    RunApproval, Sale, SettingsChange, StoreFault, TeamMember,
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

/// An effect to the outside, and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    pub row: OutboxRow,
    pub tries: u32,
    pub state: EffectOutcome,
}

/// What makes a difference of a bill one of its kind: the account, the day, the kind, and the three numbers.
type DifferenceKey = (GatewayAccountName, Day, DifferenceKind, (String, String, String));

/// Everything that is stored.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tables {
    pub communities: Vec<Community>,
    pub products: Vec<Product>,
    pub agreements: Vec<Agreement>,
    pub coupons: BTreeMap<CouponId, Coupon>,
    pub coupon_people: BTreeMap<(CouponId, UserId), u32>,
    pub order_terms: BTreeMap<OrderId, OrderTerms>,
    pub counted_periods: BTreeMap<MembershipId, OrderId>,
    /// For which order somebody's right to ask for the money was used.
    pub refund_rights: BTreeMap<(UserId, CommunityId), OrderId>,
    pub trials: BTreeMap<(UserId, CommunityId), Trial>,
    pub waiting: BTreeMap<(ProductId, UserId), Waiting>,
    pub creators: BTreeMap<CreatorId, CreatorRow>,
    pub standings: BTreeMap<CreatorId, Standing>,
    pub settings: BTreeMap<CreatorId, PayoutSettings>,
    pub settings_changes: BTreeMap<SettingsChangeId, SettingsChange>,
    pub destinations: BTreeMap<DestinationId, Destination>,
    pub runs: BTreeMap<RunId, PayoutRun>,
    pub approvals: BTreeMap<(RunId, UserId), RunApproval>,
    pub items: BTreeMap<(RunId, CreatorId), PayoutItem>,
    pub payouts: BTreeMap<PayoutId, Payout>,
    pub accounts: BTreeMap<CreatorId, PayoutAccount>,
    pub adjustments: BTreeMap<AdjustmentId, Adjustment>,
    pub pending_credits: BTreeMap<AdjustmentId, PendingCredit>,
    pub call_offs: BTreeMap<RunId, CallOff>,
    pub announced: BTreeMap<RunId, Timestamp>,
    pub orders: BTreeMap<OrderId, Order>,
    /// From when on orders are looked at again that could not be ended.
    pub put_off: BTreeMap<OrderId, Timestamp>,
    pub attempts: BTreeMap<AttemptId, Attempt>,
    pub refunds: BTreeMap<RefundId, Refund>,
    pub reviews: BTreeMap<ReviewId, Review>,
    pub disputes: BTreeMap<DisputeId, Dispute>,
    pub reconcile_runs: BTreeMap<(GatewayAccountName, Day), ReconcileRun>,
    pub differences: BTreeMap<DifferenceKey, Difference>,
    pub reminders: BTreeMap<OrderId, Reminder>,
    pub reminded: BTreeMap<OrderId, Timestamp>,
    pub memberships: BTreeMap<MembershipId, Membership>,
    pub sales: BTreeMap<OrderId, Sale>,
    pub team: BTreeMap<UserId, TeamMember>,
    pub used_invitations: BTreeMap<InvitationId, Timestamp>,
    pub seats: BTreeMap<ProductId, Seats>,
    pub transactions: Vec<Transaction>,
    pub balances: BTreeMap<(Account, Currency), i64>,
    pub inbox: BTreeMap<(EventSource, String), InboxRow>,
    pub messages: BTreeMap<MessageId, Message>,
    pub outbox: BTreeMap<OutboxId, Effect>,
    pub leases: BTreeMap<String, Lease>,
    /// Creators whose rows make no sense; no real table.
    pub unreadable: BTreeSet<CreatorId>,
    /// Runs, by the moment they look back to, whose creators cannot be read at all; no real table.
    pub unreachable: BTreeSet<Timestamp>,
    /// Which steps orders took, for the audit; no real table.
    pub steps: Vec<(OrderState, OrderState)>,
    /// Which steps payouts took, for the audit; no real table.
    pub payout_steps: Vec<(PayoutId, PayoutState, PayoutState)>,
    /// Indexes: the ledger by identifier and by cause, a creator's sales, a run's payouts by creator and part.
    pub(super) transaction_ids: BTreeMap<TransactionId, usize>,
    pub(super) causes: BTreeMap<(&'static str, String), usize>,
    pub(super) sales_of: BTreeMap<CreatorId, Vec<OrderId>>,
    pub(super) parts: BTreeMap<(RunId, CreatorId, u16), PayoutId>,
}

impl Tables {
    /// The main account that a person owns.
    pub(super) fn main_account(&self, owner: &UserId) -> Option<&CreatorRow> {
        self.creators.values().find(|row| row.owner == *owner && row.main.is_none())
    }

    /// Commits one unit: whole or not at all. A replayed unit meets both a moved version and an existing key; it is a
    /// duplicate, because what it stands for has been done.
    pub fn commit(&mut self, changes: &Changes) -> Result<Commit, StoreFault> {
        let mut unit = Unit::default();
        let answer = unit.write(self, changes);
        if !matches!(answer, Ok(Commit::Committed)) {
            unit.take_back(self);
        }
        answer
    }

    pub fn balance(&self, account: &Account, currency: Currency) -> i64 {
        self.balances.get(&(account.clone(), currency)).copied().unwrap_or(0)
    }

    /// What a creator has, in their own currency; negative after refunds.
    pub fn balance_of(&self, creator: &CreatorId) -> i64 {
        let account = Account::CreatorBalance(creator.clone());
        let currency = self.creators.get(creator).map_or(Currency::Cny, |row| row.currency);
        self.balance(&account, currency) * account.natural_sign()
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
            self.refunds.values().filter(|refund| refund.order.as_ref() == Some(order)).cloned().collect();
        refunds.sort_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
        refunds
    }

    pub fn payouts_of(&self, run: &RunId, creator: &CreatorId) -> Vec<Payout> {
        let from = (run.clone(), creator.clone(), 0);
        let to = (run.clone(), creator.clone(), u16::MAX);
        self.parts.range(from..=to).map(|(_, id)| self.payouts.get(id).unwrap().clone()).collect()
    }

    /// The sales of one creator, as they came.
    pub fn sales_of(&self, creator: &CreatorId) -> impl Iterator<Item = &Sale> {
        self.sales_of.get(creator).into_iter().flatten().filter_map(|order| self.sales.get(order))
    }

    /// Puts a sale there without an order or a posting.
    pub fn know_sale(&mut self, sale: Sale) {
        self.sales_of.entry(sale.creator.clone()).or_default().push(sale.order.clone());
        self.sales.insert(sale.order.clone(), sale);
    }

    pub fn forget_sales(&mut self) {
        self.sales.clear();
        self.sales_of.clear();
    }

    /// Puts a payout there without a posting.
    pub fn know_payout(&mut self, payout: Payout) {
        let part = (payout.run.clone(), payout.creator.clone(), payout.part);
        self.parts.insert(part, payout.id.clone());
        self.payouts.insert(payout.id.clone(), payout);
    }
}
