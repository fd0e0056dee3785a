use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{FeePolicy, FeeRule, FeeTier, InstantPart, InstantQuote, InstantTerms, NoQuote, Promotion};
use crate::{
    money::{BasisPoints, Currency, Money, split_evenly},
    policy::Policy,
    time::Day,
};

fn yuan(minor: i64) -> Money {
    Money::new(minor, Currency::Cny)
}

fn day(date: u8) -> Day {
    Day::from_calendar(2026, 11, date).unwrap()
}

fn terms_in(policy: &Policy, currency: Currency) -> InstantTerms {
    InstantTerms::of(policy, None, day(22), Money::zero(currency))
}

fn terms() -> InstantTerms {
    terms_in(&Policy::default(), Currency::Cny)
}

/// An amount of every magnitude, not only large ones.
fn any_amount() -> impl Strategy<Value = i64> {
    (0u32..53)
        .prop_flat_map(|bits| (1i64 << bits) - 1..=(1i64 << (bits + 1)) - 1)
        .prop_map(|minor| minor.min(Money::MAX_MINOR))
}

fn any_cap() -> impl Strategy<Value = Option<i64>> {
    prop::option::of(any_amount())
}

fn any_currency() -> impl Strategy<Value = Currency> {
    prop::sample::select(Currency::ALL)
}

fn tier(from_major: i64, rate: u32) -> FeeTier {
    FeeTier { currency: Currency::Cny, from_major, rate: BasisPoints::new(rate) }
}

fn offer(first: u8, last: u8, rate: u32) -> Promotion {
    Promotion { first_day: day(first), last_day: day(last), rate: BasisPoints::new(rate) }
}

#[test]
fn the_example_of_the_product_description_holds() {
    let quote = terms().quote(yuan(11_000)).unwrap();
    assert_eq!((quote.net, quote.fee, quote.part_count()), (yuan(10_679), yuan(321), 1));
    assert_eq!((terms().why, terms().cap), (FeeRule::Flat, None));
}

#[test]
fn both_rates_are_told_the_one_of_what_arrives_and_the_one_of_the_balance_defect_4_4_m() {
    assert_eq!((terms().rate.percent(), terms().rate_of_gross().percent()), ("3".into(), "2.91".into()));
    let quote = terms().quote(yuan(1_000_000)).unwrap();
    assert_eq!(quote.rate_of_gross().percent(), "2.91");
}

#[test]
fn the_limits_are_within_the_limits_and_the_number_told_is_the_number_used_defect_4_4_d() {
    assert_eq!((terms().minimum, terms().maximum), (yuan(1_000), yuan(999_900)));
    assert_eq!(terms().quote(yuan(999)), Err(NoQuote::BelowMinimum));
    assert_eq!(terms().quote(yuan(1_000)).unwrap().part_count(), 1);
    assert_eq!(terms().quote(yuan(999_900)).unwrap().part_count(), 1);
    assert_eq!(terms().quote(yuan(999_901)).unwrap().part_count(), 2);
    assert_eq!(terms().quote(Money::new(2_000, Currency::Usd)), Err(NoQuote::OtherCurrency));
    assert_eq!(terms().quote(yuan(-5_000)), Err(NoQuote::BelowMinimum));
}

#[test]
fn a_day_over_the_maximum_is_cut_and_not_skipped_defect_4_4_e() {
    let quote = terms().quote(yuan(2_500_001)).unwrap();
    let grosses: Vec<i64> = quote.parts().map(|part| part.gross.minor()).collect();
    assert_eq!(grosses, [833_334, 833_334, 833_333]);
    assert_eq!(quote.fee.minor(), quote.parts().map(|part| part.fee.minor()).sum::<i64>());
}

