//! Reading about creators: their account, their sales, their records.

pub(super) mod team;
pub(super) mod writes;

use domain::{
    id::{CreatorId, UserId},
    money::BasisPoints,
    payouts::{Destination, PayoutSettings, Rail, Standing},
    time::Timestamp,
};
use services::ports::{CreatorRow, SaleRow, SettingsChange, StoreFault};

use super::{
    pools::{Pools, database},
    read::{Reader, all, maybe},
};
use crate::json;

/// The main account: a further one holds a stand-in for its owner.
const OF_OWNER: &str = concat!("SELECT ", creator_columns!(), " FROM creators k WHERE k.owner_id = $1");
const FURTHER: &str = concat!(
    "SELECT ",
    creator_columns!(),
    " FROM creators k WHERE k.main_id = $1 ORDER BY k.created_at, k.id"
);
const SALES: &str = concat!(
    "SELECT ",
    sale_columns!(),
    " WHERE s.creator_id = $1 AND s.captured_at < $2 ORDER BY s.captured_at DESC, s.order_id DESC LIMIT $3"
);

pub(super) async fn of_owner(pools: &Pools, owner: &UserId) -> Result<Option<CreatorRow>, StoreFault> {
    let row =
        sqlx::query(OF_OWNER).bind(owner.as_str()).fetch_optional(&pools.readers).await.map_err(database)?;
    maybe(row.as_ref(), "creators", creator)
}

/// The accounts beside a main one, oldest first.
pub(super) async fn further(pools: &Pools, main: &CreatorId) -> Result<Vec<CreatorRow>, StoreFault> {
    let query = sqlx::query(FURTHER).bind(main.as_str());
    all(&query.fetch_all(&pools.readers).await.map_err(database)?, "creators", creator)
}

pub(super) async fn sales(
    pools: &Pools,
    creator: &CreatorId,
    before: Timestamp,
    limit: u32,
) -> Result<Vec<SaleRow>, StoreFault> {
    let query = sqlx::query(SALES).bind(creator.as_str()).bind(before.unix_ms()).bind(i64::from(limit));
    let rows = query.fetch_all(&pools.readers).await.map_err(database)?;
    all(&rows, "sales", sale)
}

/// Reads the `creator_columns!()` of a row.
pub(super) fn creator(row: Reader<'_>) -> Result<CreatorRow, StoreFault> {
    Ok(CreatorRow {
        id: row.id("k_id")?,
        owner: row.id("k_owner_id")?,
        main: row.maybe_id("k_main_id")?,
        currency: row.parsed("k_currency")?,
        created_at: row.moment("k_created_at")?,
    })
}

pub(super) fn sale(row: Reader<'_>) -> Result<SaleRow, StoreFault> {
    Ok(SaleRow {
        order: row.id("order_id")?,
        buyer: row.id("buyer_id")?,
        community: row.text("community")?,
        tier: row.text("tier")?,
        gateway: row.parsed("gateway")?,
        amount: row.money("amount_minor", "currency")?,
        captured_at: row.moment("captured_at")?,
        settles_at: row.moment("settles_at")?,
    })
}

/// Reads the `settings_columns!()` of a row.
pub(super) fn settings(row: Reader<'_>) -> Result<PayoutSettings, StoreFault> {
    Ok(PayoutSettings {
        creator: row.id("s_creator_id")?,
        schedule: row.parsed("s_schedule")?,
        fallback: row.parsed("s_fallback")?,
        threshold: row.money("s_threshold_minor", "s_currency")?,
        paused_at: row.maybe_moment("s_paused_at")?,
        destination: row.maybe_id("s_destination_id")?,
        held_until: row.maybe_moment("s_held_until")?,
        updated_at: row.moment("s_updated_at")?,
        version: row.integer("s_version")?,
    })
}

/// Reads the `standing_columns!()` of a row.
pub(super) fn standing(row: Reader<'_>) -> Result<Standing, StoreFault> {
    Ok(Standing {
        creator: row.id("g_creator_id")?,
        country: row.text("g_country")?,
        country_has_instant: row.yes("g_country_has_instant")?,
        compliant: row.yes("g_compliant")?,
        platform_paused_at: row.maybe_moment("g_platform_paused_at")?,
        pause_reason: row.text("g_pause_reason")?,
        reserve_rate: row.small("g_reserve_basis_points").map(BasisPoints::new)?,
        reserve_days: row.small("g_reserve_days")?,
        version: row.integer("g_version")?,
    })
}

/// Reads the `destination_columns!()` of a row.
pub(super) fn destination(row: Reader<'_>) -> Result<Destination, StoreFault> {
    Ok(Destination {
        id: row.id("d_id")?,
        creator: row.id("d_creator_id")?,
        rail: row.code("d_rail", Rail::from_code)?,
        label: row.text("d_label")?,
        last_four: row.text("d_last_four")?,
        fingerprint: row.text("d_fingerprint")?,
        currency: row.parsed("d_currency")?,
        takes_instant: row.yes("d_takes_instant")?,
        added_at: row.moment("d_added_at")?,
    })
}

pub(super) fn change(row: Reader<'_>) -> Result<SettingsChange, StoreFault> {
    let before = row.maybe_text("before_json")?;
    let before = before.map(|text| json::read_settings(&text).ok_or_else(|| row.fault("before_json")));
    Ok(SettingsChange {
        id: row.id("id")?,
        creator: row.id("creator_id")?,
        changed_by: row.id("changed_by")?,
        changed_at: row.moment("changed_at")?,
        before: before.transpose()?,
        after: row.code("after_json", json::read_settings)?,
    })
}
