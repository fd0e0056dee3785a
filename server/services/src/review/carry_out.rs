//! A decision as one unit of work.

use domain::{
    message::{OrderNews, Recipient},
    money::Money,
    order::{Order, OrderState},
    review::{Resolution, Review, ReviewKind, ReviewState},
};

use super::ReviewDesk;
use crate::{
    Fault, coupons,
    ports::{Changes, Sale, Write},
};

impl ReviewDesk {
    /// Everything that makes a decision durable.
    pub(super) fn changes(&self, resolution: Resolution) -> Changes {
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
            gone: _,
            transactions,
        } = resolution;
        let mut changes = Changes { transactions, ..Changes::default() };
        if let Some((order, amount)) = &sale {
            changes.writes.push(Write::InsertSale(self.sale(&review, order, *amount)));
            let news = OrderNews::LetIn { token: order.token.clone(), amount: *amount };
            self.parts.tell(&mut changes, Recipient::Person(order.buyer.clone()), news);
        }
        if let Some(refund) = refund {
            // Nobody was told by the till yet, where the money bought nothing.
            let told = refund.replaces.is_none() && refund.finished_at.is_none() && sale.is_none();
            if let Some(order) = orders.first().filter(|_| told) {
                let token = order.token.clone();
                let (amount, ends_membership, ends_period) = (refund.amount, false, false);
                let news = OrderNews::RefundStarted { token, amount, ends_membership, ends_period };
                self.parts.tell(&mut changes, Recipient::Person(order.buyer.clone()), news);
            }
            changes.writes.push(Write::InsertRefund(refund));
        }
        changes.writes.extend(closed.into_iter().map(Write::UpdateRefund));
        if let Some((owed, item)) = rest {
            changes.writes.push(Write::InsertRefund(owed));
            changes.writes.push(Write::InsertReview(item));
        }
        changes.writes.extend(takes_seat.map(|order| Write::TakeSeat(order.product)));
        changes.writes.extend(releases_seat.map(|order| Write::ReleaseSeat(order.product)));
        changes.writes.extend(takes_offer.map(Write::UpdateWaiting));
        changes.writes.extend(membership.map(Write::InsertMembership));
        // As with a payment that settles by itself: the period before stays as it is while the new one is counted on from it.
        let follow = follows.map(|row| Write::FollowMembership { id: row.id, version: row.version });
        changes.writes.extend(follow);
        changes.writes.extend(orders.into_iter().map(Write::UpdateOrder));
        changes.writes.extend(also.into_iter().map(Write::UpdateReview));
        changes.writes.push(Write::UpdateReview(review));
        changes
    }

    /// Whom to tell that money which waited is back with them already: all of what an item held, or a part of it. What a bank
    /// took, its own customer knows.
    pub(super) async fn went_back_by_hand(
        &self,
        resolution: &Resolution,
    ) -> Result<Vec<(Recipient, OrderNews)>, Fault> {
        if resolution.review.kind != ReviewKind::RefundUnasked {
            return Ok(Vec::new());
        }
        let is_whole = |item: &&Review| item.kind.holds_money() && item.state == ReviewState::Resolved;
        let whole = resolution.also.iter().filter(is_whole).map(|item| (&item.order, item.amount));
        let made = resolution.refund.iter().map(|made| (&made.order, made.amount));
        let mut told = Vec::new();
        for (order, amount) in whole.chain(made) {
            let Some(order) = order else { continue };
            let Some(order) = self.parts.commerce.order(order).await? else { continue };
            told.push((Recipient::Person(order.buyer), OrderNews::RefundDone { token: order.token, amount }));
        }
        Ok(told)
    }

    /// What the decision means for the coupons of its orders: one that bought nothing gives its coupon back, one that had
    /// expired takes it again; `None` while there is no room for that.
    pub(super) async fn coupons(&self, resolution: &Resolution) -> Result<Option<Vec<Write>>, Fault> {
        let commerce = &self.parts.commerce;
        let mut writes = Vec::new();
        for order in &resolution.orders {
            let terms = commerce.order_terms(&order.id).await?;
            let Some(coupon) = terms.and_then(|terms| terms.coupon) else { continue };
            let before = commerce.order_by_token(&order.token).await?.map(|before| before.state);
            match (before, order.state) {
                (Some(OrderState::Pending), OrderState::RefundPending { .. }) => {
                    writes.push(Write::ReleaseCoupon { id: coupon, by: order.buyer.clone() });
                }
                (Some(OrderState::Expired { .. }), OrderState::Paid { .. }) => {
                    let Some(taken) = coupons::taken_again(commerce, &coupon, order).await? else {
                        return Ok(None);
                    };
                    writes.push(taken);
                }
                _ => {}
            }
        }
        Ok(Some(writes))
    }

    /// The sale that a payment became when a person put it onto an order.
    fn sale(&self, review: &Review, order: &Order, amount: Money) -> Sale {
        let settles = i64::from(self.parts.policy.settle_days(review.gateway));
        Sale {
            order: order.id.clone(),
            creator: order.creator.clone(),
            product: order.product.clone(),
            gateway: review.gateway,
            amount,
            captured_at: review.opened_at,
            settles_at: review.opened_at.plus_days(settles),
            booked_at: self.parts.clock.business(),
        }
    }
}
