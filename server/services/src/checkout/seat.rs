//! The seat of an order of a limited product: one's own, the one that is held for whoever waited, or a free one.

use domain::{
    catalogue::{Product, Waiting, WaitingState},
    membership::Membership,
    order::Order,
    time::Timestamp,
};

use super::Checkout;
use crate::{Fault, actor::Member, memberships::seat_of, ports::Write};

/// What an order means for the seats of its product.
pub(super) enum Seat {
    /// The product has no limit.
    Unlimited,
    /// The member has one, by this order.
    Own(Box<Order>),
    /// This takes one.
    Take(Box<Write>),
    /// Others wait for whatever becomes free.
    Promised,
}

impl Checkout {
    /// The seat that an order of a limited product takes: one's own, the one that goes over from the unpaid order that it
    /// replaces, the one that is held for this person, or a free one that nobody waits for.
    pub(super) async fn seat(
        &self,
        member: &Member,
        product: &Product,
        goes_over: bool,
    ) -> Result<Seat, Fault> {
        if product.seats.is_none() {
            return Ok(Seat::Unlimited);
        }
        let free = || Seat::Take(Box::new(Write::TakeSeat(product.id.clone())));
        if goes_over {
            // Given back and taken in one commit.
            return Ok(free());
        }
        let now = self.clock.business();
        let ended = now.plus_days(i64::from(self.policy.grace_days).saturating_neg());
        let rows = self.commerce.memberships_in(&member.user, &product.community).await?;
        let lasts = |since: Timestamp| {
            let theirs = |row: &&Membership| row.product == product.id && row.revoked_at.is_none();
            let mut theirs = rows.iter().filter(theirs);
            theirs.any(|row| row.valid_until.is_none_or(|until| until > since))
        };
        if lasts(ended)
            && let Some(order) = seat_of(&self.commerce, &rows, &product.id).await?
        {
            // A renewal goes on sitting where its member sits: the seat is given back when the last period is over. In
            // the days of grace it is about to be given back, and goes over to the order.
            return Ok(if lasts(now) {
                Seat::Own(Box::new(order))
            } else {
                Seat::Take(Box::new(Write::UpdateOrder(Order { holds_seat: false, ..order })))
            });
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
        Ok(if promised { Seat::Promised } else { free() })
    }
}
