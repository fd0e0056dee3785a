//! How long one payment lasts.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::time::Day;

/// How long one payment lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Period {
    /// One calendar month.
    Month,
    /// Three calendar months.
    Quarter,
    /// Twelve calendar months.
    Year,
    /// For good.
    Lifetime,
    /// Up to a fixed day, whenever it is bought: that day is the first one that is no longer paid for.
    Until(Day),
}

impl Period {
    /// Every period without a date of its own.
    pub const ALL: [Self; 4] = [Self::Month, Self::Quarter, Self::Year, Self::Lifetime];

    /// The word the store and the forms use; one with a date carries it (`until-2027-07-01`).
    pub fn code(self) -> Cow<'static, str> {
        match self {
            Self::Month => Cow::Borrowed("month"),
            Self::Quarter => Cow::Borrowed("quarter"),
            Self::Year => Cow::Borrowed("year"),
            Self::Lifetime => Cow::Borrowed("lifetime"),
            Self::Until(day) => Cow::Owned(format!("until-{day}")),
        }
    }

    /// The first day that is no longer paid for, when the first paid day is `from`; `None` for good. A period that
    /// starts on the 31st ends with a shorter month's last day, and the next one starts there. One with a fixed end
    /// that lies behind ends where it begins: nothing sells it then.
    pub fn end(self, from: Day) -> Option<Day> {
        match self {
            Self::Month => Some(from.plus_months(1)),
            Self::Quarter => Some(from.plus_months(3)),
            Self::Year => Some(from.plus_months(12)),
            Self::Lifetime => None,
            Self::Until(day) => Some(day.max(from)),
        }
    }

    /// How many days it lasts at its shortest, whenever it begins; `None` where it has no length of its own.
    pub const fn shortest_days(self) -> Option<u16> {
        match self {
            Self::Month => Some(28),
            // From the 1st of February to the 1st of May.
            Self::Quarter => Some(89),
            Self::Year => Some(365),
            Self::Lifetime | Self::Until(_) => None,
        }
    }

    /// Whether it can still be bought on a day.
    pub fn is_ahead(self, today: Day) -> bool {
        self.end(today).is_none_or(|end| end > today)
    }
}

impl std::str::FromStr for Period {
    type Err = UnknownPeriod;
    fn from_str(code: &str) -> Result<Self, UnknownPeriod> {
        if let Some(day) = code.strip_prefix("until-") {
            return day.parse().map(Self::Until).map_err(|_| UnknownPeriod);
        }
        Self::ALL.into_iter().find(|period| period.code() == code).ok_or(UnknownPeriod)
    }
}

/// A word that names no period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown period")]
pub struct UnknownPeriod;

#[cfg(test)]
mod tests {
    use super::Period;
    use crate::time::Day;

    #[test]
    fn every_period_reads_back_from_its_word() {
        let day = Day::from_calendar(2027, 7, 1).unwrap();
        for period in Period::ALL.into_iter().chain([Period::Until(day)]) {
            assert_eq!(period.code().parse(), Ok(period));
        }
        assert_eq!(Period::Until(day).code(), "until-2027-07-01");
        for wrong in ["", "week", "until-", "until-2027-02-30"] {
            assert!(wrong.parse::<Period>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_month_that_begins_on_the_31st_ends_with_a_shorter_month_and_the_next_begins_there() {
        let day = |year, month, day| Day::from_calendar(year, month, day).unwrap();
        let first = Period::Month.end(day(2027, 1, 31)).unwrap();
        assert_eq!(first, day(2027, 2, 28));
        assert_eq!(Period::Month.end(first), Some(day(2027, 3, 28)));
        assert_eq!(Period::Month.end(day(2028, 1, 31)), Some(day(2028, 2, 29)), "a leap year");
        assert_eq!(Period::Quarter.end(day(2026, 11, 30)), Some(day(2027, 2, 28)));
        assert_eq!(Period::Year.end(day(2028, 2, 29)), Some(day(2029, 2, 28)));
    }

    #[test]
    fn the_shortest_length_of_a_period_is_met_and_never_missed() {
        let first = Day::from_calendar(2024, 1, 1).unwrap();
        for period in Period::ALL {
            let lasts = |days| {
                let from = first.plus_days(days);
                period.end(from).map(|end| end.epoch_days() - from.epoch_days())
            };
            let shortest = (0..3_000).filter_map(lasts).min();
            assert_eq!(shortest, period.shortest_days().map(i32::from), "{period:?}");
        }
        assert_eq!(Period::Until(first).shortest_days(), None);
    }

    #[test]
    fn a_fixed_end_is_bought_until_the_day_before_it() {
        let end = Day::from_calendar(2027, 7, 1).unwrap();
        let period = Period::Until(end);
        assert_eq!(period.end(end.plus_days(-200)), Some(end));
        assert!(period.is_ahead(end.plus_days(-1)) && !period.is_ahead(end));
        assert_eq!(period.end(end.plus_days(3)), Some(end.plus_days(3)), "never before its beginning");
        assert!(Period::Lifetime.is_ahead(end) && Period::Month.is_ahead(end));
    }
}
