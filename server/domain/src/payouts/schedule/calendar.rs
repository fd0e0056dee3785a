//! When payouts run, and which money each run covers.

use serde::{Deserialize, Serialize};

use super::Schedule;
use crate::{
    payouts::PayoutKind,
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

    /// The moment at which the runs of a day start.
    pub fn run_at(self, day: Day) -> Timestamp {
        day.start().plus_seconds(i64::from(self.run_hour).saturating_mul(3600))
    }

    /// The first day whose runs have not begun. At the very moment of a run, that run has begun.
    pub fn first_open_day(self, now: Timestamp) -> Day {
        let today = now.day();
        if self.run_at(today) > now { today } else { today.plus_days(1) }
    }

    /// The first run after a moment.
    pub fn next_run(self, schedule: Schedule, now: Timestamp) -> Run {
        self.run_of(schedule, schedule.first_on_or_after(self.first_open_day(now)))
    }

    /// The run of a schedule on a day, if the day is one of its own.
    pub fn run_on(self, schedule: Schedule, day: Day) -> Option<Run> {
        schedule.is_due(day).then(|| self.run_of(schedule, day))
    }

    /// The last day whose sales a run of some kind covers: an instant one takes everything through the day before, a
    /// standard one leaves the hold. This depends on the kind and the day alone, so that all schedules share one run.
    pub fn covers_through(self, kind: PayoutKind, day: Day) -> Day {
        match kind {
            PayoutKind::Instant => day.plus_days(-1),
            PayoutKind::Standard => day.plus_days(i32::from(self.hold_days).saturating_neg()),
        }
    }

    /// The first moment whose sales a run of some kind on a day does **not** cover.
    pub fn cut_off(self, kind: PayoutKind, day: Day) -> Timestamp {
        self.covers_through(kind, day).plus_days(1).start()
    }

    fn run_of(self, schedule: Schedule, day: Day) -> Run {
        let kind = schedule.kind();
        Run {
            kind,
            at: self.run_at(day),
            covers_from: self.covers_through(kind, schedule.last_before(day)).plus_days(1),
            covers_through: self.covers_through(kind, day),
        }
    }
}
