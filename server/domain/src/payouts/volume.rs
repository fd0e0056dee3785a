//! How much a creator paid out instantly, month by month: what the tiers of the fee look at.

use serde::{Deserialize, Serialize};

use crate::{money::Money, time::Day};

/// The instant volume of one UTC calendar month and of the month before it, before fees. It need not be touched when a
/// month begins: asking and adding look at the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstantVolume {
    /// Any day of the month that `this_month` is about.
    pub month: Day,
    /// What was paid out instantly in that month.
    pub this_month: Money,
    /// What was paid out instantly in the month before it.
    pub last_month: Money,
}

impl InstantVolume {
    /// The volume of the calendar month before the one that `day` lies in: what decides the fee on that day, so that a
    /// fee never changes inside a month.
    pub fn before(&self, day: Day) -> Money {
        match months_between(self.month, day) {
            0 => self.last_month,
            1 => self.this_month,
            _ => Money::zero(self.this_month.currency()),
        }
    }

    /// The volume with a payout made on a day. One that comes back stays counted: it was carried. A run that is made late
    /// brings a day of an earlier month: it counts where it belongs, and what no fee looks at any more is left out.
    #[must_use]
    pub fn with(self, day: Day, gross: Money) -> Self {
        let and = |known: Money| Money::new(known.minor().saturating_add(gross.minor()), gross.currency());
        match months_between(self.month, day) {
            0 => Self { month: day, this_month: and(self.this_month), ..self },
            -1 => Self { last_month: and(self.last_month), ..self },
            older if older < 0 => self,
            _ => Self { month: day, this_month: gross, last_month: self.before(day) },
        }
    }
}

/// Whole calendar months from one day's month to another's.
fn months_between(from: Day, to: Day) -> i32 {
    let index = |day: Day| {
        let (year, month, _) = day.calendar();
        year.saturating_mul(12).saturating_add(i32::from(month))
    };
    index(to).saturating_sub(index(from))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::InstantVolume;
    use crate::{
        money::{Currency, Money},
        time::Day,
    };

    fn yuan(minor: i64) -> Money {
        Money::new(minor, Currency::Cny)
    }

    #[test]
    fn the_volume_that_decides_is_that_of_the_calendar_month_before() {
        let day = |year, month, date| Day::from_calendar(year, month, date).unwrap();
        let volume = InstantVolume { month: day(2026, 10, 1), this_month: yuan(0), last_month: yuan(0) };
        let volume = volume.with(day(2026, 10, 31), yuan(700)).with(day(2026, 11, 1), yuan(50));
        assert_eq!(volume.before(day(2026, 11, 30)), yuan(700));
        assert_eq!(volume.before(day(2026, 12, 1)), yuan(50));
        let later = day(2027, 1, 1);
        assert_eq!(volume.before(later), yuan(0), "a month without payouts lies between");
        assert_eq!(volume.with(later, yuan(9)).last_month, yuan(0));
    }

    #[test]
    fn a_run_that_is_made_late_counts_in_its_own_month_and_loses_nothing_of_this_one() {
        let day = |year, month, date| Day::from_calendar(year, month, date).unwrap();
        let volume = InstantVolume { month: day(2027, 1, 2), this_month: yuan(500), last_month: yuan(30) };
        let late = volume.with(day(2026, 12, 31), yuan(7));
        assert_eq!(late, InstantVolume { last_month: yuan(37), ..volume });
        assert_eq!(late.with(day(2026, 11, 30), yuan(9)), late, "no fee looks that far back");
        let on = late.with(day(2027, 1, 1), yuan(1));
        assert_eq!((on.this_month, on.last_month), (yuan(501), yuan(37)));
    }

    proptest! {
        #[test]
        fn in_whatever_order_the_days_come_each_of_the_two_months_holds_what_its_days_carried(
            days in prop::collection::vec((20_000i32..20_400, 1i64..1_000), 1..60),
        ) {
            let nothing = yuan(0);
            let begun = InstantVolume { month: Day::from_epoch_days(0), this_month: nothing, last_month: nothing };
            let volume = days.iter().fold(begun, |volume, (day, minor)| {
                volume.with(Day::from_epoch_days(*day), yuan(*minor))
            });
            let month = |day: Day| { let (year, month, _) = day.calendar(); year * 12 + i32::from(month) };
            let latest = days.iter().map(|(day, _)| month(Day::from_epoch_days(*day))).max().unwrap();
            let carried = |wanted| -> i64 {
                let within = |day: i32| month(Day::from_epoch_days(day)) == wanted;
                days.iter().filter(|(day, _)| within(*day)).map(|(_, minor)| minor).sum()
            };
            prop_assert_eq!(month(volume.month), latest);
            prop_assert_eq!(volume.this_month, yuan(carried(latest)));
            prop_assert_eq!(volume.last_month, yuan(carried(latest - 1)));
        }
    }
}
