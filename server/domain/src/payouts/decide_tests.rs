//! What runs decide; and that the plan on the page is the same.

use proptest::prelude::*;

use super::{Decision, Verdict};
use crate::{
    money::{BasisPoints, Currency, Money},
    payouts::{
        Calendar, Fallback, FeeRule, Funds, InstantTerms, Obstacle, PausedBy, PayoutKind, PlanFacts, Planned,
        Planner, RecentAmount, Schedule, SkipReason,
    },
    time::{Day, Timestamp},
};

fn yuan(minor: i64) -> Money {
    Money::new(minor, Currency::Cny)
}

fn day(date: u8) -> Day {
    Day::from_calendar(2026, 11, date).unwrap()
}

fn planner() -> Planner {
    let terms = InstantTerms {
        rate: BasisPoints::new(300),
        cap: None,
        why: FeeRule::Flat,
        minimum: yuan(1_000),
        maximum: yuan(999_900),
    };
    Planner { calendar: Calendar { run_hour: 8, hold_days: 7 }, terms, minimum: yuan(1_000) }
}

fn sold(date: u8, minor: i64) -> RecentAmount {
    let at = day(date).start().plus_seconds(12 * 3_600);
    RecentAmount { captured_at: at, settles_at: at.plus_days(1), amount: yuan(minor) }
}

