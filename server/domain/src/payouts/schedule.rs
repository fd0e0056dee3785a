//! When payouts run, and which money each run covers. All days are UTC days.

use serde::{Deserialize, Serialize};
use time::Weekday;

use super::{PayoutKind, Schedule};
use crate::{
    policy::Policy,
    time::{Day, Timestamp},
};

/// One planned run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// How its payout travels.
    pub kind: PayoutKind,
    /// The moment it starts.
    pub at: Timestamp,
    /// The first day whose sales no earlier run of the schedule covers.
    pub covers_from: Day,
    /// The last day whose sales it covers, whole.
    pub covers_through: Day,
}

impl Run {
    /// The day it runs on.
    pub fn day(self) -> Day {
        self.at.day()
    }

    /// The first moment whose sales it does **not** cover.
    pub fn cut_off(self) -> Timestamp {
        self.covers_through.plus_days(1).start()
    }
}

/// The part of the policy that decides dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// The hour of the UTC day at which runs start, 0–23.
    pub run_hour: u8,
    /// Days a sale must be old before a standard payout takes it.
    pub hold_days: u16,
}

impl Calendar {
    /// The dates that a policy sets.
    pub fn of(policy: &Policy) -> Self {
        Self { run_hour: policy.run_hour.min(23), hold_days: policy.hold_days }
    }

    /// The first run after a moment. At the very moment of a run, that run has begun, and the next one counts.
    pub fn next_run(self, schedule: Schedule, now: Timestamp) -> Run {
        let today = now.day();
        let first = if self.moment(today) > now { today } else { today.plus_days(1) };
        self.run_on(schedule, first_on_or_after(schedule, first))
    }

    /// The run of a schedule on one of its days.
    fn run_on(self, schedule: Schedule, day: Day) -> Run {
        let previous = last_before(schedule, day);
        Run {
            kind: schedule.kind(),
            at: self.moment(day),
            covers_from: self.covers_through(schedule, previous).plus_days(1),
            covers_through: self.covers_through(schedule, day),
        }
    }

    /// A daily run takes everything through the day before; a standard one leaves the hold.
    fn covers_through(self, schedule: Schedule, day: Day) -> Day {
        match schedule.kind() {
            PayoutKind::Instant => day.plus_days(-1),
            PayoutKind::Standard => day.plus_days(i32::from(self.hold_days).saturating_neg()),
        }
    }

    fn moment(self, day: Day) -> Timestamp {
        day.start().plus_seconds(i64::from(self.run_hour).saturating_mul(3600))
    }
}

impl Schedule {
    /// How the payouts of a schedule travel.
    pub const fn kind(self) -> PayoutKind {
        match self {
            Self::Daily => PayoutKind::Instant,
            Self::Weekly | Self::Monthly | Self::Quarterly => PayoutKind::Standard,
        }
    }
}

/// The schedule's first day that is not before `day`.
fn first_on_or_after(schedule: Schedule, day: Day) -> Day {
    match schedule {
        Schedule::Daily => day,
        Schedule::Weekly => day.plus_days(days_from(day.weekday(), Weekday::Friday)),
        Schedule::Monthly => {
            let this = last_friday(day.last_of_month());
            if this < day { last_friday(day.last_of_month().plus_days(1).last_of_month()) } else { this }
        }
        Schedule::Quarterly => {
            let this = last_friday(last_of_quarter(day));
            if this < day { last_friday(last_of_quarter(last_of_quarter(day).plus_days(1))) } else { this }
        }
    }
}

/// The schedule's last day before `day`.
fn last_before(schedule: Schedule, day: Day) -> Day {
    match schedule {
        Schedule::Daily => day.plus_days(-1),
        Schedule::Weekly => last_friday(day.plus_days(-1)),
        Schedule::Monthly => {
            let this = last_friday(day.last_of_month());
            if this < day { this } else { last_friday(first_of_month(day).plus_days(-1)) }
        }
        Schedule::Quarterly => {
            let this = last_friday(last_of_quarter(day));
            if this < day { this } else { last_friday(first_of_quarter(day).plus_days(-1)) }
        }
    }
}

/// The last Friday that is not after `day`.
fn last_friday(day: Day) -> Day {
    day.plus_days(days_from(Weekday::Friday, day.weekday()).saturating_neg())
}

/// Days from one weekday forward to the next `to`, 0–6.
fn days_from(from: Weekday, to: Weekday) -> i32 {
    let number = |weekday: Weekday| i32::from(weekday.number_days_from_monday());
    number(to).saturating_sub(number(from)).rem_euclid(7)
}

fn first_of_month(day: Day) -> Day {
    let (_, _, date) = day.calendar();
    day.plus_days(1i32.saturating_sub(i32::from(date)))
}

fn last_of_quarter(day: Day) -> Day {
    let (_, month, _) = day.calendar();
    let months_left = 2u16.saturating_sub(u16::from(month.saturating_sub(1).rem_euclid(3)));
    first_of_month(day).plus_months(months_left).last_of_month()
}

fn first_of_quarter(day: Day) -> Day {
    let (year, month, _) = day.calendar();
    let first = month.saturating_sub(month.saturating_sub(1).rem_euclid(3));
    Day::from_calendar(year, first, 1).unwrap_or(day)
}

#[cfg(test)]
#[path = "schedule_tests.rs"]
mod tests;
