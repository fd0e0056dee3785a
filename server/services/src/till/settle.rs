//! Settling a captured payment: order, membership, postings and inbox in one commit.

use domain::{
    id::{MembershipId, RefundId, ReviewId, TransactionId, gateway_number},
    message::{MessageKind, OrderNews, Recipient},
    order::{
        AttemptState, Capture, Deal, Gateway, Order, OrderException, OrderState, Refund, SeatNeed,
        Settlement, Stray,
    },
    time::Timestamp,
    version::Versioned as _,
};

use super::{GatewayAccount, MAX_DECISIONS, Till, terms::Terms};
use crate::{
    Fault, memberships,
    messages::tell,
    ports::{Changes, Commit, InboxRow, OrderStatus, Sale, SettlingFacts, Write},
    seal::bits,
};

/// How settling ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Settled {
    /// Done now; the order as it is afterwards.
    Now(Box<Order>),
    /// It had been done before.
    Already,
    /// The number is none of ours: the money waits for a person, since now.
    SetAside,
    /// The number is ours, and was never paid through this account: nothing is believed.
    OtherAccount,
}

impl Till {
    /// Settles money that a gateway captured for one of our numbers. Safe to call any number of times, from a
    /// notification, a query and a sweep at once: the attempt's version and the ledger's unique cause let one through.
    pub async fn settle(
        &self,
        account: &GatewayAccount,
        number: &str,
        capture: &Capture,
        inbox: Option<InboxRow>,
    ) -> Result<Settled, Fault> {
        for _ in 0..MAX_DECISIONS {
            let facts = self.parts.commerce.settling_facts(account.gateway(), number).await?;
            let Some(facts) = facts else { return self.set_aside(account, number, capture, inbox).await };
            if facts.attempt.account != account.name {
                return Ok(Settled::OtherAccount);
            }
            if facts.attempt.state == AttemptState::Succeeded {
                let same = facts.attempt.gateway_transaction.as_ref() == Some(&capture.gateway_transaction);
                if same {
                    return Ok(Settled::Already);
                }
                // A second capture under one number, which no gateway should make: no attempt can answer for it.
                return self.set_aside(account, number, capture, inbox).await;
            }
            let mut facts = facts;
            let now = self.parts.clock.business();
            let seat = self.seat(&facts).await?;
            facts.seat_free |= seat.need.is_met();
            let terms = self.apply_terms(&mut facts, now).await?;
            let follows = terms.follows(facts.latest_membership.as_ref());
            let waited = matches!(facts.order.state, OrderState::Pending);
            let settlement = self.decide(facts, capture, (seat.need, &terms), now)?;
            let mut changes = changes(&settlement, inbox.clone());
            if settlement.membership.is_some() {
                let late = settlement.order.exception == OrderException::PaidLate;
                changes.writes.extend(terms.into_writes(late));
                changes.writes.extend(seat.writes());
                changes.writes.extend(follows);
            } else if settlement.refund.is_some() && waited {
                // One that had expired gave its coupon back then.
                changes.writes.extend(self.given_back(&settlement.order).await?);
            }
            self.tell_payer(&mut changes, &settlement, now);
            match self.parts.commerce.commit(changes).await? {
                Commit::Committed => {
                    let order = settlement.order.next_version();
                    self.parts.feed.publish(OrderStatus::from(&order));
                    return Ok(Settled::Now(Box::new(order)));
                }
                // Somebody else was faster, took the last seat, or granted the next period: decide again.
                Commit::Conflict | Commit::Duplicate => {}
            }
        }
        Err(Fault::Contention)
    }

    /// Tells the payer, who may have left the page long ago, what became of money that came late or bought nothing.
    fn tell_payer(&self, changes: &mut Changes, settlement: &Settlement, now: Timestamp) {
        /// Milliseconds after the end of its order for which a payer is still looking at the page.
        const STILL_LOOKING_MS: i64 = 120_000;
        let order = &settlement.order;
        let token = order.token.clone();
        let is_late =
            order.exception == OrderException::PaidLate || now >= order.expires_at.plus_ms(STILL_LOOKING_MS);
        let news = match &settlement.refund {
            Some(Refund { amount, reason, .. }) => {
                OrderNews::SentBack { token, amount: *amount, reason: *reason }
            }
            None if settlement.membership.is_some() && is_late => {
                OrderNews::LetIn { token, amount: order.price }
            }
            None => return,
        };
        let to = Recipient::Person(order.buyer.clone());
        let about = MessageKind::Order(news);
        let (write, row) = tell(self.parts.clock.as_ref(), self.parts.entropy.as_ref(), to, about);
        changes.writes.push(write);
        changes.outbox.push(row);
    }

    /// Keeps money apart that belongs to no attempt of ours; once, whatever is repeated and whoever reports it.
    async fn set_aside(
        &self,
        account: &GatewayAccount,
        number: &str,
        capture: &Capture,
        inbox: Option<InboxRow>,
    ) -> Result<Settled, Fault> {
        let now = self.parts.clock.business();
        let entropy = self.parts.entropy.as_ref();
        let stray = Stray {
            gateway: account.gateway(),
            account: account.name.clone(),
            number: number.to_owned(),
            capture: capture.clone(),
        };
        let (review, transaction) = stray.set_aside(
            ReviewId::new(now, bits(entropy)),
            TransactionId::new(now, bits(entropy)),
            now,
        )?;
        tracing::error!(review.id = %review.id, "money came under a number that is none of ours; it waits for a person");
        let changes = Changes {
            writes: vec![Write::InsertReview(review)],
            transactions: vec![transaction],
            inbox: inbox.into_iter().collect(),
            outbox: Vec::new(),
        };
        Ok(match self.parts.commerce.commit(changes).await? {
            Commit::Committed => Settled::SetAside,
            Commit::Conflict | Commit::Duplicate => Settled::Already,
        })
    }

    fn decide(
        &self,
        facts: SettlingFacts,
        capture: &Capture,
        (seat, terms): (SeatNeed, &Terms),
        now: Timestamp,
    ) -> Result<Settlement, Fault> {
        let entropy = self.parts.entropy.as_ref();
        let membership = memberships::bought(&facts, MembershipId::new(now, bits(entropy)), now);
        let deal = Deal {
            now,
            seat,
            seat_free: facts.seat_free,
            coupon_gone: terms.coupon_gone,
            replaced: facts.later_order && facts.order.was_replaced(),
            void: terms.void,
            settles_at: self.settles_at(facts.attempt.gateway, capture.captured_at),
            membership,
            transaction: TransactionId::new(now, bits(entropy)),
            refund: RefundId::new(now, bits(entropy)),
            refund_number: gateway_number(now, bits(entropy)),
            review: ReviewId::new(now, bits(entropy)),
        };
        Ok(facts.order.settle(facts.attempt, capture, deal)?)
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
    if settlement.releases_seat {
        writes.push(Write::ReleaseSeat(order.product.clone()));
    }
    if let Some(refund) = &settlement.refund {
        writes.push(Write::InsertRefund(refund.clone()));
    }
    if let Some(review) = &settlement.review {
        writes.push(Write::InsertReview(review.clone()));
    }
    Changes {
        writes,
        transactions: vec![settlement.transaction.clone()],
        inbox: inbox.into_iter().collect(),
        outbox: Vec::new(),
    }
}
