//! Money after it was captured, as the domain makes it: refunds of sales, decisions, disputes.

use domain::{
    id::{AdjustmentId, DisputeId, MembershipId, RefundId, ReviewId, TransactionId, UserId, gateway_number},
    membership::Membership,
    money::Money,
    order::{
        Attempt, Capture, Dispute, DisputeNews, DisputeState, Gateway, Order, Payment, Refund, RefundAsk,
        RefundDraw, RefundNews, RefundReason, SaleRefund, SaleToRefund, Stray,
    },
    payouts::{Adjustment, AdjustmentKind},
    review::{
        Decision, Hand, Resolution, Review, ReviewFacts, ReviewKind, SeatFacts, TakenDraw, Taking, Verdict,
    },
    time::Timestamp,
};
use services::ports::{Changes, Commerce, Sale, SaleFacts, Write};

use crate::{
    shop::{NOW, Shop, unit},
    treasury::done,
};

impl Shop {
    /// What giving an amount of a sale back comes to.
    pub fn giving_back(&self, facts: &SaleFacts, amount: Option<Money>, now: Timestamp) -> Changes {
        let sale = SaleToRefund {
            order: facts.order.clone(),
            sold_for: facts.sale.amount,
            captured_at: facts.sale.captured_at,
            booked_at: facts.sale.booked_at,
            payment: facts.payment.clone(),
            membership: facts.membership.clone(),
            refunds: facts.refunds.clone(),
            disputes: facts.disputes.clone(),
            counted: facts.counted,
            beside: facts.beside.clone(),
            asked_before: facts.asked_before,
        };
        let ask = RefundAsk {
            amount,
            reason: RefundReason::Staff,
            note: "as agreed".to_owned(),
            by: UserId::new(NOW, 99),
        };
        let draw = RefundDraw {
            now,
            refund: (
                RefundId::new(self.moment(), self.random()),
                gateway_number(self.moment(), self.random()),
            ),
            adjustment: AdjustmentId::new(self.moment(), self.random()),
            transaction: TransactionId::new(self.moment(), self.random()),
        };
        let given = sale.give_back(ask, draw).unwrap().unwrap();
        let SaleRefund { refund, adjustment, transaction, order, membership, releases_seat, after, .. } =
            given;
        let mut changes = unit([Write::InsertAdjustment(adjustment), Write::InsertRefund(refund)]);
        changes.transactions.push(transaction);
        changes.writes.extend(order.map(Write::UpdateOrder));
        changes.writes.extend(membership.map(Write::RevokeMembership));
        changes.writes.extend(after.periods.into_iter().map(Write::MoveMembership));
        changes.writes.extend(after.orders.into_iter().map(Write::UpdateOrder));
        let uncounted = after.uncounted.into_iter();
        let order = facts.order.id.clone();
        changes
            .writes
            .extend(uncounted.map(|membership| Write::UncountPeriod { membership, order: order.clone() }));
        changes.writes.extend(releases_seat.then(|| Write::ReleaseSeat(facts.order.product.clone())));
        changes
    }

    /// A payment under a number of nobody.
    pub fn stray(&self, gateway_transaction: &str, amount: Money) -> (Review, Changes) {
        let capture =
            Capture { gateway_transaction: gateway_transaction.to_owned(), amount, captured_at: NOW };
        let stray = Stray {
            gateway: Gateway::Alipay,
            account: Gateway::Alipay.into(),
            number: "ABC".to_owned(),
            capture,
        };
        let at = self.moment();
        let (review, transaction) = stray
            .set_aside(ReviewId::new(at, self.random()), TransactionId::new(at, self.random()), NOW)
            .unwrap();
        let mut changes = unit([Write::InsertReview(review.clone())]);
        changes.transactions.push(transaction);
        (review, changes)
    }

