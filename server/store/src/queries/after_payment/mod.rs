//! The port about money after it was captured.

mod disputes;
mod reconciling;
pub(super) mod refunds;
pub(super) mod reviews;
mod sale_facts;

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::{
    id::{DisputeId, MembershipId, OrderId, RefundId, ReviewId, UserId},
    membership::Membership,
    order::{Attempt, Dispute, Gateway, GatewayAccountName, Order, Refund},
    reconcile::{Difference, ReconcileRun},
    review::Review,
    time::{Day, Timestamp},
};
use services::ports::{
    AfterPaymentStore, BillFacts, BillNumbers, BookedPayment, OrderSearch, Reminder, ReviewFilter, SaleFacts,
    StoreFault, Write,
};

use super::{
    commerce::{CommerceDatabase, due},
    orders::history,
    rows::Statement,
};

/// The statement of a write that refers to rows which the same unit may have inserted.
pub(super) fn write(write: &Write) -> Option<Statement<'_>> {
    Some(match write {
        Write::UpdateReview(review) => reviews::update(review),
        Write::RevokeMembership(membership) => history::revoke(membership),
        Write::InsertDispute(dispute) => disputes::insert(dispute),
        Write::UpdateDispute(dispute) => disputes::update(dispute),
        Write::PutReconcileRun(run) => reconciling::run(run),
        Write::PutDifference(difference) => reconciling::difference(difference),
        Write::PutOffOrder(order, until) => due::put_off(order, *until),
        Write::InsertReminder(reminder) => history::remind(reminder),
        Write::EndReminder(order, at) => history::reminded(order, *at),
        _ => return None,
    })
}

#[async_trait]
impl AfterPaymentStore for CommerceDatabase {
    async fn open_reviews(
        &self,
        filter: ReviewFilter,
        after: Option<&ReviewId>,
        limit: u32,
    ) -> Result<Vec<Review>, StoreFault> {
        reviews::open(&self.pools, filter, after, limit).await
    }

    async fn open_reviews_of_payment(
        &self,
        gateway: Gateway,
        transaction: &str,
    ) -> Result<Vec<Review>, StoreFault> {
        reviews::of_payment(&self.pools, gateway, transaction).await
    }

    async fn review_of_dispute(
        &self,
        gateway: Gateway,
        reference: &str,
    ) -> Result<Option<Review>, StoreFault> {
        reviews::of_dispute(&self.pools, gateway, reference).await
    }

    async fn loose_disputes(&self, limit: u32) -> Result<Vec<Dispute>, StoreFault> {
        disputes::loose(&self.pools, limit).await
    }

    async fn disputes(&self, before: Option<&DisputeId>, limit: u32) -> Result<Vec<Dispute>, StoreFault> {
        disputes::newest(&self.pools, before, limit).await
    }

    async fn memberships_paid_by(&self, order: &OrderId) -> Result<Vec<Membership>, StoreFault> {
        sale_facts::paid_later(&self.pools, order).await
    }

    async fn resolved_reviews(
        &self,
        before: Option<&ReviewId>,
        limit: u32,
    ) -> Result<Vec<Review>, StoreFault> {
        reviews::resolved(&self.pools, before, limit).await
    }

    async fn count_open_reviews(&self, limit: u32) -> Result<u32, StoreFault> {
        reviews::count_open(&self.pools, limit).await
    }

    async fn review(&self, id: &ReviewId) -> Result<Option<Review>, StoreFault> {
        reviews::by_id(&self.pools, id).await
    }

    async fn reviews_of(&self, order: &OrderId) -> Result<Vec<Review>, StoreFault> {
        reviews::of_order(&self.pools, order).await
    }

    async fn open_review_of_refund(&self, refund: &RefundId) -> Result<Option<Review>, StoreFault> {
        reviews::open_of_refund(&self.pools, refund).await
    }

    async fn refund(&self, id: &RefundId) -> Result<Option<Refund>, StoreFault> {
        refunds::by_id(&self.pools, id).await
    }

