//! The review queue, refunds, disputes and reconciliation in memory.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::{
    id::{DisputeId, MembershipId, OrderId, RefundId, ReviewId, UserId},
    membership::Membership,
    order::{Attempt, Dispute, Gateway, GatewayAccountName, Order, OrderState, Refund},
    reconcile::{Difference, ReconcileRun},
    review::{Review, ReviewKind, ReviewState},
    time::{Day, Timestamp},
};
use services::ports::{
    AfterPaymentStore, BillFacts, BillNumbers, BookedPayment, OrderSearch, Reminder, ReviewFilter, SaleFacts,
    StoreFault,
};

use super::commerce::MemoryCommerce;

fn some(limit: u32) -> usize {
    usize::try_from(limit).unwrap()
}

#[async_trait]
impl AfterPaymentStore for MemoryCommerce {
    async fn open_reviews(
        &self,
        filter: ReviewFilter,
        after: Option<&ReviewId>,
        limit: u32,
    ) -> Result<Vec<Review>, StoreFault> {
        let open = |row: &&Review| {
            row.state != ReviewState::Resolved
                && after.is_none_or(|at| row.id > *at)
                && filter.kind.is_none_or(|kind| row.kind == kind)
                && filter.state.is_none_or(|state| row.state == state)
        };
        self.read("open_reviews", |tables| {
            tables.reviews.values().filter(open).take(some(limit)).cloned().collect()
        })
        .await
    }

    async fn open_reviews_of_payment(
        &self,
        gateway: Gateway,
        transaction: &str,
    ) -> Result<Vec<Review>, StoreFault> {
        let of = |row: &&Review| {
            row.state != ReviewState::Resolved
                && (row.gateway, row.gateway_transaction.as_str()) == (gateway, transaction)
        };
        self.read("open_reviews_of_payment", |tables| tables.reviews.values().filter(of).cloned().collect())
            .await
    }

    async fn review_of_dispute(
        &self,
        gateway: Gateway,
        reference: &str,
    ) -> Result<Option<Review>, StoreFault> {
        let of = |row: &&Review| {
            row.kind == ReviewKind::DisputeUnexplained
                && (row.gateway, row.gateway_number.as_str()) == (gateway, reference)
        };
        self.read("review_of_dispute", |tables| tables.reviews.values().find(of).cloned()).await
    }

    async fn loose_disputes(&self, limit: u32) -> Result<Vec<Dispute>, StoreFault> {
        self.read("loose_disputes", |tables| {
            let paid = |row: &&Dispute| {
                row.order.is_none()
                    && tables.sales.keys().filter_map(|id| tables.sale_facts(id)).any(|facts| {
                        (facts.payment.gateway, &facts.payment.transaction)
                            == (row.gateway, &row.gateway_transaction)
                            && facts.sale.amount.currency() == row.amount.currency()
                    })
            };
            tables.disputes.values().filter(paid).take(some(limit)).cloned().collect()
        })
        .await
    }

    async fn disputes(&self, before: Option<&DisputeId>, limit: u32) -> Result<Vec<Dispute>, StoreFault> {
        let older = |row: &&Dispute| before.is_none_or(|before| row.id < *before);
        self.read("disputes", |tables| {
            tables.disputes.values().rev().filter(older).take(some(limit)).cloned().collect()
        })
        .await
    }

    async fn memberships_paid_by(&self, order: &OrderId) -> Result<Vec<Membership>, StoreFault> {
        self.read("memberships_paid_by", |tables| {
            let mut found: Vec<Membership> = Vec::new();
            let mut orders = vec![order.clone()];
            while let Some(order) = orders.pop() {
                let periods = tables.memberships.values().filter(|row| row.source_order == order);
                let later = periods.filter_map(|row| tables.counted_periods.get(&row.id));
                for later in later.cloned().collect::<Vec<_>>() {
                    found
                        .extend(tables.memberships.values().filter(|row| row.source_order == later).cloned());
                    orders.push(later);
                }
            }
            found.retain(|row| row.revoked_at.is_none());
            found
        })
        .await
    }

    async fn resolved_reviews(
        &self,
        before: Option<&ReviewId>,
        limit: u32,
    ) -> Result<Vec<Review>, StoreFault> {
        let over = |row: &&Review| row.state == ReviewState::Resolved && before.is_none_or(|at| row.id < *at);
        self.read("resolved_reviews", |tables| {
            tables.reviews.values().rev().filter(over).take(some(limit)).cloned().collect()
        })
        .await
    }

