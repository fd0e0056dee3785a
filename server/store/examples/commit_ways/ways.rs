//! The four ways, compiled for each database.

use std::sync::atomic::{AtomicU64, Ordering};

use futures::future::join_all;
use sqlx::{Executor as _, Pool, QueryBuilder};

use super::{BEGIN, Db};
use crate::{GROUP, rate};

type Connection = <Db as sqlx::Database>::Connection;

const TABLES: [&str; 5] = [
    "DROP TABLE IF EXISTS way_attempts",
    "DROP TABLE IF EXISTS way_orders",
    "CREATE TABLE way_orders (id TEXT NOT NULL PRIMARY KEY, token TEXT NOT NULL UNIQUE, buyer TEXT NOT NULL, \
     creator TEXT NOT NULL, community TEXT NOT NULL, product TEXT NOT NULL, currency TEXT NOT NULL, \
     state TEXT NOT NULL, price BIGINT NOT NULL, made BIGINT NOT NULL, ends BIGINT NOT NULL)",
    "CREATE TABLE way_attempts (id TEXT NOT NULL PRIMARY KEY, way_order TEXT NOT NULL REFERENCES way_orders (id), \
     gateway TEXT NOT NULL, number TEXT NOT NULL, state TEXT NOT NULL, made BIGINT NOT NULL, UNIQUE (gateway, number))",
    "CREATE TABLE IF NOT EXISTS way_balances (account TEXT NOT NULL PRIMARY KEY, minor BIGINT NOT NULL)",
];
const ORDER: &str = "INSERT INTO way_orders VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
const ATTEMPT: &str = "INSERT INTO way_attempts VALUES ($1, $2, $3, $4, $5, $6)";
const BALANCE: &str = "INSERT INTO way_balances VALUES ('hot', $1) \
     ON CONFLICT (account) DO UPDATE SET minor = way_balances.minor + excluded.minor";
const JSON_ORDERS: &str = concat!(
    "INSERT INTO way_orders SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, \
     value->>7, CAST(value->>8 AS BIGINT), CAST(value->>9 AS BIGINT), CAST(value->>10 AS BIGINT) FROM ",
    rows!()
);
const JSON_ATTEMPTS: &str = concat!(
    "INSERT INTO way_attempts SELECT value->>0, value->>1, value->>2, value->>3, value->>4, \
     CAST(value->>5 AS BIGINT) FROM ",
    rows!()
);

/// Units that each connection writes one after the other before the clock is read again.
const EACH: u64 = 16;

static NEXT: AtomicU64 = AtomicU64::new(1);

/// The texts of one order, its numbers, and the texts of its attempt.
fn unit() -> ([String; 8], i64, [String; 5]) {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let scattered = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let id = format!("ord_{number:026}");
    let texts = [
        id.clone(),
        format!("{scattered:026}"),
        format!("usr_{scattered:026}"),
        format!("cre_{:026}", 1),
        format!("com_{:026}", 1),
        format!("prd_{:026}", 1),
        "CNY".to_owned(),
        "pending".to_owned(),
    ];
    let attempt = [
        format!("pay_{number:026}"),
        id,
        "wechat-pay".to_owned(),
        format!("J{number:026}"),
        "created".to_owned(),
    ];
    (texts, 1_767_225_600_000, attempt)
}

async fn row_by_row(connection: &mut Connection) {
    let (texts, made, attempt) = unit();
    let mut query = sqlx::query(ORDER);
    for text in texts {
        query = query.bind(text);
    }
    query.bind(12_900i64).bind(made).bind(made).execute(&mut *connection).await.expect("order");
    let mut query = sqlx::query(ATTEMPT);
    for text in attempt {
        query = query.bind(text);
    }
    query.bind(made).execute(&mut *connection).await.expect("attempt");
}

async fn balance(connection: &mut Connection, change: i64) {
    sqlx::query(BALANCE).bind(change).execute(connection).await.expect("balance");
}

