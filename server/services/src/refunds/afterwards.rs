//! What becomes of the membership when all that is left of a sale goes back: one answer for each form that asks for it, by
//! the rule that carries it out.

use domain::{
    membership::MembershipState,
    order::{SaleAfterwards, SaleToRefund},
    time::Timestamp,
    view::refunds::{PeriodEnd, RefundAfterwards},
};

/// Works it out as of now.
pub(crate) fn afterwards(sale: &SaleToRefund, now: Timestamp, grace_days: u16) -> RefundAfterwards {
    let after = sale.afterwards(now);
    let ends = end(sale, &after, now, grace_days);
    let SaleAfterwards { back_until, uncounted: returns, stays_counted, next, .. } = after;
    RefundAfterwards { ends, back_until, returns, stays_counted, next }
}

fn end(sale: &SaleToRefund, after: &SaleAfterwards, now: Timestamp, grace_days: u16) -> Option<PeriodEnd> {
    // What an upgrade has counted ended by that.
    let gone = sale.membership.as_ref().filter(|_| sale.counted.is_zero())?;
    // Days of grace are no time that somebody paid for: nobody is told that the way in stays because of them.
    let runs = sale.beside.iter().any(|beside| {
        let changed = after.periods.iter().find(|period| period.id == beside.membership.id);
        changed.unwrap_or(&beside.membership).state(now, 0) == MembershipState::Active
    });
    match gone.state(now, grace_days) {
        MembershipState::Revoked => None,
        MembershipState::Expired => Some(PeriodEnd::Over),
        MembershipState::Upcoming => Some(PeriodEnd::Period),
        MembershipState::Active | MembershipState::Grace if runs => Some(PeriodEnd::Period),
        MembershipState::Active | MembershipState::Grace => Some(PeriodEnd::WayIn),
    }
}