    /// What a decision about an item comes to.
    pub async fn deciding(
        &self,
        commerce: &Commerce,
        review: Review,
        decision: Decision,
        now: Timestamp,
    ) -> Changes {
        let order = match &review.order {
            Some(order) => commerce.order(order).await.unwrap(),
            None => None,
        };
        let refund = match &review.refund {
            Some(refund) => commerce.refund(refund).await.unwrap(),
            None => None,
        };
        let granted = match &decision {
            Decision::MoveTo { order } => commerce.order(order).await.unwrap(),
            _ => order.clone(),
        };
        let membership = granted.as_ref().map(|order| {
            let who = (order.buyer.clone(), order.community.clone(), order.product.clone(), order.id.clone());
            let id = MembershipId::new(self.moment(), self.random());
            Membership::following(None, None, id, who, self.month.period, now)
        });
        let hand = Hand {
            now,
            transaction: TransactionId::new(self.moment(), self.random()),
            refund: (
                RefundId::new(self.moment(), self.random()),
                gateway_number(self.moment(), self.random()),
            ),
            other: granted,
            seat: SeatFacts::default(),
            membership,
            latest: None,
            coupon_gone: false,
            taken: Some(TakenDraw {
                transactions: (0..4).map(|_| TransactionId::new(self.moment(), self.random())).collect(),
                adjustment: AdjustmentId::new(self.moment(), self.random()),
                rest: (
                    RefundId::new(self.moment(), self.random()),
                    gateway_number(self.moment(), self.random()),
                ),
                item: ReviewId::new(self.moment(), self.random()),
            }),
        };
        let taking = self.taking(commerce, &review).await;
        let facts = ReviewFacts { order, refund, taking, ..ReviewFacts::default() };
        let limit = Money::of_major(1_000_000, review.amount.currency());
        let by = UserId::new(NOW, 98);
        let (gateway, opened_at) = (review.gateway, review.opened_at);
        let verdict = review.decide(decision, "looked at the bill", by, limit, (&facts, hand)).unwrap();
        let Verdict::Resolved(resolution) = verdict else { panic!("{verdict:?}") };
        written(*resolution, gateway, (opened_at, now))
    }

    /// Where money may lie that an item says a gateway took.
    async fn taking(&self, commerce: &Commerce, review: &Review) -> Option<Taking> {
        let mut taking = review.kind.is_taken().then(Taking::default)?;
        let number = review.gateway_transaction.as_str();
        for item in commerce.open_reviews_of_payment(review.gateway, number).await.unwrap() {
            match &item.refund {
                Some(refund) => {
                    taking.failed.push((commerce.refund(refund).await.unwrap().unwrap(), item));
                }
                None if item.kind.holds_money() => taking.waiting.push(item),
                None => {}
            }
        }
        Some(taking)
    }

    /// A bank that took more of a payment than any sale explains; the dispute is lost.
    pub fn taking_back(&self, gateway: Gateway, transaction: &str, amount: Money) -> (Review, Changes) {
        let news = DisputeNews {
            reference: format!("dp_{transaction}"),
            gateway_transaction: transaction.to_owned(),
            amount,
            state: DisputeState::Open,
            reason: "fraudulent".to_owned(),
            evidence_until: None,
        };
        let nothing = Money::zero(amount.currency());
        let id = DisputeId::new(self.moment(), self.random());
        let dispute = Dispute::opened(id, (gateway, gateway.into()), &news, (None, nothing), NOW);
        let (dispute, _) = dispute.heard(&DisputeNews { state: DisputeState::Lost, ..news }, NOW);
        let id = ReviewId::new(self.moment(), self.random());
        let review = Review::of_dispute(id, &dispute, amount, NOW);
        let writes = [Write::InsertDispute(dispute), Write::InsertReview(review.clone())];
        (review, unit(writes))
    }

    /// A refund that somebody made in the gateway's console.
    pub fn sent_back_by_hand(&self, gateway: Gateway, transaction: &str, amount: Money) -> (Review, Changes) {
        let payment = Payment {
            order: None,
            attempt: None,
            gateway,
            account: gateway.into(),
            number: format!("by-hand-{transaction}"),
            transaction: transaction.to_owned(),
            captured: amount,
        };
        let id = ReviewId::new(self.moment(), self.random());
        let review = Review::opened(id, ReviewKind::RefundUnasked, payment, NOW);
        (review.clone(), unit([Write::InsertReview(review)]))
    }