#[test]
fn limits_and_fees_come_from_the_policy_alone_defect_4_4_k() {
    let fee = FeePolicy { rate: BasisPoints::new(100), ..FeePolicy::default() };
    let policy = Policy { minimum_payout_major: 50, instant_maximum_major: 100, fee, ..Policy::default() };
    let terms = terms_in(&policy, Currency::Cny);
    assert_eq!(terms.quote(yuan(4_999)), Err(NoQuote::BelowMinimum));
    let quote = terms.quote(yuan(10_100)).unwrap();
    assert_eq!((quote.part_count(), quote.fee, quote.net), (2, yuan(100), yuan(10_000)));
}

#[test]
fn terms_that_leave_no_room_are_refused_rather_than_bent() {
    let narrow = InstantTerms { maximum: yuan(1_500), ..terms() };
    assert_eq!(narrow.quote(yuan(1_600)), Err(NoQuote::CannotBeSplit));
    let shut = InstantTerms { maximum: yuan(0), ..narrow };
    assert_eq!(shut.quote(yuan(1_600)), Err(NoQuote::CannotBeSplit));
}

#[test]
fn a_cap_holds_for_each_payout_of_a_day() {
    let mut policy = Policy::default();
    policy.fee.caps_major = BTreeMap::from([(Currency::Cny, 50)]);
    let terms = terms_in(&policy, Currency::Cny);
    let quote = terms.quote(yuan(500_000)).unwrap();
    assert_eq!((quote.fee, quote.net), (yuan(5_000), yuan(495_000)));
    assert_eq!(quote.rate_of_gross().percent(), "1");
    assert_eq!(terms.quote(yuan(11_000)).unwrap().fee, yuan(321), "under the cap it is the rate");
    assert_eq!(terms.quote(yuan(1_500_000)).unwrap().fee, yuan(10_000), "two payouts, twice the cap");
    assert_eq!(terms_in(&policy, Currency::Usd).cap, None);
}

#[test]
fn the_tier_that_last_months_volume_reached_decides() {
    let fee = FeePolicy { tiers: vec![tier(10_000, 250), tier(100_000, 200)], ..FeePolicy::default() };
    let policy = Policy { fee, ..Policy::default() };
    for (volume, rate, why) in [
        (0, 300, FeeRule::Flat),
        (999_999, 300, FeeRule::Flat),
        (1_000_000, 250, FeeRule::Tier { from: yuan(1_000_000) }),
        (10_000_000, 200, FeeRule::Tier { from: yuan(10_000_000) }),
    ] {
        let terms = InstantTerms::of(&policy, None, day(22), yuan(volume));
        assert_eq!((terms.rate.get(), terms.why), (rate, why), "{volume}");
    }
    let dollars = InstantTerms::of(&policy, None, day(22), Money::of_major(1_000_000, Currency::Usd));
    assert_eq!(dollars.why, FeeRule::Flat, "a tier counts in its own currency");
}

#[test]
fn a_promotion_holds_from_its_first_to_its_last_day_and_the_lowest_rate_wins() {
    let fee = FeePolicy {
        tiers: vec![tier(10_000, 150)],
        promotions: vec![offer(10, 20, 200), offer(15, 16, 100), offer(16, 17, 150)],
        ..FeePolicy::default()
    };
    let rate = |date, volume| fee.rate_on(day(date), yuan(volume));
    let promoted = |through, rate| (BasisPoints::new(rate), FeeRule::Promotion { through: day(through) });
    assert_eq!(rate(9, 0), (BasisPoints::new(300), FeeRule::Flat));
    assert_eq!(rate(10, 0), promoted(20, 200));
    assert_eq!(rate(16, 0), promoted(16, 100));
    assert_eq!(rate(17, 0), promoted(17, 150));
    assert_eq!(rate(20, 0), promoted(20, 200));
    assert_eq!(rate(21, 0), (BasisPoints::new(300), FeeRule::Flat));
    let lasting = (BasisPoints::new(150), FeeRule::Tier { from: yuan(1_000_000) });
    assert_eq!(rate(17, 1_000_000), lasting, "of equal rates the one that lasts is told");
    assert_eq!(rate(16, 1_000_000), promoted(16, 100));
}

