//! News of rails that are not what one expects.

use domain::{
    id::PayoutId,
    payouts::{FailureReason, Fallback, PayoutState, RailNews},
    time::Timestamp,
};
use services::{
    ports::{NotificationRefused, RailEvent},
    till::Received,
};

use super::steps::paid;
use crate::world::World;

async fn in_transit() -> (World, domain::payouts::Payout) {
    let world = World::daily(Fallback::Wait).await;
    world.earns(&world.me(), 50_000, 3);
    world.morning(22);
    let payout = world.in_transit().await;
    (world, payout)
}

#[tokio::test]
async fn an_event_that_is_not_believed_does_nothing() {
    let (world, _) = in_transit().await;
    let received = world.receive_news("forged").await.unwrap();
    assert_eq!(received, Received::Refused(NotificationRefused::Signature));
    assert!(world.rows().inbox.is_empty());
}

#[tokio::test]
async fn an_event_about_a_number_that_is_not_ours_is_kept_and_changes_nothing() {
    let (world, _) = in_transit().await;
    let before = world.rows().payouts;
    for (event_id, number) in [
        ("evt_1", "somebody else's".to_owned()),
        ("evt_2", PayoutId::new(Timestamp::default(), 9).to_string()),
    ] {
        let event = RailEvent::Payout { event_id: event_id.to_owned(), number, news: paid() };
        world.bank.announce(event_id, event);
        assert_eq!(world.receive_news(event_id).await.unwrap(), Received::Acknowledged);
    }
    world.bank.announce("evt_3", RailEvent::Ignored { event_id: "evt_3".to_owned() });
    assert_eq!(world.receive_news("evt_3").await.unwrap(), Received::Acknowledged);
    assert_eq!((world.rows().payouts, world.rows().inbox.len()), (before, 3));
}

#[tokio::test]
async fn a_contradiction_books_nothing_is_counted_and_does_not_come_back_every_second() {
    let (world, payout) = in_transit().await;
    world.hears(&payout, "evt_1", RailNews::Failed(FailureReason::Refused)).await;
    let rows = world.rows();
    world.hears(&payout, "evt_2", paid()).await;
    assert_eq!(world.services.engine.contradictions(), 1);
    let after = world.rows();
    assert_eq!((after.payouts, after.transactions), (rows.payouts, rows.transactions));
    assert_eq!(after.inbox.len(), 2, "it is kept for a person to look at");
    world.audit();

    let (world, _) = in_transit().await;
    world.bank.change(|book| book.taken.clear());
    world.clock.advance(301);
    assert_eq!(world.dispatch().await.unwrap().contradicted, 1, "the rail forgot what it had");
    world.clock.advance(301);
    assert_eq!(world.dispatch().await.unwrap().asked, 0);
    assert_eq!(world.payouts()[0].state, PayoutState::InTransit);
    world.audit();
}

#[tokio::test]
async fn news_that_overtake_each_other_come_to_the_same_end() {
    let back = RailNews::Returned(FailureReason::LimitReached);
    let transit = RailNews::InTransit { reference: None };
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let (world, payout) = in_transit().await;
        let news = [transit.clone(), paid(), back.clone()];
        for index in order {
            world.hears(&payout, &format!("evt_{index}"), news[index].clone()).await;
            world.audit();
        }
        assert_eq!(world.payouts()[0].state, PayoutState::Returned(FailureReason::LimitReached), "{order:?}");
        assert_eq!((world.balance(), world.rows().accounts[&world.me()].completed), (50_000, 4));
    }
}

#[tokio::test]
async fn a_hint_that_somebody_else_could_have_made_is_answered_by_the_rail_itself() {
    let (world, payout) = in_transit().await;
    let hint = |event_id: &str| {
        let event = RailEvent::Ask { event_id: event_id.to_owned(), number: payout.id.to_string() };
        world.bank.announce(event_id, event);
    };
    hint("evt_1");
    assert_eq!(world.receive_news("evt_1").await.unwrap(), Received::Acknowledged);
    assert_eq!(world.payouts()[0].state, PayoutState::InTransit, "the rail says that it is on its way");
    world.bank.change(|book| book.all_stand(&paid()));
    hint("evt_2");
    for _ in 0..2 {
        assert_eq!(world.receive_news("evt_2").await.unwrap(), Received::Acknowledged);
        assert_eq!(world.payouts()[0].state, PayoutState::Paid);
    }
    assert_eq!(world.rows().inbox.len(), 2);
    // The bank has it back, and its answer gets lost: the event is not taken, so that it comes again.
    let back = RailNews::Returned(FailureReason::AccountClosed);
    hint("evt_3");
    world.bank.change(|book| book.all_stand(&RailNews::NoAnswer));
    assert!(world.receive_news("evt_3").await.is_err());
    assert_eq!(world.rows().inbox.len(), 2);
    world.bank.change(|book| book.all_stand(&back));
    assert_eq!(world.receive_news("evt_3").await.unwrap(), Received::Acknowledged);
    assert_eq!(world.payouts()[0].state, PayoutState::Returned(FailureReason::AccountClosed));
    world.audit();
}
