//! A person's own orders, and the reminders they agreed to.

use std::collections::BTreeSet;

use domain::{
    id::{MembershipId, OrderId, UserId},
    membership::Membership,
    order::Order,
    time::Timestamp,
};
use services::ports::{OrderSearch, Reminder, StoreFault};

use super::super::{
    members, orders,
    pools::{Pools, database},
    read::{all, maybe},
    rows::Statement,
};
use crate::json;

/// `$1` is a JSON list of communities, `$4` one order, `$5` whether anything was searched for.
const OF_BUYER: &str = concat!(
    "SELECT ",
    order_columns!(),
    " FROM orders o WHERE o.buyer_id = $2 AND ($3 = '' OR o.id < $3) \
     AND ($5 = 0 OR o.id = $4 OR o.community_id IN (SELECT value->>0 FROM ",
    rows!(),
    ")) ORDER BY o.id DESC LIMIT $6"
);
const SOLD: &str =
    concat!("SELECT order_id FROM sales WHERE order_id IN (SELECT value->>0 FROM ", rows!(), ")");
const INSERT_REMINDER: &str = concat!(
    "INSERT INTO order_reminders (order_id, due_at) SELECT value->>0, CAST(value->>1 AS BIGINT) FROM ",
    rows!()
);
const END_REMINDER: &str = concat!(
    "WITH ended AS (SELECT value->>0 AS order_id, CAST(value->>1 AS BIGINT) AS told_at FROM ",
    rows!(),
    ") UPDATE order_reminders SET told_at = ended.told_at FROM ended \
     WHERE order_reminders.order_id = ended.order_id AND order_reminders.told_at IS NULL"
);
const DUE: &str = concat!(
    "SELECT ",
    order_columns!(),
    ", n.due_at FROM order_reminders n JOIN orders o ON o.id = n.order_id \
     WHERE n.told_at IS NULL AND n.due_at <= $1 AND o.state = 'pending' ORDER BY n.due_at, o.id LIMIT $2"
);
const MEMBERSHIP: &str = concat!("SELECT ", membership_columns!(), " FROM memberships m WHERE m.id = $1");
const REVOKE: &str = concat!(
    "WITH changed AS (SELECT value->>0 AS id, CAST(value->>1 AS BIGINT) AS revoked_at, \
     CAST(value->>2 AS BIGINT) AS version FROM ",
    rows!(),
    ") UPDATE memberships SET revoked_at = changed.revoked_at, version = memberships.version + 1 \
     FROM changed WHERE memberships.id = changed.id AND memberships.version = changed.version"
);

/// A membership that ends.
pub(crate) fn revoke(membership: &Membership) -> Statement<'_> {
    let row = vec![membership.id.as_str().into(), membership.revoked_at.into(), membership.version.into()];
    Statement::at_version(REVOKE, row)
}

/// A reminder that its buyer agreed to.
pub(crate) fn remind(reminder: &Reminder) -> Statement<'_> {
    Statement::always(INSERT_REMINDER, vec![reminder.order.as_str().into(), reminder.due_at.into()])
}

/// A reminder that is over.
pub(crate) fn reminded(order: &OrderId, at: Timestamp) -> Statement<'_> {
    Statement::at_version(END_REMINDER, vec![order.as_str().into(), at.into()])
}

pub(crate) async fn of_buyer(
    pools: &Pools,
    buyer: &UserId,
    search: &OrderSearch,
    before: Option<&OrderId>,
    limit: u32,
) -> Result<Vec<Order>, StoreFault> {
    let communities: Vec<_> = search.communities.iter().map(|id| [id.as_str()]).collect();
    let query = sqlx::query(OF_BUYER)
        .bind(json::write(&communities)?)
        .bind(buyer.as_str())
        .bind(before.map_or("", OrderId::as_str))
        .bind(search.number.as_ref().map_or("", OrderId::as_str))
        .bind(i64::from(search.narrowed))
        .bind(i64::from(limit));
    let rows = query.fetch_all(&pools.readers).await.map_err(database)?;
    all(&rows, "orders", orders::order)
}

pub(crate) async fn sold_among(pools: &Pools, orders: &[OrderId]) -> Result<BTreeSet<OrderId>, StoreFault> {
    let asked: Vec<_> = orders.iter().map(|id| [id.as_str()]).collect();
    let query = sqlx::query(SOLD).bind(json::write(&asked)?);
    let rows = query.fetch_all(&pools.readers).await.map_err(database)?;
    Ok(all(&rows, "sales", |row| row.id("order_id"))?.into_iter().collect())
}

pub(crate) async fn due_reminders(
    pools: &Pools,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<(Reminder, Order)>, StoreFault> {
    let query = sqlx::query(DUE).bind(now.unix_ms()).bind(i64::from(limit));
    let rows = query.fetch_all(&pools.readers).await.map_err(database)?;
    all(&rows, "order_reminders", |row| {
        let order = orders::order(row)?;
        Ok((Reminder { order: order.id.clone(), due_at: row.moment("due_at")? }, order))
    })
}

pub(crate) async fn membership(pools: &Pools, id: &MembershipId) -> Result<Option<Membership>, StoreFault> {
    let query = sqlx::query(MEMBERSHIP).bind(id.as_str());
    let row = query.fetch_optional(&pools.readers).await.map_err(database)?;
    maybe(row.as_ref(), "memberships", members::membership)
}
