//! Payouts: what waits for the rails, and what creators see of their items.

use std::collections::HashMap;

use domain::{
    id::{CreatorId, DestinationId, PayoutId, RunId},
    payouts::{Destination, ItemRecord, Payout, PayoutAccount, PayoutItem},
    time::{Day, Timestamp},
};
use services::ports::StoreFault;
use sqlx::Row as _;

use super::super::{
    Connection, Row,
    commerce::due::too_far,
    creators,
    pools::{Pools, database},
    read::{Reader, all, maybe},
};
use super::rows;
use crate::json;

/// What waits while the platform has paused a creator: also what was decided before the pause.
macro_rules! not_paused {
    () => {
        " AND NOT EXISTS (SELECT 1 FROM standings g WHERE g.creator_id = y.creator_id \
         AND g.platform_paused_at IS NOT NULL)"
    };
}

const BY_ID: &str = concat!("SELECT ", payout_columns!(), " FROM payouts y WHERE y.id = $1");
/// People wait for what they asked for, so these go first. `<> 'done'` is the condition of the index of open runs.
const DEMANDED: &str = concat!(
    "SELECT ",
    payout_columns!(),
    " FROM payout_runs u JOIN payouts y ON y.run_id = u.id \
     WHERE u.state <> 'done' AND u.state = 'released' AND u.origin = 'demand' AND y.state = 'requested' \
     AND y.next_look_at > $1 AND y.next_look_at <= $2",
    not_paused!(),
    " ORDER BY y.next_look_at LIMIT $3"
);
/// Instant runs before standard ones, older before newer.
const RELEASED: &str = "SELECT id FROM payout_runs WHERE state <> 'done' AND state = 'released' \
     AND origin = 'schedule' ORDER BY kind, id";
/// In the order of the index, so that a million that wait are never sorted.
const OF_RUN: &str = concat!(
    "SELECT ",
    payout_columns!(),
    " FROM payouts y WHERE y.run_id = $1 AND y.state = 'requested' \
     AND y.next_look_at > $2 AND y.next_look_at <= $3",
    not_paused!(),
    " ORDER BY y.next_look_at LIMIT $4"
);
const AT_THE_RAIL: &str = concat!(
    "SELECT ",
    payout_columns!(),
    " FROM payouts y WHERE y.state IN ('submitted', 'unknown', 'in_transit') \
     AND y.next_look_at > $1 AND y.next_look_at <= $2 ORDER BY y.next_look_at LIMIT $3"
);
/// Two halves, each with an index of its own: one that was sent into the dark may have to be sent again.
const UNSENT: &str = "SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM payouts WHERE run_id = $1 AND state = 'requested' \
     LIMIT 1) AS waiting) + (SELECT COUNT(*) FROM (SELECT 1 FROM payouts WHERE run_id = $1 \
     AND state IN ('submitted', 'unknown') LIMIT 1) AS not_sure)";
const ACCOUNT: &str = concat!(
    "SELECT ",
    creator_columns!(),
    ", ",
    account_columns!(),
    " FROM creators k LEFT JOIN payout_accounts t ON t.creator_id = k.id WHERE k.id = $1"
);
const DESTINATION: &str = concat!("SELECT ", destination_columns!(), " FROM destinations d WHERE d.id = $1");
/// In the order of the unique key.
const OF_ITEM: &str = concat!(
    "SELECT ",
    payout_columns!(),
    " FROM payouts y WHERE y.run_id = $1 AND y.creator_id = $2 ORDER BY y.part"
);
const ITEMS_BEFORE: &str = concat!(
    "SELECT ",
    item_columns!(),
    " FROM payout_items i WHERE i.creator_id = $1 AND i.decided_at < $2 \
     ORDER BY i.decided_at DESC, i.run_id DESC LIMIT $3"
);
const ITEMS_SINCE: &str = concat!(
    "SELECT ",
    item_columns!(),
    " FROM payout_items i WHERE i.creator_id = $1 AND i.day >= $2 \
     ORDER BY i.day DESC, i.decided_at DESC, i.run_id DESC"
);
const OF_ITEMS: &str = concat!(
    "SELECT ",
    payout_columns!(),
    " FROM payouts y WHERE y.creator_id = $2 AND y.run_id IN (SELECT value->>0 FROM ",
    rows!(),
    ") ORDER BY y.gross_minor DESC, y.part"
);

pub(super) async fn by_id(pools: &Pools, id: &PayoutId) -> Result<Option<Payout>, StoreFault> {
    let query = sqlx::query(BY_ID).bind(id.as_str());
    let row = query.fetch_optional(&pools.readers).await.map_err(database)?;
    maybe(row.as_ref(), "payouts", rows::payout)
}

pub(super) async fn of_item(
    pools: &Pools,
    run: &RunId,
    creator: &CreatorId,
) -> Result<Vec<Payout>, StoreFault> {
    let query = sqlx::query(OF_ITEM).bind(run.as_str()).bind(creator.as_str());
    let rows = query.fetch_all(&pools.readers).await.map_err(database)?;
    all(&rows, "payouts", rows::payout)
}

pub(super) async fn destination(
    pools: &Pools,
    id: &DestinationId,
) -> Result<Option<Destination>, StoreFault> {
    let query = sqlx::query(DESTINATION).bind(id.as_str());
    let row = query.fetch_optional(&pools.readers).await.map_err(database)?;
    maybe(row.as_ref(), "destinations", creators::destination)
}

