//! The schema's history: the same on both databases, run once, under a lock, and never by surprise.

use std::collections::BTreeSet;

use sqlx::{
    AssertSqlSafe, Connection, PgConnection, Row as _, SqliteConnection, sqlite::SqliteConnectOptions,
};
use store::{OpenError, OpenOptions, open_commerce, open_people};

use crate::{
    backend::{Database, OPTIONS, on_both},
    shop::{Shop, assert_sound},
};

/// Opens what is there and runs nothing, as every command does that must not change the schema.
const PRESENT: OpenOptions = OpenOptions { schema: store::Schema::Present, ..OPTIONS };

on_both!(
    opening_again_changes_nothing,
    two_opens_at_once_migrate_once,
    the_other_database_or_a_newer_one_is_refused,
    pending_migrations_are_named_and_not_run_unasked,
    the_schema_is_the_one_both_databases_share,
);

async fn opening_again_changes_nothing(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let again = open_commerce(&db.commerce_url, &OPTIONS).await.unwrap();
    assert_eq!(again.catalogue().await.unwrap().communities, [shop.community]);
    again.close().await;
    open_commerce(&db.commerce_url, &PRESENT).await.unwrap().close().await;
}

/// Empties a database, so that its migrations are ahead again.
async fn empty(db: &Database) {
    db.commerce.close().await;
    if db.is_sqlite() {
        for ending in ["", "-wal", "-shm"] {
            let _absent =
                std::fs::remove_file(format!("{}{ending}", db.commerce_url.trim_start_matches("sqlite:")));
        }
    } else {
        db.attack("DROP SCHEMA public CASCADE; CREATE SCHEMA public").await.unwrap();
    }
}

async fn two_opens_at_once_migrate_once(db: Database) {
    empty(&db).await;
    let opening = || open_commerce(&db.commerce_url, &OPTIONS);
    let (first, second, third, fourth) = futures::join!(opening(), opening(), opening(), opening());
    let shop = Shop::open(1, &first.unwrap()).await;
    for store in [second.unwrap(), third.unwrap(), fourth.unwrap()] {
        assert_eq!(store.creator_of(&shop.owner).await.unwrap().as_ref(), Some(&shop.creator));
        store.close().await;
    }
}

async fn the_other_database_or_a_newer_one_is_refused(db: Database) {
    let swapped = open_people(&db.commerce_url, &OPTIONS).await.err();
    assert_eq!(swapped, Some(OpenError::Foreign("0001_commerce".to_owned())));
    db.attack("INSERT INTO schema_migrations (name, sql) VALUES ('9999_later', '')").await.unwrap();
    let newer = open_commerce(&db.commerce_url, &OPTIONS).await.err();
    assert_eq!(newer, Some(OpenError::Foreign("9999_later".to_owned())));
    db.attack("DELETE FROM schema_migrations WHERE name = '9999_later'").await.unwrap();
    db.attack("UPDATE schema_migrations SET sql = 'edited'").await.unwrap();
    assert!(matches!(open_commerce(&db.commerce_url, &OPTIONS).await.err(), Some(OpenError::Foreign(_))));
    assert_sound(&db.commerce).await;
}

async fn pending_migrations_are_named_and_not_run_unasked(db: Database) {
    empty(&db).await;
    let waiting = open_commerce(&db.commerce_url, &PRESENT).await.err();
    let Some(OpenError::Pending(names)) = waiting else { panic!("{waiting:?}") };
    assert!(names.starts_with(&["0001_commerce", "0002_messages"]), "oldest first: {names:?}");
    let again = open_commerce(&db.commerce_url, &PRESENT).await.err();
    assert_eq!(again, Some(OpenError::Pending(names)), "asking has run none of them");
    open_people(&db.people_url, &PRESENT).await.unwrap().close().await;
    open_commerce(&db.commerce_url, &OPTIONS).await.unwrap().close().await;
    open_commerce(&db.commerce_url, &PRESENT).await.unwrap().close().await;
}

/// Every column with its table and whether it may be nothing.
type Schema = BTreeSet<(String, String, bool)>;

async fn sqlite_schema(url: &str) -> Schema {
    let options = SqliteConnectOptions::new().filename(url.trim_start_matches("sqlite:"));
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    let sql = "SELECT t.name AS tab, c.name AS col, c.\"notnull\" AS needed FROM sqlite_schema t \
               JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'";
    let rows = sqlx::query(sql).fetch_all(&mut connection).await.unwrap();
    rows.iter().map(|row| (row.get("tab"), row.get("col"), row.get::<i64, _>("needed") == 0)).collect()
}

async fn postgres_schema(url: &str) -> Schema {
    let mut connection = PgConnection::connect(url).await.unwrap();
    let sql = "SELECT table_name::text AS tab, column_name::text AS col, is_nullable::text AS nullable \
               FROM information_schema.columns WHERE table_schema = 'public'";
    let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(&mut connection).await.unwrap();
    rows.iter()
        .map(|row| (row.get("tab"), row.get("col"), row.get::<String, _>("nullable") == "YES"))
        .collect()
}

/// On PostgreSQL: compared with a fresh SQLite file. On SQLite: the tables that this crate promises are there.
async fn the_schema_is_the_one_both_databases_share(db: Database) {
    let folder = tempfile::tempdir().unwrap();
    let url = |name: &str| format!("sqlite:{}", folder.path().join(name).display());
    open_commerce(&url("commerce.db"), &OPTIONS).await.unwrap().close().await;
    open_people(&url("people.db"), &OPTIONS).await.unwrap().close().await;
    for (name, here) in [("commerce.db", &db.commerce_url), ("people.db", &db.people_url)] {
        let reference = sqlite_schema(&url(name)).await;
        let found = if db.is_sqlite() { sqlite_schema(here).await } else { postgres_schema(here).await };
        assert!(reference.len() > 20, "{reference:?}");
        assert_eq!(found, reference, "{name}");
    }
}

#[test]
fn both_databases_have_the_same_migration_files() {
    let names = |folder: &str| -> BTreeSet<String> {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(folder);
        std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    };
    for kind in ["commerce", "people"] {
        let (sqlite, postgres) = (names(&format!("sqlite/{kind}")), names(&format!("postgres/{kind}")));
        assert!(!sqlite.is_empty());
        assert_eq!(sqlite, postgres, "{kind}");
    }
}
