//! The order's transitions. Each consumes the order and returns the next one with everything that follows from it.

use super::{Order, OrderException, OrderState};
use crate::time::Timestamp;

/// A transition that the state machine does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an order or refund that is {from} cannot take the event {event}")]
pub struct InvalidTransition {
    /// The state it was in.
    pub from: &'static str,
    /// The event that came.
    pub event: &'static str,
}

impl Order {
    /// Time is up and the gateway confirmed that nobody paid. The caller releases the seat it held.
    pub fn expire(mut self, now: Timestamp) -> Result<Self, InvalidTransition> {
        match self.state {
            OrderState::Pending => {
                self.state = OrderState::Expired { at: now };
                Ok(self)
            }
            other @ (OrderState::Expired { .. }
            | OrderState::Paid { .. }
            | OrderState::RefundPending { .. }
            | OrderState::Refunded { .. }) => Err(InvalidTransition { from: other.code(), event: "expire" }),
        }
    }

    /// The gateway confirmed that the money went back.
    pub fn refunded(mut self, at: Timestamp) -> Result<Self, InvalidTransition> {
        match self.state {
            OrderState::RefundPending { .. } => {
                self.state = OrderState::Refunded { at };
                Ok(self)
            }
            other @ (OrderState::Pending
            | OrderState::Expired { .. }
            | OrderState::Paid { .. }
            | OrderState::Refunded { .. }) => {
                Err(InvalidTransition { from: other.code(), event: "refunded" })
            }
        }
    }

    /// Whether the payer can still scan and pay. An order whose money somebody looks at is not paid a second time.
    pub fn is_payable(&self, now: Timestamp) -> bool {
        matches!(self.state, OrderState::Pending)
            && self.exception == OrderException::None
            && now < self.expires_at
    }

    /// Whether it ended before its time: its buyer ordered something else in its place.
    pub fn was_replaced(&self) -> bool {
        matches!(self.state, OrderState::Expired { at } if at < self.expires_at)
    }

    /// Marks what went wrong; a mark is never taken away by a lesser one.
    #[must_use]
    pub(super) fn marked(mut self, exception: OrderException) -> Self {
        if exception != OrderException::None {
            self.exception = exception;
        }
        self
    }
}