/// Neither those to send nor those to ask about keep the other ones waiting: each has half of the places at least.
///
/// In two spans, so that each is read in the order of an index: what is due, and what was put off by a clock that was
/// ahead.
pub(super) async fn due(pools: &Pools, now: Timestamp, limit: u32) -> Result<Vec<Payout>, StoreFault> {
    let mut snapshot = pools.snapshot().await?;
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let (mut due, mut at_the_rail) = (Vec::new(), Vec::new());
    for span in [(i64::MIN, now.unix_ms()), (too_far(now), i64::MAX)] {
        let query = sqlx::query(AT_THE_RAIL).bind(span.0).bind(span.1).bind(places(limit, &at_the_rail));
        at_the_rail.extend(query.fetch_all(&mut *snapshot).await.map_err(database)?);
        to_send(&mut snapshot, span, limit, &mut due).await?;
    }
    let (mut due, at_the_rail) =
        (all(&due, "payouts", rows::payout)?, all(&at_the_rail, "payouts", rows::payout)?);
    due.truncate(most.saturating_sub(at_the_rail.len()).max(most.div_ceil(2)));
    let places = most.saturating_sub(due.len());
    due.extend(at_the_rail.into_iter().take(places));
    Ok(due)
}

/// Adds those that wait to be sent and whose moment lies in a span: after its first number, up to its second one.
async fn to_send(
    snapshot: &mut Connection,
    (after, until): (i64, i64),
    limit: u32,
    rows: &mut Vec<Row>,
) -> Result<(), StoreFault> {
    let query = sqlx::query(DEMANDED).bind(after).bind(until).bind(places(limit, rows));
    rows.extend(query.fetch_all(&mut *snapshot).await.map_err(database)?);
    for run in sqlx::query(RELEASED).fetch_all(&mut *snapshot).await.map_err(database)? {
        let places = places(limit, rows);
        if places <= 0 {
            break;
        }
        let run = Reader::new(&run, "payout_runs").text("id")?;
        let query = sqlx::query(OF_RUN).bind(run).bind(after).bind(until).bind(places);
        rows.extend(query.fetch_all(&mut *snapshot).await.map_err(database)?);
    }
    Ok(())
}

/// How many more are wanted.
fn places(limit: u32, so_far: &[Row]) -> i64 {
    i64::from(limit).saturating_sub(i64::try_from(so_far.len()).unwrap_or(i64::MAX))
}

pub(super) async fn unsent(pools: &Pools, run: &RunId) -> Result<bool, StoreFault> {
    let row = sqlx::query(UNSENT).bind(run.as_str()).fetch_one(&pools.readers).await.map_err(database)?;
    row.try_get::<i64, _>(0).map(|unsent| unsent > 0).map_err(database)
}

pub(super) async fn account(pools: &Pools, creator: &CreatorId) -> Result<Option<PayoutAccount>, StoreFault> {
    let query = sqlx::query(ACCOUNT).bind(creator.as_str());
    let row = query.fetch_optional(&pools.readers).await.map_err(database)?;
    maybe(row.as_ref(), "payout_accounts", |row| rows::account(row, &creators::creator(row)?))
}

pub(super) async fn items_before(
    pools: &Pools,
    creator: &CreatorId,
    before: Timestamp,
    limit: u32,
) -> Result<Vec<ItemRecord>, StoreFault> {
    let mut snapshot = pools.snapshot().await?;
    let query =
        sqlx::query(ITEMS_BEFORE).bind(creator.as_str()).bind(before.unix_ms()).bind(i64::from(limit));
    let rows = query.fetch_all(&mut *snapshot).await.map_err(database)?;
    records(&mut snapshot, creator, all(&rows, "payout_items", rows::item)?).await
}

/// A creator's items since a day with their payouts, newest first.
pub(super) async fn since(
    snapshot: &mut Connection,
    creator: &CreatorId,
    day: Day,
) -> Result<Vec<ItemRecord>, StoreFault> {
    let query = sqlx::query(ITEMS_SINCE).bind(creator.as_str()).bind(i64::from(day.epoch_days()));
    let rows = query.fetch_all(&mut *snapshot).await.map_err(database)?;
    records(snapshot, creator, all(&rows, "payout_items", rows::item)?).await
}

/// Adds the payouts to items of one creator.
pub(super) async fn records(
    snapshot: &mut Connection,
    creator: &CreatorId,
    items: Vec<PayoutItem>,
) -> Result<Vec<ItemRecord>, StoreFault> {
    if items.is_empty() {
        return Ok(Vec::new());
    }
    let runs = json::write(&items.iter().map(|item| [item.run.as_str()]).collect::<Vec<_>>())?;
    let query = sqlx::query(OF_ITEMS).bind(runs).bind(creator.as_str());
    let rows = query.fetch_all(snapshot).await.map_err(database)?;
    let mut by_run: HashMap<RunId, Vec<Payout>> = HashMap::new();
    for payout in all(&rows, "payouts", rows::payout)? {
        by_run.entry(payout.run.clone()).or_default().push(payout);
    }
    let record = |item: PayoutItem| {
        let payouts = by_run.remove(&item.run).unwrap_or_default();
        ItemRecord { item, payouts }
    };
    Ok(items.into_iter().map(record).collect())
}