    /// The gateway's word about a refund, with the review item when a person is needed.
    pub fn hearing(&self, refund: Refund, news: RefundNews, now: Timestamp) -> Changes {
        let id = TransactionId::new(self.moment(), self.random());
        let step = refund.heard(news, id, now).unwrap();
        let mut changes = unit([Write::UpdateRefund(step.refund.clone())]);
        changes.transactions.extend(step.transaction);
        if step.needs_a_person {
            let id = ReviewId::new(self.moment(), self.random());
            changes.writes.push(Write::InsertReview(Review::of_refund(id, &step.refund, now)));
        }
        changes
    }

    /// A dispute of a sale, with what it takes.
    pub fn disputing(&self, order: &Order, attempt: &Attempt, taken: Money) -> (Dispute, Changes) {
        let news = DisputeNews {
            reference: format!("dp_{}", attempt.gateway_number),
            gateway_transaction: attempt.gateway_transaction.clone().unwrap(),
            amount: taken,
            state: DisputeState::Open,
            reason: "fraudulent".to_owned(),
            evidence_until: Some(NOW.plus_days(7)),
        };
        let from = (attempt.gateway, attempt.account.clone());
        let about = (Some(order.id.clone()), taken);
        let id = DisputeId::new(self.moment(), self.random());
        let dispute = Dispute::opened(id, from, &news, about, NOW);
        let mut changes = self.adjusting(order, AdjustmentKind::Dispute, taken);
        changes.writes.push(Write::InsertDispute(dispute.clone()));
        (Dispute { version: 1, ..dispute }, changes)
    }

    /// What changes a creator's balance because of an order.
    pub fn adjusting(&self, order: &Order, kind: AdjustmentKind, amount: Money) -> Changes {
        let adjustment = Adjustment {
            id: AdjustmentId::new(self.moment(), self.random()),
            creator: order.creator.clone(),
            kind,
            order: Some(order.id.clone()),
            amount,
            booked_at: NOW,
            booked_by: None,
        };
        let id = TransactionId::new(self.moment(), self.random());
        let booked = adjustment.posted(id, Gateway::WechatPay).unwrap();
        let mut changes = unit([Write::InsertAdjustment(adjustment)]);
        changes.transactions.push(booked);
        changes
    }

