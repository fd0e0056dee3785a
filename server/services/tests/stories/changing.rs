//! What a payer is offered, and paying through something else than was chosen first: what is open is closed before
//! anything new is opened, and money that turned up meanwhile wins.

use std::{collections::BTreeSet, sync::Arc};

use domain::{
    money::Currency,
    order::{AttemptState, Channel, Gateway, PayWay, PayerAction, Scene},
    view::{OrderStage, ProblemCode},
};
use services::{
    checkout::{CheckoutAsk, StartOrderForm, StartOutcome},
    ports::{Clock, Notification, NotificationRefused},
    till::{ChangeOutcome, GatewayAccount, GatewayAccounts, Received, Visit},
};

use super::{support::TestGateway, told::told, world::World};

fn phone() -> Visit {
    Visit { scene: Scene::Phone, address: "203.0.113.7".to_owned(), ..Visit::default() }
}

#[tokio::test]
async fn the_checkout_offers_what_can_be_paid_with_from_where_the_payer_is() {
    let world = World::new().await;
    let offered = async |scene| {
        let ask = CheckoutAsk { scene, ..CheckoutAsk::default() };
        world.services.checkout.page("kiln-circle", None, ask).await.unwrap().unwrap().channels
    };
    assert_eq!(offered(Scene::Desktop).await, [Channel::WechatPay, Channel::Alipay, Channel::Card]);
    assert_eq!(offered(Scene::InWechat).await, [Channel::WechatPay, Channel::Card]);
    assert_eq!(offered(Scene::InAlipay).await, [Channel::Alipay, Channel::Card]);
}

#[tokio::test]
async fn an_order_goes_through_the_channel_that_was_chosen() {
    told(async |world| {
        let (mei, month) = (&world.shop.mei, &world.shop.month);
        let token = world.ordered_with(mei, month, "card").await;
        let number = world.opened(mei, &token).await;
        let stage = world.stage(mei, &token).await;
        let OrderStage::AwaitingPayment { channel, action, others, wallet } = stage else {
            panic!("{stage:?}")
        };
        assert_eq!((channel, wallet), (Channel::Card, None));
        assert!(matches!(action, PayerAction::Visit { .. }));
        assert_eq!(others, [Channel::WechatPay, Channel::Alipay]);
        assert!(world.gateways.cards.pay(&number, month.price, false));
        world.notified_by(Gateway::Stripe, &number).await;
        assert_eq!(world.order(&token).state.code(), "paid");
        assert_eq!(world.rows().sales.values().next().unwrap().gateway, Gateway::Stripe);
    })
    .await;
}

#[tokio::test]
async fn a_channel_nobody_offers_is_refused_and_nothing_is_ordered() {
    let world = World::new().await;
    let form = world.form(&world.shop.mei, &world.shop.month.id).await.unwrap();
    for channel in ["cash", "Alipay"] {
        let wrong = StartOrderForm { channel: channel.to_owned(), ..form.clone() };
        let StartOutcome::Refused(problems) = world.start(&world.shop.mei, wrong).await.unwrap() else {
            panic!("{channel} was taken");
        };
        assert_eq!(problems[0].code, ProblemCode::NoWayToPay);
    }
    assert!(world.rows().orders.is_empty());
}

#[tokio::test]
async fn changing_the_channel_closes_the_code_first_and_opens_another_way() {
    told(async |world| {
        let (mei, month) = (&world.shop.mei, &world.shop.month);
        let (token, old) = world.waiting(mei, month).await;
        let changed = world.changed(mei, &token, "card").await;
        assert_eq!(changed, ChangeOutcome::Changed);
        assert!(world.gateway.book().payments[&old].closed, "it could still be paid");
        let new = world.opened(mei, &token).await;
        assert_ne!(new, old);
        let attempts = world.attempts(&token);
        let states: Vec<_> = attempts.iter().map(|attempt| (attempt.channel, attempt.state)).collect();
        let left = (Channel::WechatPay, AttemptState::Closed);
        assert_eq!(states, [left, (Channel::Card, AttemptState::AwaitingUser)]);
        assert!(attempts[0].next_query_at.is_some(), "money may still be under way");
    })
    .await;
}

