//! The review queue.

use domain::{
    id::{AttemptId, OrderId, RefundId, ReviewId, UserId},
    money::{Currency, Money},
    order::Gateway,
    review::{Decision, Review, ReviewKind, ReviewState},
};
use services::ports::{ReviewFilter, StoreFault};
use sqlx::Row as _;

use super::super::{
    pools::{Pools, database},
    read::{Reader, all, maybe},
    rows::Statement,
};
use crate::cell::Cell;

pub(crate) const INSERT_REVIEWS: &str = concat!(
    "INSERT INTO reviews (id, kind, order_id, attempt_id, refund_id, gateway, account, gateway_number, \
     gateway_transaction, amount_minor, currency, expected_minor, expected_currency, opened_at, state, decision, \
     decision_order, note, decided_by, agreed_by, resolved_at, version) \
     SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, value->>8, \
     CAST(value->>9 AS BIGINT), value->>10, CAST(value->>11 AS BIGINT), value->>12, CAST(value->>13 AS BIGINT), \
     value->>14, value->>15, value->>16, value->>17, value->>18, value->>19, CAST(value->>20 AS BIGINT), \
     CAST(value->>21 AS BIGINT) FROM ",
    rows!()
);
const UPDATE_REVIEW: &str = concat!(
    "WITH changed AS (SELECT value->>0 AS id, value->>14 AS state, value->>15 AS decision, \
     value->>16 AS decision_order, value->>17 AS note, value->>18 AS decided_by, value->>19 AS agreed_by, \
     CAST(value->>20 AS BIGINT) AS resolved_at, CAST(value->>21 AS BIGINT) AS version, \
     value->>2 AS order_id, CAST(value->>9 AS BIGINT) AS amount_minor FROM ",
    rows!(),
    ") UPDATE reviews SET state = changed.state, decision = changed.decision, \
     decision_order = changed.decision_order, note = changed.note, decided_by = changed.decided_by, \
     agreed_by = changed.agreed_by, resolved_at = changed.resolved_at, order_id = changed.order_id, \
     amount_minor = changed.amount_minor, version = reviews.version + 1 \
     FROM changed WHERE reviews.id = changed.id AND reviews.version = changed.version"
);
/// The items that wait, narrowed. `<> 'resolved'` is the condition of the indexes of open items, of which there is one for
/// each way of narrowing.
macro_rules! open_reviews {
    ($narrowed:literal) => {
        concat!(
            "SELECT ",
            review_columns!(),
            " FROM reviews v WHERE v.state <> 'resolved' AND v.id > $1",
            $narrowed,
            " ORDER BY v.id LIMIT $2"
        )
    };
}
const OPEN: &str = open_reviews!("");
const OPEN_OF_KIND: &str = open_reviews!(" AND v.kind = $3");
const OPEN_IN_STATE: &str = open_reviews!(" AND v.state = $3");
const OPEN_OF_KIND_IN_STATE: &str = open_reviews!(" AND v.kind = $3 AND v.state = $4");
const OF_PAYMENT: &str = concat!(
    "SELECT ",
    review_columns!(),
    " FROM reviews v WHERE v.state <> 'resolved' AND v.gateway = $1 AND v.gateway_transaction = $2 ORDER BY v.id"
);
const OF_DISPUTE: &str = concat!(
    "SELECT ",
    review_columns!(),
    " FROM reviews v WHERE v.kind = 'dispute_unexplained' AND v.gateway = $1 AND v.gateway_number = $2"
);
const COUNT_OPEN: &str =
    "SELECT COUNT(*) FROM (SELECT id FROM reviews WHERE state <> 'resolved' LIMIT $1) AS waiting";