    async fn count_open_reviews(&self, limit: u32) -> Result<u32, StoreFault> {
        let open = |row: &&Review| row.state != ReviewState::Resolved;
        self.read("count_open_reviews", |tables| {
            u32::try_from(tables.reviews.values().filter(open).take(some(limit)).count()).unwrap()
        })
        .await
    }

    async fn review(&self, id: &ReviewId) -> Result<Option<Review>, StoreFault> {
        self.read("review", |tables| tables.reviews.get(id).cloned()).await
    }

    async fn reviews_of(&self, order: &OrderId) -> Result<Vec<Review>, StoreFault> {
        let about = |row: &&Review| row.order.as_ref() == Some(order);
        self.read("reviews_of", |tables| tables.reviews.values().filter(about).cloned().collect()).await
    }

    async fn open_review_of_refund(&self, refund: &RefundId) -> Result<Option<Review>, StoreFault> {
        let about = |row: &&Review| row.refund.as_ref() == Some(refund) && row.state != ReviewState::Resolved;
        self.read("open_review_of_refund", |tables| tables.reviews.values().find(about).cloned()).await
    }

    async fn refund(&self, id: &RefundId) -> Result<Option<Refund>, StoreFault> {
        self.read("refund", |tables| tables.refunds.get(id).cloned()).await
    }

    async fn refund_by_number(&self, gateway: Gateway, number: &str) -> Result<Option<Refund>, StoreFault> {
        let is_it = |row: &&Refund| row.gateway == gateway && row.refund_number == number;
        self.read("refund_by_number", |tables| tables.refunds.values().find(is_it).cloned()).await
    }

    async fn refunds_of_payment(
        &self,
        gateway: Gateway,
        transaction: &str,
    ) -> Result<Vec<Refund>, StoreFault> {
        let of = |row: &&Refund| row.gateway == gateway && row.gateway_transaction == transaction;
        self.read("refunds_of_payment", |tables| tables.refunds.values().filter(of).cloned().collect()).await
    }

    async fn sale_facts(&self, order: &OrderId) -> Result<Option<SaleFacts>, StoreFault> {
        self.read("sale_facts", |tables| tables.sale_facts(order)).await
    }

    async fn order_paid_by(
        &self,
        gateway: Gateway,
        transaction: &str,
    ) -> Result<Option<OrderId>, StoreFault> {
        self.read("order_paid_by", |tables| {
            let paid = |id: &&OrderId| {
                tables.sale_facts(id).is_some_and(|facts| {
                    (facts.payment.gateway, facts.payment.transaction.as_str()) == (gateway, transaction)
                })
            };
            tables.sales.keys().find(paid).cloned()
        })
        .await
    }

    async fn dispute(&self, id: &DisputeId) -> Result<Option<Dispute>, StoreFault> {
        self.read("dispute", |tables| tables.disputes.get(id).cloned()).await
    }

    async fn dispute_by_reference(
        &self,
        gateway: Gateway,
        reference: &str,
    ) -> Result<Option<Dispute>, StoreFault> {
        let is_it = |row: &&Dispute| row.gateway == gateway && row.reference == reference;
        self.read("dispute_by_reference", |tables| tables.disputes.values().find(is_it).cloned()).await
    }

    async fn disputes_of_payment(
        &self,
        gateway: Gateway,
        transaction: &str,
    ) -> Result<Vec<Dispute>, StoreFault> {
        let of = |row: &&Dispute| row.gateway == gateway && row.gateway_transaction == transaction;
        self.read("disputes_of_payment", |tables| tables.disputes.values().filter(of).cloned().collect())
            .await
    }

    async fn open_disputes(&self, limit: u32) -> Result<Vec<Dispute>, StoreFault> {
        self.read("open_disputes", |tables| {
            let open = tables.disputes.values().filter(|row| row.over_at.is_none());
            open.take(some(limit)).cloned().collect()
        })
        .await
    }

    async fn attempt_by_number(&self, gateway: Gateway, number: &str) -> Result<Option<Attempt>, StoreFault> {
        let is_it = |row: &&Attempt| row.gateway == gateway && row.gateway_number == number;
        self.read("attempt_by_number", |tables| tables.attempts.values().find(is_it).cloned()).await
    }

