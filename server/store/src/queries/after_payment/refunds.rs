//! Refunds, and the room that each captured payment has for them.

use domain::{
    id::{AdjustmentId, AttemptId, OrderId, RefundId, ReviewId, UserId},
    order::{Gateway, GatewayAccountName, Refund, RefundReason, RefundState},
    time::Timestamp,
};
use services::ports::StoreFault;

use super::super::{
    pools::{Pools, database},
    read::{Reader, all, maybe},
    rows::Statement,
};
use crate::cell::Cell;

pub(crate) const INSERT_REFUNDS: &str = concat!(
    "INSERT INTO refunds (id, order_id, attempt_id, gateway, gateway_number, refund_number, amount_minor, currency, \
     reason, state, created_at, next_query_at, version, account, gateway_transaction, captured_minor, note, asked_by, \
     adjustment_id, review_id, replaces, failure, tries, finished_at) \
     SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, CAST(value->>6 AS BIGINT), value->>7, \
     value->>8, value->>9, CAST(value->>10 AS BIGINT), CAST(value->>11 AS BIGINT), CAST(value->>12 AS BIGINT), \
     value->>13, value->>14, CAST(value->>15 AS BIGINT), value->>16, value->>17, value->>18, value->>19, \
     value->>20, value->>21, CAST(value->>22 AS BIGINT), CAST(value->>23 AS BIGINT) FROM ",
    rows!()
);
pub(crate) const UPDATE_REFUNDS: &str = concat!(
    "WITH changed AS (SELECT value->>0 AS id, CAST(value->>1 AS BIGINT) AS version, value->>2 AS state, \
     CAST(value->>3 AS BIGINT) AS next_query_at, value->>4 AS failure, CAST(value->>5 AS BIGINT) AS tries, \
     CAST(value->>6 AS BIGINT) AS finished_at FROM ",
    rows!(),
    ") UPDATE refunds SET state = changed.state, next_query_at = changed.next_query_at, \
     failure = changed.failure, tries = changed.tries, finished_at = changed.finished_at, \
     version = refunds.version + 1 \
     FROM changed WHERE refunds.id = changed.id AND refunds.version = changed.version"
);
/// Changes no row when more would go back than came.
const TAKE_ROOM: &str = concat!(
    "WITH wanted AS (SELECT value->>0 AS gateway, value->>1 AS gateway_transaction, \
     CAST(value->>2 AS BIGINT) AS captured_minor, CAST(value->>3 AS BIGINT) AS refunded_minor FROM ",
    rows!(),
    ") INSERT INTO refund_rooms (gateway, gateway_transaction, captured_minor, refunded_minor) \
     SELECT gateway, gateway_transaction, captured_minor, refunded_minor FROM wanted \
     WHERE refunded_minor <= captured_minor \
     ON CONFLICT (gateway, gateway_transaction) DO UPDATE \
     SET refunded_minor = refund_rooms.refunded_minor + excluded.refunded_minor \
     WHERE refund_rooms.refunded_minor + excluded.refunded_minor <= refund_rooms.captured_minor"
);
const BY_ID: &str = concat!("SELECT ", refund_columns!(), " FROM refunds r WHERE r.id = $1");
const BY_NUMBER: &str =
    concat!("SELECT ", refund_columns!(), " FROM refunds r WHERE r.gateway = $1 AND r.refund_number = $2");
const OF_ORDER: &str = concat!(
    "SELECT ",
    refund_columns!(),
    " FROM refunds r WHERE r.order_id = $1 ORDER BY r.created_at, r.id"
);
const OF_PAYMENT: &str = concat!(
    "SELECT ",
    refund_columns!(),
    " FROM refunds r WHERE r.gateway = $1 AND r.gateway_transaction = $2 ORDER BY r.created_at, r.id"
);
const FINISHED: &str = concat!(
    "SELECT ",
    refund_columns!(),
    " FROM refunds r WHERE r.account = $1 AND r.state = 'succeeded' \
     AND r.finished_at >= $2 AND r.finished_at < $3 ORDER BY r.id"
);

