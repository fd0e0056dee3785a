//! Amounts: minimums, splits, negative balances, the reserve, and the tiers of the fee.

use domain::{
    money::BasisPoints,
    payouts::{Fallback, ItemOutcome, PayoutState, Schedule, SkipReason},
};

use super::steps::day;
use crate::{shop::yuan, world::World};

fn skipped(world: &World, index: usize) -> SkipReason {
    match world.items()[index].outcome {
        ItemOutcome::Skipped(reason) => reason,
        ItemOutcome::Paying => panic!("{:?}", world.items()),
    }
}

#[tokio::test]
async fn a_day_over_the_maximum_is_cut_and_stays_instant_defects_4_4_e_and_l() {
    let world = World::daily(Fallback::Wait).await;
    // Three sales of one day and one moment: no part belongs to a sale, so that none is swept into another's.
    for minor in [1_200_000, 800_000, 500_001] {
        world.earns_at(&world.me(), minor, day(18).start());
    }
    world.morning(22);
    world.run().await;
    let payouts = world.payouts();
    let gross: Vec<_> = payouts.iter().map(|payout| (payout.part, payout.gross.minor())).collect();
    assert_eq!(gross, [(1, 833_334), (2, 833_334), (3, 833_333)]);
    let items = world.items();
    let [item] = items.as_slice() else { panic!("one item") };
    assert_eq!((item.gross, item.balance), (yuan(2_500_001), yuan(2_500_001)));
    let fees: i64 = payouts.iter().map(|payout| payout.fee.minor()).sum();
    assert_eq!(item.fee, yuan(fees));
    assert!(payouts.is_sorted_by(|one, next| one.id < next.id), "identifiers grow inside a chunk");
    assert_eq!(world.balance(), 0);
    world.audit();
}

#[tokio::test]
async fn a_refund_after_a_payout_is_carried_and_filled_up_before_anything_is_paid_again_defect_4_4_n() {
    let world = World::daily(Fallback::Wait).await;
    world.earns(&world.me(), 20_000, 3);
    world.morning(22);
    world.run().await;
    world.refunds(15_000);
    assert_eq!(world.balance(), -15_000);
    world.morning(23);
    world.run().await;
    assert_eq!(skipped(&world, 1), SkipReason::NegativeBalance);
    assert_eq!(world.items()[1].balance, yuan(-15_000), "the page shows it");
    assert_eq!(world.told_kinds(), ["skipped_first_time"]);
    world.earns_at(&world.me(), 18_000, day(22).start());
    world.morning(24);
    world.run().await;
    assert_eq!(world.payouts().last().unwrap().gross, yuan(3_000));
    world.audit();
}

#[tokio::test]
async fn a_reserve_keeps_its_part_back_and_lets_it_go_when_its_days_are_over_defect_4_4_n() {
    let world = World::daily(Fallback::Wait).await;
    world.standing(|standing| (standing.reserve_rate, standing.reserve_days) = (BasisPoints::new(2_500), 10));
    world.earns_at(&world.me(), 40_000, day(18).start());
    world.morning(22);
    world.run().await;
    assert_eq!(world.payouts()[0].gross, yuan(30_000));
    for date in 23..30 {
        world.morning(date);
        world.run().await;
    }
    let last = world.payouts().pop().unwrap();
    assert_eq!((last.day, last.gross, world.balance()), (day(29), yuan(10_000), 0));
    world.audit();
}

#[tokio::test]
async fn less_than_the_minimum_stays_and_is_told_once_and_grows_on() {
    let world = World::daily(Fallback::Standard).await;
    world.earns(&world.me(), 600, 3);
    world.morning(22);
    world.run().await;
    assert_eq!(skipped(&world, 0), SkipReason::BelowMinimum);
    world.morning(23);
    world.run().await;
    assert_eq!(world.told_kinds(), ["skipped_first_time"]);
    world.earns_at(&world.me(), 400, day(22).start());
    world.morning(24);
    world.run().await;
    assert_eq!(world.payouts()[0].gross, yuan(1_000));
}

#[tokio::test]
async fn who_waits_for_an_amount_is_paid_when_it_is_there_and_not_bothered_before() {
    let world = World::daily(Fallback::Standard).await;
    world.settings(|settings| settings.schedule = Schedule::OnAmount { minor: 50_000 });
    world.earns(&world.me(), 30_000, 20);
    world.morning(22);
    world.run().await;
    assert_eq!((skipped(&world, 0), world.told().len()), (SkipReason::BelowMinimum, 0));
    world.earns(&world.me(), 20_000, 20);
    world.morning(23);
    world.run().await;
    let paid = world.payouts().pop().unwrap();
    assert_eq!((paid.gross, paid.fee, paid.kind.code()), (yuan(50_000), yuan(0), "standard"));
}

#[tokio::test]
async fn a_standard_payout_moves_the_accounts_version_so_that_no_other_decision_shares_its_balance() {
    let world = World::daily(Fallback::Wait).await;
    world.settings(|settings| settings.schedule = Schedule::Weekly);
    world.earns(&world.me(), 50_000, 20);
    let before = world.rows().accounts[&world.me()].version;
    world.morning(27);
    world.run().await;
    assert_eq!(world.payouts().len(), 1);
    assert_eq!(world.rows().accounts[&world.me()].version, before + 1);
}

#[tokio::test]
async fn what_was_decided_before_the_platform_paused_a_creator_waits_until_it_is_lifted() {
    let world = World::daily(Fallback::Wait).await;
    world.earns(&world.me(), 50_000, 3);
    world.morning(22);
    world.run().await;
    let now = day(22).start();
    world.standing(|standing| standing.platform_paused_at = Some(now));
    assert_eq!(world.dispatch().await.unwrap().sent, 0);
    assert_eq!(world.payouts()[0].state, PayoutState::Requested);
    world.standing(|standing| standing.platform_paused_at = None);
    assert_eq!(world.dispatch().await.unwrap().sent, 1);
    world.audit();
}
