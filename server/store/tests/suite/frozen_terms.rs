//! What an order was sold as: kept, read back, found out for orders from before; and fixed ends.

use domain::{
    catalogue::{Community, CommunityState, Period, Product, Waiting, WaitingState},
    id::{OrderId, ProductId, UserId},
    order::{Order, SoldAs},
    time::Day,
};
use services::ports::{Commit, Write};
use store::open_commerce;

use crate::{
    backend::{Database, OPTIONS, on_both},
    old_payouts::{as_it_was, id},
    shop::{NOW, Shop, assert_sound, unit},
};

on_both!(
    an_order_reads_back_as_it_was_sold_whatever_its_product_becomes,
    an_order_of_an_earlier_program_was_sold_as_its_product_says,
    orders_from_before_learn_what_they_were_sold_as,
    a_fixed_end_is_granted_once_and_late_money_for_it_goes_back,
    nobody_in_line_is_due_for_what_cannot_be_ordered,
);

/// What the shop's product becomes after the orders of these tests.
fn another(product: &Product) -> Product {
    Product { tier: "Other".to_owned(), period: Period::Year, refund_days: 0, ..product.clone() }
}

async fn an_order_reads_back_as_it_was_sold_whatever_its_product_becomes(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (order, attempt) = shop.place(&db.commerce, &shop.month).await;
    let changed = unit([Write::UpdateProduct(another(&shop.month))]);
    assert_eq!(db.commerce.commit(changed).await.unwrap(), Commit::Committed);
    let sold = SoldAs::from(&shop.month);
    let facts = db.commerce.settling_facts(attempt.gateway, &attempt.gateway_number).await.unwrap().unwrap();
    assert_eq!(facts.order.sold_as, sold);
    assert_eq!(shop.settle(&db.commerce, &attempt, NOW).await, Commit::Committed);
    let held = db.commerce.memberships(&order.buyer, 9).await.unwrap();
    assert_eq!((held[0].0.valid_until, &held[0].2), (Some(NOW.plus_days(31)), &sold), "a month was paid for");
    let sale = db.commerce.sale_facts(&order.id).await.unwrap().unwrap();
    assert_eq!(sale.order.sold_as, sold);
    let sales = db.commerce.sales(&shop.creator.id, NOW.plus_days(1), 9).await.unwrap();
    assert_eq!(sales[0].tier, sold.tier);
    assert_sound(&db.commerce).await;
}

async fn an_order_of_an_earlier_program_was_sold_as_its_product_says(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (order, attempt) = shop.place(&db.commerce, &shop.month).await;
    db.attack("UPDATE orders SET tier = NULL, period = NULL, refund_days = NULL").await.unwrap();
    let read: Order = db.commerce.order(&order.id).await.unwrap().unwrap();
    assert_eq!(read.sold_as, order.sold_as);
    assert_eq!(shop.settle(&db.commerce, &attempt, NOW).await, Commit::Committed);
    assert_sound(&db.commerce).await;
}

/// An order of a product that lasts a month today, and the time that was granted for it: days from its beginning, nothing
/// for one that nobody paid, -1 for good.
fn old_order(number: u32, days: Option<i64>) -> String {
    let (order, now) = (id("ord", number), NOW.unix_ms());
    let columns = "id, token, buyer_id, creator_id, community_id, product_id, price_minor, currency, agreement_id, \
                   consent_id, state, state_since, exception, created_at, expires_at, seats_held, version";
    let mut rows = format!(
        "INSERT INTO orders ({columns}) VALUES ('{order}', '{number:0>26}', '{}', '{}', '{}', '{}', 100, 'CNY', '{}', \
         '{}', 'paid', {now}, 'none', {now}, {now}, 0, 2);",
        id("usr", number),
        id("cre", 1),
        id("com", 1),
        id("prd", 2),
        id("agr", 1),
        id("con", number),
    );
    if let Some(days) = days {
        let until = if days < 0 { "NULL".to_owned() } else { NOW.plus_days(days).unix_ms().to_string() };
        let membership = format!(
            "INSERT INTO memberships VALUES ('{}', '{}', '{}', '{}', '{order}', 1, {now}, {until}, NULL, 1);",
            id("mem", number),
            id("usr", number),
            id("com", 1),
            id("prd", 2),
        );
        rows += &membership;
    }
    rows
}