#[tokio::test]
async fn in_an_orders_last_minute_it_can_still_be_paid_another_way() {
    told(async |world| {
        let (mei, month) = (&world.shop.mei, &world.shop.month);
        let token = world.ordered_with(mei, month, "alipay").await;
        world.opened(mei, &token).await;
        let left_ms = world.order(&token).expires_at.ms_since(world.clock.business());
        world.clock.advance(left_ms / 1000 - 20);
        assert_eq!(world.changed(mei, &token, "wechat-pay").await, ChangeOutcome::Changed);
        let number = world.opened(mei, &token).await;
        assert_eq!(world.attempts(&token).last().unwrap().channel, Channel::WechatPay);
        let end = world.gateway.book().payments[&number].asked.expires_at;
        assert!(end > world.order(&token).expires_at, "gateways take no payment that ends within a minute");
        world.pays(&token, &number);
        world.notified(&number).await;
        assert_eq!(world.order(&token).state.code(), "paid");
    })
    .await;
}

#[tokio::test]
async fn money_that_turned_up_wins_over_the_change() {
    told(async |world| {
        let (mei, month) = (&world.shop.mei, &world.shop.month);
        let (token, number) = world.waiting(mei, month).await;
        world.pays(&token, &number);
        let changed = world.changed(mei, &token, "alipay").await;
        assert_eq!(changed, ChangeOutcome::NotWaiting);
        assert_eq!(world.order(&token).state.code(), "paid");
        assert_eq!(world.attempts(&token).len(), 1);
    })
    .await;
}

#[tokio::test]
async fn money_that_comes_between_the_question_and_the_closing_wins_too() {
    let world = World::new().await;
    let (mei, month) = (&world.shop.mei, &world.shop.month);
    let (token, number) = world.waiting(mei, month).await;
    let (gateway, price) = (world.gateway.clone(), month.price);
    world.switch.meanwhile("gateway.close", 1, async move {
        assert!(gateway.pay(&number, price, false));
    });
    assert_eq!(world.change(mei, &token, "alipay").await.unwrap(), ChangeOutcome::NotWaiting);
    assert_eq!(world.order(&token).state.code(), "paid");
    world.audit();
}

#[tokio::test]
async fn a_gateway_that_does_not_answer_keeps_its_code_open_and_nothing_new_is_opened() {
    let world = World::new().await;
    let (mei, month) = (&world.shop.mei, &world.shop.month);
    let (token, number) = world.waiting(mei, month).await;
    world.gateway.change(|book| book.down = true);
    assert_eq!(world.change(mei, &token, "card").await.unwrap(), ChangeOutcome::NoAnswer);
    assert_eq!(world.attempts(&token).len(), 1, "both could be paid");
    world.gateway.change(|book| book.down = false);
    assert_eq!(world.opened(mei, &token).await, number);
}

#[tokio::test]
async fn two_tabs_that_change_at_once_leave_one_way_open() {
    let world = World::new().await;
    let (mei, month) = (&world.shop.mei, &world.shop.month);
    let (token, _) = world.waiting(mei, month).await;
    let (first, second) = tokio::join!(world.change(mei, &token, "card"), world.change(mei, &token, "card"));
    assert_eq!((first.unwrap(), second.unwrap()), (ChangeOutcome::Changed, ChangeOutcome::Changed));
    let open = world.attempts(&token).into_iter().filter(|attempt| attempt.state.is_open());
    assert_eq!(open.count(), 1);
    world.audit();
}

#[tokio::test]
async fn strangers_and_orders_that_wait_no_more_change_nothing() {
    let world = World::new().await;
    let (mei, month) = (&world.shop.mei, &world.shop.month);
    let (token, _) = world.waiting(mei, month).await;
    assert_eq!(world.change(&world.shop.tom, &token, "card").await.unwrap(), ChangeOutcome::NotFound);
    assert_eq!(world.change(mei, &token, "cash").await.unwrap(), ChangeOutcome::NotOffered);
    world.clock.advance(15 * 60);
    assert_eq!(world.change(mei, &token, "card").await.unwrap(), ChangeOutcome::NotWaiting);
    assert_eq!(world.attempts(&token).len(), 1);
}

#[tokio::test]
async fn a_code_opened_at_a_desk_can_be_changed_into_the_wallet_of_the_phone_in_the_hand() {
    let world = World::new().await;
    let (mei, month) = (&world.shop.mei, &world.shop.month);
    let (token, number) = world.waiting(mei, month).await;
    let till = &world.services.till;
    let page = till.page(mei, &token, &phone()).await.unwrap().unwrap();
    let OrderStage::AwaitingPayment { action, others, .. } = page.stage else { panic!("{:?}", page.stage) };
    assert!(matches!(action, PayerAction::Scan { .. }), "the desk still shows it");
    assert_eq!(others, [Channel::WechatPay, Channel::Alipay, Channel::Card]);
    let changed = till.change_channel(mei, &token, "wechat-pay", &phone()).await.unwrap();
    assert_eq!(changed, ChangeOutcome::Changed);
    let page = till.page(mei, &token, &phone()).await.unwrap().unwrap();
    assert!(matches!(page.stage, OrderStage::AwaitingPayment { action: PayerAction::Visit { .. }, .. }));
    assert_eq!(world.attempts(&token)[1].way, PayWay::Phone);
    assert!(world.gateway.book().payments[&number].closed);
}

