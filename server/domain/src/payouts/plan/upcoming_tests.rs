use proptest::prelude::*;

use super::{NextPayout, NoPayout, Obstacle, PlanFacts, Planned, Planner};
use crate::{
    money::{BasisPoints, Currency, Money},
    payouts::{
        Calendar, Fallback, Funds, InstantTerms, PausedBy, PayoutKind, RecentAmount, Reserve, Schedule,
        schedule_testing::any_schedule,
    },
    policy::Policy,
    time::{Day, Timestamp},
};

pub(super) fn yuan(minor: i64) -> Money {
    Money::new(minor, Currency::Cny)
}

pub(super) fn day(date: u8) -> Day {
    Day::from_calendar(2026, 11, date).unwrap()
}

pub(super) fn noon(date: u8) -> Timestamp {
    day(date).start().plus_seconds(12 * 3600)
}

pub(super) fn planner() -> Planner {
    let policy = Policy::default();
    Planner {
        calendar: Calendar::of(&policy),
        terms: InstantTerms::of(&policy, None, day(22), yuan(0)),
        minimum: policy.minimum_payout(Currency::Cny),
    }
}

/// Settles a day after its noon.
pub(super) fn sold(date: u8, minor: i64) -> RecentAmount {
    RecentAmount { captured_at: noon(date), settles_at: noon(date).plus_days(1), amount: yuan(minor) }
}

/// An old ¥500.00, and sales on Monday 16, Wednesday 18, Friday 20 and today, the 21st.
fn funds() -> Funds {
    let recent = vec![sold(16, 10_000), sold(18, 20_000), sold(20, 30_000), sold(21, 40_000)];
    Funds { balance: yuan(150_000), recent, reserve: None }
}

pub(super) fn facts(funds: &Funds, schedule: Schedule) -> PlanFacts<'_> {
    PlanFacts {
        schedule,
        fallback: Fallback::Standard,
        threshold: yuan(1_000),
        paused: None,
        has_destination: true,
        held_until: None,
        eligible: true,
        funds,
    }
}

/// Seen from Saturday 21 November 2026 at noon.
fn ahead(facts: PlanFacts<'_>) -> Vec<NextPayout> {
    planner().upcoming(facts, noon(21), 6).unwrap()
}

/// The day of November, how, and how much.
fn told(ahead: &[NextPayout]) -> Vec<(Day, PayoutKind, i64)> {
    ahead.iter().map(|next| (next.run.day(), next.run.kind, next.amount().unwrap().minor())).collect()
}

#[test]
fn each_payout_takes_only_what_the_earlier_ones_leave() {
    let funds = funds();
    assert_eq!(
        told(&ahead(facts(&funds, Schedule::EveryDays { days: 2, from: day(21) }))),
        [
            (day(23), PayoutKind::Standard, 60_000),
            (day(25), PayoutKind::Standard, 20_000),
            (day(27), PayoutKind::Standard, 30_000),
            (day(29), PayoutKind::Standard, 40_000),
        ]
    );
    assert_eq!(
        told(&ahead(facts(&funds, Schedule::Weekly))),
        [(day(27), PayoutKind::Standard, 110_000), (day(27).plus_days(7), PayoutKind::Standard, 40_000)]
    );
    assert_eq!(told(&ahead(facts(&funds, Schedule::Quarterly))).len(), 1, "one run takes it all");
}

#[test]
fn a_daily_payout_ahead_is_what_has_settled_by_its_run_defect_4_4_c() {
    let told = told(&ahead(facts(&funds(), Schedule::Daily)));
    // On the 22nd at 08:00 the sale of the 21st has not settled, although it was made through yesterday.
    assert_eq!(told, [(day(22), PayoutKind::Instant, 110_000), (day(23), PayoutKind::Instant, 40_000)]);
}

#[test]
fn standard_payouts_in_place_of_daily_ones_have_their_own_days_and_cut_offs_defect_4_4_b() {
    let funds = funds();
    let list = ahead(PlanFacts { eligible: false, ..facts(&funds, Schedule::Daily) });
    let weekly = ahead(facts(&funds, Schedule::Weekly));
    assert_eq!(told(&list), told(&weekly));
    for (instead, weekly) in list.iter().zip(&weekly) {
        assert_eq!(instead.run, weekly.run);
        assert_eq!(instead.run.covers_through, instead.run.day().plus_days(-7));
        let reason = Some(Obstacle::NotEligible);
        assert_eq!(instead.planned, Planned::Standard { instead_of_instant: reason });
    }
    let waits = PlanFacts { eligible: false, fallback: Fallback::Wait, ..facts(&funds, Schedule::Daily) };
    assert_eq!(ahead(waits), []);
}

#[test]
fn a_payout_that_failed_today_is_tried_by_the_very_next_run_defect_4_4_o() {
    let (at_eight, funds) = (day(27).start().plus_seconds(8 * 3600), funds());
    for schedule in [Schedule::Daily, Schedule::Weekly, Schedule::DayOfMonth(27)] {
        let mut facts = facts(&funds, schedule);
        let planned = planner().upcoming(facts, at_eight, 6).unwrap();
        // The run of eight o'clock paid; at nine the bank refuses, and the money is back as it was.
        let after = planner().upcoming(facts, at_eight.plus_seconds(3600), 6).unwrap();
        assert_eq!(after, planned, "{schedule}: dates and amounts are those of before");
        let day_after = planner().calendar.next_run(schedule, at_eight).day();
        assert_eq!(planned.first().map(|next| next.run.day()), Some(day_after));
        facts.paused = Some(PausedBy::Creator);
        assert_eq!(planner().upcoming(facts, at_eight, 6).unwrap(), []);
    }
}