#[test]
fn whole_units_arrive_and_the_rest_stays_in_the_balance() {
    let terms = InstantTerms {
        minimum: Money::of_major(10, Currency::Twd),
        maximum: Money::of_major(9_999, Currency::Twd),
        ..terms()
    };
    let dollars = |minor| Money::new(minor, Currency::Twd);
    let quote = terms.quote(dollars(11_055)).unwrap();
    // 110.00 would bring 106.79: 106.00 arrive, for which 109.18 must leave.
    assert_eq!((quote.gross, quote.fee, quote.net), (dollars(10_918), dollars(318), dollars(10_600)));
    assert_eq!(quote.left, dollars(137));
    assert_eq!(terms.quote(dollars(1_000)), Err(NoQuote::BelowMinimum), "9.27 would leave");
    assert_eq!(terms.quote(dollars(1_100)).unwrap().net, dollars(1_000));
}

proptest! {
    #[test]
    fn what_leaves_is_what_arrives_and_the_fee_defect_4_4_h(
        gross in any_amount(), bp in 0u32..20_000, cap in any_cap(),
    ) {
        let part = InstantPart::of(yuan(gross), BasisPoints::new(bp), cap.map(yuan));
        prop_assert_eq!(part.net.minor() + part.fee.minor(), gross);
        prop_assert!(part.fee.minor() >= 0 && part.fee.minor() <= gross);
        prop_assert!(cap.is_none_or(|cap| part.fee.minor() <= cap));
        // The fee is the rate of what is received, rounded up to the next minor unit, never by a whole one more.
        if cap.is_none_or(|cap| part.fee.minor() < cap) {
            let exact = i128::from(part.net.minor()) * i128::from(bp);
            let booked = i128::from(part.fee.minor()) * 10_000;
            prop_assert!(booked >= exact && booked - exact < 10_000 + i128::from(bp));
        }
    }

    #[test]
    fn more_never_yields_less_nor_costs_less(
        gross in any_amount(), more in 0i64..1_000_000, bp in 0u32..20_000, cap in any_cap(),
    ) {
        let part = |gross| InstantPart::of(yuan(gross), BasisPoints::new(bp), cap.map(yuan));
        let (less, more) = (part(gross), part(gross + more));
        prop_assert!(more.net.minor() >= less.net.minor());
        prop_assert!(more.fee.minor() >= less.fee.minor());
    }

    #[test]
    fn a_part_brings_whole_steps_the_most_of_them_for_the_fee_of_what_leaves(
        available in any_amount(), bp in 0u32..20_000, cap in any_cap(), currency in any_currency(),
    ) {
        let (rate, cap) = (BasisPoints::new(bp), cap.map(|cap| Money::new(cap, currency)));
        let (step, available) = (currency.payout_granularity(), Money::new(available, currency));
        let part = InstantPart::within(available, rate, cap);
        prop_assert!(part.gross.minor() <= available.minor());
        prop_assert_eq!(part.net.minor() % step, 0);
        prop_assert_eq!(InstantPart::of(part.gross, rate, cap), part, "the fee is that of what leaves");
        let all = InstantPart::of(available, rate, cap);
        prop_assert!(all.net.minor() - part.net.minor() < step, "a step more would not come out of it");
        if part.gross != available {
            let less = InstantPart::of(Money::new(part.gross.minor() - 1, currency), rate, cap);
            prop_assert!(part.gross.is_zero() || less.net.minor() < part.net.minor(), "nothing leaves for nothing");
        }
    }

    #[test]
    fn every_amount_over_the_minimum_is_quoted_within_the_limits(
        asked in any_amount(), currency in any_currency(), bp in 0u32..5_000, cap in any_cap(),
    ) {
        let rate = BasisPoints::new(bp);
        let terms = InstantTerms { rate, cap: cap.map(|cap| Money::new(cap, currency)), ..terms_in(&Policy::default(), currency) };
        let (least, most, step) = (terms.minimum.minor(), terms.maximum.minor(), currency.payout_granularity());
        // Where payouts are whole units, the least that is asked for must also bring one of them over the minimum.
        let asked = asked.max(least + if step > 1 { 2 * step } else { 0 });
        let quote = terms.quote(Money::new(asked, currency)).unwrap();
        let sum = |of: fn(&InstantPart) -> Money| -> i64 { quote.sizes.iter().map(|size| size.count * of(&size.each).minor()).sum() };
        prop_assert_eq!(sum(|part| part.gross), quote.gross.minor());
        prop_assert_eq!(sum(|part| part.fee), quote.fee.minor());
        prop_assert_eq!(sum(|part| part.net), quote.net.minor());
        prop_assert_eq!(quote.fee.minor() + quote.net.minor(), quote.gross.minor());
        prop_assert_eq!(quote.gross.minor() + quote.left.minor(), asked);
        prop_assert!(quote.left.minor() >= 0 && (step > 1 || quote.left.is_zero()));
        prop_assert!(quote.sizes.iter().all(|size| (least..=most).contains(&size.each.gross.minor())));
        prop_assert!(quote.sizes.iter().all(|size| size.each.net.minor() % step == 0));
        // Fewest: one part less would not hold it.
        prop_assert!((quote.part_count() - 1).saturating_mul(most) < asked);
    }

    #[test]
    fn parts_are_as_equal_as_the_largest_remainder_makes_them_and_are_booked_as_shown(
        gross in 1_000i64..100_000_000, cap in any_cap(),
    ) {
        let terms = InstantTerms { cap: cap.map(yuan), ..terms() };
        let quote = terms.quote(yuan(gross)).unwrap();
        let parts: Vec<i64> = quote.parts().map(|part| part.gross.minor()).collect();
        prop_assert_eq!(&parts, &split_evenly(gross, u16::try_from(parts.len()).unwrap()));
        let booked = |part: InstantPart| InstantPart::of(part.gross, terms.rate, terms.cap);
        prop_assert!(quote.parts().all(|part| booked(part) == part));
        let fees: i64 = quote.parts().map(|part| booked(part).fee.minor()).sum();
        prop_assert_eq!(fees, quote.fee.minor());
        let json = serde_json::to_string(&quote).unwrap();
        prop_assert_eq!(serde_json::from_str::<InstantQuote>(&json).unwrap(), quote);
    }

    #[test]
    fn the_lowest_rate_of_all_rules_that_apply_is_taken_and_its_rule_is_named(
        tiers in prop::collection::vec((1i64..2_000, 0u32..400), 0..5),
        offers in prop::collection::vec((1u8..=30, 1u8..=30, 0u32..400), 0..5),
        volume in 0i64..300_000, date in 1u8..=30,
    ) {
        let fee = FeePolicy {
            tiers: tiers.iter().map(|(from, rate)| tier(*from, *rate)).collect(),
            promotions: offers.iter().map(|(first, last, rate)| offer(*first, *last, *rate)).collect(),
            ..FeePolicy::default()
        };
        let (rate, why) = fee.rate_on(day(date), yuan(volume));
        let reached = tiers.iter().filter(|(from, _)| from * 100 <= volume).map(|(_, rate)| *rate);
        let running = offers.iter().filter(|(first, last, _)| (*first..=*last).contains(&date));
        let lowest = reached.chain(running.map(|(_, _, rate)| *rate)).chain([300]).min().unwrap();
        prop_assert_eq!(rate.get(), lowest);
        let names_itself = match why {
            FeeRule::Flat => lowest == 300,
            FeeRule::Tier { from } => tiers.iter().any(|(major, rate)| (major * 100, *rate) == (from.minor(), lowest)),
            FeeRule::Promotion { through } => {
                offers.iter().any(|(_, last, rate)| (day(*last), *rate) == (through, lowest))
            }
        };
        prop_assert!(names_itself);
    }
}
