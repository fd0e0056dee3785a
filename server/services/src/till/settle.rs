//! Settling a captured payment: order, membership, postings and inbox in one commit.

use domain::{
    id::{MembershipId, RefundId, ReviewId, TransactionId, gateway_number},
    membership::Membership,
    order::{AttemptState, Capture, Deal, Gateway, Order, Settlement},
    time::Timestamp,
};

use super::{MAX_DECISIONS, Till};
use crate::{
    Fault,
    ports::{Changes, Commit, InboxRow, OrderStatus, ReviewItem, Sale, SettlingFacts, Write},
    seal::bits,
};

/// How settling ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Settled {
    /// Done now; the order as it is afterwards.
    Now(Box<Order>),
    /// It had been done before.
    Already,
    /// The number is none of ours.
    UnknownNumber,
}

impl Till {
    /// Settles money that a gateway captured for one of our numbers. Safe to call any number of times, from a
    /// notification, a query and a sweep at once: the attempt's version and the ledger's unique cause let one through.
    pub async fn settle(
        &self,
        gateway: Gateway,
        number: &str,
        capture: &Capture,
        inbox: Option<InboxRow>,
    ) -> Result<Settled, Fault> {
        for _ in 0..MAX_DECISIONS {
            let Some(facts) = self.parts.commerce.settling_facts(gateway, number).await? else {
                return Ok(Settled::UnknownNumber);
            };
            if facts.attempt.state == AttemptState::Succeeded {
                return Ok(Settled::Already);
            }
            let settlement = self.decide(facts, capture)?;
            let changes = changes(&settlement, inbox.clone());
            match self.parts.commerce.commit(changes).await? {
                Commit::Committed => {
                    let order = next_version(settlement.order);
                    self.parts.feed.publish(OrderStatus::from(&order));
                    return Ok(Settled::Now(Box::new(order)));
                }
                // Somebody else was faster, took the last seat, or granted the next period: decide again.
                Commit::Conflict | Commit::Duplicate => {}
            }
        }
        Err(Fault::Contention)
    }

    fn decide(&self, facts: SettlingFacts, capture: &Capture) -> Result<Settlement, Fault> {
        let now = self.parts.clock.business();
        let entropy = self.parts.entropy.as_ref();
        let order = facts.order;
        let membership = Membership::following(
            facts.latest_membership.as_ref(),
            MembershipId::new(now, bits(entropy)),
            (order.buyer.clone(), order.community.clone(), order.product.clone(), order.id.clone()),
            facts.period,
            now,
        );
        let deal = Deal {
            now,
            seat_free: facts.seat_free,
            settles_at: self.settles_at(facts.attempt.gateway, capture.captured_at),
            membership,
            transaction: TransactionId::new(now, bits(entropy)),
            refund: RefundId::new(now, bits(entropy)),
            refund_number: gateway_number(now, bits(entropy)),
            review: ReviewId::new(now, bits(entropy)),
        };
        Ok(order.settle(facts.attempt, capture, deal)?)
    }

    fn settles_at(&self, gateway: Gateway, captured_at: Timestamp) -> Timestamp {
        captured_at.plus_days(i64::from(self.parts.policy.settle_days(gateway)))
    }
}

/// The unit of work that makes a settlement durable.
fn changes(settlement: &Settlement, inbox: Option<InboxRow>) -> Changes {
    let order = &settlement.order;
    let mut writes =
        vec![Write::UpdateOrder(order.clone()), Write::UpdateAttempt(settlement.attempt.clone())];
    if let Some(membership) = &settlement.membership {
        writes.push(Write::InsertMembership(membership.clone()));
    }
    if let (Some(settles_at), Some(captured_at)) = (settlement.settles_at, order.state.since()) {
        writes.push(Write::InsertSale(Sale {
            order: order.id.clone(),
            creator: order.creator.clone(),
            product: order.product.clone(),
            gateway: settlement.attempt.gateway,
            amount: order.price,
            captured_at,
            settles_at,
            booked_at: settlement.transaction.at(),
        }));
    }
    if settlement.takes_seat {
        writes.push(Write::TakeSeat(order.product.clone()));
    }
    if let Some(refund) = &settlement.refund {
        writes.push(Write::InsertRefund(refund.clone()));
    }
    if let Some(review) = &settlement.review {
        writes.push(Write::InsertReview(ReviewItem {
            id: review.review.clone(),
            order: order.id.clone(),
            exception: review.exception,
            amount: review.amount,
            opened_at: settlement.transaction.at(),
        }));
    }
    Changes {
        writes,
        transactions: vec![settlement.transaction.clone()],
        inbox: inbox.into_iter().collect(),
        outbox: Vec::new(),
    }
}

/// The order as the store holds it after an update.
pub(super) fn next_version(mut order: Order) -> Order {
    order.version = order.version.saturating_add(1);
    order
}