const RESOLVED: &str = concat!(
    "SELECT ",
    review_columns!(),
    " FROM reviews v WHERE v.state = 'resolved' AND ($1 = '' OR v.id < $1) ORDER BY v.id DESC LIMIT $2"
);
const BY_ID: &str = concat!("SELECT ", review_columns!(), " FROM reviews v WHERE v.id = $1");
const OF_ORDER: &str = concat!(
    "SELECT ",
    review_columns!(),
    " FROM reviews v WHERE v.order_id = $1 OR v.decision_order = $1 ORDER BY v.id"
);
const OPEN_OF_REFUND: &str = concat!(
    "SELECT ",
    review_columns!(),
    " FROM reviews v WHERE v.refund_id = $1 AND v.refund_id IS NOT NULL AND v.state <> 'resolved'"
);
const STRAY: &str = concat!(
    "SELECT ",
    review_columns!(),
    " FROM reviews v WHERE v.gateway = $1 AND v.gateway_transaction = $2 AND v.kind = 'unknown_order'"
);

/// The cells of an item.
pub(crate) fn row(review: &Review) -> Vec<Cell<'_>> {
    vec![
        review.id.as_str().into(),
        review.kind.code().into(),
        review.order.as_ref().map(OrderId::as_str).into(),
        review.attempt.as_ref().map(AttemptId::as_str).into(),
        review.refund.as_ref().map(RefundId::as_str).into(),
        review.gateway.code().into(),
        review.account.as_str().into(),
        review.gateway_number.as_str().into(),
        review.gateway_transaction.as_str().into(),
        review.amount.minor().into(),
        review.amount.currency().code().into(),
        review.expected.map_or(Cell::Nothing, |money| money.minor().into()),
        review.expected.map(|money| money.currency().code()).into(),
        review.opened_at.into(),
        review.state.code().into(),
        review.decision.as_ref().map(Decision::code).into(),
        review.decision.as_ref().and_then(Decision::order).map(OrderId::as_str).into(),
        review.note.as_str().into(),
        review.decided_by.as_ref().map(UserId::as_str).into(),
        review.agreed_by.as_ref().map(UserId::as_str).into(),
        review.resolved_at.into(),
        review.version.into(),
    ]
}

/// A change of an item.
pub(super) fn update(review: &Review) -> Statement<'_> {
    Statement::at_version(UPDATE_REVIEW, row(review))
}

pub(super) async fn open(
    pools: &Pools,
    filter: ReviewFilter,
    after: Option<&ReviewId>,
    limit: u32,
) -> Result<Vec<Review>, StoreFault> {
    let sql = match filter {
        ReviewFilter { kind: None, state: None } => OPEN,
        ReviewFilter { kind: Some(_), state: None } => OPEN_OF_KIND,
        ReviewFilter { kind: None, state: Some(_) } => OPEN_IN_STATE,
        ReviewFilter { kind: Some(_), state: Some(_) } => OPEN_OF_KIND_IN_STATE,
    };
    let mut query = sqlx::query(sql).bind(after.map_or("", ReviewId::as_str)).bind(i64::from(limit));
    if let Some(kind) = filter.kind {
        query = query.bind(kind.code());
    }
    if let Some(state) = filter.state {
        query = query.bind(state.code());
    }
    let rows = query.fetch_all(&pools.readers).await.map_err(database)?;
    all(&rows, "reviews", review)
}

pub(super) async fn of_payment(
    pools: &Pools,
    gateway: Gateway,
    transaction: &str,
) -> Result<Vec<Review>, StoreFault> {
    let query = sqlx::query(OF_PAYMENT).bind(gateway.code()).bind(transaction);
    let rows = query.fetch_all(&pools.readers).await.map_err(database)?;
    all(&rows, "reviews", review)
}

pub(super) async fn of_dispute(
    pools: &Pools,
    gateway: Gateway,
    reference: &str,
) -> Result<Option<Review>, StoreFault> {
    let query = sqlx::query(OF_DISPUTE).bind(gateway.code()).bind(reference);
    let row = query.fetch_optional(&pools.readers).await.map_err(database)?;
    maybe(row.as_ref(), "reviews", review)
}

