//! Everything the payout settings are worked out from, read at one moment.

use domain::{
    id::CreatorId,
    ledger::Account,
    money::{Currency, Money},
    time::{Day, Timestamp},
};
use services::ports::{MoneyFacts, PayoutFacts, RecentSales, StoreFault};
use sqlx::Row as _;

use super::{
    Connection, Row, creators,
    pools::{Pools, database},
    read::{Reader, all, maybe},
};

const CREATOR: &str = "SELECT id, owner_id, currency, created_at FROM creators WHERE id = $1";
const SETTINGS: &str = "SELECT creator_id, schedule, fallback, threshold_minor, currency, paused_at, destination_id, \
     updated_at, version FROM payout_settings WHERE creator_id = $1";
const STANDING: &str = "SELECT creator_id, country, country_has_instant, compliant, platform_paused_at FROM standings \
     WHERE creator_id = $1";
const DESTINATIONS: &str = "SELECT id, creator_id, rail, label, last_four, fingerprint, currency, takes_instant, \
     added_at FROM destinations WHERE creator_id = $1 ORDER BY added_at, id";
const COMPLETED: &str =
    "SELECT COUNT(*) AS completed FROM payouts WHERE creator_id = $1 AND outcome = 'paid'";
const HISTORY: &str = "SELECT id, creator_id, kind, day, gross_minor, fee_minor, currency, destination_id, outcome, \
     decided_at FROM payouts WHERE creator_id = $1 AND day >= $2 ORDER BY day DESC, decided_at DESC, id DESC";
const LAST_CHANGE: &str = "SELECT id, creator_id, changed_by, changed_at, before_json, after_json \
     FROM settings_changes WHERE creator_id = $1 ORDER BY changed_at DESC, id DESC LIMIT 1";
const BALANCE: &str = "SELECT amount_minor FROM balances WHERE account = $1 AND currency = $2";
const RECENT: &str = "SELECT MAX(captured_at) AS captured_at, settles_at, CAST(SUM(amount_minor) AS BIGINT) AS sum_minor \
     FROM sales WHERE creator_id = $1 AND currency = $2 AND (captured_at > $3 OR settles_at > $3) \
     GROUP BY captured_at / 86400000, settles_at ORDER BY MAX(captured_at), settles_at";

pub(super) async fn of_creator(
    pools: &Pools,
    creator: &CreatorId,
    recent_since: Timestamp,
    history_since: Day,
) -> Result<Option<PayoutFacts>, StoreFault> {
    let mut snapshot = pools.snapshot().await?;
    let id = creator.as_str();
    let Some(account) =
        maybe(one(&mut snapshot, CREATOR, id).await?.as_ref(), "creators", creators::creator)?
    else {
        return Ok(None);
    };
    let settings = one(&mut snapshot, SETTINGS, id).await?;
    let standing = one(&mut snapshot, STANDING, id).await?;
    let destinations =
        sqlx::query(DESTINATIONS).bind(id).fetch_all(&mut *snapshot).await.map_err(database)?;
    let completed = sqlx::query(COMPLETED).bind(id).fetch_one(&mut *snapshot).await.map_err(database)?;
    let history = sqlx::query(HISTORY).bind(id).bind(i64::from(history_since.epoch_days()));
    let history = history.fetch_all(&mut *snapshot).await.map_err(database)?;
    let change = one(&mut snapshot, LAST_CHANGE, id).await?;
    let money = money(&mut snapshot, creator, account.currency, recent_since).await?;
    Ok(Some(PayoutFacts {
        creator: account,
        settings: maybe(settings.as_ref(), "payout_settings", creators::settings)?,
        standing: maybe(standing.as_ref(), "standings", creators::standing)?,
        destinations: all(&destinations, "destinations", creators::destination)?,
        completed_payouts: Reader::new(&completed, "payouts").small("completed")?,
        money,
        history: all(&history, "payouts", creators::payout)?,
        last_change: maybe(change.as_ref(), "settings_changes", creators::change)?,
    }))
}

async fn one(connection: &mut Connection, sql: &'static str, id: &str) -> Result<Option<Row>, StoreFault> {
    sqlx::query(sql).bind(id).fetch_optional(connection).await.map_err(database)
}

async fn money(
    connection: &mut Connection,
    creator: &CreatorId,
    currency: Currency,
    recent_since: Timestamp,
) -> Result<MoneyFacts, StoreFault> {
    let account = Account::CreatorBalance(creator.clone());
    let query = sqlx::query(BALANCE).bind(account.to_string()).bind(currency.code());
    let row = query.fetch_optional(&mut *connection).await.map_err(database)?;
    let booked: i64 = row.map(|row| row.try_get(0)).transpose().map_err(database)?.unwrap_or(0);
    let query = sqlx::query(RECENT).bind(creator.as_str()).bind(currency.code()).bind(recent_since.unix_ms());
    let rows = query.fetch_all(connection).await.map_err(database)?;
    let recent = |row: Reader<'_>| {
        Ok(RecentSales {
            captured_at: row.moment("captured_at")?,
            settles_at: row.moment("settles_at")?,
            amount: Money::new(row.integer("sum_minor")?, currency),
        })
    };
    Ok(MoneyFacts {
        balance: Money::new(booked.saturating_mul(account.natural_sign()), currency),
        recent: all(&rows, "sales", recent)?,
    })
}
