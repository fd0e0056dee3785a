use proptest::prelude::*;

use super::{NextPayout, NoPayout, Obstacle, PlanFacts, Planned, Planner};
use crate::{
    money::{Currency, Money},
    payouts::{
        Calendar, Fallback, Funds, InstantTerms, PausedBy, RecentAmount, Schedule,
        schedule_testing::any_schedule,
    },
    policy::Policy,
    time::{Day, Timestamp},
};

fn yuan(minor: i64) -> Money {
    Money::new(minor, Currency::Cny)
}

fn day(date: u8) -> Day {
    Day::from_calendar(2026, 11, date).unwrap()
}

fn noon(date: u8) -> Timestamp {
    day(date).start().plus_seconds(12 * 3600)
}

fn planner() -> Planner {
    let policy = Policy::default();
    Planner {
        calendar: Calendar::of(&policy),
        terms: InstantTerms::of(&policy, None, day(22), yuan(0)),
        minimum: policy.minimum_payout(Currency::Cny),
    }
}

fn sold(date: u8, minor: i64) -> RecentAmount {
    RecentAmount { captured_at: noon(date), settles_at: noon(date).plus_days(1), amount: yuan(minor) }
}

fn facts(funds: &Funds) -> PlanFacts<'_> {
    PlanFacts {
        schedule: Schedule::Daily,
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
fn next(facts: PlanFacts<'_>) -> NextPayout {
    planner().next_payout(facts, noon(21)).unwrap()
}

#[test]
fn a_daily_payout_is_quoted_by_the_function_that_books_it() {
    let funds = Funds { balance: yuan(152_250), recent: vec![sold(21, 31_800)], reserve: None };
    let payout = next(facts(&funds));
    assert_eq!(payout.share.payable, yuan(120_450));
    assert_eq!(payout.share.remaining, yuan(31_800));
    let Planned::Instant(quote) = payout.planned else { panic!("{payout:?}") };
    assert_eq!((quote.fee, quote.net), (yuan(3_509), yuan(116_941)));
    assert_eq!(payout.run.day(), day(22));
}

#[test]
fn a_fallback_shows_the_money_and_dates_of_the_run_that_pays_defect_4_4_b() {
    let funds = Funds {
        balance: yuan(100_000),
        recent: vec![sold(16, 10_000), sold(20, 30_000), sold(21, 5_000)],
        reserve: None,
    };
    let payout = next(PlanFacts { eligible: false, ..facts(&funds) });
    assert_eq!(payout.planned, Planned::Standard { instead_of_instant: Some(Obstacle::NotEligible) });
    assert_eq!((payout.run.day(), payout.run.covers_through), (day(27), day(20)));
    assert_eq!(
        payout.share.payable,
        yuan(95_000),
        "through Friday less seven days, and not through yesterday"
    );
}

#[test]
fn waiting_keeps_the_daily_run_and_says_why_defect_4_4_j() {
    let settling = Funds { balance: yuan(5_000), recent: vec![sold(21, 5_000)], reserve: None };
    let waiting = PlanFacts { fallback: Fallback::Wait, ..facts(&settling) };
    let payout = next(waiting);
    assert_eq!(payout.planned, Planned::Nothing(NoPayout::Waiting(Obstacle::NothingSettled)));
    assert_eq!(payout.run.day(), day(22));
    let settled = Funds { balance: yuan(5_000), recent: vec![], reserve: None };
    let not_eligible = next(PlanFacts { eligible: false, funds: &settled, ..waiting });
    assert_eq!(not_eligible.planned, Planned::Nothing(NoPayout::Waiting(Obstacle::NotEligible)));
    let little = Funds { balance: yuan(999), recent: vec![], reserve: None };
    let below = next(PlanFacts { fallback: Fallback::Wait, ..facts(&little) });
    assert_eq!(below.planned, Planned::Nothing(NoPayout::Waiting(Obstacle::BelowMinimum)));
}

#[test]
fn an_empty_balance_is_tried_again_tomorrow_whatever_the_fallback() {
    let empty = Funds { balance: yuan(0), recent: vec![], reserve: None };
    let payout = next(facts(&empty));
    assert_eq!(payout.planned, Planned::Nothing(NoPayout::Waiting(Obstacle::NothingSettled)));
    assert_eq!(payout.run.day(), day(22));
    let not_eligible = next(PlanFacts { eligible: false, ..facts(&empty) });
    assert_eq!(not_eligible.planned, Planned::Nothing(NoPayout::NothingPayable));
    assert_eq!(not_eligible.run.day(), day(27));
}

#[test]
fn a_threshold_holds_back_both_kinds_and_an_overtaken_one_does_not_count() {
    let funds = Funds { balance: yuan(20_000), recent: vec![], reserve: None };
    let weekly = PlanFacts { schedule: Schedule::Weekly, ..facts(&funds) };
    assert_eq!(next(weekly).planned, Planned::Standard { instead_of_instant: None });
    let high = next(PlanFacts { threshold: yuan(20_001), ..weekly });
    assert_eq!((high.planned, high.minimum), (Planned::Nothing(NoPayout::BelowMinimum), yuan(20_001)));
    let daily = next(PlanFacts { threshold: yuan(20_001), fallback: Fallback::Wait, ..facts(&funds) });
    assert_eq!(daily.planned, Planned::Nothing(NoPayout::Waiting(Obstacle::BelowMinimum)));
    assert_eq!(next(PlanFacts { threshold: yuan(1), ..weekly }).minimum, yuan(1_000));
}

#[test]
fn a_pause_or_a_missing_destination_stops_every_schedule() {
    let funds = Funds { balance: yuan(50_000), recent: vec![], reserve: None };
    for schedule in Schedule::ALL {
        let facts = PlanFacts { schedule, ..facts(&funds) };
        let paused = next(PlanFacts { paused: Some(PausedBy::Creator), ..facts });
        assert_eq!(paused.planned, Planned::Nothing(NoPayout::Paused(PausedBy::Creator)));
        assert_eq!(paused.share.payable, yuan(50_000), "the money is still shown");
        let homeless = next(PlanFacts { has_destination: false, ..facts });
        assert_eq!(homeless.planned, Planned::Nothing(NoPayout::NoDestination));
    }
}

#[test]
fn a_changed_destination_holds_every_run_before_its_moment_and_none_after() {
    let funds = Funds { balance: yuan(50_000), recent: vec![], reserve: None };
    let weekly = PlanFacts { schedule: Schedule::Weekly, ..facts(&funds) };
    let run = next(weekly).run;
    let held = |until| next(PlanFacts { held_until: Some(until), ..weekly }).planned;
    assert_eq!(held(run.at), Planned::Standard { instead_of_instant: None });
    assert_eq!(held(run.at.plus_ms(1)), Planned::Nothing(NoPayout::DestinationOnHold));
}

#[test]
fn a_payout_on_reaching_an_amount_is_on_the_day_it_is_reached() {
    let funds =
        Funds { balance: yuan(90_000), recent: vec![sold(16, 50_000), sold(18, 30_000)], reserve: None };
    let waiting = |minor| PlanFacts { schedule: Schedule::OnAmount { minor }, ..facts(&funds) };
    let reached = next(waiting(50_000));
    assert_eq!(
        (reached.run.day(), reached.amount()),
        (day(23), Some(yuan(60_000))),
        "the 16th is old enough"
    );
    assert_eq!(next(waiting(60_001)).run.day(), day(25));
    let never = next(waiting(90_001));
    assert_eq!((never.run.day(), never.minimum), (day(22), yuan(90_001)), "looked at tomorrow");
    assert_eq!(never.planned, Planned::Nothing(NoPayout::BelowMinimum));
    let high = next(PlanFacts { threshold: yuan(70_000), ..waiting(50_000) });
    assert_eq!((high.run.day(), high.minimum), (day(25), yuan(70_000)), "a higher threshold counts");
}

#[test]
fn a_day_over_the_maximum_is_still_instant_defect_4_4_e() {
    let funds = Funds { balance: yuan(2_500_001), recent: vec![], reserve: None };
    let Planned::Instant(quote) = next(facts(&funds)).planned else { panic!("skipped") };
    assert_eq!(quote.part_count(), 3);
    assert_eq!(quote.gross, yuan(2_500_001));
}

proptest! {
    #[test]
    fn nothing_under_the_minimum_is_ever_paid_and_nothing_is_paid_that_is_not_there(
        balance in -100_000i64..5_000_000, young in 0i64..2_000_000, threshold in 0i64..3_000_000,
        schedule in any_schedule(), wait: bool, eligible: bool,
    ) {
        let funds = Funds { balance: yuan(balance), recent: vec![sold(21, young)], reserve: None };
        let fallback = if wait { Fallback::Wait } else { Fallback::Standard };
        let chosen = PlanFacts {
            schedule, fallback, eligible, threshold: yuan(threshold), ..facts(&funds)
        };
        let payout = next(chosen);
        let paid = match payout.planned {
            Planned::Instant(ref quote) => {
                prop_assert!(eligible && chosen.schedule == Schedule::Daily);
                quote.gross
            }
            Planned::Standard { .. } => payout.share.payable,
            Planned::Nothing(_) => return Ok(()),
        };
        prop_assert_eq!((paid, payout.amount()), (payout.share.payable, Some(paid)));
        prop_assert!(paid.minor() >= 1_000.max(threshold) && paid.minor() <= balance);
    }
}
