//! The order page before and after the payment.

use domain::{
    id::OrderToken,
    order::{AttemptState, Channel, OrderState},
    view::OrderStage,
};
use services::{
    actor::Member,
    ports::CreateAnswer,
    till::{ChangeOutcome, CheckOutcome, Visit},
};

use super::{shop::yuan, support::Cut, told::told, world::World};

#[tokio::test]
async fn a_member_pays_is_notified_of_and_let_in() {
    told(async |world| {
        let (mei, month) = (&world.shop.mei, &world.shop.month);
        let (token, number) = world.waiting(mei, month).await;
        world.clock.advance(40);
        world.pays(&token, &number);
        let paid_at = world.gateway.book().payments[&number].capture.clone().unwrap().captured_at;
        world.clock.advance(2);
        world.notified(&number).await;
        let order = world.order(&token);
        assert_eq!(order.state, OrderState::Paid { at: paid_at });
        let OrderStage::Paid { at, late, way_in, valid_until, .. } = world.stage(mei, &token).await else {
            panic!("not paid")
        };
        let membership = world.rows().memberships.into_values().next().unwrap();
        assert_eq!((at, late, way_in), (paid_at, false, Some(world.shop.community.way_in.clone())));
        assert_eq!((membership.source_order, membership.valid_until), (order.id.clone(), valid_until));
        assert_eq!(world.rows().sales[&order.id].settles_at, paid_at.plus_days(1));
        let owed = domain::ledger::Account::CreatorBalance(order.creator);
        assert_eq!(world.rows().balance(&owed, order.price.currency()), -6_800);
        assert_eq!(world.rows().inbox.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_page_opens_the_payment_once_and_shows_the_same_code_on_every_reload() {
    let world = World::new().await;
    let token = world.ordered(&world.shop.mei, &world.shop.month).await;
    let first = world.stage(&world.shop.mei, &token).await;
    for _ in 0..3 {
        assert_eq!(world.stage(&world.shop.mei, &token).await, first);
    }
    let OrderStage::AwaitingPayment { wallet: Some(wallet), .. } = first else { panic!("{first:?}") };
    assert!(
        wallet.starts_with("https://wallet.example.com/pay?code_url=weixin%3A%2F%2Fwxpay%2F"),
        "{wallet}"
    );
    assert!(wallet.ends_with(&format!("&return_url=https%3A%2F%2Fexample.com%2Fo%2F{}", token.as_str())));
    let book = world.gateway.book();
    assert_eq!(book.payments.values().map(|payment| payment.creates).collect::<Vec<_>>(), [1]);
}

#[tokio::test]
async fn what_the_gateway_is_asked_for_comes_from_the_order() {
    let world = World::new().await;
    let (token, number) = world.waiting(&world.shop.mei, &world.shop.month).await;
    let asked = world.gateway.book().payments[&number].asked.clone();
    assert_eq!((asked.amount, asked.description.as_str()), (yuan(6_800), "Kiln Circle"));
    assert_eq!(asked.expires_at, world.order(&token).expires_at.plus_seconds(120));
}

#[tokio::test]
async fn a_gateway_that_does_not_answer_is_asked_again_under_the_same_number() {
    told(async |world| {
        let mei = &world.shop.mei;
        let token = world.ordered(mei, &world.shop.month).await;
        let number = world.attempts(&token)[0].gateway_number.clone();
        world.gateway.change(|book| book.down = true);
        assert!(matches!(world.stage(mei, &token).await, OrderStage::Preparing { .. }));
        world.gateway.change(|book| book.down = false);
        assert_eq!(world.opened(mei, &token).await, number);
        assert_eq!((world.attempts(&token).len(), world.gateway.book().payments.len()), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn a_lost_answer_to_the_creation_makes_no_second_payment() {
    let world = World::new().await;
    let token = world.ordered(&world.shop.mei, &world.shop.month).await;
    world.switch.fail(3, Cut::AfterTheCall);
    assert!(matches!(world.stage(&world.shop.mei, &token).await, OrderStage::Preparing { .. }));
    assert_eq!(world.switch.failed(), Some("gateway.create"));
    world.opened(&world.shop.mei, &token).await;
    let book = world.gateway.book();
    assert_eq!(book.payments.values().map(|payment| payment.creates).collect::<Vec<_>>(), [2]);
}

#[tokio::test]
async fn a_refused_payment_is_said_and_tried_again_only_when_the_payer_wants_it_at_most_five_times() {
    let world = World::new().await;
    let (mei, till) = (&world.shop.mei, &world.services.till);
    let token = world.ordered(mei, &world.shop.month).await;
    let refused = || CreateAnswer::Refused { code: "PARAM_ERROR".to_owned() };
    world.gateway.change(|book| book.creations.extend((0..20).map(|_| refused())));
    for tries in 1..=5 {
        for _ in 0..3 {
            let others = vec![Channel::Alipay, Channel::Card];
            let said = OrderStage::Refused { channel: Channel::WechatPay, again: tries < 5, others };
            assert_eq!(world.stage(mei, &token).await, said, "try {tries}");
        }
        assert_eq!(world.attempts(&token).len(), tries);
        let again = till.change_channel(mei, &token, "wechat-pay", &Visit::default()).await.unwrap();
        assert_eq!(again, if tries < 5 { ChangeOutcome::Changed } else { ChangeOutcome::NotOffered });
    }
    assert!(world.attempts(&token).iter().all(|attempt| attempt.state == AttemptState::Failed));
    assert_eq!(world.gateway.book().creations.len(), 15);
    till.change_channel(mei, &token, "alipay", &Visit::default()).await.unwrap();
    assert!(matches!(world.stage(mei, &token).await, OrderStage::AwaitingPayment { .. }));
    world.audit();
}

#[tokio::test]
async fn an_account_that_may_not_take_payments_says_so_and_takes_them_once_it_may() {
    let world = World::new().await;
    let mei = &world.shop.mei;
    let token = world.ordered(mei, &world.shop.month).await;
    let number = world.attempts(&token)[0].gateway_number.clone();
    world.gateway.change(|book| book.not_set_up = true);
    for _ in 0..2 {
        let stage = world.stage(mei, &token).await;
        assert!(matches!(stage, OrderStage::Refused { again: true, .. }), "{stage:?}");
    }
    world.gateway.change(|book| book.not_set_up = false);
    assert_eq!(world.opened(mei, &token).await, number);
}

#[tokio::test]
async fn a_number_that_the_gateway_has_closed_is_followed_by_a_new_one() {
    told(async |world| {
        let mei = &world.shop.mei;
        let token = world.ordered(mei, &world.shop.month).await;
        let first = world.opened_unknown_to_us(mei, &token).await;
        world.gateway.change(|book| book.payments.get_mut(&first).unwrap().closed = true);
        world
            .until(async || {
                world.page(mei, &token).await?;
                Ok((world.attempts(&token)[0].state == AttemptState::Closed).then_some(()))
            })
            .await;
        assert_ne!(world.opened(&world.shop.mei, &token).await, first);
    })
    .await;
}

#[tokio::test]
async fn a_payment_found_while_opening_shows_at_once() {
    told(async |world| {
        let mei = &world.shop.mei;
        let token = world.ordered(mei, &world.shop.month).await;
        let number = world.opened_unknown_to_us(mei, &token).await;
        world.pays(&token, &number);
        world
            .until(async || {
                let page = world.page(mei, &token).await?;
                let paid = matches!(page.stage, OrderStage::Paid { .. });
                assert!(paid || page.version == 1, "version {} shows {:?}", page.version, page.stage);
                Ok(paid.then_some(()))
            })
            .await;
    })
    .await;
}

impl World {
    /// The gateway knows the payment, and our books do not: we stopped before its answer was stored.
    async fn opened_unknown_to_us(&self, mei: &Member, token: &OrderToken) -> String {
        let before = self.attempts(token)[0].clone();
        let number = self.opened(mei, token).await;
        self.commerce.change(|tables| {
            tables.attempts.insert(before.id.clone(), before.clone());
        });
        number
    }
}

#[tokio::test]
async fn a_page_drawn_while_the_money_comes_never_shows_an_old_state_under_the_new_version() {
    // Before the attempts are read, before the answer of the gateway is stored, and before the last look at the order.
    for (call, nth, opened) in [("attempts", 1, true), ("commit", 1, false), ("order_by_token", 2, true)] {
        let world = World::new().await;
        let mei = &world.shop.mei;
        let token = world.ordered(mei, &world.shop.month).await;
        if opened {
            world.opened(mei, &token).await;
        }
        let number = world.attempts(&token)[0].gateway_number.clone();
        let price = world.order(&token).price;
        world.switch.meanwhile(call, nth, world.paid_meanwhile(&number, price));
        let page = world.page(mei, &token).await.unwrap();
        assert_eq!(world.order(&token).state.code(), "paid");
        let paid = matches!(page.stage, OrderStage::Paid { .. });
        assert_eq!((paid, page.version), (true, 2), "{call}: {:?}", page.stage);
        assert_eq!(world.attempts(&token).len(), 1, "{call}: nobody needs another code");
        world.audit();
    }
}

#[tokio::test]
async fn another_persons_order_is_no_order() {
    let world = World::new().await;
    let (token, number) = world.waiting(&world.shop.mei, &world.shop.month).await;
    for paid in [false, true] {
        if paid {
            world.pays(&token, &number);
            world.notified(&number).await;
        }
        let till = &world.services.till;
        assert!(till.page(&world.shop.tom, &token, &Visit::default()).await.unwrap().is_none());
        assert!(till.watch(&world.shop.tom, &token).await.unwrap().is_none());
        assert_eq!(till.check_now(&world.shop.tom, &token).await.unwrap(), CheckOutcome::NotFound);
        assert!(till.watch(&world.shop.mei, &token).await.unwrap().is_some());
    }
    let unknown = OrderToken::new(1);
    assert!(world.services.till.page(&world.shop.mei, &unknown, &Visit::default()).await.unwrap().is_none());
    assert!(world.services.till.watch(&world.shop.mei, &unknown).await.unwrap().is_none());
    let checked = world.services.till.check_now(&world.shop.mei, &unknown).await.unwrap();
    assert_eq!(checked, CheckOutcome::NotFound);
}
