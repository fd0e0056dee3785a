//! What a payment is decided on besides its own order: a seat that was promised, and a period that never ends.

use domain::catalogue::{Product, Waiting, WaitingState};
use services::ports::{Commit, Write};

use crate::{
    backend::{Database, on_both},
    shop::{NOW, Shop, unit},
};

on_both!(a_promise_is_remembered_beside_the_order_of_its_seat, whoever_is_in_for_good_is_known_when_they_pay,);

async fn commit(db: &Database, writes: impl IntoIterator<Item = Write>) -> Commit {
    db.commerce.commit(unit(writes)).await.unwrap()
}

async fn a_promise_is_remembered_beside_the_order_of_its_seat(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let until = NOW.plus_seconds(100);
    let offered = Waiting {
        product: shop.limited.id.clone(),
        user: shop.buyer(),
        asked_at: NOW,
        state: WaitingState::Offered { until },
        version: 1,
    };
    let read = async || db.commerce.waiting(&offered.product, &offered.user).await.unwrap().unwrap();
    let insert = [Write::InsertWaiting(offered.clone()), Write::TakeSeat(shop.limited.id.clone())];
    assert_eq!(commit(&db, insert).await, Commit::Committed);
    assert_eq!(read().await, offered);
    let ordered = offered.clone().ordered();
    assert_eq!(commit(&db, [Write::UpdateWaiting(ordered.clone())]).await, Commit::Committed);
    assert_eq!(read().await, Waiting { version: 2, ..ordered });
    let due = async |moment| db.commerce.due_waiting(moment, 10).await.unwrap();
    assert_eq!(due(until).await, [], "the order has the seat");
    let again = read().await.held_again(NOW).unwrap();
    assert_eq!(commit(&db, [Write::UpdateWaiting(again)]).await, Commit::Committed);
    let held = Waiting { version: 3, ..offered.clone() };
    assert_eq!((read().await, due(until).await), (held.clone(), vec![held.clone()]));
    // In line once more, nothing of it is left.
    let stands = Waiting { state: WaitingState::Waiting, ..held };
    assert_eq!(commit(&db, [Write::UpdateWaiting(stands)]).await, Commit::Committed);
    assert_eq!(read().await.ordered().state, WaitingState::Taken { held_until: None });
}

async fn whoever_is_in_for_good_is_known_when_they_pay(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (sold, _) = shop.sell(&db.commerce, &shop.month).await;
    let place = async |product: &Product| {
        let order = shop.order(&sold.buyer, product);
        let attempt = shop.attempt(&order);
        assert_eq!(db.commerce.commit(Shop::placing(&order, &attempt)).await.unwrap(), Commit::Committed);
        attempt
    };
    let (lifetime, month) = (place(&shop.lifetime).await, place(&shop.month).await);
    let known = async || {
        let facts = db.commerce.settling_facts(month.gateway, &month.gateway_number).await.unwrap().unwrap();
        (facts.for_good, facts.paid_until)
    };
    let rows = async || db.commerce.memberships_in(&sold.buyer, &shop.community.id).await.unwrap();
    let end = rows().await[0].valid_until.unwrap();
    assert_eq!(known().await, (false, Some(end)));
    assert_eq!(shop.settle(&db.commerce, &lifetime, NOW).await, Commit::Committed);
    assert!(known().await.0, "though it has not begun");
    let gone = rows().await.into_iter().find(|row| row.valid_until.is_none()).unwrap().revoked(NOW);
    assert_eq!(commit(&db, [Write::RevokeMembership(gone)]).await, Commit::Committed);
    assert_eq!(known().await, (false, Some(end)), "what was taken away counts for nothing");
}
