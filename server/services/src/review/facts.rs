//! What a decision is made on, read when it is made.

use domain::{
    id::{AdjustmentId, MembershipId, OrderId, RefundId, ReviewId, TransactionId, gateway_number},
    membership::Membership,
    money::Money,
    order::{DisputeState, Order, OrderState, RefundReason},
    review::{Decision, Hand, Review, ReviewFacts, ReviewKind, ReviewState, SeatFacts, TakenDraw},
    time::Timestamp,
};

use super::ReviewDesk;
use crate::{
    Fault, coupons, memberships,
    ports::{OrderSearch, SettlingFacts},
    seal::bits,
    till::SeatFound,
};

/// How many other orders are looked at for one that the money fits.
const CANDIDATES: u32 = 50;

impl ReviewDesk {
    /// What is known about an item now.
    pub(super) async fn facts(&self, review: &Review) -> Result<ReviewFacts, Fault> {
        let commerce = &self.parts.commerce;
        let order = match &review.order {
            Some(order) => commerce.order(order).await?,
            None => None,
        };
        let refund = match &review.refund {
            Some(refund) => commerce.refund(refund).await?,
            None => None,
        };
        let mut facts = ReviewFacts { refund, ..ReviewFacts::default() };
        facts.taken = self.taken_of(review).await?;
        facts.taking = self.taking(review).await?;
        facts.captured = self.captured(review).await?;
        if review.kind.holds_money() {
            let number = review.gateway_transaction.as_str();
            let disputes = commerce.disputes_of_payment(review.gateway, number).await?;
            facts.disputed = disputes.iter().any(|dispute| dispute.state != DisputeState::Won);
        }
        if let Some(order) = order {
            if review.kind == ReviewKind::AmountMismatch {
                facts.candidates = self.candidates(review, &order).await?;
                facts.coupon_gone = self.coupon_gone(&order).await?;
                if let Some(known) = self.grant_facts(&order.id).await? {
                    facts.seat = self.seat(&known).await?;
                    facts.no_time_left = self.membership(&known, self.parts.clock.business()).is_empty();
                }
            }
            if review.kind == ReviewKind::RefundFailed {
                let all = commerce.refunds(&order.id).await?;
                facts.others_under_way = all.iter().any(|other| {
                    Some(&other.id) != review.refund.as_ref()
                        && other.reason != RefundReason::PaidTwice
                        && !other.state.is_over()
                });
            }
            facts.counted = self.counted(&order.id).await?;
            facts.order = Some(order);
        }
        Ok(facts)
    }

    /// How much the payment was that an item is about, where a refund of it says so, or a bank took a part of what waits.
    async fn captured(&self, review: &Review) -> Result<Option<Money>, Fault> {
        let number = review.gateway_transaction.as_str();
        if number.is_empty() || !(review.kind.holds_money() || review.kind.is_taken()) {
            return Ok(None);
        }
        let refunds = self.parts.commerce.refunds_of_payment(review.gateway, number).await?;
        if let Some(refund) = refunds.first() {
            return Ok(Some(refund.captured));
        }
        // While no refund of it was ever made, whatever was decided to be taken of it was taken of this item.
        let mut captured = review.amount;
        for dispute in self.parts.commerce.disputes_of_payment(review.gateway, number).await? {
            let item = self.parts.commerce.review_of_dispute(review.gateway, &dispute.reference).await?;
            let decided = item.filter(|item| item.decision == Some(Decision::Taken));
            let decided = decided.filter(|item| item.state == ReviewState::Resolved);
            if let Some(taken) = decided.and_then(|item| item.outflow()) {
                captured = captured.plus(taken)?;
            }
        }
        Ok(Some(captured).filter(|captured| review.kind.holds_money() && *captured != review.amount))
    }

    /// What letting somebody in means for the seats, as when a payment settles an order by itself.
    async fn seat(&self, known: &SettlingFacts) -> Result<SeatFacts, Fault> {
        let found = self.till.seat(known).await?;
        let SeatFound { need, holder, offer } = found;
        Ok(SeatFacts { need, free: known.seat_free, holder, offer })
    }

