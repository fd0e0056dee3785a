//! What is left of paid periods when a member takes another tier: the unused time counts as money.

use crate::{
    id::{MembershipId, ProductId},
    membership::Membership,
    money::{Currency, Money, MoneyError},
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

/// What the unused time of somebody's present periods means for an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnusedTime {
    /// There is none, or it is a renewal of the same product.
    Nothing,
    /// It counts: the periods that end, with what each counts for.
    Counts(Vec<(MembershipId, Money)>),
    /// It was paid in this other currency, and counts for prices in it only: money is never converted.
    OtherCurrency(Currency),
}

impl UnusedTime {
    /// What present periods mean for an order of a product at a price. All of them count or none does: one that did not
    /// would go on beside the new one.
    pub fn of(periods: &[PaidPeriod], product: &ProductId, price: Currency, ordered_at: Timestamp) -> Self {
        if periods.is_empty() || periods.iter().any(|period| period.membership.product == *product) {
            return Self::Nothing;
        }
        let counts = |period: &PaidPeriod| (period.membership.id.clone(), period.counts_for(ordered_at));
        let all: Vec<_> = periods.iter().map(counts).collect();
        if all.iter().any(|(_, credit)| !credit.is_positive()) {
            return Self::Nothing;
        }
        let other = all.iter().map(|(_, credit)| credit.currency()).find(|paid_in| *paid_in != price);
        other.map_or(Self::Counts(all), Self::OtherCurrency)
    }
}

/// What the unused time of several periods counts for: rounded down for each.
pub fn upgrade_credit(periods: &[PaidPeriod], price: Money, now: Timestamp) -> Result<Money, MoneyError> {
    Money::sum(price.currency(), periods.iter().map(|period| period.unused(now)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{PaidPeriod, UnusedTime, upgrade_credit};
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
        fn unused_time_counts_whole_in_its_own_currency_and_not_at_all_in_another(
            price in proptest::sample::select(Currency::ALL),
            paid_in in proptest::collection::vec(proptest::sample::select(&[Currency::Cny, Currency::Usd][..]), 1..4),
            minor in 1i64..1_000_000,
        ) {
            let now = Timestamp::from_unix_ms(1_767_225_600_000);
            let in_currency = |currency: &Currency| {
                PaidPeriod { paid: Money::new(minor, *currency), ..paid(None, now, 1) }
            };
            let periods: Vec<PaidPeriod> = paid_in.iter().map(in_currency).collect();
            let found = UnusedTime::of(&periods, &ProductId::new(now, 99), price, now);
            let other = paid_in.iter().find(|currency| **currency != price);
            match (found, other) {
                (UnusedTime::OtherCurrency(named), Some(other)) => prop_assert_eq!(named, *other),
                (UnusedTime::Counts(all), None) => {
                    prop_assert!(all.iter().all(|(_, credit)| *credit == Money::new(minor, price)));
                    prop_assert_eq!(all.len(), periods.len());
                }
                (found, _) => prop_assert!(false, "{found:?}"),
            }
            let same = UnusedTime::of(&periods, &periods[0].membership.product, price, now);
            prop_assert_eq!(same, UnusedTime::Nothing);
        }

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
