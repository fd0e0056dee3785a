//! Moments and days. Both are plain numbers: a moment is unix milliseconds, a day is a count of UTC days.

use serde::{Deserialize, Serialize};
use time::{Date, Weekday};

/// Milliseconds in one day.
pub const DAY_MS: i64 = 86_400_000;

/// A moment, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// A moment from unix milliseconds.
    pub const fn from_unix_ms(unix_ms: i64) -> Self {
        Self(unix_ms)
    }

    /// Unix milliseconds.
    pub const fn unix_ms(self) -> i64 {
        self.0
    }

    /// This moment moved by some milliseconds; stops at the ends of time instead of wrapping.
    #[must_use]
    pub const fn plus_ms(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }

    /// This moment moved by some seconds.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        self.plus_ms(seconds.saturating_mul(1000))
    }

    /// This moment moved by some days of 24 hours.
    #[must_use]
    pub const fn plus_days(self, days: i64) -> Self {
        self.plus_ms(days.saturating_mul(DAY_MS))
    }

    /// Milliseconds from `earlier` to this moment; negative when `earlier` is later.
    pub const fn ms_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The UTC day this moment lies in.
    pub fn day(self) -> Day {
        Day(i32::try_from(self.0.div_euclid(DAY_MS)).unwrap_or(i32::MAX))
    }

    /// Hour, minute and second of the UTC day.
    pub fn time_of_day(self) -> (u8, u8, u8) {
        let seconds = self.0.rem_euclid(DAY_MS).div_euclid(1000);
        let part = |value: i64| u8::try_from(value).unwrap_or(0);
        (
            part(seconds.div_euclid(3600)),
            part(seconds.div_euclid(60).rem_euclid(60)),
            part(seconds.rem_euclid(60)),
        )
    }

    /// `2026-11-21T08:00:00Z`, as `<time datetime>` and RFC 3339 want it.
    pub fn to_rfc3339(self) -> String {
        let (hour, minute, second) = self.time_of_day();
        format!("{}T{hour:02}:{minute:02}:{second:02}Z", self.day())
    }
}

/// A UTC calendar day, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(i32);

impl Day {
    /// A day from its count since 1970-01-01.
    pub const fn from_epoch_days(days: i32) -> Self {
        Self(days)
    }

    /// A calendar date; `None` when there is no such date.
    pub fn from_calendar(year: i32, month: u8, day: u8) -> Option<Self> {
        let month = time::Month::try_from(month).ok()?;
        Date::from_calendar_date(year, month, day).ok().map(Self::from_date)
    }

    /// Days since 1970-01-01.
    pub const fn epoch_days(self) -> i32 {
        self.0
    }

    /// The first moment of this day.
    pub fn start(self) -> Timestamp {
        Timestamp(i64::from(self.0).saturating_mul(DAY_MS))
    }

    /// This day moved by some days.
    #[must_use]
    pub const fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// Year, month (1–12) and day of month (1–31).
    pub fn calendar(self) -> (i32, u8, u8) {
        let date = self.date();
        (date.year(), u8::from(date.month()), date.day())
    }

    /// The weekday.
    pub fn weekday(self) -> Weekday {
        self.date().weekday()
    }

    /// The first day of this day's month.
    #[must_use]
    pub fn first_of_month(self) -> Self {
        let (_, _, date) = self.calendar();
        self.plus_days(1i32.saturating_sub(i32::from(date)))
    }

    /// The last day of this day's month.
    #[must_use]
    pub fn last_of_month(self) -> Self {
        let date = self.date();
        let length = date.month().length(date.year());
        self.plus_days(i32::from(length).saturating_sub(i32::from(date.day())))
    }

    /// The same day some months later; the last day of the month when it has no such day (31 January plus one month
    /// is 28 or 29 February).
    #[must_use]
    pub fn plus_months(self, months: u16) -> Self {
        let (year, month, day) = self.calendar();
        let index = year
            .saturating_mul(12)
            .saturating_add(i32::from(month))
            .saturating_sub(1)
            .saturating_add(i32::from(months));
        let (year, month) =
            (index.div_euclid(12), u8::try_from(index.rem_euclid(12).saturating_add(1)).unwrap_or(1));
        let first = Self::from_calendar(year, month, 1).unwrap_or(self);
        let last = first.last_of_month();
        first.plus_days(i32::from(day).saturating_sub(1)).min(last)
    }

