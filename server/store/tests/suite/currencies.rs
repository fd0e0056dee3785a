//! Accounts in further currencies, and prices in them: the database itself keeps each price in the currency of the account
//! that is paid.

use domain::{
    catalogue::{FurtherPrice, Product},
    id::{CreatorId, MessageId},
    message::{Message, MessageKind, Recipient},
    money::{Currency, Money},
    people::AccountRole,
};
use services::ports::{Commit, CreatorRow, Place, Write};
use sqlx::{AssertSqlSafe, Connection, Executor as _, SqliteConnection, sqlite::SqliteConnectOptions};
use store::open_commerce;

use crate::{
    backend::{Database, OPTIONS, on_both},
    shop::{NOW, Shop, assert_sound, unit},
};

on_both!(
    further_accounts_belong_to_the_owner_of_the_main_one,
    a_person_has_one_account_for_each_currency,
    prices_change_with_the_version_of_their_product,
    no_price_is_in_another_currency_than_the_account_that_is_paid,
    what_is_told_to_a_further_account_reaches_its_owner,
    an_order_in_a_further_currency_settles_for_its_account,
    the_program_before_finds_the_main_account_only,
    a_shop_from_before_goes_on_with_one_account_and_one_price,
);

async fn commit(db: &Database, writes: impl IntoIterator<Item = Write>) -> Commit {
    db.commerce.commit(unit(writes)).await.unwrap()
}

fn dollars(minor: i64) -> Money {
    Money::new(minor, Currency::Usd)
}

fn beside(shop: &Shop, currency: Currency) -> CreatorRow {
    CreatorRow {
        id: CreatorId::new(shop.moment(), shop.random()),
        main: Some(shop.creator.id.clone()),
        currency,
        ..shop.creator.clone()
    }
}

/// An account in dollars, and the month's price in it.
async fn in_dollars(db: &Database, shop: &Shop) -> (CreatorRow, Product) {
    let account = beside(shop, Currency::Usd);
    let further = vec![FurtherPrice { price: dollars(900), payee: account.id.clone() }];
    let month = Product { further, ..shop.month.clone() };
    let writes = [Write::InsertCreator(account.clone()), Write::UpdateProduct(month.clone())];
    assert_eq!(commit(db, writes).await, Commit::Committed);
    (account, Product { version: 2, ..month })
}

async fn further_accounts_belong_to_the_owner_of_the_main_one(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (dollars, euro) = (beside(&shop, Currency::Usd), beside(&shop, Currency::Eur));
    let writes = [&dollars, &euro].map(|account| Write::InsertCreator(account.clone()));
    assert_eq!(commit(&db, writes).await, Commit::Committed);
    let place = db.commerce.place_of(&shop.owner).await.unwrap();
    let further = vec![dollars.clone(), euro];
    assert_eq!(place, Some(Place { account: shop.creator.clone(), further, role: AccountRole::Owner }));
    assert_eq!(db.commerce.creator_of(&shop.owner).await.unwrap(), Some(shop.creator.clone()));
    let facts = db.commerce.candidate(&dollars.id, NOW).await.unwrap().unwrap();
    assert_eq!(facts.creator, dollars, "whoever is paid out is the person, not the stand-in");
    assert_sound(&db.commerce).await;
}

async fn a_person_has_one_account_for_each_currency(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let add = |currency| [Write::InsertCreator(beside(&shop, currency))];
    assert_eq!(commit(&db, add(Currency::Usd)).await, Commit::Committed);
    assert_eq!(commit(&db, add(Currency::Usd)).await, Commit::Duplicate);
    assert_eq!(commit(&db, add(Currency::Cny)).await, Commit::Duplicate, "the main one has it");
    assert_eq!(commit(&db, add(Currency::Eur)).await, Commit::Committed);
    let at_once = futures::future::join_all((0..8).map(|_| commit(&db, add(Currency::Gbp)))).await;
    assert_eq!(at_once.iter().filter(|answer| **answer == Commit::Committed).count(), 1);
}

async fn prices_change_with_the_version_of_their_product(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (account, month) = in_dollars(&db, &shop).await;
    let known = async || {
        let rows = db.commerce.catalogue().await.unwrap();
        rows.products.into_iter().find(|product| product.id == shop.month.id).unwrap()
    };
    assert_eq!(known().await, month);
    let stale = Product { further: Vec::new(), ..shop.month.clone() };
    assert_eq!(commit(&db, [Write::UpdateProduct(stale)]).await, Commit::Conflict);
    assert_eq!(known().await, month, "a conflict takes no price away");
    let dearer = vec![FurtherPrice { price: dollars(1_000), payee: account.id.clone() }];
    let dearer = Product { further: dearer, ..month };
    assert_eq!(commit(&db, [Write::UpdateProduct(dearer.clone())]).await, Commit::Committed);
    assert_eq!(known().await.further, dearer.further);
    let without = Product { further: Vec::new(), version: 3, ..dearer.clone() };
    assert_eq!(commit(&db, [Write::UpdateProduct(without)]).await, Commit::Committed);
    assert_eq!(known().await.further, []);
    let id = domain::id::ProductId::new(NOW, shop.random());
    let new = Product { id: id.clone(), version: 1, ..dearer };
    assert_eq!(commit(&db, [Write::InsertProduct(new.clone())]).await, Commit::Committed);
    assert!(db.commerce.catalogue().await.unwrap().products.contains(&new));
}

