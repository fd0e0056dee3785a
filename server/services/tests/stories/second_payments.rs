//! Two payments for one order, from two tabs or through two channels: the first one counts, the second goes back.

use domain::{
    ledger::Account,
    money::Currency,
    order::{Gateway, OrderException, RefundReason, RefundState},
    view::{OrderStage, OrderView},
};
use services::till::ChangeOutcome;

use super::{shop::yuan, told::told, world::World};

#[tokio::test]
async fn a_second_payment_goes_back_by_itself_and_the_order_stays_paid() {
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
    assert!(rows.reviews.is_empty(), "no person is needed");
    assert_eq!(rows.balance(&Account::RefundClearing, Currency::Cny), -6_800);
    let page = world.page(&world.shop.mei, &token).await.unwrap();
    assert!(matches!(page.stage, OrderStage::Paid { way_in: Some(_), .. }), "{:?}", page.stage);
    let said =
        |page: &OrderView| page.refunds.iter().map(|back| (back.amount, back.reason, back.state)).collect();
    let back: Vec<_> = said(&page);
    assert_eq!(back, [(order.price, RefundReason::PaidTwice, RefundState::Requested)]);
    world.audit();
    world.swept_until(20, || world.refund_is("processing")).await;
    world.refund_succeeds();
    world.swept_until(20, || world.refund_is("succeeded")).await;
    assert_eq!(world.order(&token).state, order.state, "what went back was never the sale");
    let page = world.page(&world.shop.mei, &token).await.unwrap();
    let back: Vec<_> = said(&page);
    assert_eq!(back, [(order.price, RefundReason::PaidTwice, RefundState::Succeeded)]);
    assert_eq!(world.gateway.book().refunds.len(), 1);
    assert_eq!(world.rows().balance(&Account::RefundClearing, Currency::Cny), 0);
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
    assert_eq!((world.rows().refunds.len(), world.rows().memberships.len()), (1, 1));
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
            action: None,
            action_at: None,
            reference: None,
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
        world.swept_until(60, || !world.rows().refunds.is_empty()).await;
        assert_eq!(world.order(&token).exception, OrderException::PaidTwice);
        assert_eq!((world.rows().refunds.len(), world.rows().memberships.len()), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn a_second_payment_of_a_wrong_amount_goes_back_too() {
    let world = World::new().await;
    let (token, [first, second]) = world.two_codes().await;
    world.pays(&token, &first);
    assert!(world.gateway.pay(&second, yuan(1), false));
    world.notified(&first).await;
    world.notified(&second).await;
    let rows = world.rows();
    let refunds: Vec<_> = rows.refunds.values().map(|refund| (refund.amount, refund.captured)).collect();
    assert_eq!((refunds, rows.reviews.len()), (vec![(yuan(1), yuan(1))], 0));
    world.audit();
}

#[tokio::test]
async fn a_payment_through_the_channel_that_was_left_goes_back_and_the_order_stays_paid() {
    told(async |world| {
        let (mei, month) = (&world.shop.mei, &world.shop.month);
        let token = world.ordered_with(mei, month, "alipay").await;
        let left = world.opened(mei, &token).await;
        let changed = world.changed(mei, &token, "card").await;
        assert_eq!(changed, ChangeOutcome::Changed);
        let taken = world.opened(mei, &token).await;
        // Alipay had never heard of the code, so that closing it closed nothing: it is scanned after all.
        assert!(world.gateways.alipay.pay(&left, month.price, false));
        assert!(world.gateways.cards.pay(&taken, month.price, false));
        world.notified_by(Gateway::Stripe, &taken).await;
        world.notified_by(Gateway::Alipay, &left).await;
        let order = world.order(&token);
        assert_eq!((order.state.code(), order.exception), ("paid", OrderException::PaidTwice));
        let rows = world.rows();
        let refund = rows.refunds.values().next().unwrap();
        assert_eq!((refund.gateway, refund.reason), (Gateway::Alipay, RefundReason::PaidTwice));
        assert_eq!((rows.refunds.len(), rows.memberships.len()), (1, 1));
    })
    .await;
}