#[tokio::test]
async fn a_creation_whose_answer_was_lost_is_repeated_word_for_word_whoever_looks_next() {
    let world = World::new().await;
    let (mei, month) = (&world.shop.mei, &world.shop.month);
    let token = world.ordered_with(mei, month, "card").await;
    // attempts, then the creation.
    let calls = world.switch.calls();
    world.switch.fail(3, super::support::Cut::AfterTheCall);
    let here = Visit { locale: domain::locale::Locale::English, ..Visit::default() };
    world.services.till.page(mei, &token, &here).await.unwrap();
    assert_eq!(world.switch.failed(), Some("gateway.create"), "after {calls}");
    let number = world.attempts(&token)[0].gateway_number.clone();
    world.clock.advance(40);
    let elsewhere = Visit { locale: domain::locale::Locale::SimplifiedChinese, ..Visit::default() };
    let page = world.services.till.page(mei, &token, &elsewhere).await.unwrap().unwrap();
    assert!(matches!(page.stage, OrderStage::AwaitingPayment { .. }), "{:?}", page.stage);
    // The gateway asserts that both had the same content.
    let known = world.gateways.cards.book().payments[&number].clone();
    assert_eq!((known.creates, known.asked.language), (2, "zh"));
    assert!(known.asked.return_url.ends_with(&format!("/o/{}?back=wallet", token.as_str())));
    assert_eq!(known.asked.expires_at, world.order(&token).expires_at.plus_seconds(120));
}

#[tokio::test]
async fn what_is_kept_nowhere_may_change_and_then_another_number_is_opened() {
    let world = World::new().await;
    let (mei, month) = (&world.shop.mei, &world.shop.month);
    let token = world.ordered(mei, month).await;
    let till = &world.services.till;
    till.change_channel(mei, &token, "wechat-pay", &phone()).await.unwrap();
    world.switch.fail(3, super::support::Cut::AfterTheCall);
    till.page(mei, &token, &phone()).await.unwrap();
    assert_eq!(world.switch.failed(), Some("gateway.create"));
    let moved = Visit { address: "198.51.100.4".to_owned(), ..phone() };
    till.page(mei, &token, &moved).await.unwrap();
    let page = till.page(mei, &token, &moved).await.unwrap().unwrap();
    assert!(matches!(page.stage, OrderStage::AwaitingPayment { .. }), "{:?}", page.stage);
    let book = world.gateway.book();
    let open = book.payments.values().filter(|payment| !payment.closed);
    assert_eq!(open.count(), 1, "the one that was lost is closed");
    world.audit();
}

#[tokio::test]
async fn a_wallet_that_asks_for_an_address_is_asked_again_by_a_look_that_has_one() {
    let world = World::new().await;
    let (mei, month) = (&world.shop.mei, &world.shop.month);
    let token = world.ordered(mei, month).await;
    let till = &world.services.till;
    till.change_channel(mei, &token, "wechat-pay", &phone()).await.unwrap();
    let number = world.attempts(&token)[1].gateway_number.clone();
    // The rounds of a worker have no address, and open nothing.
    world.clock.advance(60);
    world.sweep().await.unwrap();
    let nowhere = Visit { address: String::new(), ..phone() };
    let page = till.page(mei, &token, &nowhere).await.unwrap().unwrap();
    assert!(!matches!(page.stage, OrderStage::AwaitingPayment { .. }), "{:?}", page.stage);
    assert!(world.attempts(&token)[1].state.is_open(), "it is not given up");
    world.clock.advance(60);
    let page = till.page(mei, &token, &phone()).await.unwrap().unwrap();
    assert!(matches!(page.stage, OrderStage::AwaitingPayment { .. }), "{:?}", page.stage);
    let asked = world.gateway.book().payments[&number].asked.clone();
    assert_eq!((asked.client_address, world.attempts(&token).len()), (phone().address, 2));
    let kept = format!("{:?}{:?}", world.rows(), world.people.rows());
    assert!(!kept.contains(&phone().address), "the address is kept nowhere");
    world.audit();
}

