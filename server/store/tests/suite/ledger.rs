//! The ledger is only ever added to.

use crate::{
    backend::{Database, on_both},
    shop::{Shop, assert_sound},
};

on_both!(nobody_changes_or_removes_what_is_booked, checks_refuse_rows_that_make_no_sense);

async fn nobody_changes_or_removes_what_is_booked(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    shop.sell(&db.commerce, &shop.month).await;
    for attack in [
        "UPDATE ledger_entries SET amount_minor = amount_minor + 1",
        "DELETE FROM ledger_entries",
        "UPDATE ledger_transactions SET booked_at = 0",
        "DELETE FROM ledger_transactions",
    ] {
        let refused = db.attack(attack).await.expect_err(attack).to_string();
        assert!(refused.contains("the ledger is append-only"), "{attack}: {refused}");
    }
    assert_sound(&db.commerce).await;
}

async fn checks_refuse_rows_that_make_no_sense(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    shop.place(&db.commerce, &shop.limited).await;
    for attack in [
        "UPDATE product_seats SET taken = 4",
        "UPDATE product_seats SET taken = -1",
        "UPDATE orders SET state = 'paid'",
        "UPDATE orders SET price_minor = 0",
        "UPDATE orders SET creator_id = 'cre_nobody'",
        "DELETE FROM products",
    ] {
        assert!(db.attack(attack).await.is_err(), "{attack}");
    }
    assert_sound(&db.commerce).await;
}
