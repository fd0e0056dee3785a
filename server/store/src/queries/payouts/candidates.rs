//! Creators as a run sees them: everything their items are decided from, thousands at a time.

use std::collections::HashMap;

use domain::{
    id::CreatorId,
    ledger::Account,
    money::{Currency, Money},
    time::Timestamp,
};
use services::ports::{
    CandidateFacts, CandidateKey, Cohort, CreatorRow, MoneyFacts, RecentSales, StoreFault,
};

use super::super::{
    Connection, Row, creators, dialect,
    pools::{Pools, database},
    read::{Reader, all},
};
use super::rows;
use crate::json;

/// Everything that is known about a creator `k` but the recent sales.
macro_rules! facts_columns {
    () => {
        concat!(
            creator_columns!(),
            ", ",
            settings_columns!(),
            ", ",
            standing_columns!(),
            ", ",
            destination_columns!(),
            ", ",
            account_columns!(),
            ", b.amount_minor AS b_amount_minor"
        )
    };
}

/// Every lookup is by a primary key, or by the creator, so that a page of creators costs the same wherever it begins.
/// Before the first save, money goes to the destination that was added first, as on the settings page.
macro_rules! from_creators {
    () => {
        " FROM creators k \
         LEFT JOIN payout_settings s ON s.creator_id = k.id \
         LEFT JOIN destinations d ON d.creator_id = k.id AND d.id = CASE WHEN s.creator_id IS NOT NULL \
         THEN s.destination_id ELSE (SELECT f.id FROM destinations f WHERE f.creator_id = k.id \
         ORDER BY f.added_at, f.id LIMIT 1) END \
         LEFT JOIN standings g ON g.creator_id = k.id \
         LEFT JOIN payout_accounts t ON t.creator_id = k.id \
         LEFT JOIN balances b ON b.account = 'creator-balance:' || k.id AND b.currency = k.currency "
    };
}

/// Who has not chosen a schedule is paid weekly. What is no plain schedule is an own cycle, or a word that makes no sense
/// and must be found.
macro_rules! in_cohort {
    () => {
        concat!(
            "WHERE k.id > $2 AND (COALESCE(s.schedule, 'weekly') IN (SELECT value->>0 FROM ",
            rows!(),
            ") OR s.schedule NOT IN ('daily', 'weekly', 'monthly', 'quarterly')) \
             AND (d.rail = $3 OR ($4 = 1 AND d.id IS NULL)) ORDER BY k.id LIMIT $5"
        )
    };
}

const PAGE: &str = concat!("SELECT ", facts_columns!(), from_creators!(), in_cohort!());
const KEYS: &str = concat!("SELECT k.id AS k_id, k.currency AS k_currency", from_creators!(), in_cohort!());
const ONE: &str = concat!("SELECT ", facts_columns!(), from_creators!(), "WHERE k.id = $1");
/// A sale settles when it was captured or later, which `verify` watches: whatever is recent settles after the moment.
const RECENT: &str = concat!(
    "SELECT creator_id, MAX(captured_at) AS captured_at, settles_at, currency, \
     CAST(SUM(amount_minor) AS BIGINT) AS sum_minor \
     FROM sales WHERE creator_id IN (SELECT value->>0 FROM ",
    rows!(),
    ") AND settles_at > $2 GROUP BY creator_id, currency, captured_at / 86400000, settles_at \
     ORDER BY MAX(captured_at), settles_at"
);

pub(super) async fn page(
    pools: &Pools,
    cohort: &Cohort,
    after: Option<&CreatorId>,
    limit: u32,
) -> Result<Vec<CandidateFacts>, StoreFault> {
    let mut snapshot = pools.snapshot().await?;
    let rows = next(&mut snapshot, PAGE, cohort, after, limit).await?;
    facts(&mut snapshot, &rows, cohort.recent_since).await
}

/// Those whom [`page`] would have read. An identifier that makes no sense is a fault: nothing could be written down for it.
pub(super) async fn keys(
    pools: &Pools,
    cohort: &Cohort,
    after: Option<&CreatorId>,
    limit: u32,
) -> Result<Vec<CandidateKey>, StoreFault> {
    let mut snapshot = pools.snapshot().await?;
    let rows = next(&mut snapshot, KEYS, cohort, after, limit).await?;
    let key = |row: Reader<'_>| {
        Ok(CandidateKey { creator: row.id("k_id")?, currency: row.parsed("k_currency").ok() })
    };
    all(&rows, "creators", key)
}

