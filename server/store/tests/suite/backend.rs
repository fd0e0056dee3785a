//! A fresh pair of databases for each test, gone after it.

use std::{fmt::Display, future::Future, io::Write as _, sync::Once};

use services::ports::{Commerce, People};
use sqlx::{
    AssertSqlSafe, Connection, Executor as _, PgConnection, SqliteConnection, sqlite::SqliteConnectOptions,
};
use store::{OpenOptions, open_commerce, open_people};

pub const OPTIONS: OpenOptions = OpenOptions { schema: store::Schema::Migrate, create: true, readers: 4 };

/// Runs each named test on both databases.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                crate::backend::on_sqlite(super::$name).await;
            })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                crate::backend::on_postgres(super::$name).await;
            })+
        }
    };
}
pub(crate) use on_both;

/// PostgreSQL keeps its checks even for replicas.
const NO_CHECKS: &str = "ALTER TABLE payouts DROP CONSTRAINT IF EXISTS payouts_net, \
     DROP CONSTRAINT IF EXISTS payouts_reason; \
     ALTER TABLE payout_items DROP CONSTRAINT IF EXISTS payout_items_paying; \
     ALTER TABLE disputes DROP CONSTRAINT IF EXISTS disputes_check";

/// Both databases of one test.
#[derive(Clone)]
pub struct Database {
    pub commerce: Commerce,
    pub people: People,
    pub commerce_url: String,
    pub people_url: String,
}

impl Database {
    pub fn is_sqlite(&self) -> bool {
        self.commerce_url.starts_with("sqlite:")
    }

    /// Carries out statements on the commerce database behind the store's back: no reference, check or trigger stops
    /// them.
    pub async fn corrupt(&self, sql: &str) {
        self.raw(&self.commerce_url, sql, true).await.unwrap();
    }

    /// Carries out a statement on the commerce database as anybody could.
    pub async fn attack(&self, sql: &str) -> Result<(), sqlx::Error> {
        self.raw(&self.commerce_url, sql, false).await
    }

    /// The texts that a question to the commerce database finds; `$1` in it is what is bound.
    pub async fn texts(&self, sql: &'static str, bound: &str) -> Vec<String> {
        if self.is_sqlite() {
            let path = self.commerce_url.trim_start_matches("sqlite:");
            let options = SqliteConnectOptions::new().filename(path);
            let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
            sqlx::query_scalar(sql).bind(bound).fetch_all(&mut connection).await.unwrap()
        } else {
            let mut connection = PgConnection::connect(&self.commerce_url).await.unwrap();
            sqlx::query_scalar(sql).bind(bound).fetch_all(&mut connection).await.unwrap()
        }
    }

    /// Keeps the rows of the named tables as they are now.
    pub async fn remember(&self, tables: &[&str]) {
        for table in tables {
            self.corrupt(&format!("CREATE TABLE remembered_{table} AS SELECT * FROM {table}")).await;
        }
    }

    /// Puts the remembered rows back.
    pub async fn restore(&self, tables: &[&str]) {
        for table in tables {
            let put_back =
                format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM remembered_{table}");
            self.corrupt(&put_back).await;
        }
    }

    async fn raw(&self, url: &str, sql: &str, unchecked: bool) -> Result<(), sqlx::Error> {
        if self.is_sqlite() {
            let options = SqliteConnectOptions::new().filename(url.trim_start_matches("sqlite:"));
            let mut connection = SqliteConnection::connect_with(&options.foreign_keys(!unchecked)).await?;
            if unchecked {
                connection.execute("PRAGMA ignore_check_constraints = ON").await?;
                connection.execute("DROP TRIGGER IF EXISTS ledger_entries_stay").await?;
                connection.execute("DROP TRIGGER IF EXISTS ledger_entries_remain").await?;
                connection.execute("DROP TRIGGER IF EXISTS ledger_transactions_stay").await?;
                connection.execute("DROP TRIGGER IF EXISTS ledger_transactions_remain").await?;
            }
            connection.execute(AssertSqlSafe(sql)).await?;
            connection.close().await
        } else {
            let mut connection = PgConnection::connect(url).await?;
            if unchecked {
                connection.execute("SET session_replication_role = replica").await?;
                connection.execute(NO_CHECKS).await?;
            }
            connection.execute(AssertSqlSafe(sql)).await?;
            connection.close().await
        }
    }
}

async fn open(commerce_url: String, people_url: String) -> Database {
    Database {
        commerce: open_commerce(&commerce_url, &OPTIONS).await.unwrap(),
        people: open_people(&people_url, &OPTIONS).await.unwrap(),
        commerce_url,
        people_url,
    }
}

/// Runs a test on SQLite.
pub async fn on_sqlite<F, T>(test: F)
where
    F: FnOnce(Database) -> T,
    T: Future<Output = ()>,
{
    let folder = tempfile::tempdir().unwrap();
    let url = |name: &str| format!("sqlite:{}", folder.path().join(name).display());
    let database = open(url("commerce.db"), url("people.db")).await;
    test(database.clone()).await;
    database.commerce.close().await;
    database.people.close().await;
}

/// The PostgreSQL server for tests, or a loud word that there is none.
#[expect(clippy::disallowed_methods, reason = "a test's own switches, not settings of the program")]
fn postgres_server() -> Option<String> {
    static SAID: Once = Once::new();
    let set = |name: &str, value: &str| std::env::var(name).is_ok_and(|found| found == value);
    let server = std::env::var("JOINERY_TEST_POSTGRES").ok().filter(|url| !url.is_empty());
    if server.is_none() {
        assert!(
            !set("CI", "true") && !set("JOINERY_TEST_POSTGRES_REQUIRED", "1"),
            "JOINERY_TEST_POSTGRES must name a server, such as postgres://postgres@127.0.0.1:5432/"
        );
        // Written past the harness, which would swallow it: a half that did not run must not look like one that did.
        SAID.call_once(|| {
            let _ = writeln!(
                std::io::stderr(),
                "\nNOT RUN: the PostgreSQL half of the store's tests. \
                 Set JOINERY_TEST_POSTGRES=postgres://postgres@127.0.0.1:5432/ to run it.\n"
            );
        });
    }
    server
}

/// A name that no other test has.
fn unique() -> String {
    let folder = tempfile::tempdir().unwrap();
    let name = folder.path().file_name().unwrap().to_string_lossy().to_lowercase();
    let letters: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("joinery_test_{}_{letters}", std::process::id())
}

pub async fn administer(server: &str, statement: impl Display) {
    let mut connection = PgConnection::connect(server).await.unwrap();
    connection.execute(AssertSqlSafe(statement.to_string())).await.unwrap();
    connection.close().await.unwrap();
}

/// Runs a test on PostgreSQL, when there is one.
pub async fn on_postgres<F, T>(test: F)
where
    F: FnOnce(Database) -> T,
    T: Future<Output = ()>,
{
    let Some(server) = postgres_server() else { return };
    let base = server.trim_end_matches('/');
    let names = ["commerce", "people"].map(|kind| format!("{}_{kind}", unique()));
    for name in &names {
        administer(&server, format!("CREATE DATABASE {name}")).await;
    }
    let database = open(format!("{base}/{}", names[0]), format!("{base}/{}", names[1])).await;
    let outcome =
        futures::FutureExt::catch_unwind(std::panic::AssertUnwindSafe(test(database.clone()))).await;
    database.commerce.close().await;
    database.people.close().await;
    for name in &names {
        administer(&server, format!("DROP DATABASE {name} WITH (FORCE)")).await;
    }
    if let Err(panic) = outcome {
        std::panic::resume_unwind(panic);
    }
}
