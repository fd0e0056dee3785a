//! One person sits on one seat of a product, also whom a program of before sold several.

use store::open_commerce;

use crate::{
    backend::{Database, OPTIONS, on_both},
    old_payouts::{as_it_was, id, old_order},
};

on_both!(who_was_sold_several_seats_sits_on_the_newest,);

async fn who_was_sold_several_seats_sits_on_the_newest(db: Database) {
    let seats =
        format!("INSERT INTO product_seats (product_id, seats, taken) VALUES ('{}', 9, 5);", id("prd", 1));
    // Three seats of one buyer, one seat of another who holds a second one while ordering again, and one that was given back.
    let orders = [
        (2, 3, "paid", 1),
        (3, 3, "paid", 1),
        (4, 3, "paid", 1),
        (5, 4, "paid", 1),
        (6, 4, "pending", 1),
        (7, 3, "refunded", 0),
    ];
    let orders = orders.map(|(number, buyer, state, seats)| old_order(number, buyer, state, seats)).concat();
    as_it_was(&db, "0009_after_payment", &(seats + &orders)).await;
    let commerce = open_commerce(&db.commerce_url, &OPTIONS).await.unwrap();
    let held = "SELECT id || ' ' || CAST(version AS TEXT) FROM orders WHERE product_id = $1 AND seats_held = 1 ORDER BY id";
    let expected = [4, 5, 6].map(|number| format!("{} 2", id("ord", number)));
    assert_eq!(db.texts(held, &id("prd", 1)).await, expected);
    let changed = "SELECT id FROM orders WHERE product_id = $1 AND version = 3 ORDER BY id";
    assert_eq!(db.texts(changed, &id("prd", 1)).await, [2, 3].map(|number| id("ord", number)));
    let breaks = commerce.verify().await.unwrap().breaks;
    assert!(!breaks.iter().any(|line| line.contains("seat")), "{breaks:?}");
    commerce.close().await;
}
