//! Orders that do not cost the list price: what their coupon and their upgrade mean when money comes, or does not.

use domain::{
    catalogue::OrderTerms,
    membership::Membership,
    order::{Order, OrderState},
    time::Timestamp,
};

use super::Till;
use crate::{
    Fault, coupons,
    ports::{SettlingFacts, StoreFault, Write},
};

/// What has to be written beside a settlement, and what it was decided on.
#[derive(Default)]
pub(super) struct Terms {
    /// The periods that end or go, and the orders that paid for them, at their versions.
    writes: Vec<Write>,
    /// The coupon that a late payment takes again.
    coupon: Option<Write>,
    /// Whether a late payment finds its coupon used up or withdrawn.
    pub coupon_gone: bool,
    /// Whether the unused time that was counted is not there any more: its money went back, another upgrade counted it,
    /// or a period came that was not counted. A person decides then.
    pub void: bool,
}

impl Terms {
    /// The writes of a sale.
    pub(super) fn into_writes(self, late: bool) -> impl Iterator<Item = Write> {
        self.writes.into_iter().chain(self.coupon.filter(|_| late))
    }

    /// The period before the new one stays as it is while the new one is counted on from its end. What an upgrade ends is
    /// written anyway.
    pub(super) fn follows(&self, latest: Option<&Membership>) -> Option<Write> {
        let latest = latest.filter(|_| self.writes.is_empty())?;
        Some(Write::FollowMembership { id: latest.id.clone(), version: latest.version })
    }
}

impl Till {
    /// Reads what an order's terms mean for its settlement, and changes the facts accordingly: periods that an upgrade
    /// counted end now, so that the new one begins now; late money buys nothing once its coupon is gone.
    pub(super) async fn apply_terms(
        &self,
        facts: &mut SettlingFacts,
        now: Timestamp,
    ) -> Result<Terms, Fault> {
        let mut terms = Terms::default();
        if !facts.has_terms {
            return Ok(terms);
        }
        let commerce = &self.parts.commerce;
        let Some(found) = commerce.order_terms(&facts.order.id).await? else { return Ok(terms) };
        if let (Some(id), OrderState::Expired { .. }) = (&found.coupon, facts.order.state) {
            terms.coupon = coupons::taken_again(commerce, id, &facts.order).await?;
            terms.coupon_gone = terms.coupon.is_none();
        }
        if found.upgrades.is_empty() || matches!(facts.order.state, OrderState::Paid { .. }) {
            return Ok(terms);
        }
        let order = facts.order.clone();
        terms.void = !self.still_counts(&found, &order).await?;
        if !terms.void {
            let rows = commerce.memberships_in(&order.buyer, &order.community).await?;
            terms.void = !self.end_counted(&found, &rows, &mut terms.writes, now).await?;
            facts.paid_until = Some(now);
        }
        Ok(terms)
    }

    /// Whether each period is worth what it was counted for, by what has been paid for it and not given back since, and
    /// has counted for nothing else. Looked at as of when the order was made: time that went by since was promised.
    async fn still_counts(&self, found: &OrderTerms, order: &Order) -> Result<bool, Fault> {
        let commerce = &self.parts.commerce;
        let made = order.created_at;
        let worth = commerce.paid_periods(&order.buyer, &order.community, made).await?;
        for (id, credit) in &found.upgrades {
            let period = worth.iter().find(|period| period.membership.id == *id);
            let covers = period.is_some_and(|period| period.counts_for(made).minor() >= credit.minor());
            if !covers || commerce.counted_for(id).await?.is_some() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Ends the counted periods. The orders that paid for them are written unchanged at their versions, so that a refund
    /// of one of them and this settlement cannot both be decided on what stood before. False when there is a period with
    /// time left that was not counted: the new one would overlap it.
    async fn end_counted(
        &self,
        found: &OrderTerms,
        rows: &[Membership],
        writes: &mut Vec<Write>,
        now: Timestamp,
    ) -> Result<bool, Fault> {
        for row in rows.iter().filter(|row| row.revoked_at.is_none()) {
            let has_time = row.valid_until.is_none_or(|until| until > now);
            if !found.upgrades.iter().any(|(id, _)| *id == row.id) {
                if has_time {
                    return Ok(false);
                }
                continue;
            }
            let paid_by = self.parts.commerce.order(&row.source_order).await?;
            let missing = || StoreFault::Inconsistent {
                table: "orders",
                what: "the order of a period is gone".to_owned(),
            };
            writes.push(Write::UpdateOrder(paid_by.ok_or_else(missing)?));
            let (membership, order) = (row.id.clone(), found.order.clone());
            writes.push(Write::CountPeriod { membership, order });
            if row.valid_from > now {
                // A renewal that has not begun: it is taken away whole, as it counted whole.
                writes.push(Write::RevokeMembership(Membership { revoked_at: Some(now), ..row.clone() }));
            } else if has_time {
                let (id, version) = (row.id.clone(), row.version);
                writes.push(Write::EndMembership { id, version, at: now });
            }
        }
        Ok(true)
    }

    /// What an order that expires, or whose money goes back at once, gives back besides its seat.
    pub(super) async fn given_back(&self, order: &Order) -> Result<Option<Write>, Fault> {
        let terms = self.parts.commerce.order_terms(&order.id).await?;
        let coupon = terms.and_then(|terms| terms.coupon);
        Ok(coupon.map(|id| Write::ReleaseCoupon { id, by: order.buyer.clone() }))
    }
}
