//! Schedules as text, for the store and the wire: `weekly`, `every:3@2026-11-22`, `weekdays:mon,thu`, `day:15`,
//! `amount:100000`. What is written reads back; the words of the presets have never changed.

use std::{borrow::Cow, fmt, str::FromStr};

use super::{Schedule, Weekdays};
use crate::{money::Money, payouts::UnknownCode};

impl Schedule {
    /// The text that the store keeps.
    pub fn code(self) -> Cow<'static, str> {
        self.preset_code().map_or_else(|| Cow::Owned(self.to_string()), Cow::Borrowed)
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Daily | Self::Weekly | Self::Monthly | Self::Quarterly => {
                formatter.write_str(self.preset_code().unwrap_or_default())
            }
            Self::EveryDays { days, from } => write!(formatter, "every:{days}@{from}"),
            Self::Weekdays(chosen) => {
                write!(formatter, "weekdays:{}", chosen.codes().collect::<Vec<_>>().join(","))
            }
            Self::DayOfMonth(date) => write!(formatter, "day:{date}"),
            Self::OnAmount { minor } => write!(formatter, "amount:{minor}"),
        }
    }
}

impl FromStr for Schedule {
    type Err = UnknownCode;
    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        Self::preset(code).or_else(|| own(code)).ok_or(UnknownCode)
    }
}

fn own(code: &str) -> Option<Schedule> {
    match code.split_once(':')? {
        ("every", cycle) => {
            let (days, from) = cycle.split_once('@')?;
            let days = days.parse().ok().filter(|days| Schedule::EVERY_DAYS.contains(days))?;
            Some(Schedule::EveryDays { days, from: from.parse().ok()? })
        }
        ("weekdays", days) => Weekdays::of_codes(days.split(',')).map(Schedule::Weekdays),
        ("day", date) => {
            date.parse().ok().filter(|date| Schedule::DATES.contains(date)).map(Schedule::DayOfMonth)
        }
        ("amount", minor) => {
            let minor = minor.parse().ok().filter(|minor| (1..=Money::MAX_MINOR).contains(minor))?;
            Some(Schedule::OnAmount { minor })
        }
        _ => None,
    }
}

impl From<Schedule> for String {
    fn from(schedule: Schedule) -> Self {
        schedule.to_string()
    }
}

impl TryFrom<String> for Schedule {
    type Error = UnknownCode;
    fn try_from(code: String) -> Result<Self, UnknownCode> {
        code.parse()
    }
}