#[tokio::test]
async fn a_payer_who_comes_back_from_the_wallet_finds_the_order_paid_at_once() {
    let world = World::new().await;
    let (mei, month) = (&world.shop.mei, &world.shop.month);
    let (token, number) = world.waiting(mei, month).await;
    world.pays(&token, &number);
    let back = Visit { from_wallet: true, ..Visit::default() };
    world.gateway.change(|book| book.down = true);
    let page = world.services.till.page(mei, &token, &back).await.unwrap().unwrap();
    assert!(matches!(page.stage, OrderStage::AwaitingPayment { .. }), "no answer is no failure");
    world.gateway.change(|book| book.down = false);
    let page = world.services.till.page(mei, &token, &back).await.unwrap().unwrap();
    assert!(matches!(page.stage, OrderStage::Paid { .. }), "{:?}", page.stage);
}

fn named(gateway: &Arc<TestGateway>, name: &str) -> GatewayAccount {
    GatewayAccount { name: name.parse().unwrap(), ..GatewayAccount::only(gateway.clone()) }
}

#[tokio::test]
async fn the_first_account_that_is_open_carries_a_channel_and_a_channel_is_switched_off_in_one_place() {
    let world = World::new().await;
    let now = world.clock.business();
    let route = |accounts: &GatewayAccounts, at| {
        accounts
            .route(Channel::WechatPay, Currency::Cny, Scene::Desktop, at)
            .map(|route| route.account.to_string())
    };
    let old = GatewayAccount { until: Some(now.plus_days(1)), ..named(&world.gateway, "old") };
    let new = GatewayAccount { from: Some(now.plus_days(-1)), ..named(&world.gateway, "new") };
    let off = GatewayAccount { enabled: false, ..named(&world.gateway, "off") };
    let accounts = GatewayAccounts::new(vec![off.clone(), old.clone(), new.clone()], BTreeSet::new());
    assert_eq!(route(&accounts, now).as_deref(), Some("old"));
    assert_eq!(route(&accounts, now.plus_days(1)).as_deref(), Some("new"));
    assert!(accounts.named(&"off".parse().unwrap()).is_some(), "what it took is still looked after");
    let none = GatewayAccounts::new(vec![old, new], BTreeSet::from([Channel::WechatPay]));
    assert_eq!(route(&none, now), None);
    let narrow = GatewayAccount { channels: Some(BTreeSet::from([Channel::Card])), ..off };
    let narrow = GatewayAccounts::new(vec![GatewayAccount { enabled: true, ..narrow }], BTreeSet::new());
    assert_eq!(route(&narrow, now), None);
}

#[tokio::test]
async fn money_for_one_account_is_not_believed_from_another_and_each_account_hears_its_own() {
    let world = World::new().await;
    let (mei, month) = (&world.shop.mei, &world.shop.month);
    let (token, number) = world.waiting(mei, month).await;
    world.pays(&token, &number);
    let second = Arc::new(TestGateway::new(world.switch.clone(), world.clock.clone()));
    let capture = world.gateway.book().payments[&number].capture.clone().unwrap();
    let told = |event: &str| Notification::Paid {
        event_id: event.to_owned(),
        number: number.clone(),
        capture: capture.clone(),
    };
    second.announce("of another merchant", Ok(told("forged")));
    second.announce("not mine", Err(NotificationRefused::OtherMerchant));
    let accounts = vec![named(&world.gateway, "wechat-pay"), named(&second, "second")];
    let services = world.beside_with(GatewayAccounts::new(accounts, BTreeSet::new())).await;
    let hears = async |body: &str| {
        let headers = services::ports::NotificationHeaders(&[]);
        services.till.receive(Gateway::WechatPay, headers, body.as_bytes()).await.unwrap()
    };
    let foreign = Received::Refused(NotificationRefused::OtherMerchant);
    assert_eq!(hears("of another merchant").await, foreign);
    assert_eq!(hears("not mine").await, foreign);
    assert!(world.rows().memberships.is_empty() && world.rows().inbox.is_empty());
    let body = world.announce(&number);
    assert_eq!(hears(&body).await, Received::Acknowledged);
    assert_eq!(world.order(&token).state.code(), "paid");
    world.audit();
}

#[tokio::test]
async fn a_gateway_that_does_not_answer_is_not_asked_at_every_change() {
    let world = World::new().await;
    let (token, _) = world.waiting(&world.shop.mei, &world.shop.month).await;
    world.clock.advance(60);
    world.gateway.change(|book| book.down = true);
    for _ in 0..30 {
        let changed = world.change(&world.shop.mei, &token, "card").await.unwrap();
        assert_eq!(changed, ChangeOutcome::NoAnswer);
    }
    assert_eq!(world.gateway.book().asked["gateway.query"], 6);
}