    async fn refund_by_number(&self, gateway: Gateway, number: &str) -> Result<Option<Refund>, StoreFault> {
        refunds::by_number(&self.pools, gateway, number).await
    }

    async fn refunds_of_payment(
        &self,
        gateway: Gateway,
        transaction: &str,
    ) -> Result<Vec<Refund>, StoreFault> {
        refunds::of_payment(&self.pools, gateway, transaction).await
    }

    async fn sale_facts(&self, order: &OrderId) -> Result<Option<SaleFacts>, StoreFault> {
        sale_facts::of(&self.pools, order).await
    }

    async fn order_paid_by(
        &self,
        gateway: Gateway,
        transaction: &str,
    ) -> Result<Option<OrderId>, StoreFault> {
        sale_facts::paid_by(&self.pools, gateway, transaction).await
    }

    async fn dispute(&self, id: &DisputeId) -> Result<Option<Dispute>, StoreFault> {
        disputes::by_id(&self.pools, id).await
    }

    async fn dispute_by_reference(
        &self,
        gateway: Gateway,
        reference: &str,
    ) -> Result<Option<Dispute>, StoreFault> {
        disputes::by_reference(&self.pools, gateway, reference).await
    }

    async fn disputes_of_payment(
        &self,
        gateway: Gateway,
        transaction: &str,
    ) -> Result<Vec<Dispute>, StoreFault> {
        disputes::of_payment(&self.pools, gateway, transaction).await
    }

    async fn open_disputes(&self, limit: u32) -> Result<Vec<Dispute>, StoreFault> {
        disputes::open(&self.pools, limit).await
    }

    async fn attempt_by_number(&self, gateway: Gateway, number: &str) -> Result<Option<Attempt>, StoreFault> {
        reconciling::attempt(&self.pools, gateway, number).await
    }

    async fn booked_payments(
        &self,
        account: &GatewayAccountName,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<BookedPayment>, StoreFault> {
        reconciling::booked(&self.pools, account, from, until).await
    }

    async fn finished_refunds(
        &self,
        account: &GatewayAccountName,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<Refund>, StoreFault> {
        refunds::finished(&self.pools, account, from, until).await
    }

    async fn stray(&self, gateway: Gateway, transaction: &str) -> Result<Option<Review>, StoreFault> {
        reviews::stray(&self.pools, gateway, transaction).await
    }

    async fn bill_facts(&self, gateway: Gateway, numbers: &BillNumbers) -> Result<BillFacts, StoreFault> {
        reconciling::facts(&self.pools, gateway, numbers).await
    }

    async fn reconcile_run(
        &self,
        account: &GatewayAccountName,
        day: Day,
    ) -> Result<Option<ReconcileRun>, StoreFault> {
        reconciling::of_day(&self.pools, account, day).await
    }

    async fn reconcile_runs(&self, limit: u32) -> Result<Vec<ReconcileRun>, StoreFault> {
        reconciling::latest(&self.pools, limit).await
    }

    async fn differences(
        &self,
        account: &GatewayAccountName,
        day: Day,
    ) -> Result<Vec<Difference>, StoreFault> {
        reconciling::differences(&self.pools, account, day).await
    }

    async fn orders_of(
        &self,
        buyer: &UserId,
        search: &OrderSearch,
        before: Option<&OrderId>,
        limit: u32,
    ) -> Result<Vec<Order>, StoreFault> {
        history::of_buyer(&self.pools, buyer, search, before, limit).await
    }

    async fn sold_among(&self, orders: &[OrderId]) -> Result<BTreeSet<OrderId>, StoreFault> {
        history::sold_among(&self.pools, orders).await
    }

    async fn due_reminders(&self, now: Timestamp, limit: u32) -> Result<Vec<(Reminder, Order)>, StoreFault> {
        history::due_reminders(&self.pools, now, limit).await
    }

    async fn membership(&self, id: &MembershipId) -> Result<Option<Membership>, StoreFault> {
        history::membership(&self.pools, id).await
    }
}
