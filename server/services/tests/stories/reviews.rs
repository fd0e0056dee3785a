//! Money that a person must decide about: it waits, visibly, and buys nothing by itself.

use domain::{
    ledger::Account,
    money::{Currency, Money},
    order::{Capture, OrderException, OrderState},
    review::ReviewKind,
    view::OrderStage,
};
use services::{
    ports::{Clock, Notification},
    till::Received,
};

use super::{shop::yuan, told::told, world::World};

#[tokio::test]
async fn a_wrong_amount_buys_nothing_and_waits_for_a_person() {
    told(async |world| {
        let (mei, studio) = (&world.shop.mei, &world.shop.studio);
        let (token, number) = world.waiting(mei, studio).await;
        assert!(world.gateway.pay(&number, yuan(1), false));
        world.notified(&number).await;
        let order = world.order(&token);
        assert_eq!((order.state, order.exception), (OrderState::Pending, OrderException::AmountMismatch));
        let exception = OrderException::AmountMismatch;
        assert_eq!(world.stage(mei, &token).await, OrderStage::InReview { exception });
        let (_, review) = world.rows().reviews.pop_first().unwrap();
        assert_eq!((review.order, review.kind), (Some(order.id), ReviewKind::AmountMismatch));
        assert_eq!((review.amount, review.expected), (yuan(1), Some(order.price)));
        assert_eq!(world.rows().balance(&Account::Unallocated, Currency::Cny), -1);
        assert!(world.rows().memberships.is_empty());
        // Its time comes all the same, and the seat is free again.
        world.expired(&token).await;
        assert_eq!(world.stage(mei, &token).await, OrderStage::InReview { exception });
        assert_eq!(world.rows().seats[&studio.id].taken, 0);
        assert_eq!(world.rows().reviews.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn too_much_and_another_currency_are_wrong_amounts_as_well() {
    for amount in [yuan(6_801), Money::new(6_800, Currency::Usd)] {
        let world = World::new().await;
        let (token, number) = world.waiting(&world.shop.mei, &world.shop.month).await;
        assert!(world.gateway.pay(&number, amount, false));
        world.clock.advance(10);
        world.sweep().await.unwrap();
        assert_eq!(world.order(&token).exception, OrderException::AmountMismatch);
        assert_eq!(world.rows().balance(&Account::Unallocated, amount.currency()), -amount.minor());
        assert!(world.rows().memberships.is_empty());
        world.audit();
    }
}

#[tokio::test]
async fn a_wrong_amount_after_the_time_is_over_waits_for_a_person_too() {
    let world = World::new().await;
    let (token, number) = world.waiting(&world.shop.mei, &world.shop.month).await;
    world.expired(&token).await;
    assert!(world.gateway.pay(&number, yuan(5), true));
    world.notified(&number).await;
    assert_eq!(world.order(&token).state.code(), "expired");
    let exception = OrderException::AmountMismatch;
    assert_eq!(world.stage(&world.shop.mei, &token).await, OrderStage::InReview { exception });
    world.audit();
}

#[tokio::test]
async fn money_under_a_number_that_is_none_of_ours_waits_for_a_person_once() {
    told(async |world| {
        let capture = Capture {
            gateway_transaction: "4200".to_owned(),
            amount: yuan(4_200),
            captured_at: Clock::business(&*world.clock),
        };
        for event in ["first", "again under another event"] {
            let (event_id, number) = (event.to_owned(), "J0NEOFOURS".to_owned());
            let capture = capture.clone();
            world.gateway.announce(event, Ok(Notification::Paid { event_id, number, capture }));
        }
        for body in ["first", "first", "again under another event"] {
            let received = world.again(async || world.receive(body).await).await;
            assert_eq!(received, Received::Acknowledged);
        }
        let rows = world.rows();
        assert_eq!((rows.reviews.len(), rows.inbox.len()), (1, 2), "once, and both events are kept");
        let review = rows.reviews.values().next().unwrap();
        assert_eq!((review.kind, review.amount), (ReviewKind::UnknownOrder, yuan(4_200)));
        assert_eq!((&review.order, review.gateway_number.as_str()), (&None, "J0NEOFOURS"));
        assert_eq!(rows.balance(&Account::Unallocated, Currency::Cny), -4_200);
        assert!(rows.memberships.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_second_capture_under_one_number_is_not_swallowed() {
    let world = World::new().await;
    let (token, number) = world.waiting(&world.shop.mei, &world.shop.month).await;
    world.pays(&token, &number);
    world.notified(&number).await;
    let mut capture = world.gateway.book().payments[&number].capture.clone().unwrap();
    capture.gateway_transaction = "another one".to_owned();
    let event_id = "another one".to_owned();
    world.gateway.announce("another one", Ok(Notification::Paid { event_id, number, capture }));
    assert_eq!(world.receive("another one").await.unwrap(), Received::Acknowledged);
    let rows = world.rows();
    assert_eq!((rows.reviews.len(), rows.memberships.len()), (1, 1));
    assert_eq!(rows.balance(&Account::Unallocated, Currency::Cny), -6_800);
    world.audit();
}