    /// Whether an order that has expired could not take its coupon again.
    async fn coupon_gone(&self, order: &Order) -> Result<bool, Fault> {
        if !matches!(order.state, OrderState::Expired { .. }) {
            return Ok(false);
        }
        let commerce = &self.parts.commerce;
        let terms = commerce.order_terms(&order.id).await?;
        let Some(coupon) = terms.and_then(|terms| terms.coupon) else { return Ok(false) };
        Ok(coupons::taken_again(commerce, &coupon, order).await?.is_none())
    }

    /// The periods whose unused time an order's price counted.
    async fn counted(&self, order: &OrderId) -> Result<Vec<MembershipId>, Fault> {
        let terms = self.parts.commerce.order_terms(order).await?;
        Ok(terms.into_iter().flat_map(|terms| terms.upgrades).map(|(id, _)| id).collect())
    }

    /// Orders of the same buyer that wait for exactly this amount, and can still be had for it.
    async fn candidates(&self, review: &Review, order: &Order) -> Result<Vec<Order>, Fault> {
        let search = OrderSearch::default();
        let mut all = self.parts.commerce.orders_of(&order.buyer, &search, None, CANDIDATES).await?;
        all.retain(|other| {
            other.id != order.id
                && other.price == review.amount
                && matches!(other.state, OrderState::Pending | OrderState::Expired { .. })
        });
        let mut fit = Vec::new();
        for other in all {
            if self.counted(&other.id).await?.is_empty() && !self.coupon_gone(&other).await? {
                fit.push(other);
            }
        }
        Ok(fit)
    }

    /// Everything that granting what an order is about needs.
    async fn grant_facts(&self, order: &OrderId) -> Result<Option<SettlingFacts>, Fault> {
        for attempt in self.parts.commerce.attempts(order).await? {
            let facts = self.parts.commerce.settling_facts(attempt.gateway, &attempt.gateway_number).await?;
            if facts.is_some() {
                return Ok(facts);
            }
        }
        Ok(None)
    }

    /// Identifiers for a decision, and what it grants.
    pub(super) async fn hand(
        &self,
        review: &Review,
        decision: &Decision,
        facts: &ReviewFacts,
    ) -> Result<Hand, Fault> {
        let entropy = self.parts.entropy.as_ref();
        let now = self.parts.clock.business();
        let mut hand = Hand {
            now,
            transaction: TransactionId::new(now, bits(entropy)),
            refund: (RefundId::new(now, bits(entropy)), gateway_number(now, bits(entropy))),
            other: None,
            seat: SeatFacts::default(),
            membership: None,
            latest: None,
            coupon_gone: false,
            taken: None,
        };
        if let (Decision::Taken | Decision::TakenApart, Some(taking)) = (decision, &facts.taking) {
            // One for each place, one for the loss, two for the sale.
            let places = taking.waiting.len().saturating_add(taking.failed.len()).saturating_add(3);
            hand.taken = Some(TakenDraw {
                transactions: (0..places).map(|_| TransactionId::new(now, bits(entropy))).collect(),
                adjustment: AdjustmentId::new(now, bits(entropy)),
                rest: (RefundId::new(now, bits(entropy)), gateway_number(now, bits(entropy))),
                item: ReviewId::new(now, bits(entropy)),
            });
        }
        let granted = match decision {
            Decision::MoveTo { order } => Some(order.clone()),
            Decision::Settle | Decision::SettleAndRefundExcess => review.order.clone(),
            Decision::Refund
            | Decision::RefundAgain
            | Decision::RefundedOutside
            | Decision::Taken
            | Decision::TakenApart
            | Decision::Ignore => None,
        };
        let Some(granted) = granted else { return Ok(hand) };
        let Some(known) = self.grant_facts(&granted).await? else { return Ok(hand) };
        hand.membership = Some(self.membership(&known, now));
        hand.seat = self.seat(&known).await?;
        hand.latest.clone_from(&known.latest_membership);
        // No other money buys an upgrade either: the periods it counted would not end.
        if matches!(decision, Decision::MoveTo { .. }) && self.counted(&granted).await?.is_empty() {
            hand.coupon_gone = self.coupon_gone(&known.order).await?;
            hand.other = Some(known.order);
        }
        Ok(hand)
    }

    fn membership(&self, known: &SettlingFacts, now: Timestamp) -> Membership {
        memberships::bought(known, MembershipId::new(now, bits(self.parts.entropy.as_ref())), now)
    }
}
