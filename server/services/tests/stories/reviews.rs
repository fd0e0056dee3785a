//! Money that a person must decide about: it waits, visibly, and buys nothing by itself.

use domain::{
    ledger::Account,
    money::{Currency, Money},
    order::{OrderException, OrderState},
    view::OrderStage,
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
        let review = world.rows().reviews.pop().unwrap();
        assert_eq!((review.order, review.exception, review.amount), (order.id, exception, yuan(1)));
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
async fn a_second_payment_for_a_paid_order_waits_for_a_person() {
    let world = World::new().await;
    let (token, [first, second]) = world.two_codes().await;
    world.pays(&token, &first);
    world.pays(&token, &second);
    world.notified(&first).await;
    let period = world.rows().memberships;
    world.notified(&second).await;
    world.notified(&second).await;
    let order = world.order(&token);
    assert_eq!((order.state.code(), order.exception), ("paid", OrderException::PaidTwice));
    let rows = world.rows();
    assert_eq!(rows.memberships, period, "one order, one period");
    assert_eq!((rows.reviews.len(), rows.reviews[0].amount), (1, order.price));
    assert_eq!(rows.balance(&Account::Unallocated, Currency::Cny), -6_800);
    assert!(matches!(world.stage(&world.shop.mei, &token).await, OrderStage::Paid { way_in: Some(_), .. }));
    world.audit();
}

#[tokio::test]
async fn a_second_payment_that_nobody_tells_us_about_is_found_by_asking() {
    let world = World::new().await;
    let (token, [first, second]) = world.two_codes().await;
    world.pays(&token, &first);
    world.pays(&token, &second);
    world.clock.advance(10);
    world.sweep().await.unwrap();
    assert_eq!(world.order(&token).exception, OrderException::PaidTwice);
    assert_eq!((world.rows().reviews.len(), world.rows().memberships.len()), (1, 1));
    world.audit();
}

#[tokio::test]
async fn a_second_payment_before_the_closing_of_its_code_is_not_swallowed() {
    told(async |world| {
        let (token, number) = world.waiting(&world.shop.mei, &world.shop.month).await;
        // A second code, opened by a program that died before it stored that; both are paid.
        let order = world.order(&token);
        let random = 77;
        let at = services::ports::Clock::business(&*world.clock);
        let second = domain::order::Attempt {
            id: domain::id::AttemptId::new(at, random),
            gateway_number: domain::id::gateway_number(at, random),
            code_url: None,
            state: domain::order::AttemptState::Created,
            gateway_transaction: None,
            created_at: at,
            next_query_at: Some(at.plus_seconds(10)),
            queries: 0,
            version: 1,
            ..world.attempts(&token)[0].clone()
        };
        world.commerce.change(|tables| {
            tables.attempts.insert(second.id.clone(), second.clone());
        });
        world.gateway.change(|book| {
            let mut payment = book.payments[&number].clone();
            payment.asked.number.clone_from(&second.gateway_number);
            book.payments.insert(second.gateway_number.clone(), payment);
        });
        world.pays(&token, &number);
        world.notified(&number).await;
        assert!(world.gateway.pay(&second.gateway_number, order.price, false));
        world.swept_until(60, || !world.rows().reviews.is_empty()).await;
        assert_eq!(world.order(&token).exception, OrderException::PaidTwice);
        assert_eq!((world.rows().reviews.len(), world.rows().memberships.len()), (1, 1));
    })
    .await;
}
