//! An order that another one of the same buyer and product has replaced: whoever settles late money for it knows.

use domain::order::Order;
use services::ports::Write;

use crate::{
    backend::{Database, on_both},
    shop::{NOW, Shop, assert_sound, unit},
    treasury::done,
};

on_both!(late_money_knows_whether_a_later_order_is_paid_or_waits);

async fn late_money_knows_whether_a_later_order_is_paid_or_waits(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (first, attempt) = shop.place(&db.commerce, &shop.month).await;
    let later_order = async || {
        let facts = db.commerce.settling_facts(attempt.gateway, &attempt.gateway_number).await.unwrap();
        facts.unwrap().later_order
    };
    assert!(!later_order().await, "it waits itself");
    let next = Order { created_at: NOW.plus_seconds(60), ..shop.order(&first.buyer, &shop.month) };
    let paying = shop.attempt(&next);
    let mut placing = Shop::placing(&next, &paying);
    placing.writes.insert(0, Write::UpdateOrder(first.clone().expire(NOW.plus_seconds(60)).unwrap()));
    done(&db.commerce, placing).await;
    assert!(later_order().await, "the one in its place waits");
    shop.settle(&db.commerce, &paying, NOW.plus_seconds(70)).await;
    assert!(later_order().await, "the one in its place is paid");
    // Of somebody else, of another product, or over: none of them counts.
    let (expired, attempt) = shop.place(&db.commerce, &shop.month).await;
    let over = Order { created_at: NOW.plus_seconds(60), ..shop.order(&expired.buyer, &shop.month) };
    done(&db.commerce, unit([Write::UpdateOrder(expired.clone().expire(NOW).unwrap())])).await;
    done(&db.commerce, Shop::placing(&over, &shop.attempt(&over))).await;
    done(&db.commerce, unit([Write::UpdateOrder(over.clone().expire(NOW).unwrap())])).await;
    let other = shop.order(&expired.buyer, &shop.lifetime);
    done(&db.commerce, Shop::placing(&other, &shop.attempt(&other))).await;
    let facts = db.commerce.settling_facts(attempt.gateway, &attempt.gateway_number).await.unwrap();
    assert!(!facts.unwrap().later_order);
    assert_sound(&db.commerce).await;
}
