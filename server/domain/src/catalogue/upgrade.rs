//! What is left of paid periods when a member takes another tier: the unused time counts as money.

use crate::{
    membership::Membership,
    money::{Money, MoneyError},
    time::Timestamp,
};

/// One paid period that an upgrade ends, with what was paid for it and not given back since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaidPeriod {
    /// The period.
    pub membership: Membership,
    /// What was paid for it, less refunds.
    pub paid: Money,
}

impl PaidPeriod {
    /// What it counts for in an order that is made at a moment: its unused share at the beginning of that UTC day, so that
    /// the price on the page is still the price when the form comes.
    pub fn counts_for(&self, ordered_at: Timestamp) -> Money {
        self.unused(ordered_at.day().start())
    }

    /// Its unused share of what was paid, by the millisecond and rounded down to a minor unit. All of it before the period
    /// begins, nothing after its end, nothing of a period that was taken away or has no end.
    pub fn unused(&self, now: Timestamp) -> Money {
        let nothing = Money::zero(self.paid.currency());
        let (Some(until), None) = (self.membership.valid_until, self.membership.revoked_at) else {
            return nothing;
        };
        let whole = i128::from(until.ms_since(self.membership.valid_from));
        let left = i128::from(until.ms_since(now.max(self.membership.valid_from)));
        if whole <= 0 || left <= 0 || !self.paid.is_positive() {
            return nothing;
        }
        let share = i128::from(self.paid.minor()).checked_mul(left).and_then(|all| all.checked_div(whole));
        Money::new(share.and_then(|minor| i64::try_from(minor).ok()).unwrap_or(0), self.paid.currency())
    }
}

/// What the unused time of several periods counts for: rounded down for each.
pub fn upgrade_credit(periods: &[PaidPeriod], price: Money, now: Timestamp) -> Result<Money, MoneyError> {
    Money::sum(price.currency(), periods.iter().map(|period| period.unused(now)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{PaidPeriod, upgrade_credit};
    use crate::{
        catalogue::Period,
        id::{CommunityId, MembershipId, OrderId, ProductId, UserId},
        membership::Membership,
        money::{Currency, Money},
        time::Timestamp,
    };

    fn yuan(minor: i64) -> Money {
        Money::new(minor, Currency::Cny)
    }

    fn paid(latest: Option<&Membership>, now: Timestamp, minor: i64) -> PaidPeriod {
        let who =
            (UserId::new(now, 1), CommunityId::new(now, 2), ProductId::new(now, 3), OrderId::new(now, 4));
        let until = latest.and_then(|earlier| earlier.valid_until);
        let id = MembershipId::new(now, 5);
        let membership = Membership::following(latest, until, id, who, Period::Month, now);
        PaidPeriod { membership, paid: yuan(minor) }
    }

    proptest! {
        #[test]
        fn unused_time_falls_from_all_to_nothing_and_never_rises(
            start in 0i64..4_000_000_000_000, minor in 1i64..1_000_000_000, steps in 2u16..40,
        ) {
            let start = Timestamp::from_unix_ms(start);
            let period = paid(None, start, minor);
            let end = period.membership.valid_until.unwrap();
            let length = end.ms_since(start);
            prop_assert_eq!(period.unused(start.plus_days(-1)), yuan(minor));
            prop_assert_eq!(period.unused(start), yuan(minor));
            prop_assert_eq!(period.unused(end), yuan(0));
            let mut last = minor;
            for step in 1..=i64::from(steps) {
                let left = period.unused(start.plus_ms(length / i64::from(steps) * step)).minor();
                prop_assert!(left <= last && left >= 0);
                last = left;
            }
        }
    }

    #[test]
    fn a_renewal_that_has_not_begun_counts_in_full_and_a_revoked_period_not_at_all() {
        let now = Timestamp::from_unix_ms(1_767_225_600_000);
        let first = paid(None, now, 3_100);
        let second = paid(Some(&first.membership), now, 2_800);
        let periods = [first.clone(), second];
        let tenth = now.plus_days(10);
        assert_eq!(upgrade_credit(&periods, yuan(9_900), tenth).unwrap(), yuan(2_100 + 2_800));
        let mut gone = first;
        gone.membership.revoked_at = Some(now);
        assert_eq!(gone.unused(now), yuan(0));
    }
}
