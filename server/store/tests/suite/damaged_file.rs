//! A page of the embedded database that a disk has changed is found by `verify`, before anybody believes what it says.

use std::{fs, os::unix::fs::FileExt as _};

use sqlx::{Connection as _, Row as _, SqliteConnection, sqlite::SqliteConnectOptions};
use store::{OpenOptions, Schema, open_commerce, open_people};

use crate::{
    backend::{Database, OPTIONS, on_sqlite},
    shop::{Shop, assert_sound},
};

const PRESENT: OpenOptions = OpenOptions { schema: Schema::Present, ..OPTIONS };

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_changed_byte_is_found_and_said_first() {
    on_sqlite(async |db: Database| {
        let shop = Shop::open(1, &db.commerce).await;
        shop.sell(&db.commerce, &shop.month).await;
        assert_sound(&db.commerce).await;
        db.commerce.close().await;
        // No migration reads this table, so that the file still opens.
        change_a_byte("ledger_entries", &db.commerce_url).await;
        let damaged = open_commerce(&db.commerce_url, &PRESENT).await.unwrap();
        let report = damaged.verify().await.unwrap();
        let first = report.breaks.first().map(String::as_str).unwrap_or_default();
        assert!(first.starts_with("the file of the commerce database is whole: "), "{:?}", report.breaks);
        damaged.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_changed_byte_of_what_is_known_of_people_is_found_too() {
    on_sqlite(async |db: Database| {
        assert_eq!(db.people.damages().await.unwrap(), Vec::<String>::new());
        db.people.close().await;
        change_a_byte("consents", &db.people_url).await;
        let damaged = open_people(&db.people_url, &PRESENT).await.unwrap();
        let found = damaged.damages().await.unwrap();
        let first = found.first().map(String::as_str).unwrap_or_default();
        assert!(first.starts_with("the file of the people database is whole: "), "{found:?}");
        damaged.close().await;
    })
    .await;
}

/// The first byte of a page says of what kind it is: that of a table's first page becomes nonsense.
async fn change_a_byte(table: &str, url: &str) {
    let file = url.strip_prefix("sqlite:").unwrap();
    let place = first_page_of(table, file).await;
    fs::OpenOptions::new().write(true).open(file).unwrap().write_all_at(&[0x55], place).unwrap();
}

/// Where a table's first page begins in the file, in bytes.
async fn first_page_of(table: &str, file: &str) -> u64 {
    let options = SqliteConnectOptions::new().filename(file);
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    let query =
        "SELECT (rootpage - 1) * page_size AS place FROM sqlite_schema, pragma_page_size WHERE name = $1";
    let row = sqlx::query(query).bind(table).fetch_one(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    u64::try_from(row.get::<i64, _>("place")).unwrap()
}
