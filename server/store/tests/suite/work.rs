//! Work whose time has come, leases, and copies.

use domain::{order::Attempt, time::Timestamp};
use services::ports::{Commit, StoreFault, Write};
use store::open_commerce;

use crate::{
    backend::{Database, OPTIONS, on_both},
    shop::{NOW, Shop, assert_sound, unit},
};

on_both!(
    work_is_due_from_its_moment_on_and_not_before,
    a_lease_has_one_holder_and_a_growing_token,
    a_clock_that_was_ahead_keeps_nobody_waiting_once_it_is_right,
    a_copy_holds_everything_that_was_acknowledged,
);

async fn work_is_due_from_its_moment_on_and_not_before(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (order, attempt) = shop.place(&db.commerce, &shop.month).await;
    let second = Attempt { next_query_at: None, created_at: NOW.plus_ms(1), ..shop.attempt(&order) };
    db.commerce.commit(unit([Write::InsertAttempt(second.clone())])).await.unwrap();
    shop.sell(&db.commerce, &shop.month).await;

    let due_at = attempt.next_query_at.unwrap();
    let early = db.commerce.due_work(due_at.plus_ms(-1), 10).await.unwrap();
    assert_eq!(early, services::ports::DueWork::default());
    let due = db.commerce.due_work(due_at, 10).await.unwrap();
    assert_eq!(due.attempts, [(attempt.clone(), order.clone())]);
    assert!(due.expired.is_empty() && due.refunds.is_empty());

    let late = db.commerce.due_work(order.expires_at, 10).await.unwrap();
    assert_eq!(late.expired, [(order.clone(), vec![attempt, second])]);
    let again = order.expires_at.plus_seconds(60);
    db.commerce.commit(unit([Write::PutOffOrder(order.id.clone(), again)])).await.unwrap();
    assert!(db.commerce.due_work(again.plus_ms(-1), 10).await.unwrap().expired.is_empty(), "put off");
    let late = db.commerce.due_work(again, 10).await.unwrap();
    assert_eq!(late.expired[0].0, order, "and nothing else has changed");
    db.commerce.commit(unit([Write::UpdateOrder(order.expire(NOW).unwrap())])).await.unwrap();
    assert!(db.commerce.due_work(NOW.plus_days(1), 10).await.unwrap().expired.is_empty());

    for _ in 0..5 {
        shop.place(&db.commerce, &shop.month).await;
    }
    let some = db.commerce.due_work(NOW.plus_days(1), 3).await.unwrap();
    assert_eq!((some.attempts.len(), some.expired.len()), (3, 3), "at most as many as were asked for");
}

async fn a_lease_has_one_holder_and_a_growing_token(db: Database) {
    let lease = |holder, from: i64, until: i64| {
        let (from, until) = (NOW.plus_ms(from), NOW.plus_ms(until));
        let commerce = db.commerce.clone();
        async move { commerce.lease("payouts", holder, from, until).await.unwrap() }
    };
    assert_eq!(lease("a", 0, 10).await, Some(1));
    assert_eq!(lease("b", 5, 15).await, None, "held by a");
    assert_eq!(lease("a", 9, 20).await, Some(1), "renewed");
    assert_eq!(lease("b", 15, 25).await, None, "the renewal counts");
    assert_eq!(lease("b", 20, 30).await, Some(2), "over at its end");
    assert_eq!(lease("a", 25, 35).await, None);
    assert_eq!(lease("b", 31, 40).await, Some(3), "too late to renew: somebody may have held it in between");
    assert_eq!(db.commerce.lease("other", "a", NOW, NOW.plus_ms(1)).await.unwrap(), Some(1));
    let rivals = (0..20).map(|rival| {
        let commerce = db.commerce.clone();
        async move { commerce.lease("raced", &format!("{rival}"), NOW, NOW.plus_ms(9)).await.unwrap() }
    });
    let won: Vec<_> = futures::future::join_all(rivals).await.into_iter().flatten().collect();
    assert_eq!(won, [1]);
}

/// A year ahead somebody took a lease, and put off what could not be done. Then the clock was set back.
async fn a_clock_that_was_ahead_keeps_nobody_waiting_once_it_is_right(db: Database) {
    let ahead = NOW.plus_days(365);
    let lease = |holder, from: Timestamp| db.commerce.lease("till", holder, from, from.plus_seconds(60));
    assert_eq!(lease("gone", ahead).await.unwrap(), Some(1));
    assert_eq!(lease("other", ahead.plus_seconds(1)).await.unwrap(), None, "it holds by that clock");
    assert_eq!(
        lease("here", NOW).await.unwrap(),
        Some(2),
        "nobody waits a year for a holder who may be gone"
    );
    assert_eq!(lease("other", NOW.plus_seconds(59)).await.unwrap(), None, "and this one holds as any other");
    assert_eq!(
        lease("other", NOW.plus_seconds(-59)).await.unwrap(),
        None,
        "a minute of difference is no year"
    );

    let shop = Shop::open(1, &db.commerce).await;
    let (order, _) = shop.place(&db.commerce, &shop.month).await;
    let over = order.expires_at;
    db.commerce.commit(unit([Write::PutOffOrder(order.id.clone(), ahead)])).await.unwrap();
    assert_eq!(db.commerce.due_work(over, 10).await.unwrap().expired[0].0, order);
    let longest = over.plus_days(1);
    db.commerce.commit(unit([Write::PutOffOrder(order.id.clone(), longest)])).await.unwrap();
    assert!(db.commerce.due_work(over, 10).await.unwrap().expired.is_empty(), "a day is an honest wait");
}

async fn a_copy_holds_everything_that_was_acknowledged(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let folder = tempfile::tempdir().unwrap();
    let (to, people_to) = (folder.path().join("copy.db"), folder.path().join("people.db"));
    if !db.is_sqlite() {
        let refused = db.commerce.backup(&to).await;
        assert!(matches!(&refused, Err(StoreFault::Database(why)) if why.contains("pg_dump")), "{refused:?}");
        return;
    }
    let (order, _) = shop.sell(&db.commerce, &shop.month).await;
    let selling = async { shop.sell(&db.commerce, &shop.month).await };
    let (copied, _) = futures::join!(db.commerce.backup(&to), selling);
    copied.unwrap();
    db.people.backup(&people_to).await.unwrap();
    assert!(db.commerce.backup(&to).await.is_err(), "a copy never replaces a file");
    assert!(db.commerce.backup(&folder.path().join("none/copy.db")).await.is_err());
    let copy = open_commerce(&format!("sqlite:{}", to.display()), &OPTIONS).await.unwrap();
    assert!(copy.order(&order.id).await.unwrap().is_some());
    assert_sound(&copy).await;
    let more = shop.order(&shop.buyer(), &shop.month);
    assert_eq!(copy.commit(Shop::placing(&more, &shop.attempt(&more))).await.unwrap(), Commit::Committed);
    assert_eq!(db.commerce.order(&more.id).await.unwrap(), None);
    copy.close().await;
}
