//! What was promised when an order was made.

use crate::catalogue::{Period, Product};

/// What a product was when it was ordered. It is frozen into the order like the price: what its creator changes
/// afterwards counts for later orders only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoldAs {
    /// The tier's name.
    pub tier: String,
    /// How long one payment lasts.
    pub period: Period,
    /// Days within which the money can be asked back; 0 means none.
    pub refund_days: u16,
}

impl From<&Product> for SoldAs {
    fn from(product: &Product) -> Self {
        Self { tier: product.tier.clone(), period: product.period, refund_days: product.refund_days }
    }
}
