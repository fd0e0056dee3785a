//! What a payment means for the seats of a limited product.

use domain::{
    catalogue::Waiting,
    order::{Order, OrderState, SeatNeed},
};

use super::Till;
use crate::{
    Fault, memberships,
    ports::{SettlingFacts, Write},
};

/// What was found out, and what it was decided on.
pub(crate) struct SeatFound {
    /// What the sale needs.
    pub need: SeatNeed,
    /// The order on whose seat the buyer sits, to be written unchanged at its version: it cannot go back, or lose the seat,
    /// while this is decided on it.
    pub holder: Option<Order>,
    /// The place in line of a buyer for whom a seat is held.
    pub offer: Option<Waiting>,
}

impl SeatFound {
    const fn just(need: SeatNeed) -> Self {
        Self { need, holder: None, offer: None }
    }

    /// What has to be written beside a sale.
    pub(super) fn writes(self) -> impl Iterator<Item = Write> {
        let offer = self.offer.map(|row| Write::UpdateWaiting(row.ordered()));
        self.holder.map(Write::UpdateOrder).into_iter().chain(offer)
    }
}

impl Till {
    /// Looks for the seat of an order of a limited product. One that holds its own gives it back when its buyer sits already:
    /// nobody sits on two. One that holds none, expired or a renewal, goes on sitting where its buyer sits, or takes over what
    /// is held for whoever waited. Costs no question for all other orders, nor for a first purchase.
    pub(crate) async fn seat(&self, facts: &SettlingFacts) -> Result<SeatFound, Fault> {
        let order = &facts.order;
        let holds_seat = match order.state {
            OrderState::Pending => order.holds_seat,
            OrderState::Expired { .. } => false,
            OrderState::Paid { .. } | OrderState::RefundPending { .. } | OrderState::Refunded { .. } => {
                return Ok(SeatFound::just(SeatNeed::None));
            }
        };
        if !facts.limited {
            return Ok(SeatFound::just(SeatNeed::None));
        }
        let commerce = &self.parts.commerce;
        if facts.latest_membership.is_some() {
            let rows = commerce.memberships_in(&order.buyer, &order.community).await?;
            if let Some(holder) = memberships::seat_of(commerce, &rows, &order.product).await? {
                let need = if holds_seat { SeatNeed::SitsBeside } else { SeatNeed::Sits };
                return Ok(SeatFound { holder: Some(holder), ..SeatFound::just(need) });
            }
        }
        if holds_seat {
            return Ok(SeatFound::just(SeatNeed::None));
        }
        let now = self.parts.clock.business();
        let waits = commerce.waiting(&order.product, &order.buyer).await?;
        Ok(match waits.filter(|row| row.state.holds_seat(now)) {
            Some(offer) => SeatFound { offer: Some(offer), ..SeatFound::just(SeatNeed::Held) },
            None => SeatFound::just(SeatNeed::One),
        })
    }
}
