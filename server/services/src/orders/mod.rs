//! A member's own orders: the list with a search, receipts, and the one reminder they agreed to.

mod history;
mod receipt;
mod remind;

pub use remind::Reminded;
pub(crate) use remind::reminder;

use crate::after_payment::AfterPayment;

/// A member's own orders.
pub struct OrderHistory {
    parts: AfterPayment,
}

impl OrderHistory {
    /// Puts the service together.
    pub fn new(parts: AfterPayment) -> Self {
        Self { parts }
    }
}