/// The cells of a new refund.
pub(crate) fn row(refund: &Refund) -> Vec<Cell<'_>> {
    vec![
        refund.id.as_str().into(),
        refund.order.as_ref().map(OrderId::as_str).into(),
        refund.attempt.as_ref().map(AttemptId::as_str).into(),
        refund.gateway.code().into(),
        refund.gateway_number.as_str().into(),
        refund.refund_number.as_str().into(),
        refund.amount.minor().into(),
        refund.amount.currency().code().into(),
        refund.reason.code().into(),
        refund.state.code().into(),
        refund.created_at.into(),
        refund.next_query_at.into(),
        refund.version.into(),
        refund.account.as_str().into(),
        refund.gateway_transaction.as_str().into(),
        refund.captured.minor().into(),
        refund.note.as_str().into(),
        refund.asked_by.as_ref().map(UserId::as_str).into(),
        refund.adjustment.as_ref().map(AdjustmentId::as_str).into(),
        refund.review.as_ref().map(ReviewId::as_str).into(),
        refund.replaces.as_ref().map(RefundId::as_str).into(),
        refund.failure.as_str().into(),
        refund.tries.into(),
        refund.finished_at.into(),
    ]
}

/// The room a refund takes; one that replaces another has that one's.
pub(crate) fn room(refund: &Refund) -> Option<Statement<'_>> {
    let cells = || {
        vec![
            refund.gateway.code().into(),
            refund.gateway_transaction.as_str().into(),
            refund.captured.minor().into(),
            refund.amount.minor().into(),
        ]
    };
    refund.replaces.is_none().then(|| Statement::at_version(TAKE_ROOM, cells()))
}

/// The cells of a change.
pub(crate) fn update(refund: &Refund) -> Vec<Cell<'_>> {
    vec![
        refund.id.as_str().into(),
        refund.version.into(),
        refund.state.code().into(),
        refund.next_query_at.into(),
        refund.failure.as_str().into(),
        refund.tries.into(),
        refund.finished_at.into(),
    ]
}

pub(super) async fn by_id(pools: &Pools, id: &RefundId) -> Result<Option<Refund>, StoreFault> {
    let row = sqlx::query(BY_ID).bind(id.as_str()).fetch_optional(&pools.readers).await.map_err(database)?;
    maybe(row.as_ref(), "refunds", refund)
}

pub(super) async fn by_number(
    pools: &Pools,
    gateway: Gateway,
    number: &str,
) -> Result<Option<Refund>, StoreFault> {
    let query = sqlx::query(BY_NUMBER).bind(gateway.code()).bind(number);
    let row = query.fetch_optional(&pools.readers).await.map_err(database)?;
    maybe(row.as_ref(), "refunds", refund)
}

pub(crate) async fn of_order(pools: &Pools, order: &OrderId) -> Result<Vec<Refund>, StoreFault> {
    let rows =
        sqlx::query(OF_ORDER).bind(order.as_str()).fetch_all(&pools.readers).await.map_err(database)?;
    all(&rows, "refunds", refund)
}

pub(super) async fn of_payment(
    pools: &Pools,
    gateway: Gateway,
    transaction: &str,
) -> Result<Vec<Refund>, StoreFault> {
    let query = sqlx::query(OF_PAYMENT).bind(gateway.code()).bind(transaction);
    let rows = query.fetch_all(&pools.readers).await.map_err(database)?;
    all(&rows, "refunds", refund)
}

pub(super) async fn finished(
    pools: &Pools,
    account: &GatewayAccountName,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<Refund>, StoreFault> {
    let query = sqlx::query(FINISHED).bind(account.as_str()).bind(from.unix_ms()).bind(until.unix_ms());
    let rows = query.fetch_all(&pools.readers).await.map_err(database)?;
    all(&rows, "refunds", refund)
}

/// Reads the `refund_columns!()` of a row.
pub(crate) fn refund(row: Reader<'_>) -> Result<Refund, StoreFault> {
    Ok(Refund {
        id: row.id("r_id")?,
        order: row.maybe_id("r_order_id")?,
        attempt: row.maybe_id("r_attempt_id")?,
        gateway: row.parsed("r_gateway")?,
        account: row.parsed("r_account")?,
        gateway_number: row.text("r_gateway_number")?,
        gateway_transaction: row.text("r_gateway_transaction")?,
        captured: row.money("r_captured_minor", "r_currency")?,
        refund_number: row.text("r_refund_number")?,
        amount: row.money("r_amount_minor", "r_currency")?,
        reason: row.code("r_reason", RefundReason::from_code)?,
        note: row.text("r_note")?,
        asked_by: row.maybe_id("r_asked_by")?,
        adjustment: row.maybe_id("r_adjustment_id")?,
        review: row.maybe_id("r_review_id")?,
        replaces: row.maybe_id("r_replaces")?,
        state: row.code("r_state", RefundState::from_code)?,
        failure: row.text("r_failure")?,
        tries: row.small("r_tries")?,
        created_at: row.moment("r_created_at")?,
        finished_at: row.maybe_moment("r_finished_at")?,
        next_query_at: row.maybe_moment("r_next_query_at")?,
        version: row.integer("r_version")?,
    })
}
