//! Reading attempts, and events that were acted on.

use domain::{
    id::OrderId,
    locale::Locale,
    order::{Attempt, AttemptState, Channel, PayWay, PayerAction},
};
use services::ports::{EventSource, StoreFault};
use sqlx::Row as _;

use super::super::{
    pools::{Pools, database},
    read::{Reader, all},
};
use crate::payer_action;

const OF_ORDER: &str = concat!(
    "SELECT ",
    attempt_columns!(),
    " FROM attempts a WHERE a.order_id = $1 ORDER BY a.created_at, a.id"
);
const INBOX_HAS: &str = "SELECT COUNT(*) FROM inbox WHERE gateway = $1 AND event_id = $2";

pub(crate) async fn of_order(pools: &Pools, order: &OrderId) -> Result<Vec<Attempt>, StoreFault> {
    let rows =
        sqlx::query(OF_ORDER).bind(order.as_str()).fetch_all(&pools.readers).await.map_err(database)?;
    all(&rows, "attempts", attempt)
}

pub(crate) async fn inbox_has(
    pools: &Pools,
    source: EventSource,
    event_id: &str,
) -> Result<bool, StoreFault> {
    let query = sqlx::query(INBOX_HAS).bind(source.code()).bind(event_id);
    let row = query.fetch_one(&pools.readers).await.map_err(database)?;
    row.try_get::<i64, _>(0).map(|count| count > 0).map_err(database)
}

/// Reads the `attempt_columns!()` of a row.
pub(crate) fn attempt(row: Reader<'_>) -> Result<Attempt, StoreFault> {
    Ok(Attempt {
        id: row.id("a_id")?,
        order: row.id("a_order_id")?,
        gateway: row.parsed("a_gateway")?,
        account: row.parsed("a_account")?,
        channel: row.code("a_channel", Channel::from_code)?,
        way: row.code("a_way", PayWay::from_code)?,
        gateway_number: row.text("a_gateway_number")?,
        amount: row.money("a_amount_minor", "a_currency")?,
        locale: row.code("a_locale", Locale::from_tag)?,
        state: row.code("a_state", AttemptState::from_code)?,
        action: action(row)?,
        action_at: row.maybe_moment("a_action_at")?,
        reference: row.maybe_text("a_reference")?,
        gateway_transaction: row.maybe_text("a_gateway_transaction")?,
        created_at: row.moment("a_created_at")?,
        next_query_at: row.maybe_moment("a_next_query_at")?,
        queries: row.small("a_queries")?,
        version: row.integer("a_version")?,
    })
}

fn action(row: Reader<'_>) -> Result<Option<PayerAction>, StoreFault> {
    let Some(text) = row.maybe_text("a_code_url")? else { return Ok(None) };
    let read = payer_action::read(row.maybe_text("a_action")?.as_deref(), text);
    let what = || "what the payer has to do cannot be read".to_owned();
    read.map(Some).ok_or_else(|| StoreFault::Inconsistent { table: "attempts", what: what() })
}
