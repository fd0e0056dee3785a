//! Payers' banks that took captured money back.

use domain::{
    id::{DisputeId, OrderId, UserId},
    order::{Dispute, DisputeState, Gateway},
};
use services::ports::StoreFault;

use super::super::{
    Connection,
    pools::{Pools, database},
    read::{Reader, all, maybe},
    rows::Statement,
};
use crate::cell::Cell;

const INSERT: &str = concat!(
    "INSERT INTO disputes (id, gateway, account, reference, gateway_transaction, order_id, amount_minor, taken_minor, \
     currency, state, reason, opened_at, evidence_until, evidence_by, evidence_at, over_at, version) \
     SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, CAST(value->>6 AS BIGINT), \
     CAST(value->>7 AS BIGINT), value->>8, value->>9, value->>10, CAST(value->>11 AS BIGINT), \
     CAST(value->>12 AS BIGINT), value->>13, CAST(value->>14 AS BIGINT), CAST(value->>15 AS BIGINT), \
     CAST(value->>16 AS BIGINT) + 1 FROM ",
    rows!()
);
const UPDATE: &str = concat!(
    "WITH changed AS (SELECT value->>0 AS id, value->>9 AS state, CAST(value->>12 AS BIGINT) AS evidence_until, \
     value->>13 AS evidence_by, CAST(value->>14 AS BIGINT) AS evidence_at, CAST(value->>15 AS BIGINT) AS over_at, \
     CAST(value->>16 AS BIGINT) AS version, value->>5 AS order_id, CAST(value->>7 AS BIGINT) AS taken_minor FROM ",
    rows!(),
    ") UPDATE disputes SET state = changed.state, evidence_until = changed.evidence_until, \
     evidence_by = changed.evidence_by, evidence_at = changed.evidence_at, over_at = changed.over_at, \
     order_id = changed.order_id, taken_minor = changed.taken_minor, \
     version = disputes.version + 1 \
     FROM changed WHERE disputes.id = changed.id AND disputes.version = changed.version"
);
const BY_ID: &str = concat!("SELECT ", dispute_columns!(), " FROM disputes d WHERE d.id = $1");
const BY_REFERENCE: &str =
    concat!("SELECT ", dispute_columns!(), " FROM disputes d WHERE d.gateway = $1 AND d.reference = $2");
const OPEN: &str = concat!(
    "SELECT ",
    dispute_columns!(),
    " FROM disputes d WHERE d.over_at IS NULL ORDER BY d.opened_at, d.id LIMIT $1"
);
/// Their payment has paid a sale: by itself, or because a person put it onto the order.
const LOOSE: &str = concat!(
    "SELECT ",
    dispute_columns!(),
    " FROM disputes d WHERE d.order_id IS NULL AND (EXISTS (SELECT 1 FROM attempts a \
     JOIN sales s ON s.order_id = a.order_id AND s.currency = d.currency \
     JOIN ledger_transactions t ON t.cause_kind = 'capture' AND t.cause_id = a.id \
     JOIN ledger_entries e ON e.transaction_id = t.id AND e.account LIKE 'creator-balance:%' \
     WHERE a.gateway = d.gateway AND a.gateway_transaction = d.gateway_transaction) \
     OR EXISTS (SELECT 1 FROM reviews v JOIN sales s ON s.order_id = COALESCE(v.decision_order, v.order_id) \
     AND s.currency = d.currency WHERE v.gateway = d.gateway AND v.gateway_transaction = d.gateway_transaction \
     AND v.state = 'resolved' AND v.decision IN ('settle', 'settle_and_refund_excess', 'move_to'))) \
     ORDER BY d.id LIMIT $1"
);
/// The key is the order: identifiers begin with their moment.
const NEWEST: &str = concat!(
    "SELECT ",
    dispute_columns!(),
    " FROM disputes d WHERE ($1 = '' OR d.id < $1) ORDER BY d.id DESC LIMIT $2"
);
const OF_ORDER: &str = concat!(
    "SELECT ",
    dispute_columns!(),
    " FROM disputes d WHERE d.order_id = $1 ORDER BY d.opened_at, d.id"
);

const OF_PAYMENT: &str = concat!(
    "SELECT ",
    dispute_columns!(),
    " FROM disputes d WHERE d.gateway = $1 AND d.gateway_transaction = $2 ORDER BY d.opened_at, d.id"
);

/// A dispute that is new to us.
pub(super) fn insert(dispute: &Dispute) -> Statement<'_> {
    Statement::always(INSERT, row(dispute))
}

