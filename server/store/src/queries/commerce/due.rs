//! Work whose time has come, and leases on jobs.

use std::collections::BTreeMap;

use domain::{
    id::OrderId,
    order::{Attempt, Order},
    time::Timestamp,
};
use services::ports::{DueWork, StoreFault};
use sqlx::Row as _;

use super::super::{
    Connection,
    after_payment::refunds,
    orders::{self, attempts},
    pools::{Pools, database},
    read::all,
    rows::Statement,
};
use crate::json;

const ATTEMPTS: &str = concat!(
    "SELECT ",
    attempt_columns!(),
    ", ",
    order_columns!(),
    " FROM attempts a JOIN orders o ON o.id = a.order_id \
     WHERE a.next_query_at IS NOT NULL AND a.next_query_at <= $1 ORDER BY a.next_query_at, a.id LIMIT $2"
);
const EXPIRED: &str = concat!(
    "SELECT ",
    order_columns!(),
    " FROM orders o WHERE o.state = 'pending' AND o.expires_at <= $1 \
     AND (o.next_try_at IS NULL OR o.next_try_at <= $1 OR o.next_try_at > $3) \
     ORDER BY COALESCE(o.next_try_at, o.expires_at), o.id LIMIT $2"
);
/// The version stays: nothing that anybody decides on has changed.
const PUT_OFF: &str = concat!(
    "WITH put_off AS (SELECT value->>0 AS id, CAST(value->>1 AS BIGINT) AS until FROM ",
    rows!(),
    ") UPDATE orders SET next_try_at = (SELECT until FROM put_off) \
     WHERE id = (SELECT id FROM put_off) AND state = 'pending'"
);
const THEIR_ATTEMPTS: &str = concat!(
    "SELECT ",
    attempt_columns!(),
    " FROM attempts a WHERE a.order_id IN (SELECT value->>0 FROM ",
    rows!(),
    ") ORDER BY a.created_at, a.id"
);
const REFUNDS: &str = concat!(
    "SELECT ",
    refund_columns!(),
    " FROM refunds r \
     WHERE r.next_query_at IS NOT NULL AND (r.next_query_at <= $1 OR r.next_query_at > $3) \
     ORDER BY r.next_query_at, r.id LIMIT $2"
);
/// No wait that is ever set is longer than a day. What waits longer than this was put off by a clock that was ahead, and
/// is due as soon as the clock is right again, in milliseconds.
const TOO_FAR_MS: i64 = 3 * 86_400_000;
/// The token grows when another holder takes over, and when one comes back after its time: work it began before may
/// have been taken over and finished in between. No write compares it: what was finished in between is another version
/// by then, and a version is what each write compares.
///
/// A lease that ends later than two of its kind could was taken by a clock that was ahead. Its holder may be gone, and
/// nobody waits a year for it.
const LEASE: &str = "INSERT INTO job_leases (job, holder, token, held_until) VALUES ($1, $2, 1, $4) \
     ON CONFLICT (job) DO UPDATE SET \
     token = CASE WHEN job_leases.holder = excluded.holder AND job_leases.held_until > $3 \
     THEN job_leases.token ELSE job_leases.token + 1 END, \
     holder = excluded.holder, held_until = excluded.held_until \
     WHERE job_leases.holder = excluded.holder OR job_leases.held_until <= $3 \
     OR job_leases.held_until > $4 + ($4 - $3) \
     RETURNING token";

pub(super) async fn work(pools: &Pools, now: Timestamp, limit: u32) -> Result<DueWork, StoreFault> {
    let mut snapshot = pools.snapshot().await?;
    let (far, now, limit) = (too_far(now), now.unix_ms(), i64::from(limit));
    let query = sqlx::query(ATTEMPTS).bind(now).bind(limit);
    let due = query.fetch_all(&mut *snapshot).await.map_err(database)?;
    let query = sqlx::query(REFUNDS).bind(now).bind(limit).bind(far);
    let back = query.fetch_all(&mut *snapshot).await.map_err(database)?;
    Ok(DueWork {
        attempts: all(&due, "attempts", |row| Ok((attempts::attempt(row)?, orders::order(row)?)))?,
        expired: expired(&mut snapshot, now, far, limit).await?,
        refunds: all(&back, "refunds", refunds::refund)?,
    })
}

/// From when on a wait is longer than any.
pub(crate) fn too_far(now: Timestamp) -> i64 {
    now.plus_ms(TOO_FAR_MS).unix_ms()
}

/// An order that could not be ended.
pub(crate) fn put_off(order: &OrderId, until: Timestamp) -> Statement<'_> {
    Statement::always(PUT_OFF, vec![order.as_str().into(), until.into()])
}

async fn expired(
    connection: &mut Connection,
    now: i64,
    far: i64,
    limit: i64,
) -> Result<Vec<(Order, Vec<Attempt>)>, StoreFault> {
    let query = sqlx::query(EXPIRED).bind(now).bind(limit).bind(far);
    let rows = query.fetch_all(&mut *connection).await.map_err(database)?;
    let expired = all(&rows, "orders", orders::order)?;
    if expired.is_empty() {
        return Ok(Vec::new());
    }
    let ids = json::write(&expired.iter().map(|order| [order.id.as_str()]).collect::<Vec<_>>())?;
    let rows = sqlx::query(THEIR_ATTEMPTS).bind(ids).fetch_all(connection).await.map_err(database)?;
    let mut by_order: BTreeMap<_, Vec<Attempt>> = BTreeMap::new();
    for attempt in all(&rows, "attempts", attempts::attempt)? {
        by_order.entry(attempt.order.clone()).or_default().push(attempt);
    }
    let with_attempts = |order: Order| {
        let attempts = by_order.remove(&order.id).unwrap_or_default();
        (order, attempts)
    };
    Ok(expired.into_iter().map(with_attempts).collect())
}

pub(super) async fn lease(
    pools: &Pools,
    job: &str,
    holder: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<i64>, StoreFault> {
    let query = sqlx::query(LEASE).bind(job).bind(holder).bind(now.unix_ms()).bind(until.unix_ms());
    let row = query.fetch_optional(&pools.writer).await.map_err(database)?;
    row.map(|row| row.try_get(0)).transpose().map_err(database)
}
