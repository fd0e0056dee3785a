//! Reading about creators: their account, their sales, their records.

use domain::{
    id::{CreatorId, UserId},
    payouts::{Destination, Payout, PayoutKind, PayoutOutcome, PayoutSettings, Rail, Standing},
    time::{Day, Timestamp},
};
use services::ports::{CreatorRow, SaleRow, SettingsChange, StoreFault};

use super::{
    pools::{Pools, database},
    read::{Reader, all, maybe},
};
use crate::json;

const OF_OWNER: &str = "SELECT id, owner_id, currency, created_at FROM creators WHERE owner_id = $1";
const SALES: &str = "SELECT s.order_id, o.buyer_id, c.name AS community, p.tier, s.gateway, s.amount_minor, s.currency, \
     s.captured_at, s.settles_at \
     FROM sales s JOIN orders o ON o.id = s.order_id JOIN products p ON p.id = s.product_id \
     JOIN communities c ON c.id = p.community_id \
     WHERE s.creator_id = $1 AND s.captured_at < $2 ORDER BY s.captured_at DESC, s.order_id DESC LIMIT $3";

pub(super) async fn of_owner(pools: &Pools, owner: &UserId) -> Result<Option<CreatorRow>, StoreFault> {
    let row =
        sqlx::query(OF_OWNER).bind(owner.as_str()).fetch_optional(&pools.readers).await.map_err(database)?;
    maybe(row.as_ref(), "creators", creator)
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

pub(super) fn creator(row: Reader<'_>) -> Result<CreatorRow, StoreFault> {
    Ok(CreatorRow {
        id: row.id("id")?,
        owner: row.id("owner_id")?,
        currency: row.parsed("currency")?,
        created_at: row.moment("created_at")?,
    })
}

fn sale(row: Reader<'_>) -> Result<SaleRow, StoreFault> {
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

pub(super) fn settings(row: Reader<'_>) -> Result<PayoutSettings, StoreFault> {
    Ok(PayoutSettings {
        creator: row.id("creator_id")?,
        schedule: row.parsed("schedule")?,
        fallback: row.parsed("fallback")?,
        threshold: row.money("threshold_minor", "currency")?,
        paused_at: row.maybe_moment("paused_at")?,
        destination: row.maybe_id("destination_id")?,
        updated_at: row.moment("updated_at")?,
        version: row.integer("version")?,
    })
}

pub(super) fn standing(row: Reader<'_>) -> Result<Standing, StoreFault> {
    Ok(Standing {
        creator: row.id("creator_id")?,
        country: row.text("country")?,
        country_has_instant: row.yes("country_has_instant")?,
        compliant: row.yes("compliant")?,
        platform_paused_at: row.maybe_moment("platform_paused_at")?,
    })
}

pub(super) fn destination(row: Reader<'_>) -> Result<Destination, StoreFault> {
    Ok(Destination {
        id: row.id("id")?,
        creator: row.id("creator_id")?,
        rail: row.code("rail", Rail::from_code)?,
        label: row.text("label")?,
        last_four: row.text("last_four")?,
        fingerprint: row.text("fingerprint")?,
        currency: row.parsed("currency")?,
        takes_instant: row.yes("takes_instant")?,
        added_at: row.moment("added_at")?,
    })
}

pub(super) fn payout(row: Reader<'_>) -> Result<Payout, StoreFault> {
    Ok(Payout {
        id: row.id("id")?,
        creator: row.id("creator_id")?,
        kind: row.code("kind", PayoutKind::from_code)?,
        day: row.small("day").map(Day::from_epoch_days)?,
        gross: row.money("gross_minor", "currency")?,
        fee: row.money("fee_minor", "currency")?,
        destination: row.maybe_id("destination_id")?,
        outcome: row.code("outcome", PayoutOutcome::from_code)?,
        decided_at: row.moment("decided_at")?,
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
