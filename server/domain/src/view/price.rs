//! What an order will cost, before it is placed.

use serde::{Deserialize, Serialize};

use crate::{
    catalogue::CouponCode,
    money::{Currency, Money},
};

/// The steps from the list price to what is to be paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceView {
    /// The list price.
    pub list: Money,
    /// The coupon's code as typed; empty for none.
    pub typed: String,
    /// The coupon that counts, and what it takes off.
    pub discount: Option<(CouponCode, Money)>,
    /// What the unused time of present periods could count for; `None` when there is nothing to count.
    pub upgrade: Option<Money>,
    /// Whether it counts.
    pub is_upgrade: bool,
    /// The other currency that the unused time was paid in: it counts for a price in that one only.
    pub unused_in: Option<Currency>,
    /// What is to be paid.
    pub price: Money,
}

impl PriceView {
    /// The list price, and nothing else.
    pub fn plain(list: Money) -> Self {
        Self {
            list,
            typed: String::new(),
            discount: None,
            upgrade: None,
            is_upgrade: false,
            unused_in: None,
            price: list,
        }
    }
}