async fn orders_from_before_learn_what_they_were_sold_as(db: Database) {
    let product = format!(
        "INSERT INTO products (id, community_id, tier, benefits_json, price_minor, currency, period, refund_days, seats, \
         position) VALUES ('{}', '{}', 'Summer', '[]', 100, 'CNY', 'month', 5, NULL, 2);",
        id("prd", 2),
        id("com", 1),
    );
    let day = |days: i32| NOW.day().plus_days(days);
    let cases: [(Option<i64>, Period); 8] = [
        (Some(31), Period::Month),
        (Some(28), Period::Month),
        (Some(90), Period::Quarter),
        (Some(365), Period::Year),
        (Some(-1), Period::Lifetime),
        (Some(12), Period::Until(day(12))),
        (None, Period::Month),
        // An upgrade ended it: it says nothing any more.
        (Some(3), Period::Month),
    ];
    let mut rows = vec![product];
    rows.extend((11..).zip(&cases).map(|(number, (days, _))| old_order(number, *days)));
    rows.push(format!("INSERT INTO counted_periods VALUES ('{}', '{}');", id("mem", 18), id("ord", 17)));
    as_it_was(&db, "0012_counted_periods", &rows.concat()).await;
    let commerce = open_commerce(&db.commerce_url, &OPTIONS).await.unwrap();
    for (number, (days, period)) in (11..).zip(cases) {
        let order = OrderId::try_from(id("ord", number)).unwrap();
        let sold_as = SoldAs { tier: "Summer".to_owned(), period, refund_days: 5 };
        assert_eq!(commerce.order(&order).await.unwrap().unwrap().sold_as, sold_as, "{days:?}");
    }
    let first = OrderId::try_from(id("ord", 1)).unwrap();
    let first = commerce.order(&first).await.unwrap().unwrap().sold_as;
    assert_eq!((first.tier.as_str(), first.period, first.refund_days), ("Reader", Period::Lifetime, 7));
    // It is in the order itself: the product may become anything now.
    commerce.close().await;
    db.attack("UPDATE products SET tier = 'x', period = 'year', refund_days = 90").await.unwrap();
    let commerce = open_commerce(&db.commerce_url, &OPTIONS).await.unwrap();
    let pending = OrderId::try_from(id("ord", 17)).unwrap();
    assert_eq!(commerce.order(&pending).await.unwrap().unwrap().sold_as.period, Period::Month);
    commerce.close().await;
}

/// Something of the shop that ends on a fixed day.
async fn ends(db: &Database, shop: &Shop, day: Day) -> Product {
    let product = Product {
        id: ProductId::new(shop.moment(), shop.random()),
        period: Period::Until(day),
        position: 9,
        ..shop.month.clone()
    };
    let changes = unit([Write::InsertProduct(product.clone())]);
    assert_eq!(db.commerce.commit(changes).await.unwrap(), Commit::Committed);
    product
}

async fn a_fixed_end_is_granted_once_and_late_money_for_it_goes_back(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let end = NOW.day().plus_days(40);
    let summer = ends(&db, &shop, end).await;
    let (first, _) = shop.sell(&db.commerce, &summer).await;
    let held = db.commerce.memberships_in(&first.buyer, &shop.community.id).await.unwrap();
    assert_eq!(held[0].valid_until, Some(end.start()));

    // Ordered before the first was paid, and paid after it.
    let second = shop.order(&first.buyer, &summer);
    let attempt = shop.attempt(&second);
    db.commerce.commit(Shop::placing(&second, &attempt)).await.unwrap();
    assert_eq!(shop.settle(&db.commerce, &attempt, NOW).await, Commit::Committed);
    assert_eq!(db.commerce.order(&second.id).await.unwrap().unwrap().state.code(), "pending");
    assert_eq!(db.commerce.reviews_of(&second.id).await.unwrap().len(), 1);

    let (late, attempt) = shop.place(&db.commerce, &summer).await;
    db.commerce.commit(unit([Write::UpdateOrder(late.clone().expire(NOW).unwrap())])).await.unwrap();
    assert_eq!(shop.settle(&db.commerce, &attempt, end.start()).await, Commit::Committed);
    assert_eq!(db.commerce.order(&late.id).await.unwrap().unwrap().state.code(), "refund_pending");
    assert_eq!(db.commerce.refunds(&late.id).await.unwrap().len(), 1);
    assert_eq!(db.commerce.memberships(&late.buyer, 9).await.unwrap().len(), 0);
    assert_sound(&db.commerce).await;
}

async fn nobody_in_line_is_due_for_what_cannot_be_ordered(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let user: UserId = shop.buyer();
    let product = shop.limited.id.clone();
    let row = Waiting { product, user, asked_at: NOW, state: WaitingState::Waiting, version: 1 };
    db.commerce.commit(unit([Write::InsertWaiting(row)])).await.unwrap();
    let due = async || db.commerce.due_waiting(NOW, 9).await.unwrap().len();
    let commit = async |write| db.commerce.commit(unit([write])).await.unwrap();
    assert_eq!(due().await, 1);
    let day = NOW.day();
    let sold = |on_sale, period, version| {
        Write::UpdateProduct(Product { on_sale, period, version, ..shop.limited.clone() })
    };
    let open =
        |state, version| Write::UpdateCommunity(Community { state, version, ..shop.community.clone() });
    for (away, back) in [
        (sold(false, Period::Month, 1), sold(true, Period::Month, 2)),
        (sold(true, Period::Until(day), 3), sold(true, Period::Until(day.plus_days(1)), 4)),
        (open(CommunityState::Closed, 1), open(CommunityState::Open, 2)),
    ] {
        assert_eq!(commit(away).await, Commit::Committed);
        assert_eq!(due().await, 0, "a seat that nobody can order");
        assert_eq!(commit(back).await, Commit::Committed);
        assert_eq!(due().await, 1);
    }
}
