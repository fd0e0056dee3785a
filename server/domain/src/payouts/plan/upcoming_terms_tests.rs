//! What a payout ahead is quoted at, when a promotion ends or a month begins before it.

use proptest::prelude::*;

use super::{
    PlanFacts, Planned, Planner,
    upcoming_tests::{day, facts, noon, planner, sold, yuan},
};
use crate::{
    money::{BasisPoints, Currency},
    payouts::{
        Decision, Fallback, FeePolicy, FeeTier, Funds, InstantTerms, InstantVolume, PayoutKind, Promotion,
        RecentAmount, Schedule, TermsAhead, Verdict,
    },
    policy::Policy,
    time::Day,
};

/// A promotion until some day, and less from a volume on.
fn policy(promotion_through: Day, tier_major: i64) -> Policy {
    let promotion = Promotion { first_day: day(1), last_day: promotion_through, rate: BasisPoints::new(50) };
    let tier = FeeTier { currency: Currency::Cny, from_major: tier_major, rate: BasisPoints::new(200) };
    let fee = FeePolicy { promotions: vec![promotion], tiers: vec![tier], ..FeePolicy::default() };
    Policy { fee, ..Policy::default() }
}

/// What instant payouts cost somebody who was paid out so much this month and last month.
fn terms(policy: &Policy, this_month: i64, last_month: i64) -> TermsAhead<'_> {
    let volume = InstantVolume { month: day(2), this_month: yuan(this_month), last_month: yuan(last_month) };
    TermsAhead { policy, country: None, volume }
}

#[test]
fn each_payout_ahead_costs_what_its_own_day_asks() {
    let slow = |date: u8, minor| RecentAmount { settles_at: noon(date).plus_days(5), ..sold(date, minor) };
    let recent = vec![
        slow(18, 100_000),
        slow(21, 100_000),
        RecentAmount { settles_at: noon(30), ..sold(21, 100_000) },
    ];
    let funds = Funds { balance: yuan(350_000), recent, reserve: None };
    let policy = policy(day(24), 2_000);
    let list = planner().upcoming_under(facts(&funds, Schedule::Daily), terms(&policy, 0, 0), noon(21), 6);
    let told: Vec<_> = list.unwrap().into_iter().map(|next| (next.run.day(), next.planned)).collect();
    let rates = told.iter().map(|(day, planned)| {
        let Planned::Instant(quote) = planned else { panic!("{planned:?}") };
        (*day, quote.fee)
    });
    let december = day(30).plus_days(1);
    assert_eq!(
        rates.collect::<Vec<_>>(),
        [(day(22), yuan(249)), (day(24), yuan(498)), (day(27), yuan(2_913)), (december, yuan(1_961)),]
    );
}

proptest! {
    #[test]
    fn what_is_quoted_for_a_day_is_what_the_run_of_that_day_books(
        wait: bool, old in 0i64..3_000_000, through in 22u8..30, tier_major in 1i64..40_000,
        this_month in 0i64..4_000_000, last_month in 0i64..4_000_000,
        sales in prop::collection::vec((1u8..22, 0i64..25, 1i64..900_000), 0..10),
    ) {
        let recent: Vec<_> = sales.iter().map(|(date, settle, minor)| RecentAmount {
            settles_at: noon(*date).plus_days(*settle), ..sold(*date, *minor)
        }).collect();
        let whole = old + sales.iter().map(|(_, _, minor)| minor).sum::<i64>();
        let mut left = Funds { balance: yuan(whole), recent, reserve: None };
        let policy = policy(day(through), tier_major);
        let funds = left.clone();
        let fallback = if wait { Fallback::Wait } else { Fallback::Standard };
        let mut terms = terms(&policy, this_month, last_month);
        let quoted = planner().upcoming_under(PlanFacts { fallback, ..facts(&funds, Schedule::Daily) }, terms, noon(21), 100).unwrap();
        // Day by day, as a runner lives it: each run asks for its own day's terms, and its payouts count from then on.
        let mut booked = Vec::new();
        for ahead in 1..=60 {
            let day = day(21).plus_days(ahead);
            let of_the_day =
                InstantTerms::of(&policy, None, day, terms.volume.before(day));
            let runner = Planner { terms: of_the_day, ..planner() };
            for kind in PayoutKind::ALL {
                let decision = runner.decide(PlanFacts { fallback, ..facts(&left, Schedule::Daily) }, kind, day).unwrap();
                let Some(decision) = decision.filter(Decision::pays) else { continue };
                let amount = match &decision.verdict {
                    Verdict::Instant(quote) => {
                        terms.volume = terms.volume.with(day, quote.gross);
                        quote.gross
                    }
                    Verdict::Standard(amount) => *amount,
                    Verdict::Skipped(_) => continue,
                };
                left.balance = left.balance.minus(amount).unwrap();
                booked.push((day, decision.verdict));
            }
        }
        let quoted: Vec<_> = quoted.into_iter().map(|next| (next.run.day(), match next.planned {
            Planned::Instant(quote) => Verdict::Instant(quote),
            Planned::Standard { .. } => Verdict::Standard(next.share.payable),
            Planned::Nothing(_) => unreachable!("the list holds payouts"),
        })).collect();
        prop_assert_eq!(quoted, booked);
    }
}
