//! Days on which instant is not possible, and what creators are told about them.

use domain::{
    message::MessageKind,
    payouts::{Fallback, Obstacle, PayoutKind, Planned, Schedule},
};
use services::actor::Creator;

use super::steps::day;
use crate::{shop::yuan, world::World};

/// Not eligible any more: too few payouts have arrived.
async fn not_eligible(fallback: Fallback) -> World {
    let world = World::daily(fallback).await;
    world.account(|account| account.completed = 0);
    world.earns(&world.me(), 80_000, 20);
    world
}

async fn page(world: &World) -> domain::payouts::NextPayout {
    let creator: &Creator = &world.shop.creator;
    world.services.payouts.load(creator).await.unwrap().unwrap().next
}

#[tokio::test]
async fn who_falls_back_is_told_once_and_paid_on_friday_as_the_page_said_defects_4_4_b_and_c() {
    let world = not_eligible(Fallback::Standard).await;
    // Too young for Friday's standard run.
    world.earns_at(&world.me(), 6_000, day(21).start());
    let promised = page(&world).await;
    assert_eq!(promised.planned, Planned::Standard { instead_of_instant: Some(Obstacle::NotEligible) });
    for date in 22..28 {
        world.morning(date);
        world.run().await;
    }
    let payouts = world.payouts();
    let [paid] = payouts.as_slice() else { panic!("{payouts:?}") };
    assert_eq!((paid.kind, paid.day, paid.gross), (PayoutKind::Standard, promised.run.day(), yuan(80_000)));
    assert_eq!((promised.amount(), paid.fee), (Some(paid.gross), yuan(0)));
    let told = world.told();
    let [message] = told.as_slice() else { panic!("{told:?}") };
    let expected = MessageKind::FellBack { obstacle: "not_eligible".to_owned(), next_day: day(27) };
    assert_eq!(message.about, expected);
    let item = world.items().into_iter().find(|item| item.kind == PayoutKind::Standard).unwrap();
    assert_eq!(item.obstacle, Some(Obstacle::NotEligible));
    world.morning(28);
    world.run().await;
    assert_eq!(world.told_kinds(), ["fell_back"], "nothing has changed");
    world.account(|account| account.completed = 4);
    world.morning(29);
    world.run().await;
    assert_eq!(world.payouts().pop().unwrap().kind, PayoutKind::Instant);
    world.account(|account| account.completed = 3);
    world.earns_at(&world.me(), 9_000, day(25).start());
    world.morning(30);
    world.run().await;
    assert_eq!(world.told_kinds(), ["fell_back", "fell_back"], "after an instant payout it is news again");
    world.audit();
}

#[tokio::test]
async fn who_chose_to_wait_is_told_why_and_not_paid_by_the_standard_run() {
    let world = not_eligible(Fallback::Wait).await;
    for date in 22..29 {
        world.morning(date);
        world.run().await;
    }
    assert!(world.payouts().is_empty());
    assert_eq!(world.items().len(), 7, "one answer a day, also on Friday");
    let told = world.told();
    let [message] = told.as_slice() else { panic!("{told:?}") };
    let MessageKind::SkippedFirstTime { reason, next_day } = &message.about else { panic!("{message:?}") };
    assert_eq!((reason.as_str(), *next_day), ("not_eligible", Some(day(23))));
}

#[tokio::test]
async fn another_reason_is_other_news() {
    let world = not_eligible(Fallback::Wait).await;
    world.morning(22);
    world.run().await;
    world.settings(|settings| settings.destination = None);
    world.morning(23);
    world.run().await;
    world.morning(24);
    world.run().await;
    let reasons: Vec<_> = world
        .told()
        .into_iter()
        .map(|message| match message.about {
            MessageKind::SkippedFirstTime { reason, .. } => reason,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(reasons, ["not_eligible", "no_destination"]);
}

#[tokio::test]
async fn a_pause_that_was_told_when_it_began_is_not_told_again_by_each_run() {
    let world = not_eligible(Fallback::Wait).await;
    let now = services::ports::Clock::business(&*world.clock);
    world.settings(|settings| settings.paused_at = Some(now));
    world.morning(22);
    world.run().await;
    assert_eq!((world.items()[0].outcome.code(), world.told().len()), ("paused_by_creator", 0));
    world.standing(|standing| standing.platform_paused_at = Some(now));
    world.morning(23);
    world.run().await;
    assert_eq!((world.items()[1].outcome.code(), world.told().len()), ("paused_by_platform", 0));
}

#[tokio::test]
async fn somebody_whose_checks_are_not_passed_is_under_review_on_page_and_in_run() {
    let world = World::daily(Fallback::Standard).await;
    world.settings(|settings| settings.schedule = Schedule::Weekly);
    world.standing(|standing| standing.compliant = false);
    world.earns(&world.me(), 80_000, 20);
    let by = domain::payouts::PausedBy::Review;
    assert_eq!(page(&world).await.planned, Planned::Nothing(domain::payouts::NoPayout::Paused(by)));
    world.morning(27);
    world.run().await;
    assert_eq!(world.items()[0].outcome.code(), "under_review");
    assert_eq!(world.told_kinds(), ["skipped_first_time"]);
    assert!(world.payouts().is_empty());
}

#[tokio::test]
async fn a_changed_destination_holds_every_run_until_the_time_is_over() {
    let world = World::daily(Fallback::Standard).await;
    world.earns(&world.me(), 80_000, 20);
    let until = day(24).start().plus_seconds(8 * 3_600);
    world.settings(|settings| settings.held_until = Some(until));
    for date in 22..25 {
        world.morning(date);
        world.run().await;
    }
    let outcomes: Vec<_> = world.items().iter().map(|item| item.outcome.code()).collect();
    assert_eq!(outcomes, ["destination_on_hold", "destination_on_hold", "paying"]);
}
