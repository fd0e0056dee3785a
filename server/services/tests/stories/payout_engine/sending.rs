//! The way of a payout, told once as it should go and then with each call failing.

use domain::{
    message::MessageKind,
    payouts::{FailureReason, Fallback, PayoutState, RailNews, RunState, Schedule},
};

use super::steps::{day, paid};
use crate::{shop::yuan, told::told, world::World};

fn settled(world: &World) {
    world.settles_in(&world.me(), Schedule::Daily, Fallback::Wait);
    world.earns(&world.me(), 120_450, 3);
    world.morning(22);
}

#[tokio::test]
async fn a_daily_payout_is_booked_sent_once_and_paid() {
    told(async |world| {
        settled(world);
        let payout = world.in_transit().await;
        assert_eq!(
            (payout.gross, payout.fee, payout.net().unwrap()),
            (yuan(120_450), yuan(3_509), yuan(116_941))
        );
        assert_eq!(world.balance(), 0);
        world.bank.change(|book| book.all_stand(&paid()));
        world.until_all(301, PayoutState::Paid).await;
        let book = world.bank.book();
        assert_eq!(book.taken.len(), 1, "one payout, one number");
        let taken = &book.taken[payout.id.as_str()];
        assert_eq!((taken.order.amount, taken.order.to.holder.as_str()), (yuan(116_941), "Lin Wan"));
        assert_eq!(world.told_kinds(), ["payout_paid"]);
        let rows = world.rows();
        assert_eq!(rows.accounts[&world.me()].completed, 5);
        assert_eq!(rows.accounts[&world.me()].volume.before(day(22).plus_months(1)), yuan(120_450));
        world
            .until(async || {
                world.dispatch().await?;
                let done = world.rows().runs.values().all(|run| run.state == RunState::Done);
                Ok(done.then_some(()))
            })
            .await;
    })
    .await;
}

#[tokio::test]
async fn a_payout_that_fails_brings_everything_back_once_and_says_what_to_do() {
    told(async |world| {
        settled(world);
        world.in_transit().await;
        world.bank.change(|book| book.all_stand(&RailNews::Failed(FailureReason::AccountClosed)));
        world.until_all(301, PayoutState::Failed(FailureReason::AccountClosed)).await;
        assert_eq!(world.balance(), 120_450, "gross, with the fee");
        let told = world.told();
        let [message] = told.as_slice() else { panic!("{told:?}") };
        let MessageKind::PayoutFailed { back, action, .. } = &message.about else { panic!("{message:?}") };
        assert_eq!((*back, action.as_str()), (yuan(120_450), "check_destination"));
        assert_eq!(world.rows().accounts[&world.me()].failures, 1);
    })
    .await;
}

#[tokio::test]
async fn an_event_is_kept_and_booked_in_one_step_and_a_second_copy_changes_nothing() {
    told(async |world| {
        settled(world);
        let payout = world.in_transit().await;
        world.hears(&payout, "evt_1", paid()).await;
        world.hears(&payout, "evt_1", paid()).await;
        world.hears(&payout, "evt_2", paid()).await;
        let rows = world.rows();
        assert_eq!((rows.inbox.len(), world.told_kinds().len()), (2, 1));
        assert_eq!((rows.accounts[&world.me()].completed, world.balance()), (5, 0));
    })
    .await;
}

#[tokio::test]
async fn what_was_paid_and_comes_back_returns_gross_and_no_longer_counts() {
    told(async |world| {
        settled(world);
        let payout = world.in_transit().await;
        world.hears(&payout, "evt_1", paid()).await;
        world.clock.advance(86_400);
        world.hears(&payout, "evt_2", RailNews::Failed(FailureReason::AccountUnknown)).await;
        assert_eq!(world.payouts()[0].state, PayoutState::Returned(FailureReason::AccountUnknown));
        assert_eq!((world.balance(), world.rows().accounts[&world.me()].completed), (120_450, 4));
        assert_eq!(world.told_kinds(), ["payout_paid", "payout_returned"]);
    })
    .await;
}

#[tokio::test]
async fn a_rail_in_trouble_is_asked_again_under_the_same_number_and_nobody_is_blamed() {
    let world = World::new().await;
    settled(&world);
    world.run().await;
    world
        .bank
        .change(|book| book.refusals.extend([RailNews::TryLater, RailNews::NoAnswer, RailNews::TryLater]));
    let states = async |seconds| {
        world.clock.advance(seconds);
        world.dispatch().await.unwrap();
        world.payouts()[0].state
    };
    assert_eq!(states(1).await, PayoutState::Requested);
    assert_eq!(states(1).await, PayoutState::Requested, "not before its time");
    assert_eq!(states(60).await, PayoutState::Unknown, "no answer is no failure");
    assert_eq!(states(239).await, PayoutState::Unknown, "each pause is longer");
    assert_eq!(states(1).await, PayoutState::Requested, "the rail never heard of it");
    assert_eq!(states(1).await, PayoutState::Requested);
    assert_eq!(states(3_600).await, PayoutState::InTransit);
    assert_eq!((world.bank.book().taken.len(), world.payouts().len()), (1, 1));
    assert_eq!(world.rows().accounts[&world.me()].failures, 0);
    world.audit();
}

#[tokio::test]
async fn a_rail_in_trouble_for_too_long_gives_the_money_back_without_a_failure_that_counts() {
    let world = World::new().await;
    settled(&world);
    world.run().await;
    world.bank.change(|book| book.refusals.extend(vec![RailNews::TryLater; 100]));
    let reason = FailureReason::ProcessorUnavailable;
    for _ in 0..40 {
        world.clock.advance(1_800);
        world.dispatch().await.unwrap();
    }
    assert_eq!(world.payouts()[0].state, PayoutState::Failed(reason));
    assert!(world.payouts()[0].tries < 30, "the pauses grow");
    assert_eq!((world.balance(), world.rows().accounts[&world.me()].failures), (120_450, 0));
    world.audit();
}

#[tokio::test]
async fn three_failures_in_a_row_pause_payouts_and_say_so() {
    let world = World::new().await;
    settled(&world);
    for date in 22..25 {
        world.morning(date);
        world.run().await;
        world.dispatch().await.unwrap();
        world.bank.change(|book| book.all_stand(&RailNews::Failed(FailureReason::HolderMismatch)));
        world.clock.advance(301);
        world.dispatch().await.unwrap();
    }
    let mut told = world.told_kinds();
    assert_eq!(told[..2], ["payout_failed", "payout_failed"]);
    told[2..].sort_unstable();
    assert_eq!(told[2..], ["paused", "payout_failed"], "both in one commit");
    world.morning(25);
    world.run().await;
    let last = world.items().pop().unwrap();
    assert_eq!(last.outcome.code(), "paused_after_failures");
    assert_eq!(world.balance(), 120_450);
    world.audit();
}

#[tokio::test]
async fn a_destination_without_details_fails_before_anything_leaves() {
    let world = World::new().await;
    settled(&world);
    world.people.change(|tables| tables.details.clear());
    world.run().await;
    world.dispatch().await.unwrap();
    assert_eq!(world.payouts()[0].state, PayoutState::Failed(FailureReason::AccountUnknown));
    assert!(world.bank.book().taken.is_empty());
    assert_eq!(world.balance(), 120_450);
    world.audit();
}
