//! What letting somebody in by a decision means for the seats of a limited product.

use crate::{
    catalogue::Waiting,
    order::{Order, OrderState, SeatNeed},
};

/// Whether an order needs a seat, and whether there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatFacts {
    /// What the order needs now: one that was to renew a period may have lost the seat that it counted on.
    pub need: SeatNeed,
    /// Whether a seat is free.
    pub free: bool,
    /// The paid order on whose seat the buyer goes on sitting, written unchanged with the decision: it cannot go back, or
    /// lose the seat, meanwhile.
    pub holder: Option<Order>,
    /// The buyer's place in line, of whom a seat is held: it goes over to the order.
    pub offer: Option<Waiting>,
}

impl Default for SeatFacts {
    /// A product without a limit.
    fn default() -> Self {
        Self { need: SeatNeed::None, free: true, holder: None, offer: None }
    }
}

impl SeatFacts {
    /// Whether letting somebody in oversells nothing.
    pub fn is_there(&self) -> bool {
        self.need != SeatNeed::One || self.free
    }

    /// Whether money can still buy what an order is about.
    pub fn can_be_paid(&self, order: &Order) -> bool {
        matches!(order.state, OrderState::Pending | OrderState::Expired { .. }) && self.is_there()
    }

    /// The order once its buyer is let in; as it was where it takes a seat, and where it gives one back.
    pub(super) fn taken_by(&self, order: Order) -> (Order, Option<Order>, Option<Order>) {
        let takes = (self.need == SeatNeed::One).then(|| order.clone());
        let gives_back = (self.need == SeatNeed::SitsBeside).then(|| order.clone());
        let holds_seat = self.need.leaves(order.holds_seat);
        (Order { holds_seat, ..order }, takes, gives_back)
    }
}
