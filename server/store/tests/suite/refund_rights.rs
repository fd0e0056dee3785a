//! The right to ask for one's money: once for each person in a community.

use domain::{id::UserId, order::Order};
use services::ports::{Commit, Write};
use store::open_commerce;

use crate::{
    backend::{Database, OPTIONS, on_both},
    old_payouts::{as_it_was, id, old_order},
    shop::{NOW, Shop, assert_sound, unit},
    treasury::done,
};

on_both!(
    the_right_to_ask_is_used_once_and_other_sales_know_it,
    who_asked_before_has_used_the_right_for_the_first_sale_they_asked_about,
);

/// A paid order of a buyer.
async fn paid(shop: &Shop, db: &Database, buyer: &UserId) -> Order {
    let order = shop.order(buyer, &shop.month);
    let attempt = shop.attempt(&order);
    done(&db.commerce, Shop::placing(&order, &attempt)).await;
    assert_eq!(shop.settle(&db.commerce, &attempt, NOW).await, Commit::Committed);
    order
}

fn asking(order: &Order) -> Write {
    Write::UseRefundRight {
        community: order.community.clone(),
        by: order.buyer.clone(),
        order: order.id.clone(),
    }
}

async fn the_right_to_ask_is_used_once_and_other_sales_know_it(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let buyer = shop.buyer();
    let (first, second) = (paid(&shop, &db, &buyer).await, paid(&shop, &db, &buyer).await);
    let other = paid(&shop, &db, &shop.buyer()).await;
    let asked_before =
        async |order: &Order| db.commerce.sale_facts(&order.id).await.unwrap().unwrap().asked_before;
    assert!(!asked_before(&first).await && !asked_before(&second).await);
    let commit = async |order: &Order| db.commerce.commit(unit([asking(order)])).await.unwrap();
    assert_eq!(commit(&first).await, Commit::Committed);
    assert!(asked_before(&second).await);
    assert!(!asked_before(&first).await, "it is the same right");
    assert!(!asked_before(&other).await, "and somebody else's is another");
    for again in [&first, &second] {
        assert_eq!(commit(again).await, Commit::Duplicate);
    }
    assert_eq!(commit(&other).await, Commit::Committed);
    assert_sound(&db.commerce).await;
}

async fn who_asked_before_has_used_the_right_for_the_first_sale_they_asked_about(db: Database) {
    // The first sale of the old rows is of buyer 2 as well.
    let orders = [(2, 3), (3, 2)].map(|(order, buyer)| old_order(order, buyer, "refund_pending", 0));
    let rows = [(3, "member"), (1, "member"), (1, "member"), (2, "creator")];
    let refunds = (1..).zip(rows).map(|(number, (order, reason))| old_refund(number, order, reason));
    as_it_was(&db, "0009_after_payment", &orders.into_iter().chain(refunds).collect::<String>()).await;
    let commerce = open_commerce(&db.commerce_url, &OPTIONS).await.unwrap();
    let kept = db.texts("SELECT order_id FROM refund_rights WHERE community_id = $1", &id("com", 1)).await;
    assert_eq!(kept, [id("ord", 1)]);
    for (order, buyer, expected) in [(1, 2, Commit::Duplicate), (2, 3, Commit::Committed)] {
        let write = Write::UseRefundRight {
            community: id("com", 1).parse().unwrap(),
            by: id("usr", buyer).parse().unwrap(),
            order: id("ord", order).parse().unwrap(),
        };
        assert_eq!(commerce.commit(unit([write])).await.unwrap(), expected, "{order}");
    }
    commerce.close().await;
}

fn old_refund(number: u32, order: u32, reason: &str) -> String {
    format!(
        "INSERT INTO refunds (id, order_id, attempt_id, gateway, gateway_number, refund_number, amount_minor, \
         currency, reason, state, created_at, version, account, gateway_transaction, captured_minor, failure) \
         VALUES ('{}', '{}', '{}', 'wechat-pay', 'n1', 'r{number}', 100, 'CNY', '{reason}', 'succeeded', {}, \
         2, 'wechat-pay', 't1', 50000, '');",
        id("ref", number),
        id("ord", order),
        id("pay", 1),
        NOW.unix_ms(),
    )
}
