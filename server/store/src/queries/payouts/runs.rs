//! Runs of payouts: where they stand, what came of them, who approved them.

use domain::{
    id::{CreatorId, RunId},
    money::{Currency, Money},
    payouts::{ItemOutcome, PayoutItem, PayoutKind, PayoutRun, Rail},
    time::Timestamp,
};
use services::ports::{RunApproval, RunTotal, StoreFault};

use super::super::{
    pools::{Pools, database},
    read::{Reader, all, maybe},
};
use super::rows;

const BY_ID: &str = concat!("SELECT ", run_columns!(), " FROM payout_runs u WHERE u.id = $1");
/// The literal is that of the index, which holds for scheduled runs only.
const SCHEDULED: &str = concat!(
    "SELECT ",
    run_columns!(),
    " FROM payout_runs u WHERE u.rail = $1 AND u.kind = $2 AND u.cut_off = $3 AND u.origin = 'schedule'"
);
const DEMANDED: &str = concat!("SELECT ", run_columns!(), " FROM payout_runs u WHERE u.request_key = $1");
const MADE_BEFORE: &str = concat!(
    "SELECT ",
    run_columns!(),
    " FROM payout_runs u WHERE u.created_at < $1 ORDER BY u.created_at DESC, u.id DESC LIMIT $2"
);
/// `<> 'done'` is the condition of the index; few runs are ever called off.
const OPEN: &str = concat!(
    "SELECT ",
    run_columns!(),
    " FROM payout_runs u WHERE u.state <> 'done' AND u.state <> 'called_off' ORDER BY u.created_at, u.id"
);
const TOTALS: &str = "SELECT outcome, currency, COUNT(*) AS creators, CAST(SUM(gross_minor) AS BIGINT) AS gross_minor, \
     CAST(SUM(fee_minor) AS BIGINT) AS fee_minor FROM payout_items WHERE run_id = $1 \
     GROUP BY outcome, currency ORDER BY outcome, currency";
const ITEMS: &str = concat!(
    "SELECT ",
    item_columns!(),
    " FROM payout_items i WHERE i.run_id = $1 AND i.creator_id > $2 AND ($3 = '' OR i.outcome = $3) \
     ORDER BY i.creator_id LIMIT $4"
);
const APPROVALS: &str = "SELECT run_id, user_id, approved_at FROM run_approvals WHERE run_id = $1 \
     ORDER BY approved_at, user_id";

pub(super) async fn by_id(pools: &Pools, id: &RunId) -> Result<Option<PayoutRun>, StoreFault> {
    let query = sqlx::query(BY_ID).bind(id.as_str());
    let row = query.fetch_optional(&pools.readers).await.map_err(database)?;
    maybe(row.as_ref(), "payout_runs", rows::run)
}

pub(super) async fn scheduled(
    pools: &Pools,
    rail: Rail,
    kind: PayoutKind,
    cut_off: Timestamp,
) -> Result<Option<PayoutRun>, StoreFault> {
    let query = sqlx::query(SCHEDULED).bind(rail.code()).bind(kind.code()).bind(cut_off.unix_ms());
    let row = query.fetch_optional(&pools.readers).await.map_err(database)?;
    maybe(row.as_ref(), "payout_runs", rows::run)
}

pub(super) async fn demanded(pools: &Pools, request_key: &str) -> Result<Option<PayoutRun>, StoreFault> {
    let query = sqlx::query(DEMANDED).bind(request_key);
    let row = query.fetch_optional(&pools.readers).await.map_err(database)?;
    maybe(row.as_ref(), "payout_runs", rows::run)
}

pub(super) async fn made_before(
    pools: &Pools,
    before: Timestamp,
    limit: u32,
) -> Result<Vec<PayoutRun>, StoreFault> {
    let query = sqlx::query(MADE_BEFORE).bind(before.unix_ms()).bind(i64::from(limit));
    let rows = query.fetch_all(&pools.readers).await.map_err(database)?;
    all(&rows, "payout_runs", rows::run)
}

pub(super) async fn open(pools: &Pools) -> Result<Vec<PayoutRun>, StoreFault> {
    let rows = sqlx::query(OPEN).fetch_all(&pools.readers).await.map_err(database)?;
    all(&rows, "payout_runs", rows::run)
}

pub(super) async fn totals(pools: &Pools, run: &RunId) -> Result<Vec<RunTotal>, StoreFault> {
    let query = sqlx::query(TOTALS).bind(run.as_str());
    let rows = query.fetch_all(&pools.readers).await.map_err(database)?;
    all(&rows, "payout_items", total)
}

pub(super) async fn items(
    pools: &Pools,
    run: &RunId,
    outcome: Option<ItemOutcome>,
    after: Option<&CreatorId>,
    limit: u32,
) -> Result<Vec<PayoutItem>, StoreFault> {
    let query = sqlx::query(ITEMS)
        .bind(run.as_str())
        .bind(after.map_or("", CreatorId::as_str))
        .bind(outcome.map_or("", ItemOutcome::code))
        .bind(i64::from(limit));
    let rows = query.fetch_all(&pools.readers).await.map_err(database)?;
    all(&rows, "payout_items", rows::item)
}

pub(super) async fn approvals(pools: &Pools, run: &RunId) -> Result<Vec<RunApproval>, StoreFault> {
    let query = sqlx::query(APPROVALS).bind(run.as_str());
    let rows = query.fetch_all(&pools.readers).await.map_err(database)?;
    let approval = |row: Reader<'_>| {
        Ok(RunApproval { run: row.id("run_id")?, by: row.id("user_id")?, at: row.moment("approved_at")? })
    };
    all(&rows, "run_approvals", approval)
}

fn total(row: Reader<'_>) -> Result<RunTotal, StoreFault> {
    let currency: Currency = row.parsed("currency")?;
    Ok(RunTotal {
        outcome: row.code("outcome", ItemOutcome::from_code)?,
        creators: row.integer("creators")?,
        gross: Money::new(row.integer("gross_minor")?, currency),
        fee: Money::new(row.integer("fee_minor")?, currency),
    })
}
