use proptest::prelude::*;

use super::{Eligibility, EligibilityFacts, PausedBy, Requirement};
use crate::{
    id::{CreatorId, DestinationId},
    money::{BasisPoints, Currency},
    payouts::{Destination, Rail, Standing},
    policy::Policy,
    time::Timestamp,
};

const NOW: Timestamp = Timestamp::from_unix_ms(1_795_000_000_000);

fn standing() -> Standing {
    Standing {
        creator: CreatorId::new(Timestamp::default(), 1),
        country: "CN".to_owned(),
        country_has_instant: true,
        compliant: true,
        platform_paused_at: None,
        pause_reason: String::new(),
        reserve_rate: BasisPoints::new(0),
        reserve_days: 0,
        version: 1,
    }
}

fn destination(takes_instant: bool) -> Destination {
    Destination {
        id: DestinationId::new(Timestamp::default(), 1),
        creator: CreatorId::new(Timestamp::default(), 1),
        rail: Rail::SandboxBank,
        label: "Sandbox Bank".to_owned(),
        last_four: "4417".to_owned(),
        fingerprint: "f".to_owned(),
        currency: Currency::Cny,
        takes_instant,
        added_at: Timestamp::default(),
    }
}

fn facts<'a>(standing: Option<&'a Standing>, destination: Option<&'a Destination>) -> EligibilityFacts<'a> {
    EligibilityFacts {
        standing,
        paused_by_failures: false,
        paused_by_creator: false,
        destination,
        held_until: None,
        now: NOW,
        completed_payouts: 4,
    }
}

fn missing(facts: EligibilityFacts<'_>) -> Vec<&'static str> {
    let eligibility = Eligibility::evaluate(facts, &Policy::default());
    assert_eq!(eligibility.is_eligible(), eligibility.missing().is_empty());
    eligibility.missing().into_iter().map(Requirement::code).collect()
}

#[test]
fn each_requirement_alone_keeps_instant_payouts_away() {
    let (good, bank) = (standing(), destination(true));
    let facts = facts(Some(&good), Some(&bank));
    assert_eq!(missing(facts), [""; 0]);
    assert_eq!(missing(EligibilityFacts { paused_by_creator: true, ..facts }), ["not_paused"]);
    assert_eq!(missing(EligibilityFacts { paused_by_failures: true, ..facts }), ["not_paused"]);
    let (risky, abroad) =
        (Standing { compliant: false, ..standing() }, Standing { country_has_instant: false, ..standing() });
    assert_eq!(missing(EligibilityFacts { standing: Some(&risky), ..facts }), ["compliant"]);
    assert_eq!(missing(EligibilityFacts { standing: Some(&abroad), ..facts }), ["country"]);
    let slow = destination(false);
    assert_eq!(missing(EligibilityFacts { destination: Some(&slow), ..facts }), ["destination"]);
    assert_eq!(missing(EligibilityFacts { destination: None, ..facts }), ["destination"]);
}

#[test]
fn a_destination_that_has_changed_is_on_hold_until_the_very_moment() {
    let (good, bank) = (standing(), destination(true));
    let held = |held_until| {
        let facts = EligibilityFacts { held_until: Some(held_until), ..facts(Some(&good), Some(&bank)) };
        Eligibility::evaluate(facts, &Policy::default()).missing()
    };
    let until = NOW.plus_ms(1);
    assert_eq!(held(until), [Requirement::Destination { chosen: true, on_hold_until: Some(until) }]);
    assert_eq!(held(NOW), []);
}

#[test]
fn four_completed_payouts_are_enough_and_three_are_not_defect_4_4_d() {
    let (good, bank) = (standing(), destination(true));
    for (have, expected) in [(3, vec!["completed_payouts"]), (4, vec![]), (5, vec![])] {
        let facts = EligibilityFacts { completed_payouts: have, ..facts(Some(&good), Some(&bank)) };
        assert_eq!(missing(facts), expected, "{have}");
    }
}

#[test]
fn the_number_that_the_page_tells_is_the_number_that_counts_defect_4_4_d() {
    let (good, bank) = (standing(), destination(true));
    let policy = Policy { instant_needs_payouts: 7, ..Policy::default() };
    let eligibility = Eligibility::evaluate(facts(Some(&good), Some(&bank)), &policy);
    assert_eq!(eligibility.missing(), [Requirement::CompletedPayouts { have: 4, need: 7 }]);
}

#[test]
fn the_platforms_pause_is_named_before_the_failures_and_those_before_the_creators() {
    let paused = Standing { platform_paused_at: Some(Timestamp::default()), ..standing() };
    let free = standing();
    assert_eq!(PausedBy::of(Some(&paused), true, true), Some(PausedBy::Platform));
    assert_eq!(PausedBy::of(Some(&free), true, true), Some(PausedBy::Failures));
    assert_eq!(PausedBy::of(None, true, false), Some(PausedBy::Failures));
    assert_eq!(PausedBy::of(Some(&free), false, true), Some(PausedBy::Creator));
    assert_eq!(PausedBy::of(Some(&free), false, false), None);
    assert_eq!(PausedBy::of(None, false, false), Some(PausedBy::Review), "nothing known, nothing passed");
}

proptest! {
    #[test]
    fn nothing_known_is_never_eligible(paused: bool, failed: bool, has_bank: bool, instant: bool, have: u32) {
        let bank = destination(instant);
        let facts = EligibilityFacts {
            paused_by_failures: failed,
            paused_by_creator: paused,
            completed_payouts: have,
            ..facts(None, has_bank.then_some(&bank))
        };
        prop_assert!(!Eligibility::evaluate(facts, &Policy::default()).is_eligible());
    }

    #[test]
    fn every_requirement_stands_on_the_list_once_whatever_is_known(
        known: bool, paused: bool, failed: bool, has_bank: bool, hold in -10i64..10, have: u32,
    ) {
        let (good, bank) = (standing(), destination(true));
        let facts = EligibilityFacts {
            paused_by_failures: failed,
            paused_by_creator: paused,
            held_until: Some(NOW.plus_ms(hold)),
            completed_payouts: have,
            ..facts(known.then_some(&good), has_bank.then_some(&bank))
        };
        let eligibility = Eligibility::evaluate(facts, &Policy::default());
        let codes: Vec<_> = eligibility.checks.iter().map(|check| check.requirement.code()).collect();
        prop_assert_eq!(codes, ["compliant", "not_paused", "country", "destination", "completed_payouts"]);
    }
}
