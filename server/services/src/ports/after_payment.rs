//! What is stored about money after it was captured: the review queue, refunds, disputes, reconciliation, reminders.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::{
    id::{CommunityId, CouponId, DisputeId, MembershipId, OrderId, RefundId, ReviewId, UserId},
    membership::Membership,
    money::Money,
    order::{Attempt, Dispute, Gateway, GatewayAccountName, Order, Payment, Refund, SaleBeside},
    reconcile::{Difference, ReconcileRun},
    review::{Review, ReviewKind, ReviewState},
    time::{Day, Timestamp},
};

use super::{changes::Sale, commerce::StoreFault};

/// A sale with everything that giving it back touches, read at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaleFacts {
    /// The order.
    pub order: Order,
    /// What was sold.
    pub sale: Sale,
    /// The captured payment behind it.
    pub payment: Payment,
    /// The membership it bought.
    pub membership: Option<Membership>,
    /// Every refund of the order and of the payment, oldest first.
    pub refunds: Vec<Refund>,
    /// Every dispute about it, oldest first.
    pub disputes: Vec<Dispute>,
    /// What paid upgrades counted of its unused time.
    pub counted: Money,
    /// The coupon that made it cheaper.
    pub coupon: Option<CouponId>,
    /// The buyer's periods in the community that came later, and those that it counted, by their sequence; none when its
    /// membership was taken away.
    pub beside: Vec<SaleBeside>,
    /// Whether the buyer has had another sale of the community back by asking for it.
    pub asked_before: bool,
}

/// A captured payment as our books have it, for the comparison with a bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookedPayment {
    /// Our number at the gateway.
    pub number: String,
    /// The gateway's own number.
    pub gateway_transaction: String,
    /// How much.
    pub amount: Money,
    /// When the gateway captured it, where a sale or an order says so; else when it was booked.
    pub captured_at: Timestamp,
}

/// Some lines of a bill, by what they are found by in our books.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BillNumbers {
    /// Our numbers of payments.
    pub payments: Vec<String>,
    /// Our numbers of refunds.
    pub refunds: Vec<String>,
    /// The gateway's own numbers of payments.
    pub transactions: Vec<String>,
}

/// What our books have of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BillFacts {
    /// The attempts.
    pub attempts: Vec<Attempt>,
    /// What was captured under them, whenever it was booked.
    pub booked: Vec<BookedPayment>,
    /// The refunds.
    pub refunds: Vec<Refund>,
    /// The gateway's own numbers of captured payments that were none of ours and wait, or waited, in the queue.
    pub strays: Vec<String>,
}

/// What a person's list of orders is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderSearch {
    /// Orders of these communities or with this number; everything when neither is given.
    pub communities: Vec<CommunityId>,
    /// The order with this number.
    pub number: Option<OrderId>,
    /// Whether something was searched for at all: then nothing found is nothing.
    pub narrowed: bool,
}

/// What the queue is narrowed to; everything that waits by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReviewFilter {
    /// Items of this kind.
    pub kind: Option<ReviewKind>,
    /// Items in this state.
    pub state: Option<ReviewState>,
}

/// A reminder that its buyer agreed to. Its order is told once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// The order.
    pub order: OrderId,
    /// When.
    pub due_at: Timestamp,
}

/// Everything after the payment; part of the commerce database. The contract of [`super::CommerceStore`] holds here too.
#[async_trait]
pub trait AfterPaymentStore: Send + Sync {
    /// Items that are not resolved, oldest first, after one.
    async fn open_reviews(
        &self,
        filter: ReviewFilter,
        after: Option<&ReviewId>,
        limit: u32,
    ) -> Result<Vec<Review>, StoreFault>;
    /// Items about a captured payment that are not resolved, oldest first.
    async fn open_reviews_of_payment(
        &self,
        gateway: Gateway,
        transaction: &str,
    ) -> Result<Vec<Review>, StoreFault>;
    /// The item about what no sale explains of a dispute, by the dispute's name at its gateway.
    async fn review_of_dispute(
        &self,
        gateway: Gateway,
        reference: &str,
    ) -> Result<Option<Review>, StoreFault>;
    /// Items that are over, newest first, before one.
    async fn resolved_reviews(
        &self,
        before: Option<&ReviewId>,
        limit: u32,
    ) -> Result<Vec<Review>, StoreFault>;
    /// How many items are not resolved; counting stops at `limit`.
    async fn count_open_reviews(&self, limit: u32) -> Result<u32, StoreFault>;
    /// One item.
    async fn review(&self, id: &ReviewId) -> Result<Option<Review>, StoreFault>;
    /// Every item about an order, oldest first.
    async fn reviews_of(&self, order: &OrderId) -> Result<Vec<Review>, StoreFault>;
    /// The unresolved item about a refund.
    async fn open_review_of_refund(&self, refund: &RefundId) -> Result<Option<Review>, StoreFault>;

