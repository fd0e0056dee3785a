//! What gateways tell us, once, many times, or wrongly.

use std::sync::Arc;

use domain::{
    money::Money,
    order::{Capture, Gateway, OrderState},
};
use services::{
    Secrets,
    ports::{Clock, EventSource, Notification, NotificationRefused, RefundAnswer},
    till::Received,
};
use tokio::task::JoinSet;

use super::{shop::yuan, support::Cut, told::told, world::World};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_notifications_at_once_are_all_acknowledged_and_grant_once() {
    let world = Arc::new(World::new().await);
    let (token, number) = world.waiting(&world.shop.mei, &world.shop.studio).await;
    world.pays(&token, &number);
    let body = world.announce(&number);
    let mut senders = JoinSet::new();
    for _ in 0..100 {
        let (world, body) = (Arc::clone(&world), body.clone());
        senders.spawn(async move { world.receive(&body).await });
    }
    let answers = senders.join_all().await;
    assert_eq!(answers.len(), 100);
    assert!(answers.into_iter().all(|answer| answer.unwrap() == Received::Acknowledged));
    let rows = world.rows();
    assert_eq!((rows.memberships.len(), rows.transactions.len(), rows.inbox.len()), (1, 1, 1));
    assert_eq!(world.order(&token).version, 2);
    world.audit();
}

#[tokio::test]
async fn a_notification_that_comes_again_days_later_changes_nothing() {
    told(async |world| {
        let token = world.bought(&world.shop.mei, &world.shop.month).await;
        let before = world.rows();
        world.clock.advance(5 * 86_400);
        let number = world.attempts(&token)[0].gateway_number.clone();
        world.notified(&number).await;
        assert_eq!(world.rows(), before);
    })
    .await;
}

#[tokio::test]
async fn a_notification_that_is_not_to_be_believed_changes_nothing() {
    let world = World::new().await;
    let (token, number) = world.waiting(&world.shop.mei, &world.shop.month).await;
    world.pays(&token, &number);
    let before = world.rows();
    for refused in [
        NotificationRefused::Headers,
        NotificationRefused::Signature,
        NotificationRefused::Age,
        NotificationRefused::UnknownKey,
        NotificationRefused::Malformed,
        NotificationRefused::OtherMerchant,
    ] {
        world.gateway.announce("forged", Err(refused));
        assert_eq!(world.receive("forged").await.unwrap(), Received::Refused(refused));
    }
    assert_eq!(world.rows(), before);
}

#[tokio::test]
async fn a_notification_by_a_new_key_is_believed_when_the_key_is_fetched_and_not_before() {
    let world = World::new().await;
    let (token, number) = world.waiting(&world.shop.mei, &world.shop.month).await;
    world.pays(&token, &number);
    let capture = world.gateway.book().payments[&number].capture.clone().unwrap();
    let news = Notification::Paid { event_id: "by a new key".to_owned(), number, capture };
    world.gateway.announce_by_new_key("news", Ok(news));
    world.gateway.change(|book| book.down = true);
    assert_eq!(world.receive("news").await.unwrap(), Received::Refused(NotificationRefused::UnknownKey));
    assert_eq!(world.order(&token).state, OrderState::Pending);
    world.gateway.change(|book| book.down = false);
    assert_eq!(world.receive("news").await.unwrap(), Received::Acknowledged);
    assert_eq!(world.order(&token).state.code(), "paid");
    // What is wrong in another way makes nobody fetch anything.
    let asked = world.gateway.book().asked["gateway.refresh_keys"];
    world.gateway.announce("probe", Err(NotificationRefused::Signature));
    assert_eq!(world.receive("probe").await.unwrap(), Received::Refused(NotificationRefused::Signature));
    assert_eq!((asked, world.gateway.book().asked["gateway.refresh_keys"]), (2, 2));
}

#[tokio::test]
async fn keys_are_fetched_from_every_account_even_when_one_gateway_does_not_answer() {
    let world = World::new().await;
    world.gateway.change(|book| book.down = true);
    assert!(world.services.till.refresh_keys().await.is_err());
    for gateway in [&world.gateways.alipay, &world.gateways.cards] {
        assert_eq!(gateway.book().asked["gateway.refresh_keys"], 1);
    }
    world.gateway.change(|book| book.down = false);
    world.services.till.refresh_keys().await.unwrap();
    assert_eq!(world.gateway.book().asked["gateway.refresh_keys"], 2);
}

