use proptest::prelude::*;
use time::Weekday;

use super::{Calendar, Run};
use crate::{
    payouts::{PayoutKind, Schedule},
    policy::Policy,
    time::{Day, Timestamp},
};

fn day(year: i32, month: u8, date: u8) -> Day {
    Day::from_calendar(year, month, date).unwrap()
}

fn at(year: i32, month: u8, date: u8, hour: i64) -> Timestamp {
    day(year, month, date).start().plus_seconds(hour * 3600)
}

fn calendar() -> Calendar {
    Calendar::of(&Policy::default())
}

fn next(schedule: Schedule, now: Timestamp) -> Run {
    calendar().next_run(schedule, now)
}

/// Slow and obvious: walk day by day and ask whether the rule names this day.
fn is_run_day(schedule: Schedule, day: Day) -> bool {
    let friday = day.weekday() == Weekday::Friday;
    let last_friday = friday && day.plus_days(7).calendar().1 != day.calendar().1;
    match schedule {
        Schedule::Daily => true,
        Schedule::Weekly => friday,
        Schedule::Monthly => last_friday,
        Schedule::Quarterly => last_friday && day.calendar().1.is_multiple_of(3),
    }
}

#[test]
fn the_daily_run_is_at_eight_and_covers_through_the_day_before() {
    let before = next(Schedule::Daily, at(2026, 11, 21, 7));
    assert_eq!((before.at, before.covers_through), (at(2026, 11, 21, 8), day(2026, 11, 20)));
    assert_eq!(before.kind, PayoutKind::Instant);
    let at_the_hour = next(Schedule::Daily, at(2026, 11, 21, 8));
    assert_eq!((at_the_hour.at, at_the_hour.covers_through), (at(2026, 11, 22, 8), day(2026, 11, 21)));
}

#[test]
fn standard_runs_leave_the_hold() {
    let friday = next(Schedule::Weekly, at(2026, 11, 21, 12));
    assert_eq!((friday.day(), friday.covers_through), (day(2026, 11, 27), day(2026, 11, 20)));
    assert_eq!(friday.cut_off(), day(2026, 11, 21).start());
    assert_eq!(friday.kind, PayoutKind::Standard);
    assert_eq!(next(Schedule::Weekly, at(2026, 11, 27, 9)).day(), day(2026, 12, 4));
}

#[test]
fn months_and_quarters_end_on_their_last_friday() {
    assert_eq!(next(Schedule::Monthly, at(2026, 11, 21, 12)).day(), day(2026, 11, 27));
    assert_eq!(next(Schedule::Monthly, at(2026, 11, 27, 8)).day(), day(2026, 12, 25));
    assert_eq!(next(Schedule::Monthly, at(2028, 2, 1, 0)).day(), day(2028, 2, 25), "a leap year");
    assert_eq!(next(Schedule::Quarterly, at(2026, 11, 21, 12)).day(), day(2026, 12, 25));
    assert_eq!(next(Schedule::Quarterly, at(2026, 12, 25, 8)).day(), day(2027, 3, 26));
    assert_eq!(
        next(Schedule::Quarterly, at(2023, 3, 31, 7)).day(),
        day(2023, 3, 31),
        "the quarter's very last day"
    );
}

#[test]
fn a_year_day_by_day_runs_exactly_on_the_named_days() {
    for schedule in Schedule::ALL {
        let (mut today, end) = (day(2027, 12, 1), day(2029, 1, 31));
        while today < end {
            let run = next(schedule, today.start());
            let wanted =
                (0..100).map(|ahead| today.plus_days(ahead)).find(|day| is_run_day(schedule, *day)).unwrap();
            assert_eq!(run.day(), wanted, "{schedule:?} seen from {today}");
            assert!(next(schedule, today.start().plus_days(1).plus_ms(-1)).day() > today);
            today = today.plus_days(1);
        }
    }
}

proptest! {
    #[test]
    fn the_next_run_is_the_first_named_day_after_now(now in 0i64..4_102_444_800_000, index in 0usize..4) {
        let (schedule, now) = (Schedule::ALL[index], Timestamp::from_unix_ms(now));
        let run = next(schedule, now);
        prop_assert!(run.at > now);
        prop_assert!(is_run_day(schedule, run.day()));
        let mut between = now.day();
        while between < run.day() {
            let passed = between.start().plus_seconds(8 * 3600) <= now;
            prop_assert!(passed || !is_run_day(schedule, between), "{:?} skipped {}", schedule, between);
            between = between.plus_days(1);
        }
    }

    #[test]
    fn periods_tile_time_without_gap_or_overlap(
        now in 0i64..4_102_444_800_000, index in 0usize..4, run_hour in 0u8..24, hold_days in 0u16..30,
    ) {
        let (schedule, calendar) = (Schedule::ALL[index], Calendar { run_hour, hold_days });
        let mut run = calendar.next_run(schedule, Timestamp::from_unix_ms(now));
        for _ in 0..14 {
            let following = calendar.next_run(schedule, run.at);
            prop_assert_eq!(following.covers_from, run.covers_through.plus_days(1));
            prop_assert!(run.covers_from <= run.covers_through);
            prop_assert!(following.at > run.at);
            run = following;
        }
    }

    #[test]
    fn no_run_covers_money_that_has_not_been_made(now in 0i64..4_102_444_800_000, index in 0usize..4) {
        let run = next(Schedule::ALL[index], Timestamp::from_unix_ms(now));
        prop_assert!(run.cut_off() <= run.at);
    }
}
