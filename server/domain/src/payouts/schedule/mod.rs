//! How often creators are paid: four presets and cycles of their own.

mod calendar;
mod code;
mod weekdays;

pub use self::{
    calendar::{Calendar, Run},
    weekdays::Weekdays,
};

use serde::{Deserialize, Serialize};
use time::Weekday;

use super::PayoutKind;
use crate::time::Day;

/// How often a creator is paid. All days are UTC days.
///
/// Only [`Schedule::Daily`] is paid instantly; every other schedule is paid by standard payouts, which leave the hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Schedule {
    /// Every day, by instant payout, for a fee.
    Daily,
    /// Every Friday.
    Weekly,
    /// The last Friday of each month.
    Monthly,
    /// The last Friday of each quarter.
    Quarterly,
    /// Every so many days.
    EveryDays {
        /// Days from one run to the next, within [`Schedule::EVERY_DAYS`].
        days: u16,
        /// One of its days; the others follow from it, before and after.
        from: Day,
    },
    /// On some days of each week.
    Weekdays(Weekdays),
    /// On one date of each month, within [`Schedule::DATES`]. A month without that date pays on its last day.
    DayOfMonth(u8),
    /// Looked at every day, paid on the first one on which at least this much is payable.
    OnAmount {
        /// The amount, in minor units of the payout currency; more than nothing.
        minor: i64,
    },
}

impl Schedule {
    /// Every preset, in the order of the page; cycles of their own are made by creators.
    pub const ALL: [Self; 4] = [Self::Daily, Self::Weekly, Self::Monthly, Self::Quarterly];
    /// What "every so many days" can be: a single day is what Daily is for.
    pub const EVERY_DAYS: std::ops::RangeInclusive<u16> = 2..=90;
    /// What "on one date of each month" can be.
    pub const DATES: std::ops::RangeInclusive<u8> = 1..=31;

    /// No schedule pauses longer than this many days: from the last Friday of one quarter to that of the next there are
    /// at most fourteen weeks.
    pub(super) const LONGEST_WAIT: i32 = 98;

    /// The word of a preset; `None` for a cycle of one's own.
    pub const fn preset_code(self) -> Option<&'static str> {
        match self {
            Self::Daily => Some("daily"),
            Self::Weekly => Some("weekly"),
            Self::Monthly => Some("monthly"),
            Self::Quarterly => Some("quarterly"),
            Self::EveryDays { .. } | Self::Weekdays(_) | Self::DayOfMonth(_) | Self::OnAmount { .. } => None,
        }
    }

    /// The preset of a word.
    pub fn preset(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.preset_code() == Some(code))
    }

    /// How the payouts of a schedule travel.
    pub const fn kind(self) -> PayoutKind {
        match self {
            Self::Daily => PayoutKind::Instant,
            Self::Weekly
            | Self::Monthly
            | Self::Quarterly
            | Self::EveryDays { .. }
            | Self::Weekdays(_)
            | Self::DayOfMonth(_)
            | Self::OnAmount { .. } => PayoutKind::Standard,
        }
    }

    /// Whether a day is one of the schedule's: the one place that says so.
    pub fn is_due(self, day: Day) -> bool {
        match self {
            Self::Daily | Self::OnAmount { .. } => true,
            Self::Weekly => day.weekday() == Weekday::Friday,
            Self::Monthly => is_last_friday(day),
            Self::Quarterly => is_last_friday(day) && day.calendar().1.is_multiple_of(3),
            Self::EveryDays { days, from } => {
                let since = i64::from(day.epoch_days()).saturating_sub(i64::from(from.epoch_days()));
                since.checked_rem(i64::from(days)).unwrap_or(0) == 0
            }
            Self::Weekdays(chosen) => chosen.contains(day.weekday()),
            Self::DayOfMonth(date) => {
                let (_, _, today) = day.calendar();
                today == date || (today < date && day == day.last_of_month())
            }
        }
    }

    /// The schedule's first day that is not before `day`.
    pub fn first_on_or_after(self, day: Day) -> Day {
        let mut days = (0..=Self::LONGEST_WAIT).map(|ahead| day.plus_days(ahead));
        days.find(|day| self.is_due(*day)).unwrap_or(day)
    }

    /// The schedule's last day before `day`.
    pub fn last_before(self, day: Day) -> Day {
        let mut days = (1..=Self::LONGEST_WAIT).map(|ago| day.plus_days(ago.saturating_neg()));
        days.find(|day| self.is_due(*day)).unwrap_or(day)
    }
}

fn is_last_friday(day: Day) -> bool {
    day.weekday() == Weekday::Friday && day.plus_days(7).calendar().1 != day.calendar().1
}

#[cfg(test)]
mod calendar_tests;
#[cfg(test)]
mod code_tests;
#[cfg(test)]
mod switching_tests;
#[cfg(test)]
pub(crate) mod testing;
