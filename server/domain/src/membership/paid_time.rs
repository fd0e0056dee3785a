//! The time that a payment buys: one rule for the membership that is granted, and for the page that says so before.

use serde::{Deserialize, Serialize};

use crate::{catalogue::Period, time::Timestamp};

/// From when until when somebody has paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaidTime {
    /// The first paid moment.
    pub from: Timestamp,
    /// The first moment that is no longer paid for; `None` for good.
    pub until: Option<Timestamp>,
}

impl PaidTime {
    /// What a payment at `now` buys: it begins where the time that is paid for already ends, while that lies ahead; else
    /// now. It ends at the time of day at which it begins.
    pub fn bought(period: Period, paid_until: Option<Timestamp>, now: Timestamp) -> Self {
        let from = paid_until.map_or(now, |end| end.max(now));
        let time_of_day = from.ms_since(from.day().start());
        let until = period.end(from.day()).map(|day| day.start().plus_ms(time_of_day));
        Self { from, until }
    }

    /// Whether there is none: a fixed end lies behind, or what is paid for already lasts as long. Nothing is sold for
    /// no time.
    pub fn is_empty(self) -> bool {
        self.until.is_some_and(|until| until <= self.from)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::PaidTime;
    use crate::{
        catalogue::Period,
        time::{Day, Timestamp},
    };

    const DAY_MS: i64 = 86_400_000;

    proptest! {
        #[test]
        fn only_a_fixed_end_that_is_reached_already_leaves_no_time(
            now in 0i64..4_000_000_000_000,
            ahead in prop::option::of(0i64..800 * DAY_MS),
            end in -400i32..400,
        ) {
            let now = Timestamp::from_unix_ms(now);
            let paid_until = ahead.map(|ms| now.plus_ms(ms));
            let from = paid_until.unwrap_or(now);
            for period in Period::ALL {
                prop_assert!(!PaidTime::bought(period, paid_until, now).is_empty());
            }
            let day = now.day().plus_days(end);
            let bought = PaidTime::bought(Period::Until(day), paid_until, now);
            prop_assert_eq!(bought.from, from);
            prop_assert_eq!(bought.is_empty(), day <= from.day());
            prop_assert_eq!(bought.is_empty(), !Period::Until(day).is_ahead(from.day()));
            if !bought.is_empty() {
                prop_assert_eq!(bought.until.unwrap().day(), day);
            }
        }
    }

    #[test]
    fn a_fixed_end_that_is_bought_twice_gives_no_time_the_second_time() {
        let day = Day::from_calendar(2027, 7, 1).unwrap();
        let now = day.plus_days(-30).start().plus_ms(1_234);
        let first = PaidTime::bought(Period::Until(day), None, now);
        assert_eq!(first.until, Some(day.start().plus_ms(1_234)));
        let second = PaidTime::bought(Period::Until(day), first.until, now.plus_days(1));
        assert!(second.is_empty() && !first.is_empty());
    }
}
