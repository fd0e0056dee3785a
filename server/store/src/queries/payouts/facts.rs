//! Everything the payout settings are worked out from, read at one moment.

use domain::{
    id::CreatorId,
    time::{Day, Timestamp},
};
use services::ports::{PayoutFacts, StoreFault};

use super::super::{
    creators,
    pools::{Pools, database},
    read::{all, maybe},
};
use super::{candidates, reads};

const DESTINATIONS: &str = concat!(
    "SELECT ",
    destination_columns!(),
    " FROM destinations d WHERE d.creator_id = $1 ORDER BY d.added_at, d.id"
);
const LAST_CHANGE: &str = "SELECT id, creator_id, changed_by, changed_at, before_json, after_json \
     FROM settings_changes WHERE creator_id = $1 ORDER BY changed_at DESC, id DESC LIMIT 1";

pub(crate) async fn of_creator(
    pools: &Pools,
    creator: &CreatorId,
    recent_since: Timestamp,
    history_since: Day,
) -> Result<Option<PayoutFacts>, StoreFault> {
    let mut snapshot = pools.snapshot().await?;
    let Some(facts) = candidates::one(&mut snapshot, creator, recent_since).await? else { return Ok(None) };
    let query = sqlx::query(DESTINATIONS).bind(creator.as_str());
    let destinations = query.fetch_all(&mut *snapshot).await.map_err(database)?;
    let query = sqlx::query(LAST_CHANGE).bind(creator.as_str());
    let change = query.fetch_optional(&mut *snapshot).await.map_err(database)?;
    Ok(Some(PayoutFacts {
        creator: facts.creator,
        settings: facts.settings,
        standing: facts.standing,
        destinations: all(&destinations, "destinations", creators::destination)?,
        account: facts.account,
        money: facts.money,
        history: reads::since(&mut snapshot, creator, history_since).await?,
        last_change: maybe(change.as_ref(), "settings_changes", creators::change)?,
    }))
}