fn funds(balance: i64, recent: Vec<RecentAmount>) -> Funds {
    Funds { balance: yuan(balance), recent, reserve: None }
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

fn decided(facts: PlanFacts<'_>, kind: PayoutKind, date: u8) -> Option<Decision> {
    planner().decide(facts, kind, day(date)).unwrap()
}

fn skipped(facts: PlanFacts<'_>, kind: PayoutKind, date: u8) -> SkipReason {
    let decision = decided(facts, kind, date).unwrap();
    if let Verdict::Skipped(reason) = decision.verdict { reason } else { panic!("{decision:?}") }
}

#[test]
fn the_first_reason_that_holds_is_told() {
    let (plenty, empty, owing) = (funds(50_000, vec![]), funds(0, vec![]), funds(-1, vec![]));
    let settling = funds(5_000, vec![sold(20, 5_000)]);
    let late = Some(Timestamp::from_unix_ms(i64::MAX));
    let mut facts = PlanFacts {
        paused: Some(PausedBy::Platform),
        has_destination: false,
        held_until: late,
        eligible: false,
        fallback: Fallback::Wait,
        threshold: yuan(60_000),
        ..facts(&owing)
    };
    let told = |facts| skipped(facts, PayoutKind::Instant, 21);
    for (by, reason) in [
        (PausedBy::Platform, SkipReason::PausedByPlatform),
        (PausedBy::Failures, SkipReason::PausedAfterFailures),
        (PausedBy::Creator, SkipReason::PausedByCreator),
        (PausedBy::Review, SkipReason::UnderReview),
    ] {
        facts.paused = Some(by);
        assert_eq!(told(facts), reason);
    }
    facts.paused = None;
    assert_eq!(told(facts), SkipReason::NoDestination);
    facts.has_destination = true;
    assert_eq!(told(facts), SkipReason::DestinationOnHold);
    facts.held_until = None;
    assert_eq!(told(facts), SkipReason::NegativeBalance);
    facts.funds = &empty;
    assert_eq!(told(facts), SkipReason::NothingPayable);
    facts.funds = &settling;
    assert_eq!(told(facts), SkipReason::StillSettling);
    facts.funds = &plenty;
    assert_eq!(told(facts), SkipReason::NotEligible);
    facts.eligible = true;
    assert_eq!(told(facts), SkipReason::BelowMinimum);
}

#[test]
fn a_hold_is_over_at_its_last_moment() {
    let plenty = funds(50_000, vec![]);
    let run_at = day(21).start().plus_seconds(8 * 3_600);
    let held = |until| PlanFacts { held_until: Some(until), ..facts(&plenty) };
    assert_eq!(skipped(held(run_at.plus_ms(1)), PayoutKind::Instant, 21), SkipReason::DestinationOnHold);
    assert!(decided(held(run_at), PayoutKind::Instant, 21).unwrap().pays());
}

#[test]
fn on_a_friday_the_standard_run_pays_who_cannot_be_paid_instantly_through_its_own_cut_off_defects_4_4_b_and_c()
 {
    // Friday the 20th: the hold leaves what was captured through the 13th.
    let money = funds(100_000, vec![sold(14, 10_000), sold(19, 30_000)]);
    let refused = PlanFacts { eligible: false, ..facts(&money) };
    let instant = decided(refused, PayoutKind::Instant, 20).unwrap();
    assert_eq!(instant.verdict, Verdict::Skipped(SkipReason::FellBack));
    assert_eq!(instant.obstacle, Some(Obstacle::NotEligible));
    let standard = decided(refused, PayoutKind::Standard, 20).unwrap();
    assert_eq!(standard.verdict, Verdict::Standard(yuan(60_000)));
    assert_eq!((standard.run.covers_through, standard.obstacle), (day(13), Some(Obstacle::NotEligible)));
    assert_eq!(decided(refused, PayoutKind::Standard, 19), None, "on a Thursday there is no such run");
    let waits = PlanFacts { fallback: Fallback::Wait, ..refused };
    assert_eq!(skipped(waits, PayoutKind::Instant, 20), SkipReason::NotEligible);
    assert_eq!(decided(waits, PayoutKind::Standard, 20), None);
}

#[test]
fn who_can_be_paid_instantly_is_none_of_the_standard_runs_business() {
    let money = funds(100_000, vec![]);
    assert!(decided(facts(&money), PayoutKind::Instant, 20).unwrap().pays());
    assert_eq!(decided(facts(&money), PayoutKind::Standard, 20), None);
    let nothing = funds(0, vec![]);
    assert_eq!(skipped(facts(&nothing), PayoutKind::Instant, 20), SkipReason::NothingPayable);
    assert_eq!(decided(facts(&nothing), PayoutKind::Standard, 20), None, "one answer a day is enough");
}

#[test]
fn a_cut_that_is_not_possible_falls_back_too() {
    let money = funds(150_000, vec![]);
    let mut rules = planner();
    (rules.terms.minimum, rules.terms.maximum) = (yuan(90_000), yuan(100_000));
    let falls_back = rules.decide(facts(&money), PayoutKind::Instant, day(20)).unwrap().unwrap();
    assert_eq!(falls_back.verdict, Verdict::Skipped(SkipReason::FellBack));
    let standard = rules.decide(facts(&money), PayoutKind::Standard, day(20)).unwrap().unwrap();
    assert_eq!(standard.verdict, Verdict::Standard(yuan(150_000)));
}

#[test]
fn who_waits_for_an_amount_is_paid_on_the_day_that_reaches_it() {
    let waiting = Schedule::OnAmount { minor: 50_000 };
    let (less, enough) = (funds(49_999, vec![]), funds(50_000, vec![]));
    let at = |funds| PlanFacts { schedule: waiting, ..facts(funds) };
    assert_eq!(skipped(at(&less), PayoutKind::Standard, 18), SkipReason::BelowMinimum);
    let paid = decided(at(&enough), PayoutKind::Standard, 18).unwrap();
    assert_eq!((paid.verdict, paid.minimum), (Verdict::Standard(yuan(50_000)), yuan(50_000)));
    assert_eq!(decided(at(&enough), PayoutKind::Instant, 18), None);
}

proptest! {
    #[test]
    fn the_plan_of_a_day_is_what_its_runs_decide(
        balance in -20_000i64..400_000, young in 0i64..100_000, younger in 0i64..100_000, threshold in 0i64..80_000,
        schedule in 0usize..6, wait: bool, eligible: bool, date in 16u8..29,
    ) {
        let own = [Schedule::OnAmount { minor: 30_000 }, Schedule::DayOfMonth(20)];
        let schedule = Schedule::ALL.into_iter().chain(own).nth(schedule).unwrap();
        let money = funds(balance, vec![sold(14, young), sold(15, younger)]);
        let fallback = if wait { Fallback::Wait } else { Fallback::Standard };
        let facts = PlanFacts { schedule, fallback, eligible, threshold: yuan(threshold), ..facts(&money) };
        let runs = PayoutKind::ALL.map(|kind| decided(facts, kind, date));
        let planned = planner().on_day(facts, day(date)).unwrap();
        let paid: Vec<&Decision> = runs.iter().flatten().filter(|decision| decision.pays()).collect();
        prop_assert!(paid.len() <= 1, "one day pays once");
        prop_assert_eq!(planned.is_some(), runs.iter().any(Option::is_some));
        let Some(planned) = planned else { return Ok(()) };
        let amount = paid.first().map(|decision| match &decision.verdict {
            Verdict::Instant(quote) => quote.gross,
            Verdict::Standard(amount) => *amount,
            Verdict::Skipped(_) => unreachable!(),
        });
        prop_assert_eq!(planned.amount(), amount);
        if let Some(decision) = paid.first() {
            prop_assert_eq!(planned.run, decision.run);
            let instead = if let Planned::Standard { instead_of_instant } = planned.planned { instead_of_instant } else { None };
            prop_assert_eq!(instead, decision.obstacle);
        }
    }
}