pub(super) async fn count_open(pools: &Pools, limit: u32) -> Result<u32, StoreFault> {
    let query = sqlx::query(COUNT_OPEN).bind(i64::from(limit));
    let row = query.fetch_one(&pools.readers).await.map_err(database)?;
    let count: i64 = row.try_get(0).map_err(database)?;
    Ok(u32::try_from(count).unwrap_or(limit))
}

pub(super) async fn resolved(
    pools: &Pools,
    before: Option<&ReviewId>,
    limit: u32,
) -> Result<Vec<Review>, StoreFault> {
    let query = sqlx::query(RESOLVED).bind(before.map_or("", ReviewId::as_str)).bind(i64::from(limit));
    let rows = query.fetch_all(&pools.readers).await.map_err(database)?;
    all(&rows, "reviews", review)
}

pub(super) async fn by_id(pools: &Pools, id: &ReviewId) -> Result<Option<Review>, StoreFault> {
    let row = sqlx::query(BY_ID).bind(id.as_str()).fetch_optional(&pools.readers).await.map_err(database)?;
    maybe(row.as_ref(), "reviews", review)
}

pub(super) async fn of_order(pools: &Pools, order: &OrderId) -> Result<Vec<Review>, StoreFault> {
    let rows =
        sqlx::query(OF_ORDER).bind(order.as_str()).fetch_all(&pools.readers).await.map_err(database)?;
    all(&rows, "reviews", review)
}

pub(super) async fn open_of_refund(pools: &Pools, refund: &RefundId) -> Result<Option<Review>, StoreFault> {
    let query = sqlx::query(OPEN_OF_REFUND).bind(refund.as_str());
    let row = query.fetch_optional(&pools.readers).await.map_err(database)?;
    maybe(row.as_ref(), "reviews", review)
}

pub(super) async fn stray(
    pools: &Pools,
    gateway: Gateway,
    transaction: &str,
) -> Result<Option<Review>, StoreFault> {
    let query = sqlx::query(STRAY).bind(gateway.code()).bind(transaction);
    let row = query.fetch_optional(&pools.readers).await.map_err(database)?;
    maybe(row.as_ref(), "reviews", review)
}

/// Reads the `review_columns!()` of a row.
pub(super) fn review(row: Reader<'_>) -> Result<Review, StoreFault> {
    let order = row.maybe_id("v_decision_order")?;
    let decision = match row.maybe_text("v_decision")? {
        Some(code) => Some(Decision::from_parts(&code, order).ok_or_else(|| row.fault("v_decision"))?),
        None => None,
    };
    let expected = match (row.maybe_small::<i64>("v_expected_minor")?, row.maybe_text("v_expected_currency")?)
    {
        (Some(minor), Some(code)) => {
            let currency: Currency = code.parse().map_err(|_| row.fault("v_expected_currency"))?;
            Some(Money::new(minor, currency))
        }
        _ => None,
    };
    Ok(Review {
        id: row.id("v_id")?,
        kind: row.code("v_kind", ReviewKind::from_code)?,
        order: row.maybe_id("v_order_id")?,
        attempt: row.maybe_id("v_attempt_id")?,
        refund: row.maybe_id("v_refund_id")?,
        gateway: row.parsed("v_gateway")?,
        account: row.parsed("v_account")?,
        gateway_number: row.text("v_gateway_number")?,
        gateway_transaction: row.text("v_gateway_transaction")?,
        amount: row.money("v_amount_minor", "v_currency")?,
        expected,
        opened_at: row.moment("v_opened_at")?,
        state: row.code("v_state", ReviewState::from_code)?,
        decision,
        note: row.text("v_note")?,
        decided_by: row.maybe_id("v_decided_by")?,
        agreed_by: row.maybe_id("v_agreed_by")?,
        resolved_at: row.maybe_moment("v_resolved_at")?,
        version: row.integer("v_version")?,
    })
}
