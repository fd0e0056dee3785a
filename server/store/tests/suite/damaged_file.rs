//! A page of the embedded database that a disk has changed is found by `verify`, before anybody believes what it says.

use std::{fs, os::unix::fs::FileExt as _};

use sqlx::{Connection as _, Row as _, SqliteConnection, sqlite::SqliteConnectOptions};
use store::{OpenOptions, Schema, open_commerce};

use crate::{
    backend::{Database, OPTIONS, on_sqlite},
    shop::{Shop, assert_sound},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_changed_byte_is_found_and_said_first() {
    on_sqlite(async |db: Database| {
        let shop = Shop::open(1, &db.commerce).await;
        shop.sell(&db.commerce, &shop.month).await;
        assert_sound(&db.commerce).await;
        db.commerce.close().await;
        let file = db.commerce_url.strip_prefix("sqlite:").unwrap();
        // The first byte of a page says of what kind it is. No migration reads this table, so that the file still opens.
        let place = first_page_of("ledger_entries", file).await;
        fs::OpenOptions::new().write(true).open(file).unwrap().write_all_at(&[0x55], place).unwrap();
        let present = OpenOptions { schema: Schema::Present, ..OPTIONS };
        let damaged = open_commerce(&db.commerce_url, &present).await.unwrap();
        let report = damaged.verify().await.unwrap();
        let first = report.breaks.first().map(String::as_str).unwrap_or_default();
        assert!(first.starts_with("the database file is whole: "), "{:?}", report.breaks);
        damaged.close().await;
    })
    .await;
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