async fn no_price_is_in_another_currency_than_the_account_that_is_paid(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (account, month) = in_dollars(&db, &shop).await;
    for (price, payee) in [
        (dollars(900), &shop.creator.id),
        (Money::new(900, Currency::Eur), &account.id),
        (dollars(900), &CreatorId::new(NOW, 99)),
    ] {
        let further = vec![FurtherPrice { price, payee: payee.clone() }];
        let wrong = Write::UpdateProduct(Product { further, ..month.clone() });
        assert!(db.commerce.commit(unit([wrong])).await.is_err(), "{price:?}");
    }
    let rows = db.commerce.catalogue().await.unwrap();
    assert!(rows.products.contains(&month), "nothing of it was written");
}

async fn what_is_told_to_a_further_account_reaches_its_owner(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (account, _) = in_dollars(&db, &shop).await;
    let to = |to: &CreatorRow| Message {
        id: MessageId::new(NOW, shop.random()),
        to: Recipient::Owner(to.id.clone()),
        about: MessageKind::ChecksPassed,
        created_at: NOW,
        read_at: None,
    };
    let (further, main) = (to(&account), to(&shop.creator));
    let writes = [&further, &main].map(|message| Write::InsertMessage(message.clone()));
    assert_eq!(commit(&db, writes).await, Commit::Committed);
    let ids = [further.id.clone(), main.id.clone()];
    let found = db.commerce.addressed_messages(&ids).await.unwrap();
    assert_eq!(found.len(), 2);
    for told in found {
        assert_eq!(told.person, shop.owner);
        let account = (told.message.id == further.id).then_some(Currency::Usd);
        assert_eq!(told.account, account, "its currency is named where there is another account");
    }
}

async fn an_order_in_a_further_currency_settles_for_its_account(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (account, month) = in_dollars(&db, &shop).await;
    let sold = month.sold_in(Currency::Usd).unwrap();
    let order = domain::order::Order {
        creator: sold.payee(&shop.creator.id).clone(),
        ..shop.order(&shop.buyer(), &sold)
    };
    assert_eq!(order.creator, account.id);
    let attempt = shop.attempt(&order);
    assert_eq!(db.commerce.commit(Shop::placing(&order, &attempt)).await.unwrap(), Commit::Committed);
    assert_eq!(shop.settle(&db.commerce, &attempt, NOW).await, Commit::Committed);
    let facts = db.commerce.candidate(&account.id, NOW).await.unwrap().unwrap();
    assert_eq!(facts.money.balance, dollars(900));
    let main = db.commerce.candidate(&shop.creator.id, NOW).await.unwrap().unwrap();
    assert!(main.money.balance.is_zero());
    assert_sound(&db.commerce).await;
}

/// What the program before this schema asks for the account of an owner.
const ASKED_BEFORE: &str = "SELECT id FROM creators WHERE owner_id = $1";

async fn the_program_before_finds_the_main_account_only(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (account, _) = in_dollars(&db, &shop).await;
    assert_eq!(db.texts(ASKED_BEFORE, shop.owner.as_str()).await, [shop.creator.id.as_str()]);
    let all = db.texts("SELECT owner_id FROM creators WHERE owner_id <> $1", shop.owner.as_str()).await;
    assert_eq!(all.len(), 1);
    let stand_in: domain::id::UserId =
        all[0].parse().expect("that program reads it as somebody's identifier");
    assert_ne!(stand_in, shop.owner);
    assert!(stand_in.as_str().ends_with(&account.id.as_str()["cre_".len()..]));
}

async fn a_shop_from_before_goes_on_with_one_account_and_one_price(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    db.commerce.close().await;
    let undone = "DROP TABLE product_prices; DROP INDEX creators_once_per_currency; DROP INDEX creators_of_main; \
                  DROP INDEX creators_in_currency; ALTER TABLE creators DROP COLUMN main_id; \
                  ALTER TABLE orders DROP COLUMN tier; ALTER TABLE orders DROP COLUMN period; \
                  ALTER TABLE orders DROP COLUMN refund_days; ALTER TABLE attempts DROP COLUMN action_at; \
                  DROP TABLE refund_rights; ALTER TABLE waiting DROP COLUMN held_until; \
                  DELETE FROM schema_migrations WHERE name >= '0015'";
    if db.is_sqlite() {
        let options = SqliteConnectOptions::new().filename(db.commerce_url.trim_start_matches("sqlite:"));
        let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
        connection.execute(AssertSqlSafe(undone)).await.unwrap();
        connection.close().await.unwrap();
    } else {
        db.attack(undone).await.unwrap();
    }
    let again = open_commerce(&db.commerce_url, &OPTIONS).await.unwrap();
    let rows = again.catalogue().await.unwrap();
    assert!(rows.products.contains(&shop.month));
    let place = again.place_of(&shop.owner).await.unwrap().unwrap();
    assert_eq!((place.account, place.further), (shop.creator.clone(), Vec::new()));
    assert_sound(&again).await;
    again.close().await;
}
