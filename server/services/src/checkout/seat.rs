//! The seat of an order of a limited product: one's own, the one that is held for whoever waited, or a free one.

use domain::{
    catalogue::{Product, Waiting},
    order::Order,
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
        let rows = self.commerce.memberships_in(&member.user, &product.community).await?;
        if let Some(order) = seat_of(&self.commerce, &rows, &product.id).await? {
            // A renewal goes on sitting where its member sits, and takes nothing: run out unpaid, it leaves the member where
            // they were, in the days of grace too. The seat is given back once these are over, and nothing waits to be paid.
            return Ok(Seat::Own(Box::new(order)));
        }
        let waits = self.commerce.waiting(&product.id, &member.user).await?;
        if let Some(row) = waits.filter(|row| row.state.holds_seat(self.clock.business())) {
            // The seat is counted already: it goes over to the order.
            return Ok(Seat::Take(Box::new(Write::UpdateWaiting(Waiting::ordered(row)))));
        }
        let line = self.commerce.waiting_counts(&product.community).await?;
        let promised = line.iter().any(|(waited_for, _)| *waited_for == product.id);
        Ok(if promised { Seat::Promised } else { free() })
    }
}
