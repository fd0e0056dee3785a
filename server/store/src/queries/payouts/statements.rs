//! What a statement is made of: every row that changed a balance between one payout and the next.
//!
//! The sums are over all rows and the balance at the beginning is worked back from the balance of now, so that a
//! statement always adds up; `verify` proves that these rows explain the balance.

use domain::{
    id::{CreatorId, RunId},
    ledger::Account,
    money::{Currency, Money},
    payouts::PayoutItem,
    time::Timestamp,
};
use services::ports::{StatementFacts, StoreFault};
use sqlx::Row as _;

use super::super::{
    Connection, creators,
    pools::{Pools, database},
    read::{Reader, all, maybe},
};
use super::{reads, rows};

const ITEM: &str =
    concat!("SELECT ", item_columns!(), " FROM payout_items i WHERE i.run_id = $1 AND i.creator_id = $2");
/// The payout before: a day that paid nothing has no statement, and what happened is on the next one that has.
const BEFORE: &str = "SELECT run_id, decided_at FROM payout_items \
     WHERE creator_id = $1 AND outcome = 'paying' AND (decided_at < $2 OR (decided_at = $2 AND run_id < $3)) \
     ORDER BY decided_at DESC, run_id DESC LIMIT 1";
const BALANCE: &str = "SELECT amount_minor FROM balances WHERE account = $1 AND currency = $2";
/// What has changed the balance since a statement's end.
const CHANGED: &str = "SELECT CAST(COALESCE(SUM(minor), 0) AS BIGINT) FROM ( \
     SELECT amount_minor AS minor FROM sales WHERE creator_id = $1 AND currency = $2 AND booked_at > $3 \
     UNION ALL SELECT CASE WHEN kind IN ('refund', 'dispute') THEN -amount_minor ELSE amount_minor END \
     FROM adjustments WHERE creator_id = $1 AND currency = $2 AND booked_at > $3 \
     UNION ALL SELECT gross_minor FROM payouts WHERE creator_id = $1 AND currency = $2 \
     AND state IN ('failed', 'returned', 'cancelled') AND state_since > $3 \
     UNION ALL SELECT -gross_minor FROM payout_items WHERE creator_id = $1 AND currency = $2 \
     AND (decided_at > $3 OR (decided_at = $3 AND run_id > $4))) AS changes";
const SALES: &str = concat!(
    "SELECT ",
    sale_columns!(),
    " WHERE s.creator_id = $1 AND s.currency = $2 AND s.booked_at > $3 AND s.booked_at <= $4 \
     ORDER BY s.booked_at, s.order_id LIMIT $5"
);
const SALES_SUM: &str = "SELECT COUNT(*) AS sales, CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) AS sum_minor \
     FROM sales WHERE creator_id = $1 AND currency = $2 AND booked_at > $3 AND booked_at <= $4";
const ADJUSTMENTS: &str = concat!(
    "SELECT ",
    adjustment_columns!(),
    " FROM adjustments j WHERE j.creator_id = $1 AND j.currency = $2 AND j.booked_at > $3 AND j.booked_at <= $4 \
     ORDER BY j.booked_at, j.id"
);
const CAME_BACK: &str = concat!(
    "SELECT ",
    payout_columns!(),
    " FROM payouts y WHERE y.creator_id = $1 AND y.currency = $2 AND y.state IN ('failed', 'returned', 'cancelled') \
     AND y.state_since > $3 AND y.state_since <= $4 ORDER BY y.state_since, y.id"
);

/// Whose statement, and the moments between which it lies: after the first, up to the second.
struct Period<'a> {
    creator: &'a CreatorId,
    currency: Currency,
    since: i64,
    until: i64,
}

/// Says a statement's query with its period bound.
macro_rules! within {
    ($sql:expr, $period:expr) => {
        sqlx::query($sql)
            .bind($period.creator.as_str())
            .bind($period.currency.code())
            .bind($period.since)
            .bind($period.until)
    };
}

pub(super) async fn facts(
    pools: &Pools,
    creator: &CreatorId,
    run: &RunId,
    sales_limit: u32,
) -> Result<Option<StatementFacts>, StoreFault> {
    let mut snapshot = pools.snapshot().await?;
    let query = sqlx::query(ITEM).bind(run.as_str()).bind(creator.as_str());
    let row = query.fetch_optional(&mut *snapshot).await.map_err(database)?;
    let Some(item) = maybe(row.as_ref(), "payout_items", rows::item)? else { return Ok(None) };
    let before = before(&mut snapshot, &item).await?;
    let since = before.as_ref().map(|(_, moment)| *moment);
    let period = Period {
        creator,
        currency: item.gross.currency(),
        since: since.map_or(i64::MIN, Timestamp::unix_ms),
        until: item.decided_at.unix_ms(),
    };
    let last_run = before.as_ref().map_or("", |(run, _)| run.as_str());
    let carried = carried(&mut snapshot, &period, last_run).await?;
    let sales = within!(SALES, period).bind(i64::from(sales_limit));
    let sales = sales.fetch_all(&mut *snapshot).await.map_err(database)?;
    let sum = within!(SALES_SUM, period).fetch_one(&mut *snapshot).await.map_err(database)?;
    let sum = Reader::new(&sum, "sales");
    let adjustments = within!(ADJUSTMENTS, period).fetch_all(&mut *snapshot).await.map_err(database)?;
    let came_back = within!(CAME_BACK, period).fetch_all(&mut *snapshot).await.map_err(database)?;
    let Some(record) = reads::records(&mut snapshot, creator, vec![item]).await?.pop() else {
        return Ok(None);
    };
    Ok(Some(StatementFacts {
        record,
        since,
        carried,
        sales: all(&sales, "sales", creators::sale)?,
        sales_sum: Money::new(sum.integer("sum_minor")?, period.currency),
        sales_count: sum.integer("sales")?,
        adjustments: all(&adjustments, "adjustments", rows::adjustment)?,
        came_back: all(&came_back, "payouts", rows::payout)?,
    }))
}

async fn before(
    snapshot: &mut Connection,
    item: &PayoutItem,
) -> Result<Option<(RunId, Timestamp)>, StoreFault> {
    let query = sqlx::query(BEFORE)
        .bind(item.creator.as_str())
        .bind(item.decided_at.unix_ms())
        .bind(item.run.as_str());
    let row = query.fetch_optional(snapshot).await.map_err(database)?;
    maybe(row.as_ref(), "payout_items", |row| Ok((row.id("run_id")?, row.moment("decided_at")?)))
}

/// The balance at the beginning of a period, after the payout of the run before.
async fn carried(
    snapshot: &mut Connection,
    period: &Period<'_>,
    last_run: &str,
) -> Result<Money, StoreFault> {
    let account = Account::CreatorBalance(period.creator.clone());
    let query = sqlx::query(BALANCE).bind(account.to_string()).bind(period.currency.code());
    let row = query.fetch_optional(&mut *snapshot).await.map_err(database)?;
    let booked: i64 = row.map(|row| row.try_get(0)).transpose().map_err(database)?.unwrap_or(0);
    let query = sqlx::query(CHANGED)
        .bind(period.creator.as_str())
        .bind(period.currency.code())
        .bind(period.since)
        .bind(last_run);
    let changed = query.fetch_one(snapshot).await.map_err(database)?;
    let changed: i64 = changed.try_get(0).map_err(database)?;
    let balance = booked.saturating_mul(account.natural_sign());
    Ok(Money::new(balance.saturating_sub(changed), period.currency))
}