    fn date(self) -> Date {
        let epoch = Date::from_calendar_date(1970, time::Month::January, 1).unwrap_or(Date::MIN);
        epoch.saturating_add(time::Duration::days(i64::from(self.0)))
    }

    fn from_date(date: Date) -> Self {
        /// The Julian day of 1970-01-01.
        const EPOCH_JULIAN_DAY: i32 = 2_440_588;
        Self(date.to_julian_day().saturating_sub(EPOCH_JULIAN_DAY))
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month, day) = self.calendar();
        write!(formatter, "{year:04}-{month:02}-{day:02}")
    }
}

/// A text that is no calendar date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a day must be written like 2026-12-01")]
pub struct NotADay;

impl std::str::FromStr for Day {
    type Err = NotADay;
    fn from_str(text: &str) -> Result<Self, NotADay> {
        let mut parts = text.split('-');
        let (year, month, date) = (parts.next(), parts.next(), parts.next());
        let (Some(year), Some(month), Some(date), None) = (year, month, date, parts.next()) else {
            return Err(NotADay);
        };
        let is_plain =
            |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
        if !(is_plain(year, 4) && is_plain(month, 2) && is_plain(date, 2)) {
            return Err(NotADay);
        }
        let date = (year.parse().ok(), month.parse().ok(), date.parse().ok());
        let (Some(year), Some(month), Some(date)) = date else { return Err(NotADay) };
        Self::from_calendar(year, month, date).ok_or(NotADay)
    }
}

/// A day as settings files write it: `2026-12-01`. For `#[serde(with = …)]`; on the wire of the house a day is a number.
pub mod calendar_text {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use super::Day;

    /// Writes it.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
    pub fn serialize<S: Serializer>(day: &Day, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(day)
    }

    /// Reads it.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Day, NotADay, Timestamp};

    fn day(year: i32, month: u8, day: u8) -> Day {
        Day::from_calendar(year, month, day).unwrap()
    }

    #[test]
    fn a_month_after_the_31st_ends_where_the_shorter_month_ends() {
        assert_eq!(day(2026, 1, 31).plus_months(1), day(2026, 2, 28));
        assert_eq!(day(2028, 1, 31).plus_months(1), day(2028, 2, 29));
        assert_eq!(day(2026, 11, 30).plus_months(3), day(2027, 2, 28));
        assert_eq!(day(2026, 12, 31).plus_months(12), day(2027, 12, 31));
    }

    #[test]
    fn moments_print_as_rfc_3339() {
        assert_eq!(Timestamp::from_unix_ms(1_767_225_600_000).to_rfc3339(), "2026-01-01T00:00:00Z");
        assert_eq!(day(2026, 11, 21).start().plus_seconds(8 * 3600).to_rfc3339(), "2026-11-21T08:00:00Z");
    }

    #[test]
    fn a_day_is_read_in_full_or_not_at_all() {
        assert_eq!("2028-02-29".parse(), Ok(day(2028, 2, 29)));
        for wrong in ["2026-02-29", "2026-2-9", "26-02-09", "2026-02-09-1", "2026/02/09", "+026-02-09", ""] {
            assert_eq!(wrong.parse::<Day>(), Err(NotADay), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn days_and_calendar_dates_agree(count in -100_000i32..200_000) {
            let some = Day::from_epoch_days(count);
            let (year, month, date) = some.calendar();
            prop_assert_eq!(Day::from_calendar(year, month, date), Some(some));
            prop_assert_eq!(some.start().day(), some);
            prop_assert_eq!(some.start().plus_days(1).plus_ms(-1).day(), some);
            prop_assert!(count < 0 || some.to_string().parse::<Day>() == Ok(some));
        }

        #[test]
        fn adding_months_moves_to_the_right_month(count in 0i32..40_000, months in 0u16..240) {
            let some = Day::from_epoch_days(count);
            let (year, month, date) = some.calendar();
            let (later_year, later_month, later_date) = some.plus_months(months).calendar();
            prop_assert_eq!(later_year * 12 + i32::from(later_month), year * 12 + i32::from(month) + i32::from(months));
            prop_assert!(later_date <= date);
        }
    }
}
