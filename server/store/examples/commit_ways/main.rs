//! Which way of writing is fastest? `cargo run --release -p store --example commit_ways -- sqlite:PATH postgres://…`
//!
//! The measurement behind docs/decisions/0002: one unit of work (an order, an attempt, a change of one balance that all
//! units share), written in four ways, on tables of the measurement's own. Run it on databases that can be thrown away.
#![expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a measurement: it reads clocks and stops when it fails"
)]

use std::time::{Duration, Instant};

/// How long each way is measured.
pub const TIME: Duration = Duration::from_secs(4);
/// Units in one group.
pub const GROUP: u64 = 64;

mod postgres;
mod sqlite;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    for url in std::env::args().skip(1) {
        if let Some(path) = url.strip_prefix("sqlite:") {
            println!("SQLite, write-ahead log, synchronous=FULL");
            let options = sqlx::sqlite::SqliteConnectOptions::new()
                .filename(path)
                .create_if_missing(true)
                .journal_mode(sqlx::sqlite::SqliteJournalMode::Wal)
                .synchronous(sqlx::sqlite::SqliteSynchronous::Full)
                .statement_cache_capacity(512);
            let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1);
            sqlite::ways::measure(pool.connect_with(options).await.expect("opens"), 1).await;
        } else {
            println!("PostgreSQL, synchronous_commit=on");
            let pool = sqlx::postgres::PgPoolOptions::new().max_connections(16);
            postgres::ways::measure(pool.connect(&url).await.expect("connects"), 16).await;
        }
    }
}

/// Repeats a group of so many units until the time is over, and prints units per second.
pub async fn rate<F: Future<Output = ()>>(what: &str, units: u64, mut group: impl FnMut(u64) -> F) {
    let begun = Instant::now();
    let mut done = 0u64;
    while begun.elapsed() < TIME {
        group(done).await;
        done += units;
    }
    let rate = f64::from(u32::try_from(done).unwrap_or(u32::MAX)) / begun.elapsed().as_secs_f64();
    println!("  {what}: {rate:.0} units/s");
}
