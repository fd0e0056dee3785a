//! Many at once: whatever the interleaving, it is as if they had come one after the other.

use std::sync::Arc;

use futures::future::join_all;
use services::ports::{Changes, Commit, EventSource, InboxRow, Write};
use store::open_commerce;

use crate::{
    backend::{Database, OPTIONS, on_both},
    shop::{NOW, PRICE, Shop, assert_sound, unit},
};

on_both!(
    one_duplicate_among_a_hundred_disturbs_nobody,
    the_last_seats_are_sold_once,
    a_double_click_makes_one_order,
    a_notification_that_comes_a_hundred_times_grants_once,
    a_hot_account_adds_up,
    two_updates_of_one_version_never_both_succeed,
    two_processes_share_one_database,
    news_of_a_changed_order_reaches_the_other_processes,
);

fn count(answers: &[Commit], wanted: Commit) -> usize {
    answers.iter().filter(|answer| **answer == wanted).count()
}

async fn all(db: &Database, units: Vec<Changes>) -> Vec<Commit> {
    let answers = join_all(units.into_iter().map(|unit| db.commerce.commit(unit))).await;
    answers.into_iter().map(Result::unwrap).collect()
}

async fn one_duplicate_among_a_hundred_disturbs_nobody(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (known, _) = shop.place(&db.commerce, &shop.month).await;
    for place in [0, 37, 99] {
        let mut orders: Vec<_> = (0..99).map(|_| shop.order(&shop.buyer(), &shop.month)).collect();
        orders.insert(place, shop.order(&known.buyer, &shop.month));
        let units = orders.iter().map(|order| Shop::placing(order, &shop.attempt(order))).collect();
        let answers = all(&db, units).await;
        for (index, (order, answer)) in orders.iter().zip(&answers).enumerate() {
            let expected = if index == place { Commit::Duplicate } else { Commit::Committed };
            assert_eq!(*answer, expected, "unit {index}");
            assert_eq!(db.commerce.order(&order.id).await.unwrap().is_some(), index != place, "unit {index}");
        }
    }
    let faulty = Shop::new(9);
    let stranger = faulty.order(&faulty.buyer(), &faulty.month);
    let good = shop.order(&shop.buyer(), &shop.month);
    let (bad, fine) = futures::join!(
        db.commerce.commit(Shop::placing(&stranger, &faulty.attempt(&stranger))),
        db.commerce.commit(Shop::placing(&good, &shop.attempt(&good))),
    );
    assert!(bad.is_err(), "{bad:?}");
    assert_eq!(fine.unwrap(), Commit::Committed, "a fault of one unit is not the other's");
    assert_sound(&db.commerce).await;
}

async fn the_last_seats_are_sold_once(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let orders = (0..50).map(|_| shop.order(&shop.buyer(), &shop.limited));
    let answers = all(&db, orders.map(|order| Shop::placing(&order, &shop.attempt(&order))).collect()).await;
    assert_eq!((count(&answers, Commit::Committed), count(&answers, Commit::Conflict)), (3, 47));
    assert_sound(&db.commerce).await;
}

async fn a_double_click_makes_one_order(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let buyer = shop.buyer();
    let orders = (0..30).map(|_| shop.order(&buyer, &shop.limited));
    let answers = all(&db, orders.map(|order| Shop::placing(&order, &shop.attempt(&order))).collect()).await;
    assert_eq!((count(&answers, Commit::Committed), count(&answers, Commit::Duplicate)), (1, 29));
    assert_sound(&db.commerce).await;
}

async fn a_notification_that_comes_a_hundred_times_grants_once(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (order, attempt) = shop.place(&db.commerce, &shop.limited).await;
    let facts = db.commerce.settling_facts(attempt.gateway, &attempt.gateway_number).await.unwrap().unwrap();
    let answers = all(&db, (0..100).map(|_| shop.settling(&facts, PRICE, NOW)).collect()).await;
    assert_eq!((count(&answers, Commit::Committed), count(&answers, Commit::Duplicate)), (1, 99));
    assert_eq!(db.commerce.memberships(&order.buyer, 10).await.unwrap().len(), 1);
    assert_sound(&db.commerce).await;
}

