//! The seat of an order of a limited product: one's own, the one that is held for whoever waited, or a free one.

use domain::{
    catalogue::{Product, Waiting, WaitingState},
    membership::Membership,
    order::{Order, OrderState},
    time::Timestamp,
};

use super::Checkout;
use crate::{Fault, actor::Member, ports::Write};

/// What an order means for the seats of its product.
pub(super) enum Seat {
    /// The product has no limit.
    Unlimited,
    /// The member has one.
    Own,
    /// This takes one.
    Take(Box<Write>),
    /// Others wait for whatever becomes free.
    Promised,
}

impl Checkout {
    /// The seat that an order of a limited product takes: the one that is held for this person, or a free one that nobody
    /// waits for.
    pub(super) async fn seat(&self, member: &Member, product: &Product) -> Result<Seat, Fault> {
        if product.seats.is_none() {
            return Ok(Seat::Unlimited);
        }
        let now = self.clock.business();
        let rows = self.commerce.memberships_in(&member.user, &product.community).await?;
        let theirs = |row: &Membership| {
            row.product == product.id
                && row.revoked_at.is_none()
                && row.valid_until.is_none_or(|until| until > now)
        };
        // A renewal goes on sitting where its member sits: the seat is given back when the last period is over.
        if rows.iter().any(theirs) {
            return Ok(Seat::Own);
        }
        if let Some(order) = self.seat_in_grace(&rows, product, now).await? {
            // Counted already, and about to be given back: it goes over to the order.
            return Ok(Seat::Take(Box::new(Write::UpdateOrder(Order { holds_seat: false, ..order }))));
        }
        let waits = self.commerce.waiting(&product.id, &member.user).await?;
        if let Some(row) = waits.filter(|row| row.state.holds_seat(now)) {
            // The seat is counted already: it goes over to the order.
            return Ok(Seat::Take(Box::new(Write::UpdateWaiting(Waiting {
                state: WaitingState::Taken,
                ..row
            }))));
        }
        let line = self.commerce.waiting_counts(&product.community).await?;
        let promised = line.iter().any(|(waited_for, _)| *waited_for == product.id);
        Ok(if promised { Seat::Promised } else { Seat::Take(Box::new(Write::TakeSeat(product.id.clone()))) })
    }

    /// The order whose seat a person still has while the days of grace of their last period run.
    async fn seat_in_grace(
        &self,
        rows: &[Membership],
        product: &Product,
        now: Timestamp,
    ) -> Result<Option<Order>, Fault> {
        let ended = now.plus_days(i64::from(self.policy.grace_days).saturating_neg());
        let ours = || rows.iter().filter(|row| row.product == product.id && row.revoked_at.is_none());
        if !ours().any(|row| row.valid_until.is_some_and(|until| until > ended)) {
            return Ok(None);
        }
        for row in ours() {
            let order = self.commerce.order(&row.source_order).await?;
            let sits = |order: &Order| order.holds_seat && matches!(order.state, OrderState::Paid { .. });
            if let Some(order) = order.filter(sits) {
                return Ok(Some(order));
            }
        }
        Ok(None)
    }
}
