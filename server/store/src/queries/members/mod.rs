//! Reading memberships.

pub(super) mod beside;
pub(super) mod periods;

use domain::{
    catalogue::Community,
    id::{CommunityId, UserId},
    membership::Membership,
    order::SoldAs,
};
use services::ports::StoreFault;

use super::{
    catalogue, orders,
    pools::{Pools, database},
    read::{Reader, all},
};

const OF_MEMBER: &str = concat!(
    "SELECT ",
    membership_columns!(),
    ", ",
    community_columns!(),
    ", ",
    sold_as_columns!(),
    " FROM memberships m JOIN communities c ON c.id = m.community_id JOIN orders o ON o.id = m.source_order \
     WHERE m.member_id = $1 ORDER BY m.valid_from DESC, m.id DESC LIMIT $2"
);
const IN_COMMUNITY: &str = concat!(
    "SELECT ",
    membership_columns!(),
    " FROM memberships m WHERE m.member_id = $1 AND m.community_id = $2 ORDER BY m.sequence"
);

pub(super) async fn of_member(
    pools: &Pools,
    member: &UserId,
    limit: u32,
) -> Result<Vec<(Membership, Community, SoldAs)>, StoreFault> {
    let query = sqlx::query(OF_MEMBER).bind(member.as_str()).bind(i64::from(limit));
    let rows = query.fetch_all(&pools.readers).await.map_err(database)?;
    all(&rows, "memberships", |row| {
        Ok((membership(row)?, catalogue::community(row)?, orders::sold_as(row.of("orders"))?))
    })
}

pub(super) async fn in_community(
    pools: &Pools,
    member: &UserId,
    community: &CommunityId,
) -> Result<Vec<Membership>, StoreFault> {
    let query = sqlx::query(IN_COMMUNITY).bind(member.as_str()).bind(community.as_str());
    let rows = query.fetch_all(&pools.readers).await.map_err(database)?;
    all(&rows, "memberships", membership)
}

/// Reads the `membership_columns!()` of a row.
pub(super) fn membership(row: Reader<'_>) -> Result<Membership, StoreFault> {
    Ok(Membership {
        id: row.id("m_id")?,
        member: row.id("m_member_id")?,
        community: row.id("m_community_id")?,
        product: row.id("m_product_id")?,
        source_order: row.id("m_source_order")?,
        sequence: row.small("m_sequence")?,
        valid_from: row.moment("m_valid_from")?,
        valid_until: row.maybe_moment("m_valid_until")?,
        revoked_at: row.maybe_moment("m_revoked_at")?,
        version: row.integer("m_version")?,
    })
}