async fn a_hot_account_adds_up(db: Database) {
    let shop = Arc::new(Shop::open(1, &db.commerce).await);
    let sell = || async { shop.sell(&db.commerce, &shop.month).await };
    join_all((0..150).map(|_| sell())).await;
    let facts =
        db.commerce.payout_facts(&shop.creator.id, NOW.plus_days(-8), NOW.day()).await.unwrap().unwrap();
    assert_eq!(facts.money.balance.minor(), 150 * PRICE.minor());
    assert_sound(&db.commerce).await;
}

async fn two_updates_of_one_version_never_both_succeed(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (_, attempt) = shop.place(&db.commerce, &shop.month).await;
    let asked = |number: usize| Changes {
        inbox: vec![InboxRow {
            source: EventSource::Gateway(attempt.gateway),
            event_id: format!("{number}"),
            received_at: NOW,
            body_ciphertext: Vec::new(),
        }],
        ..unit([Write::UpdateAttempt(attempt.clone().asked(NOW))])
    };
    let answers = all(&db, (0..40).map(asked).collect()).await;
    assert_eq!((count(&answers, Commit::Committed), count(&answers, Commit::Conflict)), (1, 39));
    for (number, answer) in answers.iter().enumerate() {
        let kept =
            db.commerce.inbox_has(EventSource::Gateway(attempt.gateway), &format!("{number}")).await.unwrap();
        assert_eq!(kept, *answer == Commit::Committed, "unit {number} was written by half");
    }
    let now = db.commerce.attempts(&attempt.order).await.unwrap();
    assert_eq!((now[0].version, now[0].queries), (1, 1));
}

async fn two_processes_share_one_database(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let other = open_commerce(&db.commerce_url, &OPTIONS).await.unwrap();
    let here = join_all((0..60).map(|_| shop.sell(&db.commerce, &shop.month)));
    let there = join_all((0..60).map(|_| shop.sell(&other, &shop.lifetime)));
    let mut seats = Vec::new();
    let scramble = async {
        for store in [&db.commerce, &other, &db.commerce, &other, &db.commerce, &other] {
            let order = shop.order(&shop.buyer(), &shop.limited);
            seats.push(store.commit(Shop::placing(&order, &shop.attempt(&order))).await.unwrap());
        }
    };
    futures::join!(here, there, scramble);
    assert_eq!((count(&seats, Commit::Committed), count(&seats, Commit::Conflict)), (3, 3));
    let facts = other.payout_facts(&shop.creator.id, NOW.plus_days(-8), NOW.day()).await.unwrap().unwrap();
    assert_eq!(facts.money.balance.minor(), 120 * PRICE.minor());
    assert_sound(&db.commerce).await;
    other.close().await;
}

async fn news_of_a_changed_order_reaches_the_other_processes(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    if db.is_sqlite() {
        let news = db.commerce.order_news();
        shop.sell(&db.commerce, &shop.month).await;
        assert!(futures::poll!(std::pin::pin!(news)).is_pending(), "one process serves an embedded database");
        return;
    }
    let other = open_commerce(&db.commerce_url, &OPTIONS).await.unwrap();
    let ours = std::sync::Mutex::new(Vec::new());
    // Paid again and again, because the other one may not listen yet when the first one is. A new order is no news: no
    // page waits for it yet.
    let selling = async {
        loop {
            let (order, attempt) = shop.place(&db.commerce, &shop.month).await;
            ours.lock().unwrap().push(order.token);
            assert_eq!(shop.settle(&db.commerce, &attempt, NOW).await, Commit::Committed);
        }
    };
    let heard = tokio::select! {
        heard = other.order_news() => heard.unwrap(),
        () = selling => unreachable!(),
    };
    let ours = ours.into_inner().unwrap();
    assert!(!heard.is_empty() && heard.iter().any(|token| ours.contains(token)), "news of another order");
    other.close().await;
}
