//! The seat of a sale that goes back while its buyer goes on sitting there.

use domain::{
    order::{Order, OrderState},
    time::Timestamp,
};

use super::RefundDesk;
use crate::Fault;

impl RefundDesk {
    /// The order that the seat of a sale goes over to: a renewal of the same person, paid or waiting for its payment, that
    /// took no seat of its own. `None` when nobody goes on sitting there, or sits on another seat.
    pub(super) async fn seat_goes_to(&self, sold: &Order, now: Timestamp) -> Result<Option<Order>, Fault> {
        let commerce = &self.parts.commerce;
        for row in commerce.memberships_in(&sold.buyer, &sold.community).await? {
            let has_time = row.revoked_at.is_none() && row.valid_until.is_none_or(|until| until > now);
            if !has_time || row.product != sold.product || row.source_order == sold.id {
                continue;
            }
            let renewal = commerce.order(&row.source_order).await?;
            if let Some(order) = renewal.filter(|order| matches!(order.state, OrderState::Paid { .. })) {
                return Ok((!order.holds_seat).then_some(order));
            }
        }
        let waits = commerce.pending_order(&sold.buyer, &sold.product).await?;
        Ok(waits.filter(|order| !order.holds_seat))
    }
}
