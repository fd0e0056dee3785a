//! Defects of the model platform that have no better place.

use domain::payouts::{
    FailureReason, Fallback, ItemOutcome, NoPayout, Obstacle, PayoutKind, PayoutState, Planned, RailNews,
    SkipReason,
};

use super::steps::day;
use crate::{shop::yuan, world::World};

#[tokio::test]
async fn a_stored_daily_of_somebody_who_is_not_eligible_is_never_paid_instantly_defect_4_4_g() {
    for fallback in Fallback::ALL {
        let world = World::daily(fallback).await;
        world.account(|account| account.completed = 3);
        world.earns(&world.me(), 80_000, 20);
        for date in 22..29 {
            world.morning(date);
            world.run().await;
        }
        assert!(world.payouts().iter().all(|payout| payout.kind == PayoutKind::Standard));
    }
}

#[tokio::test]
async fn money_that_settles_has_an_outcome_of_its_own_and_the_page_says_the_same_before_defect_4_4_j() {
    let world = World::daily(Fallback::Wait).await;
    world.earns_at(&world.me(), 9_000, day(21).start().plus_seconds(11 * 3_600));
    let before = world.services.payouts.load(&world.shop.creator).await.unwrap().unwrap().next;
    assert_eq!(before.planned, Planned::Nothing(NoPayout::Waiting(Obstacle::NothingSettled)));
    world.morning(22);
    world.run().await;
    let item = world.items().remove(0);
    assert_eq!(item.outcome, ItemOutcome::Skipped(SkipReason::StillSettling));
    assert_eq!((item.balance, item.payable), (yuan(9_000), yuan(0)));
}

#[tokio::test]
async fn a_payout_that_failed_today_moves_no_date_and_tomorrow_pays_defect_4_4_o() {
    let world = World::daily(Fallback::Wait).await;
    world.earns(&world.me(), 9_000, 3);
    world.morning(22);
    world.run().await;
    world.dispatch().await.unwrap();
    world.bank.change(|book| book.all_stand(&RailNews::Failed(FailureReason::LimitReached)));
    world.clock.advance(301);
    world.dispatch().await.unwrap();
    let next = world.services.payouts.load(&world.shop.creator).await.unwrap().unwrap().next;
    assert_eq!((next.run.day(), next.amount()), (day(23), Some(yuan(9_000))));
    world.morning(23);
    world.run().await;
    let payouts = world.payouts();
    assert_eq!((payouts.len(), payouts[1].day, payouts[1].state), (2, day(23), PayoutState::Requested));
    world.audit();
}

#[tokio::test]
async fn money_that_comes_back_before_it_arrived_is_told_too_defect_4_4_p() {
    let world = World::daily(Fallback::Wait).await;
    world.earns(&world.me(), 9_000, 3);
    world.morning(22);
    let payout = world.in_transit().await;
    world.hears(&payout, "evt_1", RailNews::Returned(FailureReason::AccountClosed)).await;
    assert_eq!((world.told_kinds(), world.balance()), (vec!["payout_returned"], 9_000));
    world.audit();
}

#[tokio::test]
async fn who_has_nothing_left_when_the_run_comes_is_an_item_and_not_an_error_defect_4_4_r() {
    let world = World::daily(Fallback::Wait).await;
    world.earns(&world.me(), 9_000, 3);
    world.morning(22);
    // Selected by its schedule, and emptied before it is looked at.
    world.refunds(9_000);
    world.run().await;
    assert_eq!(world.items()[0].outcome, ItemOutcome::Skipped(SkipReason::NothingPayable));
    assert!(world.payouts().is_empty());
    world.audit();
}
