//! The periods beside one whose sale is given back.

use domain::{membership::Membership, order::SaleBeside};
use services::ports::StoreFault;

use super::super::{
    Connection, members, orders,
    pools::database,
    read::{Reader, all},
};

/// Those that came later, and those that its order counted. A seat that somebody waits for is not free; one that an unpaid
/// order holds goes to others when that order expires, so nobody sits on it.
const BESIDE: &str = concat!(
    with_credited!(
        "memberships g JOIN counted_periods k ON k.order_id = g.source_order \
         JOIN memberships p ON p.id = k.membership_id",
        "g.id = $1"
    ),
    "SELECT ",
    membership_columns!(),
    ", ",
    order_columns!(),
    ", ",
    paid_minor!(),
    ", u.credit_minor AS counted_minor, \
     CASE WHEN f.product_id IS NOT NULL AND EXISTS (SELECT 1 FROM waiting w WHERE w.product_id = f.product_id \
     AND w.state = 'waiting') THEN 0 ELSE f.seats - f.taken END AS seats_free, \
     CAST(CASE WHEN EXISTS (SELECT 1 FROM orders h WHERE h.buyer_id = m.member_id AND h.product_id = m.product_id \
     AND h.seats_held = 1 AND h.state = 'paid') THEN 1 ELSE 0 END AS BIGINT) AS sits \
     FROM memberships g JOIN memberships m ON m.member_id = g.member_id AND m.community_id = g.community_id \
     JOIN orders o ON o.id = m.source_order JOIN sales s ON s.order_id = o.id \
     LEFT JOIN order_terms t ON t.order_id = o.id \
     LEFT JOIN counted_periods k ON k.membership_id = m.id AND k.order_id = g.source_order \
     LEFT JOIN order_upgrades u ON u.membership_id = k.membership_id AND u.order_id = k.order_id \
     LEFT JOIN product_seats f ON f.product_id = m.product_id \
     WHERE g.id = $1 AND (m.sequence > g.sequence OR k.order_id IS NOT NULL) ORDER BY m.sequence"
);

pub(crate) async fn of(
    connection: &mut Connection,
    membership: Option<&Membership>,
) -> Result<Vec<SaleBeside>, StoreFault> {
    let Some(gone) = membership.filter(|row| row.revoked_at.is_none()) else { return Ok(Vec::new()) };
    let query = sqlx::query(BESIDE).bind(gone.id.as_str());
    all(&query.fetch_all(connection).await.map_err(database)?, "memberships", beside)
}

fn beside(row: Reader<'_>) -> Result<SaleBeside, StoreFault> {
    let counted: Option<i64> = row.of("order_upgrades").maybe_small("counted_minor")?;
    let paid = row.of("sales").money("paid_minor", "o_currency")?;
    Ok(SaleBeside {
        membership: members::membership(row)?,
        order: orders::order(row.of("orders"))?,
        paid,
        counted: counted.map(|minor| domain::money::Money::new(minor, paid.currency())),
        seats_free: row.of("product_seats").maybe_small("seats_free")?,
        sits: row.of("orders").yes("sits")?,
    })
}