    async fn booked_payments(
        &self,
        account: &GatewayAccountName,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<BookedPayment>, StoreFault> {
        self.read("booked_payments", |tables| tables.booked_payments(account, from, until)).await
    }

    async fn finished_refunds(
        &self,
        account: &GatewayAccountName,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<Refund>, StoreFault> {
        let within = |row: &&Refund| {
            row.account == *account && row.finished_at.is_some_and(|at| from <= at && at < until)
        };
        self.read("finished_refunds", |tables| tables.refunds.values().filter(within).cloned().collect())
            .await
    }

    async fn stray(&self, gateway: Gateway, transaction: &str) -> Result<Option<Review>, StoreFault> {
        let is_it = |row: &&Review| {
            row.kind == ReviewKind::UnknownOrder
                && (row.gateway, row.gateway_transaction.as_str()) == (gateway, transaction)
        };
        self.read("stray", |tables| tables.reviews.values().find(is_it).cloned()).await
    }

    async fn bill_facts(&self, gateway: Gateway, numbers: &BillNumbers) -> Result<BillFacts, StoreFault> {
        assert!(numbers.payments.len() + numbers.refunds.len() <= 500, "a whole bill in one question");
        let stray = |row: &&Review| {
            (row.kind, row.gateway) == (ReviewKind::UnknownOrder, gateway)
                && numbers.transactions.contains(&row.gateway_transaction)
        };
        let attempt =
            |row: &&Attempt| row.gateway == gateway && numbers.payments.contains(&row.gateway_number);
        let refund = |row: &&Refund| row.gateway == gateway && numbers.refunds.contains(&row.refund_number);
        self.read("bill_facts", |tables| BillFacts {
            attempts: tables.attempts.values().filter(attempt).cloned().collect(),
            booked: tables.attempts.values().filter(attempt).filter_map(|row| tables.booked(row)).collect(),
            refunds: tables.refunds.values().filter(refund).cloned().collect(),
            strays: tables
                .reviews
                .values()
                .filter(stray)
                .map(|row| row.gateway_transaction.clone())
                .collect(),
        })
        .await
    }

    async fn reconcile_run(
        &self,
        account: &GatewayAccountName,
        day: Day,
    ) -> Result<Option<ReconcileRun>, StoreFault> {
        let key = (account.clone(), day);
        self.read("reconcile_run", |tables| tables.reconcile_runs.get(&key).cloned()).await
    }

    async fn reconcile_runs(&self, limit: u32) -> Result<Vec<ReconcileRun>, StoreFault> {
        self.read("reconcile_runs", |tables| {
            let mut runs: Vec<_> = tables.reconcile_runs.values().cloned().collect();
            runs.sort_by(|a, b| (b.day, &b.account).cmp(&(a.day, &a.account)));
            runs.truncate(some(limit));
            runs
        })
        .await
    }

    async fn differences(
        &self,
        account: &GatewayAccountName,
        day: Day,
    ) -> Result<Vec<Difference>, StoreFault> {
        let of = |row: &&Difference| row.account == *account && row.day == day;
        self.read("differences", |tables| tables.differences.values().filter(of).cloned().collect()).await
    }

    async fn orders_of(
        &self,
        buyer: &UserId,
        search: &OrderSearch,
        before: Option<&OrderId>,
        limit: u32,
    ) -> Result<Vec<Order>, StoreFault> {
        let fits = |order: &&Order| {
            let found =
                search.communities.contains(&order.community) || search.number.as_ref() == Some(&order.id);
            order.buyer == *buyer
                && (found || !search.narrowed)
                && before.is_none_or(|before| order.id < *before)
        };
        self.read("orders_of", |tables| {
            tables.orders.values().rev().filter(fits).take(some(limit)).cloned().collect()
        })
        .await
    }

    async fn sold_among(&self, orders: &[OrderId]) -> Result<BTreeSet<OrderId>, StoreFault> {
        self.read("sold_among", |tables| {
            orders.iter().filter(|order| tables.sales.contains_key(order)).cloned().collect()
        })
        .await
    }

    async fn due_reminders(&self, now: Timestamp, limit: u32) -> Result<Vec<(Reminder, Order)>, StoreFault> {
        self.read("due_reminders", |tables| {
            let due = tables.reminders.values().filter(|row| row.due_at <= now);
            let open = due.filter(|row| !tables.reminded.contains_key(&row.order));
            let with_order = open.filter_map(|row| {
                let order = tables.orders.get(&row.order)?;
                (order.state == OrderState::Pending).then(|| (row.clone(), order.clone()))
            });
            with_order.take(some(limit)).collect()
        })
        .await
    }

    async fn membership(&self, id: &MembershipId) -> Result<Option<Membership>, StoreFault> {
        self.read("membership", |tables| tables.memberships.get(id).cloned()).await
    }
}