async fn one_by_one(pool: &Pool<Db>, with_balance: bool) {
    let mut transaction = pool.begin_with(BEGIN).await.expect("begins");
    row_by_row(&mut transaction).await;
    if with_balance {
        balance(&mut transaction, 1).await;
    }
    transaction.commit().await.expect("commits");
}

async fn savepoints(pool: &Pool<Db>) {
    let mut transaction = pool.begin_with(BEGIN).await.expect("begins");
    for _ in 0..GROUP {
        transaction.execute("SAVEPOINT one").await.expect("savepoint");
        row_by_row(&mut transaction).await;
        balance(&mut transaction, 1).await;
        transaction.execute("RELEASE SAVEPOINT one").await.expect("release");
    }
    transaction.commit().await.expect("commits");
}

async fn values(pool: &Pool<Db>) {
    let units: Vec<_> = (0..GROUP).map(|_| unit()).collect();
    let mut transaction = pool.begin_with(BEGIN).await.expect("begins");
    let mut orders = QueryBuilder::<Db>::new("INSERT INTO way_orders ");
    orders.push_values(&units, |mut row, (texts, made, _)| {
        for text in texts {
            row.push_bind(text.clone());
        }
        row.push_bind(12_900i64).push_bind(*made).push_bind(*made);
    });
    orders.build().execute(&mut *transaction).await.expect("orders");
    let mut attempts = QueryBuilder::<Db>::new("INSERT INTO way_attempts ");
    attempts.push_values(&units, |mut row, (_, made, attempt)| {
        for text in attempt {
            row.push_bind(text.clone());
        }
        row.push_bind(*made);
    });
    attempts.build().execute(&mut *transaction).await.expect("attempts");
    balance(&mut transaction, 64).await;
    transaction.commit().await.expect("commits");
}

async fn json(pool: &Pool<Db>) {
    let units: Vec<_> = (0..GROUP).map(|_| unit()).collect();
    let order = |(texts, made, _): &([String; 8], i64, [String; 5])| {
        let mut row: Vec<_> = texts.iter().map(|text| serde_json::Value::from(text.as_str())).collect();
        row.extend([serde_json::Value::from(12_900), (*made).into(), (*made).into()]);
        row
    };
    let attempt = |(_, made, attempt): &([String; 8], i64, [String; 5])| {
        let mut row: Vec<_> = attempt.iter().map(|text| serde_json::Value::from(text.as_str())).collect();
        row.push((*made).into());
        row
    };
    let orders = serde_json::to_string(&units.iter().map(order).collect::<Vec<_>>()).expect("json");
    let attempts = serde_json::to_string(&units.iter().map(attempt).collect::<Vec<_>>()).expect("json");
    let mut transaction = pool.begin_with(BEGIN).await.expect("begins");
    sqlx::query(JSON_ORDERS).bind(orders).execute(&mut *transaction).await.expect("orders");
    sqlx::query(JSON_ATTEMPTS).bind(attempts).execute(&mut *transaction).await.expect("attempts");
    balance(&mut transaction, 64).await;
    transaction.commit().await.expect("commits");
}

/// Measures all ways, each in turn, on as many connections as there are for units that are written one by one.
pub async fn measure(pool: Pool<Db>, connections: u64) {
    for sql in TABLES {
        pool.execute(sql).await.expect("tables");
    }
    let at_once = |with_balance| {
        let pool = &pool;
        move |_| async move {
            let several = || async {
                for _ in 0..EACH {
                    one_by_one(pool, with_balance).await;
                }
            };
            join_all((0..connections).map(|_| several())).await;
        }
    };
    let units = connections * EACH;
    rate(&format!("one by one, {connections} at a time, no shared row"), units, at_once(false)).await;
    rate(&format!("one by one, {connections} at a time"), units, at_once(true)).await;
    rate("groups of 64, a savepoint each, row by row", GROUP, |_| savepoints(&pool)).await;
    rate("groups of 64, one statement per table, VALUES", GROUP, |_| values(&pool)).await;
    rate("groups of 64, one statement per table, JSON", GROUP, |_| json(&pool)).await;
    for sql in TABLES.iter().take(2) {
        pool.execute(*sql).await.expect("tables");
    }
}
