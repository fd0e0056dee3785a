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

    /// The volume with a payout made on a day. One that comes back stays counted: it was carried.
    #[must_use]
    pub fn with(self, day: Day, gross: Money) -> Self {
        let known = if months_between(self.month, day) == 0 { self.this_month.minor() } else { 0 };
        let this_month = Money::new(known.saturating_add(gross.minor()), gross.currency());
        Self { month: day, this_month, last_month: self.before(day) }
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
}
