//! What a refund that ends a membership means for the other periods of the same person.
//!
//! A period that the sale had ended as an upgrade can be had again unless
//! - less is there of its money than it counted for: it went back or a bank disputes it, its own or what paid for it;
//! - something else took it away meanwhile, or it was counted by another upgrade (then it is not the sale's to return);
//! - its product has a limited number of seats, its own was given to others, and none is free.
//!
//! What follows for the time is the rule of [`Afterwards`].

use super::{Order, SaleToRefund};
use crate::{
    id::{MembershipId, ProductId},
    membership::{Afterwards, Membership, PeriodBeside},
    money::Money,
    time::Timestamp,
};

/// Another period of the buyer in the community: one that came later, or one whose unused time the sale counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaleBeside {
    /// The period.
    pub membership: Membership,
    /// The order that paid for it.
    pub order: Order,
    /// What was paid for it, less what went back and what banks dispute.
    pub paid: Money,
    /// What its unused time counted for in the sale; `None` when the sale did not end it.
    pub counted: Option<Money>,
    /// Seats of its product that are free for anybody: none while somebody waits for one. `None` without a limit.
    pub seats_free: Option<u32>,
    /// Whether the buyer has a seat of its product that is paid for. One that an unpaid order holds is lost when it expires.
    pub sits: bool,
}

/// What has to be written beside a refund that ends a membership, and what its page says before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SaleAfterwards {
    /// Periods that change, each at the version it was decided on.
    pub periods: Vec<Membership>,
    /// Periods that the sale does not count any more: they are valid again.
    pub uncounted: Vec<MembershipId>,
    /// The orders that paid for those, at their versions: their money cannot go back while this is decided on it.
    pub orders: Vec<Order>,
    /// Products of which a seat is taken again.
    pub takes_seats: Vec<ProductId>,
    /// Until when the buyer is a member again by what came back; `None` when that is nobody any more.
    pub back_until: Option<Timestamp>,
    /// Whether unused time that the sale counted does not come back.
    pub stays_counted: bool,
    /// From when until when the next period lasts that begins at another moment than before.
    pub next: Option<crate::membership::PaidTime>,
}

impl SaleToRefund {
    /// What becomes of the buyer's other periods when all that is left of the sale goes back now. Nothing while the
    /// membership stays.
    pub fn afterwards(&self, now: Timestamp) -> SaleAfterwards {
        let Some(gone) = self.membership.as_ref().filter(|row| row.revoked_at.is_none()) else {
            return SaleAfterwards::default();
        };
        if !self.counted.is_zero() {
            return SaleAfterwards::default();
        }
        let beside: Vec<PeriodBeside> = self.beside.iter().map(|row| row.beside(gone, now)).collect();
        let found = Afterwards::of(gone, &beside, now);
        let mut after =
            SaleAfterwards { periods: found.written, next: found.moved, ..SaleAfterwards::default() };
        for (row, period) in self.beside.iter().zip(&beside).filter(|(row, _)| row.counted.is_some()) {
            if found.returned.contains(&row.membership.id) {
                after.returns(row, now);
            } else {
                after.stays_counted |= period.as_sold().valid_until.is_none_or(|until| until > now);
            }
        }
        after
    }
}

impl SaleAfterwards {
    fn returns(&mut self, row: &SaleBeside, now: Timestamp) {
        let until = self.periods.iter().find(|known| known.id == row.membership.id);
        let until = until.and_then(|known| known.valid_until).filter(|until| *until > now);
        self.back_until = self.back_until.max(until);
        self.uncounted.push(row.membership.id.clone());
        let product = &row.membership.product;
        let needs_seat = row.seats_free.is_some() && !row.sits && until.is_some();
        let takes = needs_seat && !self.takes_seats.contains(product);
        if takes {
            self.takes_seats.push(product.clone());
        }
        let holds_seat = row.order.holds_seat || takes;
        self.orders.push(Order { holds_seat, ..row.order.clone() });
    }
}

impl SaleBeside {
    fn beside(&self, gone: &Membership, now: Timestamp) -> PeriodBeside {
        let (membership, sold_as) = (self.membership.clone(), self.order.sold_as.period);
        let period = PeriodBeside { membership, sold_as, may_return: false };
        let is_paid = self.counted.is_some_and(|counted| self.paid.minor() >= counted.minor());
        // The upgrade took away what had not begun, in the moment in which its own period began.
        let by_it = self.membership.revoked_at.is_none_or(|at| at == gone.valid_from);
        let has_time = period.as_sold().valid_until.is_none_or(|until| until > now);
        let has_seat = self.sits || !has_time || self.seats_free.is_none_or(|free| free > 0);
        PeriodBeside { may_return: is_paid && by_it && has_seat, ..period }
    }
}

#[cfg(test)]
#[path = "sale_beside_tests.rs"]
mod tests;
