//! What a payment means for the seats of a limited product.

use domain::order::{Order, OrderState, SeatNeed};

use super::Till;
use crate::{Fault, memberships, ports::SettlingFacts};

/// What was found out, and what it was decided on.
pub(crate) struct SeatFound {
    /// What the sale needs.
    pub need: SeatNeed,
    /// The order on whose seat the buyer sits, to be written unchanged at its version: it cannot go back, or lose the seat,
    /// while this is decided on it.
    pub holder: Option<Order>,
}

impl SeatFound {
    const NOTHING: Self = Self { need: SeatNeed::None, holder: None };
}

impl Till {
    /// Looks for the seat of an order that holds none: one that has expired, and a renewal, which takes none of its own.
    /// Costs no question for all other orders.
    pub(crate) async fn seat(&self, facts: &SettlingFacts) -> Result<SeatFound, Fault> {
        let order = &facts.order;
        let sits_there = match order.state {
            OrderState::Pending => order.holds_seat,
            OrderState::Expired { .. } => false,
            OrderState::Paid { .. } | OrderState::RefundPending { .. } | OrderState::Refunded { .. } => true,
        };
        if !facts.limited || sits_there {
            return Ok(SeatFound::NOTHING);
        }
        let commerce = &self.parts.commerce;
        let rows = commerce.memberships_in(&order.buyer, &order.community).await?;
        Ok(match memberships::seat_of(commerce, &rows, &order.product).await? {
            Some(holder) => SeatFound { need: SeatNeed::Sits, holder: Some(holder) },
            None => SeatFound { need: SeatNeed::One, holder: None },
        })
    }
}