/// A change of one.
pub(super) fn update(dispute: &Dispute) -> Statement<'_> {
    Statement::at_version(UPDATE, row(dispute))
}

fn row(dispute: &Dispute) -> Vec<Cell<'_>> {
    vec![
        dispute.id.as_str().into(),
        dispute.gateway.code().into(),
        dispute.account.as_str().into(),
        dispute.reference.as_str().into(),
        dispute.gateway_transaction.as_str().into(),
        dispute.order.as_ref().map(OrderId::as_str).into(),
        dispute.amount.minor().into(),
        dispute.taken.minor().into(),
        dispute.amount.currency().code().into(),
        dispute.state.code().into(),
        dispute.reason.as_str().into(),
        dispute.opened_at.into(),
        dispute.evidence_until.into(),
        dispute.evidence_by.as_ref().map(UserId::as_str).into(),
        dispute.evidence_at.into(),
        dispute.over_at.into(),
        dispute.version.into(),
    ]
}

pub(super) async fn by_id(pools: &Pools, id: &DisputeId) -> Result<Option<Dispute>, StoreFault> {
    let row = sqlx::query(BY_ID).bind(id.as_str()).fetch_optional(&pools.readers).await.map_err(database)?;
    maybe(row.as_ref(), "disputes", dispute)
}

pub(super) async fn by_reference(
    pools: &Pools,
    gateway: Gateway,
    reference: &str,
) -> Result<Option<Dispute>, StoreFault> {
    let query = sqlx::query(BY_REFERENCE).bind(gateway.code()).bind(reference);
    let row = query.fetch_optional(&pools.readers).await.map_err(database)?;
    maybe(row.as_ref(), "disputes", dispute)
}

pub(super) async fn of_payment(
    pools: &Pools,
    gateway: Gateway,
    transaction: &str,
) -> Result<Vec<Dispute>, StoreFault> {
    let query = sqlx::query(OF_PAYMENT).bind(gateway.code()).bind(transaction);
    let rows = query.fetch_all(&pools.readers).await.map_err(database)?;
    all(&rows, "disputes", dispute)
}

pub(super) async fn open(pools: &Pools, limit: u32) -> Result<Vec<Dispute>, StoreFault> {
    let query = sqlx::query(OPEN).bind(i64::from(limit));
    let rows = query.fetch_all(&pools.readers).await.map_err(database)?;
    all(&rows, "disputes", dispute)
}

pub(super) async fn loose(pools: &Pools, limit: u32) -> Result<Vec<Dispute>, StoreFault> {
    let query = sqlx::query(LOOSE).bind(i64::from(limit));
    let rows = query.fetch_all(&pools.readers).await.map_err(database)?;
    all(&rows, "disputes", dispute)
}

pub(super) async fn newest(
    pools: &Pools,
    before: Option<&DisputeId>,
    limit: u32,
) -> Result<Vec<Dispute>, StoreFault> {
    let query = sqlx::query(NEWEST).bind(before.map_or("", DisputeId::as_str)).bind(i64::from(limit));
    let rows = query.fetch_all(&pools.readers).await.map_err(database)?;
    all(&rows, "disputes", dispute)
}

pub(super) async fn of_order(
    connection: &mut Connection,
    order: &OrderId,
) -> Result<Vec<Dispute>, StoreFault> {
    let rows = sqlx::query(OF_ORDER).bind(order.as_str()).fetch_all(connection).await.map_err(database)?;
    all(&rows, "disputes", dispute)
}

fn dispute(row: Reader<'_>) -> Result<Dispute, StoreFault> {
    Ok(Dispute {
        id: row.id("d_id")?,
        gateway: row.parsed("d_gateway")?,
        account: row.parsed("d_account")?,
        reference: row.text("d_reference")?,
        gateway_transaction: row.text("d_gateway_transaction")?,
        order: row.maybe_id("d_order_id")?,
        amount: row.money("d_amount_minor", "d_currency")?,
        taken: row.money("d_taken_minor", "d_currency")?,
        state: row.code("d_state", DisputeState::from_code)?,
        reason: row.text("d_reason")?,
        opened_at: row.moment("d_opened_at")?,
        evidence_until: row.maybe_moment("d_evidence_until")?,
        evidence_by: row.maybe_id("d_evidence_by")?,
        evidence_at: row.maybe_moment("d_evidence_at")?,
        over_at: row.maybe_moment("d_over_at")?,
        version: row.integer("d_version")?,
    })
}