    /// A refund.
    async fn refund(&self, id: &RefundId) -> Result<Option<Refund>, StoreFault>;
    /// A refund by its number at its gateway.
    async fn refund_by_number(&self, gateway: Gateway, number: &str) -> Result<Option<Refund>, StoreFault>;
    /// Every refund of a captured payment, oldest first.
    async fn refunds_of_payment(
        &self,
        gateway: Gateway,
        transaction: &str,
    ) -> Result<Vec<Refund>, StoreFault>;
    /// The sale of an order; `None` when it bought nothing.
    async fn sale_facts(&self, order: &OrderId) -> Result<Option<SaleFacts>, StoreFault>;
    /// The order whose sale a captured payment paid.
    async fn order_paid_by(&self, gateway: Gateway, transaction: &str)
    -> Result<Option<OrderId>, StoreFault>;

    /// A dispute.
    async fn dispute(&self, id: &DisputeId) -> Result<Option<Dispute>, StoreFault>;
    /// A dispute by its gateway's own name.
    async fn dispute_by_reference(
        &self,
        gateway: Gateway,
        reference: &str,
    ) -> Result<Option<Dispute>, StoreFault>;
    /// Every dispute about a captured payment, oldest first.
    async fn disputes_of_payment(
        &self,
        gateway: Gateway,
        transaction: &str,
    ) -> Result<Vec<Dispute>, StoreFault>;
    /// Disputes without an order whose payment has paid a sale since, oldest first.
    async fn loose_disputes(&self, limit: u32) -> Result<Vec<Dispute>, StoreFault>;
    /// Every dispute, newest first, before one.
    async fn disputes(&self, before: Option<&DisputeId>, limit: u32) -> Result<Vec<Dispute>, StoreFault>;
    /// Disputes that are not over, oldest first.
    async fn open_disputes(&self, limit: u32) -> Result<Vec<Dispute>, StoreFault>;

    /// An attempt by its number at its gateway.
    async fn attempt_by_number(&self, gateway: Gateway, number: &str) -> Result<Option<Attempt>, StoreFault>;
    /// Payments booked between two moments through one account.
    async fn booked_payments(
        &self,
        account: &GatewayAccountName,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<BookedPayment>, StoreFault>;
    /// Refunds of one account that were finished between two moments.
    async fn finished_refunds(
        &self,
        account: &GatewayAccountName,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<Refund>, StoreFault>;
    /// Whether a captured payment that was none of ours waits, or waited, in the queue.
    async fn stray(&self, gateway: Gateway, transaction: &str) -> Result<Option<Review>, StoreFault>;
    /// What our books have of some lines of a bill; the caller bounds how many.
    async fn bill_facts(&self, gateway: Gateway, numbers: &BillNumbers) -> Result<BillFacts, StoreFault>;
    /// The comparison of an account's day, if there was one.
    async fn reconcile_run(
        &self,
        account: &GatewayAccountName,
        day: Day,
    ) -> Result<Option<ReconcileRun>, StoreFault>;
    /// The latest comparisons, newest first.
    async fn reconcile_runs(&self, limit: u32) -> Result<Vec<ReconcileRun>, StoreFault>;
    /// What differed on an account's day, by number.
    async fn differences(
        &self,
        account: &GatewayAccountName,
        day: Day,
    ) -> Result<Vec<Difference>, StoreFault>;

    /// A person's orders, newest first, before one.
    async fn orders_of(
        &self,
        buyer: &UserId,
        search: &OrderSearch,
        before: Option<&OrderId>,
        limit: u32,
    ) -> Result<Vec<Order>, StoreFault>;
    /// Which of these orders were sold: money that went back unsold leaves no receipt.
    async fn sold_among(&self, orders: &[OrderId]) -> Result<BTreeSet<OrderId>, StoreFault>;
    /// Reminders whose moment has come, of orders that still wait for their payment.
    async fn due_reminders(&self, now: Timestamp, limit: u32) -> Result<Vec<(Reminder, Order)>, StoreFault>;
    /// The memberships that the period of an order paid for later, as paid upgrades counted its unused time, however many
    /// upgrades deep; without those that were taken away.
    async fn memberships_paid_by(&self, order: &OrderId) -> Result<Vec<Membership>, StoreFault>;
    /// A membership.
    async fn membership(&self, id: &MembershipId) -> Result<Option<Membership>, StoreFault>;
}