async fn next(
    snapshot: &mut Connection,
    sql: &'static str,
    cohort: &Cohort,
    after: Option<&CreatorId>,
    limit: u32,
) -> Result<Vec<Row>, StoreFault> {
    if let Some(advice) = dialect::BEFORE_LOOKUPS {
        sqlx::query(advice).execute(&mut *snapshot).await.map_err(database)?;
    }
    let schedules = json::write(&cohort.plain_schedules.iter().map(|word| [*word]).collect::<Vec<_>>())?;
    let query = sqlx::query(sql)
        .bind(schedules)
        .bind(after.map_or("", CreatorId::as_str))
        .bind(cohort.rail.code())
        .bind(i64::from(cohort.with_homeless))
        .bind(i64::from(limit));
    query.fetch_all(snapshot).await.map_err(database)
}

/// One creator, read in a snapshot that the caller has begun.
pub(super) async fn one(
    snapshot: &mut Connection,
    creator: &CreatorId,
    recent_since: Timestamp,
) -> Result<Option<CandidateFacts>, StoreFault> {
    let query = sqlx::query(ONE).bind(creator.as_str());
    let rows = query.fetch_all(&mut *snapshot).await.map_err(database)?;
    Ok(facts(snapshot, &rows, recent_since).await?.pop())
}

async fn facts(
    snapshot: &mut Connection,
    rows: &[Row],
    recent_since: Timestamp,
) -> Result<Vec<CandidateFacts>, StoreFault> {
    let candidates = all(rows, "creators", candidate)?;
    if candidates.is_empty() {
        return Ok(candidates);
    }
    let ids = candidates.iter().map(|facts| [facts.creator.id.as_str()]).collect::<Vec<_>>();
    let query = sqlx::query(RECENT).bind(json::write(&ids)?).bind(recent_since.unix_ms());
    let rows = query.fetch_all(snapshot).await.map_err(database)?;
    let mut recent = by_creator(&rows)?;
    let with_sales = |mut facts: CandidateFacts| {
        let CreatorRow { id, currency, .. } = &facts.creator;
        let mut sales = recent.remove(id.as_str()).unwrap_or_default();
        sales.retain(|sale| sale.amount.currency() == *currency);
        facts.money.recent = sales;
        facts
    };
    Ok(candidates.into_iter().map(with_sales).collect())
}

fn by_creator(rows: &[Row]) -> Result<HashMap<String, Vec<RecentSales>>, StoreFault> {
    let mut recent: HashMap<String, Vec<RecentSales>> = HashMap::new();
    for row in rows {
        let row = Reader::new(row, "sales");
        let sales = RecentSales {
            captured_at: row.moment("captured_at")?,
            settles_at: row.moment("settles_at")?,
            amount: Money::new(row.integer("sum_minor")?, row.parsed::<Currency>("currency")?),
        };
        recent.entry(row.text("creator_id")?).or_default().push(sales);
    }
    Ok(recent)
}

/// Reads one creator; the recent sales are another query's.
fn candidate(row: Reader<'_>) -> Result<CandidateFacts, StoreFault> {
    let part = |key, table| Ok::<_, StoreFault>(row.maybe_text(key)?.map(|_| row.of(table)));
    let creator = creators::creator(row)?;
    let booked = row.maybe_small::<i64>("b_amount_minor")?.unwrap_or(0);
    let sign = Account::CreatorBalance(creator.id.clone()).natural_sign();
    Ok(CandidateFacts {
        settings: part("s_creator_id", "payout_settings")?.map(creators::settings).transpose()?,
        standing: part("g_creator_id", "standings")?.map(creators::standing).transpose()?,
        destination: part("d_id", "destinations")?.map(creators::destination).transpose()?,
        account: rows::account(row.of("payout_accounts"), &creator)?,
        money: MoneyFacts {
            balance: Money::new(booked.saturating_mul(sign), creator.currency),
            recent: Vec::new(),
        },
        creator,
    })
}