    /// Something of every kind after the payment: a sale given back, one in part, a decision of each kind, a refund that
    /// failed and one that was closed, a dispute that is open, one that was lost.
    pub async fn aftermath(&self, commerce: &Commerce) {
        let later = NOW.plus_days(1);
        for amount in [None, Some(Money::new(900, self.month.price.currency()))] {
            let (order, _) = self.sell(commerce, &self.month).await;
            let facts = commerce.sale_facts(&order.id).await.unwrap().unwrap();
            done(commerce, self.giving_back(&facts, amount, later)).await;
        }
        let (_, attempt) = self.place(commerce, &self.month).await;
        let facts = commerce.settling_facts(attempt.gateway, &attempt.gateway_number).await.unwrap().unwrap();
        let less = Money::new(1, self.month.price.currency());
        done(commerce, self.settling(&facts, less, NOW)).await;
        let (waiting, changes) = self.stray("stray-1", self.month.price);
        done(commerce, changes).await;
        let (other, _) = self.place(commerce, &self.month).await;
        let moved = Decision::MoveTo { order: other.id };
        done(commerce, self.deciding(commerce, waiting, moved, later).await).await;
        let (back, changes) = self.stray("stray-2", self.month.price);
        done(commerce, changes).await;
        done(commerce, self.deciding(commerce, back, Decision::Refund, later).await).await;
        let (_, changes) = self.stray("stray-3", self.month.price);
        done(commerce, changes).await;
        let refunds = commerce.refunds_of_payment(Gateway::Alipay, "stray-2").await.unwrap();
        done(commerce, self.hearing(refunds[0].clone(), RefundNews::Abnormal, later)).await;
        let failed = commerce.open_review_of_refund(&refunds[0].id).await.unwrap().unwrap();
        done(commerce, self.deciding(commerce, failed, Decision::RefundAgain, later).await).await;
        let again = commerce.refunds_of_payment(Gateway::Alipay, "stray-2").await.unwrap().pop().unwrap();
        done(commerce, self.hearing(again, RefundNews::Abnormal, later)).await;
        // Less than failed to go back, and less than waits: the rest is still owed, and still waits.
        let (_, changes) = self.stray("stray-5", self.month.price);
        done(commerce, changes).await;
        for payment in ["stray-2", "stray-5"] {
            let some = Money::new(500, self.month.price.currency());
            let (took, changes) = self.sent_back_by_hand(Gateway::Alipay, payment, some);
            done(commerce, changes).await;
            done(commerce, self.deciding(commerce, took, Decision::Taken, later).await).await;
        }
        // More than waited: what waited is gone, and the rest is lost.
        let (_, changes) = self.stray("stray-4", self.month.price);
        done(commerce, changes).await;
        let more = Money::new(self.month.price.minor() + 500, self.month.price.currency());
        let (took, changes) = self.taking_back(Gateway::Alipay, "stray-4", more);
        done(commerce, changes).await;
        done(commerce, self.deciding(commerce, took, Decision::Taken, later).await).await;
        for lost in [false, true] {
            let (order, attempt) = self.sell(commerce, &self.month).await;
            let attempts = commerce.attempts(&attempt.order).await.unwrap();
            let (dispute, changes) = self.disputing(&order, &attempts[0], order.price);
            done(commerce, changes).await;
            if lost {
                let facts = commerce.sale_facts(&order.id).await.unwrap().unwrap();
                let over = Dispute { state: DisputeState::Lost, over_at: Some(later), ..dispute };
                let revoked = facts.membership.unwrap().revoked(later);
                done(commerce, unit([Write::UpdateDispute(over), Write::RevokeMembership(revoked)])).await;
            }
        }
    }
}

/// The unit of work of a decision.
fn written(
    resolution: Resolution,
    gateway: Gateway,
    (captured_at, booked_at): (Timestamp, Timestamp),
) -> Changes {
    let Resolution {
        review,
        also,
        orders,
        takes_seat,
        releases_seat,
        takes_offer,
        sale,
        membership,
        follows,
        refund,
        rest,
        closed,
        gone,
        transactions,
    } = resolution;
    let mut changes = unit([Write::UpdateReview(review)]);
    assert!(gone.is_none(), "a sale goes through the desk of refunds");
    assert!(follows.is_none(), "nobody renews here");
    changes.transactions.extend(transactions);
    changes.writes.extend(also.into_iter().map(Write::UpdateReview));
    changes.writes.extend(orders.into_iter().map(Write::UpdateOrder));
    changes.writes.extend(takes_seat.map(|order| Write::TakeSeat(order.product)));
    changes.writes.extend(releases_seat.map(|order| Write::ReleaseSeat(order.product)));
    changes.writes.extend(takes_offer.map(Write::UpdateWaiting));
    changes.writes.extend(membership.map(Write::InsertMembership));
    changes.writes.extend(refund.map(Write::InsertRefund));
    changes.writes.extend(closed.into_iter().map(Write::UpdateRefund));
    if let Some((owed, item)) = rest {
        changes.writes.extend([Write::InsertRefund(owed), Write::InsertReview(item)]);
    }
    changes.writes.extend(sale.map(|(order, amount)| {
        Write::InsertSale(Sale {
            order: order.id,
            creator: order.creator,
            product: order.product,
            gateway,
            amount,
            captured_at,
            settles_at: captured_at,
            booked_at,
        })
    }));
    changes
}