#[tokio::test]
async fn a_payment_for_a_number_that_is_not_ours_waits_for_a_person_and_is_acknowledged() {
    told(async |world| {
        let capture = Capture {
            gateway_transaction: "42".to_owned(),
            amount: yuan(100),
            captured_at: world.clock.business(),
        };
        let (event_id, number) = ("stray".to_owned(), "somebody else's".to_owned());
        world.gateway.announce("stray", Ok(Notification::Paid { event_id, number, capture }));
        for _ in 0..2 {
            let received = world.again(async || world.receive("stray").await).await;
            assert_eq!(received, Received::Acknowledged);
        }
        let rows = world.rows();
        let kept: Vec<_> = rows.inbox.keys().cloned().collect();
        assert_eq!(kept, [(EventSource::Gateway(Gateway::WechatPay), "stray".to_owned())]);
        assert_eq!((rows.transactions.len(), rows.reviews.len(), rows.orders.len()), (1, 1, 0));
    })
    .await;
}

#[tokio::test]
async fn what_is_kept_is_sealed_to_its_place() {
    let world = World::new().await;
    world.gateway.announce("raw body", Ok(Notification::Ignored { event_id: "7".to_owned() }));
    assert_eq!(world.receive("raw body").await.unwrap(), Received::Acknowledged);
    let row = world.rows().inbox.into_values().next().unwrap();
    let secrets = Secrets::new(&[1; 32], &[2; 32]).unwrap();
    assert_eq!(secrets.open("inbox/wechat-pay/7", &row.body_ciphertext).unwrap(), b"raw body");
    assert!(secrets.open("inbox/wechat-pay/8", &row.body_ciphertext).is_err());
    assert_eq!(row.received_at, world.clock.system());
}

#[tokio::test]
async fn what_is_not_on_disk_is_not_acknowledged() {
    let world = World::new().await;
    let (token, number) = world.waiting(&world.shop.mei, &world.shop.month).await;
    world.pays(&token, &number);
    let body = world.announce(&number);
    world.switch.fail(2, Cut::BeforeTheCall);
    assert!(world.receive(&body).await.is_err());
    assert_eq!(world.switch.failed(), Some("commit"));
    assert_eq!(world.order(&token).state, OrderState::Pending);
    assert_eq!(world.receive(&body).await.unwrap(), Received::Acknowledged);
    assert_eq!(world.order(&token).state.code(), "paid");
}

#[tokio::test]
async fn news_of_a_payment_that_was_found_before_is_kept_as_well() {
    told(async |world| {
        let (token, number) = world.waiting(&world.shop.mei, &world.shop.month).await;
        world.pays(&token, &number);
        world.swept_until(60, || world.order(&token).state.code() == "paid").await;
        assert!(world.rows().inbox.is_empty());
        world.notified(&number).await;
        assert_eq!(world.rows().inbox.len(), 1, "an acknowledged event is on disk");
        assert_eq!((world.rows().memberships.len(), world.rows().transactions.len()), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn events_we_do_not_act_on_are_kept_once() {
    told(async |world| {
        world.gateway.announce("other", Ok(Notification::Ignored { event_id: "other".to_owned() }));
        let refund = Notification::Refund {
            event_id: "refund".to_owned(),
            refund_number: "none of ours".to_owned(),
            answer: RefundAnswer::Abnormal,
        };
        world.gateway.announce("refund", Ok(refund));
        for body in ["other", "refund", "other"] {
            let received = world.again(async || world.receive(body).await).await;
            assert_eq!(received, Received::Acknowledged);
        }
        assert_eq!(world.rows().inbox.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn two_events_about_one_payment_settle_it_once() {
    let world = World::new().await;
    let (token, number) = world.waiting(&world.shop.mei, &world.shop.month).await;
    world.pays(&token, &number);
    let capture = world.gateway.book().payments[&number].capture.clone().unwrap();
    assert_ne!(capture.amount, Money::zero(capture.amount.currency()));
    for event in ["first", "second"] {
        let (event_id, number, capture) = (event.to_owned(), number.clone(), capture.clone());
        world.gateway.announce(event, Ok(Notification::Paid { event_id, number, capture }));
    }
    let (first, second) = tokio::join!(world.receive("first"), world.receive("second"));
    assert_eq!((first.unwrap(), second.unwrap()), (Received::Acknowledged, Received::Acknowledged));
    let rows = world.rows();
    assert_eq!((rows.memberships.len(), rows.transactions.len(), rows.inbox.len()), (1, 1, 2));
    world.audit();
}

#[tokio::test]
async fn an_event_that_makes_us_ask_makes_us_ask_once_however_often_it_comes() {
    let world = World::new().await;
    let (_, number) = world.waiting(&world.shop.mei, &world.shop.month).await;
    let ask = Notification::Ask { event_id: "notify-1".to_owned(), number };
    world.gateway.announce("form", Ok(ask));
    let asked = || world.gateway.book().asked.get("gateway.query").copied().unwrap_or_default();
    assert_eq!(world.receive("form").await.unwrap(), Received::Acknowledged);
    let once = asked();
    assert!(once > 0);
    for _ in 0..10 {
        world.clock.advance(86_400);
        assert_eq!(world.receive("form").await.unwrap(), Received::Acknowledged);
    }
    assert_eq!(asked(), once);
}
