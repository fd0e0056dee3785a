//! Orders, the attempts to pay them, and refunds: three objects with states of their own.

mod attempt;
mod capture;
mod gateway;
mod machine;
mod refund;
mod state;

pub use attempt::{Attempt, AttemptState};
pub use capture::{Capture, Deal, Settlement, Unallocated};
pub use gateway::{Gateway, UnknownGateway};
pub use machine::InvalidTransition;
pub use refund::{Refund, RefundReason, RefundState};
pub use state::{Order, OrderException, OrderState};
