//! Dates. What the code finds by asking each day, these tests find by arithmetic, so that one checks the other.

use proptest::prelude::*;
use time::Weekday;

use super::{
    Calendar, Run, Schedule,
    testing::{any_schedule, samples},
};
use crate::{
    payouts::PayoutKind,
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

fn last_friday(of_month: Day) -> Day {
    let last = of_month.last_of_month();
    last.plus_days(-(i32::from(last.weekday().number_days_from_monday()) + 3).rem_euclid(7))
}

fn months_from(day: Day, months: u16) -> Day {
    day.plus_days(1 - i32::from(day.calendar().2)).plus_months(months)
}

/// The first day of a schedule that is not before some day, by arithmetic.
fn expected(schedule: Schedule, from: Day) -> Day {
    let to_weekday = |weekday: Weekday| {
        let ahead = i32::from(weekday.number_days_from_monday())
            - i32::from(from.weekday().number_days_from_monday());
        from.plus_days(ahead.rem_euclid(7))
    };
    let in_months = |day_of: &dyn Fn(Day) -> Day, step: u16, months: u16| {
        let mut candidates = (0..).map(|index| day_of(months_from(from, months + index * step)));
        candidates.find(|day| *day >= from).unwrap()
    };
    match schedule {
        Schedule::Daily | Schedule::OnAmount { .. } => from,
        Schedule::Weekly => to_weekday(Weekday::Friday),
        Schedule::Monthly => in_months(&last_friday, 1, 0),
        Schedule::Quarterly => {
            let to_quarter_end = u16::from((12 - from.calendar().1) % 3);
            in_months(&last_friday, 3, to_quarter_end)
        }
        Schedule::EveryDays { days, from: anchor } => {
            let (days, gone) = (i32::from(days), from.epoch_days() - anchor.epoch_days());
            anchor.plus_days((gone.div_euclid(days) + i32::from(gone.rem_euclid(days) > 0)) * days)
        }
        Schedule::Weekdays(days) => days.days().map(to_weekday).min().unwrap(),
        Schedule::DayOfMonth(date) => {
            let on = |month: Day| month.plus_days(i32::from(date) - 1).min(month.last_of_month());
            in_months(&on, 1, 0)
        }
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
    assert_eq!(friday.cut_off(), calendar().cut_off(PayoutKind::Standard, friday.day()));
    assert_eq!(next(Schedule::Weekly, at(2026, 11, 27, 9)).day(), day(2026, 12, 4));
}

#[test]
fn only_daily_is_instant() {
    for schedule in samples() {
        assert_eq!(schedule.kind() == PayoutKind::Instant, schedule == Schedule::Daily, "{schedule}");
    }
}

#[test]
fn months_and_quarters_end_on_their_last_friday() {
    assert_eq!(next(Schedule::Monthly, at(2026, 11, 21, 12)).day(), day(2026, 11, 27));
    assert_eq!(next(Schedule::Monthly, at(2026, 11, 27, 8)).day(), day(2026, 12, 25));
    assert_eq!(next(Schedule::Monthly, at(2028, 2, 1, 0)).day(), day(2028, 2, 25), "a leap year");
    assert_eq!(next(Schedule::Quarterly, at(2026, 11, 21, 12)).day(), day(2026, 12, 25));
    assert_eq!(next(Schedule::Quarterly, at(2026, 12, 25, 8)).day(), day(2027, 3, 26));
    let last_day_of_the_quarter = next(Schedule::Quarterly, at(2023, 3, 31, 7));
    assert_eq!(last_day_of_the_quarter.day(), day(2023, 3, 31));
}

#[test]
fn a_month_without_the_date_pays_on_its_last_day() {
    let after = |date, year, month, today| next(Schedule::DayOfMonth(date), at(year, month, today, 9)).day();
    assert_eq!(after(31, 2027, 1, 31), day(2027, 2, 28));
    assert_eq!(after(31, 2028, 2, 1), day(2028, 2, 29), "a leap year");
    assert_eq!(after(29, 2028, 2, 28), day(2028, 2, 29));
    assert_eq!(after(29, 2100, 2, 1), day(2100, 2, 28), "a century is none");
    assert_eq!(after(31, 2027, 4, 1), day(2027, 4, 30));
    assert_eq!(after(30, 2027, 1, 30), day(2027, 2, 28));
    assert_eq!(after(31, 2027, 2, 28), day(2027, 3, 31));
}

#[test]
fn every_so_many_days_goes_on_across_leap_days_and_before_its_first_day() {
    let from = day(2028, 2, 28);
    let every = |days| Schedule::EveryDays { days, from };
    assert_eq!(next(every(2), at(2028, 2, 28, 9)).day(), day(2028, 3, 1), "the 29th lies between");
    assert_eq!(next(every(2), at(2100, 2, 27, 0)).day(), expected(every(2), day(2100, 2, 27)));
    assert_eq!(next(every(90), at(2028, 2, 27, 0)).day(), from);
    assert!(every(90).is_due(from.plus_days(-90)) && !every(90).is_due(from.plus_days(-89)));
}

#[test]
fn three_years_day_by_day_run_exactly_on_the_days_of_the_schedule() {
    for schedule in samples() {
        let (mut today, end) = (day(2027, 1, 1), day(2030, 1, 1));
        while today < end {
            let wanted = expected(schedule, today);
            assert_eq!(next(schedule, today.start()).day(), wanted, "{schedule} seen from {today}");
            assert_eq!(schedule.is_due(today), wanted == today, "{schedule} on {today}");
            assert_eq!(calendar().run_on(schedule, today).is_some(), wanted == today);
            let from_evening = next(schedule, today.plus_days(1).start().plus_ms(-1));
            assert_eq!(from_evening.day(), expected(schedule, today.plus_days(1)));
            today = today.plus_days(1);
        }
    }
}

proptest! {
    #[test]
    fn the_next_run_is_the_first_day_of_the_schedule_after_now(now in 0i64..7_258_118_400_000, schedule in any_schedule()) {
        let now = Timestamp::from_unix_ms(now);
        let run = next(schedule, now);
        prop_assert!(run.at > now);
        let first = if now < at_eight(now.day()) { now.day() } else { now.day().plus_days(1) };
        prop_assert_eq!(run.day(), expected(schedule, first));
        prop_assert_eq!(calendar().run_on(schedule, run.day()), Some(run));
    }

    #[test]
    fn periods_tile_time_without_gap_or_overlap(
        now in 0i64..7_258_118_400_000, schedule in any_schedule(), run_hour in 0u8..24, hold_days in 0u16..30,
    ) {
        let calendar = Calendar { run_hour, hold_days };
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
    fn no_run_covers_money_that_has_not_been_made(now in 0i64..7_258_118_400_000, schedule in any_schedule()) {
        let run = next(schedule, Timestamp::from_unix_ms(now));
        prop_assert!(run.cut_off() <= run.at);
    }

    #[test]
    fn schedules_that_run_on_one_day_share_its_cut_off(count in 0i32..60_000, one in any_schedule(), other in any_schedule()) {
        let day = Day::from_epoch_days(count);
        if let (Some(a), Some(b)) = (calendar().run_on(one, day), calendar().run_on(other, day)) {
            prop_assert_eq!(a.cut_off() == b.cut_off(), a.kind == b.kind);
            prop_assert_eq!(a.cut_off(), calendar().cut_off(a.kind, day));
        }
    }
}

fn at_eight(day: Day) -> Timestamp {
    day.start().plus_seconds(8 * 3600)
}