#[test]
fn a_morning_that_can_pay_instantly_comes_before_a_standard_run() {
    // Ten days of settling: nothing old is settled before Wednesday, and Friday's standard run would take it.
    let slow = RecentAmount { captured_at: noon(14), settles_at: noon(24), amount: yuan(50_000) };
    let funds = Funds { balance: yuan(50_000), recent: vec![slow], reserve: None };
    let daily = facts(&funds, Schedule::Daily);
    assert_eq!(told(&ahead(daily)), [(day(25), PayoutKind::Instant, 50_000)]);
    let next = planner().next_payout(daily, noon(21)).unwrap();
    assert_eq!(next.planned, Planned::Nothing(NoPayout::Waiting(Obstacle::NothingSettled)));
    assert_eq!(next.run.day(), day(22));
    let slower = RecentAmount { settles_at: noon(28), ..slow };
    let funds = Funds { recent: vec![slower], ..funds };
    let friday = planner().next_payout(facts(&funds, Schedule::Daily), noon(21)).unwrap();
    assert_eq!(told(std::slice::from_ref(&friday)), [(day(27), PayoutKind::Standard, 50_000)]);
    assert_eq!(ahead(facts(&funds, Schedule::Daily)), [friday]);
}

#[test]
fn what_a_reserve_keeps_back_comes_when_its_window_has_passed() {
    let reserve = Reserve::of(BasisPoints::new(1_000), 30);
    let funds = Funds { balance: yuan(100_000), recent: vec![sold(10, 100_000)], reserve };
    let weekly = told(&ahead(facts(&funds, Schedule::Weekly)));
    let later = day(10).plus_days(31);
    assert_eq!(
        weekly,
        [(day(27), PayoutKind::Standard, 90_000), (later, PayoutKind::Standard, 10_000)],
        "Friday 11 December is the first one after thirty days"
    );
}

#[test]
fn money_that_is_never_enough_ends_the_list() {
    let little = Funds { balance: yuan(999), recent: vec![sold(21, 500)], reserve: None };
    for schedule in Schedule::ALL {
        assert_eq!(ahead(facts(&little, schedule)), []);
    }
    let absurd = RecentAmount { settles_at: Timestamp::from_unix_ms(i64::MAX), ..sold(21, 5_000) };
    let funds = Funds { balance: yuan(5_000), recent: vec![absurd], reserve: None };
    let wait = PlanFacts { fallback: Fallback::Wait, ..facts(&funds, Schedule::Daily) };
    assert_eq!(ahead(wait), [], "and it ends although the money never settles");
}

proptest! {
    #[test]
    fn the_list_is_what_the_mornings_do_and_what_the_heading_says(
        schedule in any_schedule(), wait: bool, eligible: bool, held in 0i64..10,
        old in -50_000i64..500_000, threshold in 0i64..200_000,
        sales in prop::collection::vec((1u8..22, 0i64..12, 1i64..300_000), 0..8),
    ) {
        let reachable = |minor: i64| Schedule::OnAmount { minor: minor % 1_000_000 + 1 };
        let schedule = if let Schedule::OnAmount { minor } = schedule { reachable(minor) } else { schedule };
        let recent: Vec<_> = sales.iter().map(|(date, settle, minor)| RecentAmount {
            settles_at: noon(*date).plus_days(*settle), ..sold(*date, *minor)
        }).collect();
        let whole = old + sales.iter().map(|(_, _, minor)| minor).sum::<i64>();
        let funds = Funds { balance: yuan(whole), recent, reserve: None };
        let facts = PlanFacts {
            fallback: if wait { Fallback::Wait } else { Fallback::Standard },
            eligible, held_until: Some(noon(16).plus_days(held)), threshold: yuan(threshold), ..facts(&funds, schedule)
        };
        let list = planner().upcoming(facts, noon(21), 40).unwrap();
        prop_assert!(list.windows(2).all(|pair| pair[0].run.at <= pair[1].run.at));
        let paid: i64 = list.iter().map(|next| next.amount().unwrap().minor()).sum();
        prop_assert!(paid <= whole.max(0), "never more than there is");
        // The heading names the first of the list, or a run that pays nothing before it.
        let heading = planner().next_payout(facts, noon(21)).unwrap();
        match heading.amount() {
            Some(_) => prop_assert_eq!(list.first(), Some(&heading)),
            None => prop_assert!(list.first().is_none_or(|first| first.run.at > heading.run.at)),
        }
        // Day by day for a year, as a runner lives it.
        let (mut left, mut lived) = (funds.clone(), Vec::new());
        for ahead in 1..=366 {
            for kind in PayoutKind::ALL {
                let next = planner().decide(PlanFacts { funds: &left, ..facts }, kind, day(21).plus_days(ahead)).unwrap();
                if let Some(next) = next.map(NextPayout::of) && let Some(amount) = next.amount() {
                    left.balance = left.balance.minus(amount).unwrap();
                    lived.push(next);
                }
            }
        }
        prop_assert_eq!(lived, list);
    }
}
