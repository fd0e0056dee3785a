//! Schedules for tests: one of each kind, and any at all.

use proptest::prelude::*;
use time::Weekday;

use super::{Schedule, Weekdays};
use crate::{money::Money, time::Day};

/// The presets, and cycles whose days fall awkwardly: leap days, the 31st, every ninety days, a single weekday.
pub(crate) fn samples() -> Vec<Schedule> {
    let leap_day = Day::from_calendar(2028, 2, 29).unwrap();
    let weekdays = |days: &[Weekday]| Schedule::Weekdays(Weekdays::of(days.iter().copied()).unwrap());
    let mut all = Schedule::ALL.to_vec();
    all.extend([2, 3, 7, 30, 90].map(|days| Schedule::EveryDays { days, from: leap_day }));
    all.extend([1, 15, 28, 29, 30, 31].map(Schedule::DayOfMonth));
    all.extend([
        weekdays(&[Weekday::Sunday]),
        weekdays(&[Weekday::Monday, Weekday::Thursday]),
        weekdays(&Weekdays::ALL.map(|(day, _)| day)),
        Schedule::OnAmount { minor: 100_000 },
    ]);
    all
}

/// Any schedule.
pub(crate) fn any_schedule() -> impl Strategy<Value = Schedule> {
    prop_oneof![
        prop::sample::select(Schedule::ALL.to_vec()),
        (Schedule::EVERY_DAYS, 0i32..60_000)
            .prop_map(|(days, from)| Schedule::EveryDays { days, from: Day::from_epoch_days(from) }),
        prop::collection::vec(prop::sample::select(Weekdays::ALL.map(|(day, _)| day).to_vec()), 1..8)
            .prop_map(|days| Schedule::Weekdays(Weekdays::of(days).unwrap())),
        Schedule::DATES.prop_map(Schedule::DayOfMonth),
        (1..=Money::MAX_MINOR).prop_map(|minor| Schedule::OnAmount { minor }),
    ]
}
