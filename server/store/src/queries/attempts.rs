//! Reading attempts, refunds, and all that a captured payment touches.

use domain::{
    catalogue::Period,
    id::OrderId,
    order::{Attempt, AttemptState, Gateway, Refund, RefundReason, RefundState},
};
use services::ports::{EventSource, SettlingFacts, StoreFault};
use sqlx::Row as _;

use super::{
    Row, members, orders,
    pools::{Pools, database},
    read::{Reader, all},
};

const OF_ORDER: &str = concat!(
    "SELECT ",
    attempt_columns!(),
    " FROM attempts a WHERE a.order_id = $1 ORDER BY a.created_at, a.id"
);
const REFUNDS_OF_ORDER: &str = concat!(
    "SELECT ",
    refund_columns!(),
    " FROM refunds r WHERE r.order_id = $1 ORDER BY r.created_at, r.id"
);
const INBOX_HAS: &str = "SELECT COUNT(*) FROM inbox WHERE gateway = $1 AND event_id = $2";
/// One statement, so that all of it is read at one moment.
const SETTLING: &str = concat!(
    "SELECT ",
    attempt_columns!(),
    ", ",
    order_columns!(),
    ", ",
    membership_columns!(),
    ", p.period AS p_period, \
     CAST(CASE WHEN s.product_id IS NULL OR s.taken < s.seats THEN 1 ELSE 0 END AS BIGINT) AS seat_free \
     FROM attempts a \
     JOIN orders o ON o.id = a.order_id \
     JOIN products p ON p.id = o.product_id \
     LEFT JOIN product_seats s ON s.product_id = o.product_id \
     LEFT JOIN memberships m ON m.id = (SELECT latest.id FROM memberships latest \
     WHERE latest.member_id = o.buyer_id AND latest.community_id = o.community_id \
     ORDER BY latest.sequence DESC LIMIT 1) \
     WHERE a.gateway = $1 AND a.gateway_number = $2"
);

pub(super) async fn of_order(pools: &Pools, order: &OrderId) -> Result<Vec<Attempt>, StoreFault> {
    let rows =
        sqlx::query(OF_ORDER).bind(order.as_str()).fetch_all(&pools.readers).await.map_err(database)?;
    all(&rows, "attempts", attempt)
}

pub(super) async fn refunds(pools: &Pools, order: &OrderId) -> Result<Vec<Refund>, StoreFault> {
    let rows = sqlx::query(REFUNDS_OF_ORDER)
        .bind(order.as_str())
        .fetch_all(&pools.readers)
        .await
        .map_err(database)?;
    all(&rows, "refunds", refund)
}

pub(super) async fn inbox_has(
    pools: &Pools,
    source: EventSource,
    event_id: &str,
) -> Result<bool, StoreFault> {
    let query = sqlx::query(INBOX_HAS).bind(source.code()).bind(event_id);
    let row = query.fetch_one(&pools.readers).await.map_err(database)?;
    row.try_get::<i64, _>(0).map(|count| count > 0).map_err(database)
}

pub(super) async fn settling(
    pools: &Pools,
    gateway: Gateway,
    number: &str,
) -> Result<Option<SettlingFacts>, StoreFault> {
    let query = sqlx::query(SETTLING).bind(gateway.code()).bind(number);
    let row = query.fetch_optional(&pools.readers).await.map_err(database)?;
    row.as_ref().map(facts).transpose()
}

fn facts(row: &Row) -> Result<SettlingFacts, StoreFault> {
    let membership = Reader::new(row, "memberships");
    let latest = membership.maybe_text("m_id")?.map(|_| members::membership(membership)).transpose()?;
    Ok(SettlingFacts {
        attempt: attempt(Reader::new(row, "attempts"))?,
        order: orders::order(Reader::new(row, "orders"))?,
        latest_membership: latest,
        period: Reader::new(row, "products").parsed::<Period>("p_period")?,
        seat_free: Reader::new(row, "product_seats").yes("seat_free")?,
    })
}

/// Reads the `attempt_columns!()` of a row.
pub(super) fn attempt(row: Reader<'_>) -> Result<Attempt, StoreFault> {
    Ok(Attempt {
        id: row.id("a_id")?,
        order: row.id("a_order_id")?,
        gateway: row.parsed("a_gateway")?,
        gateway_number: row.text("a_gateway_number")?,
        amount: row.money("a_amount_minor", "a_currency")?,
        state: row.code("a_state", AttemptState::from_code)?,
        code_url: row.maybe_text("a_code_url")?,
        gateway_transaction: row.maybe_text("a_gateway_transaction")?,
        created_at: row.moment("a_created_at")?,
        next_query_at: row.maybe_moment("a_next_query_at")?,
        queries: row.small("a_queries")?,
        version: row.integer("a_version")?,
    })
}

/// Reads the `refund_columns!()` of a row.
pub(super) fn refund(row: Reader<'_>) -> Result<Refund, StoreFault> {
    Ok(Refund {
        id: row.id("r_id")?,
        order: row.id("r_order_id")?,
        attempt: row.id("r_attempt_id")?,
        gateway: row.parsed("r_gateway")?,
        gateway_number: row.text("r_gateway_number")?,
        refund_number: row.text("r_refund_number")?,
        amount: row.money("r_amount_minor", "r_currency")?,
        reason: row.code("r_reason", RefundReason::from_code)?,
        state: row.code("r_state", RefundState::from_code)?,
        created_at: row.moment("r_created_at")?,
        next_query_at: row.maybe_moment("r_next_query_at")?,
        version: row.integer("r_version")?,
    })
}
