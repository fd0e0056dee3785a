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
    ports::{SettlingFacts, Write},
};

/// What has to be written beside a settlement, and what it was decided on.
#[derive(Default)]
pub(super) struct Terms {
    /// The periods that end or go, at their versions.
    writes: Vec<Write>,
    /// The coupon that a late payment takes again.
    coupon: Option<Write>,
    /// Whether something it counted on is not there any more: a period was taken away, so its time cannot count.
    pub void: bool,
}

impl Terms {
    /// The writes of a sale.
    pub(super) fn into_writes(self, late: bool) -> impl Iterator<Item = Write> {
        self.writes.into_iter().chain(self.coupon.filter(|_| late))
    }
}

impl Till {
    /// Reads what an order's terms mean for its settlement, and changes the facts accordingly: periods that an upgrade
    /// counted end now, so that the new one begins now; late money finds a seat only while its coupon has room too.
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
        let order = &facts.order;
        let Some(found) = commerce.order_terms(&order.id).await? else { return Ok(terms) };
        if let (Some(id), OrderState::Expired { .. }) = (&found.coupon, order.state) {
            terms.coupon = coupons::taken_again(commerce, id, order).await?;
            facts.seat_free &= terms.coupon.is_some();
        }
        if !found.upgrades.is_empty() {
            let rows = commerce.memberships_in(&order.buyer, &order.community).await?;
            end_counted(&found, &rows, &mut terms, now);
            let ended = |row: &Membership| found.upgrades.iter().any(|(id, _)| *id == row.id);
            if let Some(latest) = facts.latest_membership.as_mut().filter(|latest| ended(latest)) {
                latest.valid_until = Some(now);
            }
        }
        Ok(terms)
    }

    /// What an order that expires gives back besides its seat.
    pub(super) async fn given_back(&self, order: &Order) -> Result<Option<Write>, Fault> {
        let terms = self.parts.commerce.order_terms(&order.id).await?;
        let coupon = terms.and_then(|terms| terms.coupon);
        Ok(coupon.map(|id| Write::ReleaseCoupon { id, by: order.buyer.clone() }))
    }
}

fn end_counted(found: &OrderTerms, rows: &[Membership], terms: &mut Terms, now: Timestamp) {
    for (id, _) in &found.upgrades {
        match rows.iter().find(|row| row.id == *id) {
            Some(row) if row.revoked_at.is_some() => terms.void = true,
            None => terms.void = true,
            // A renewal that has not begun: it is taken away whole, as it counted whole.
            Some(row) if row.valid_from > now => {
                let gone = Membership { revoked_at: Some(now), ..row.clone() };
                terms.writes.push(Write::RevokeMembership(gone));
            }
            Some(row) if row.valid_until.is_none_or(|until| until > now) => {
                let (id, version) = (row.id.clone(), row.version);
                terms.writes.push(Write::EndMembership { id, version, at: now });
            }
            // It ended by itself meanwhile; what it counted for was promised when the order was made.
            Some(_) => {}
        }
    }
}
