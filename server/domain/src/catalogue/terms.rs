//! How an order's price came about, where it is not the list price.

use crate::{
    id::{CouponId, MembershipId, OrderId},
    money::{Money, MoneyError},
};

/// The steps from the list price to what is to be paid. An order at the list price has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderTerms {
    /// Whose.
    pub order: OrderId,
    /// The list price when it was made.
    pub list: Money,
    /// The coupon that was used.
    pub coupon: Option<CouponId>,
    /// What it takes off.
    pub discount: Money,
    /// What the unused time of present periods counts for.
    pub credit: Money,
    /// These periods with what each counts for: they end when the order is paid.
    pub upgrades: Vec<(MembershipId, Money)>,
}

impl OrderTerms {
    /// What is to be paid.
    pub fn price(&self) -> Result<Money, MoneyError> {
        self.list.minus(self.discount)?.minus(self.credit)
    }
}
