//! A sale with everything that giving it back touches.

use domain::{
    id::OrderId,
    membership::Membership,
    order::{Gateway, Payment},
};
use services::ports::{Sale, SaleFacts, StoreFault};

use super::super::{
    Row,
    members::{self, beside},
    orders,
    pools::{Pools, database},
    read::{Reader, all, maybe},
};
use super::{disputes, refunds};

const SALE: &str = concat!(
    "SELECT ",
    order_columns!(),
    ", ",
    membership_columns!(),
    ", s.gateway AS s_gateway, s.amount_minor AS s_amount_minor, s.currency AS s_currency, \
     s.captured_at AS s_captured_at, s.settles_at AS s_settles_at, s.booked_at AS s_booked_at, \
     x.coupon_id AS x_coupon_id, CAST(COALESCE((SELECT SUM(u.credit_minor) FROM order_upgrades u \
     JOIN orders later ON later.id = u.order_id AND later.state = 'paid' \
     JOIN counted_periods c ON c.membership_id = u.membership_id AND c.order_id = u.order_id \
     WHERE u.membership_id = m.id), 0) AS BIGINT) AS counted_minor, \
     CAST(CASE WHEN EXISTS (SELECT 1 FROM refund_rights g WHERE g.user_id = o.buyer_id \
     AND g.community_id = o.community_id AND g.order_id <> o.id) THEN 1 ELSE 0 END AS BIGINT) AS asked_before \
     FROM sales s JOIN orders o ON o.id = s.order_id LEFT JOIN memberships m ON m.source_order = s.order_id \
     LEFT JOIN order_terms x ON x.order_id = s.order_id \
     WHERE s.order_id = $1"
);
/// The payment behind a sale is the attempt whose capture was booked for the creator, or the one that a person put onto
/// the order. Of that one a part may have gone back by hand before: its room for refunds knows how much it was.
const PAYMENT: &str = "SELECT a.order_id, a.id AS attempt_id, a.gateway, a.account, a.gateway_number, \
     a.gateway_transaction, -e.amount_minor AS captured_minor, e.currency \
     FROM attempts a \
     JOIN ledger_transactions t ON t.cause_kind = 'capture' AND t.cause_id = a.id \
     JOIN ledger_entries e ON e.transaction_id = t.id AND e.account LIKE 'creator-balance:%' \
     WHERE a.order_id = $1 AND a.state = 'succeeded' \
     UNION ALL SELECT v.order_id, v.attempt_id, v.gateway, v.account, v.gateway_number, v.gateway_transaction, \
     COALESCE((SELECT p.captured_minor FROM refund_rooms p WHERE p.gateway = v.gateway \
     AND p.gateway_transaction = v.gateway_transaction), v.amount_minor), v.currency \
     FROM reviews v WHERE v.state = 'resolved' \
     AND ((v.order_id = $1 AND v.decision IN ('settle', 'settle_and_refund_excess')) \
     OR (v.decision_order = $1 AND v.decision = 'move_to'))";
const PAID_BY: &str = "SELECT a.order_id FROM attempts a JOIN sales s ON s.order_id = a.order_id \
     JOIN ledger_transactions t ON t.cause_kind = 'capture' AND t.cause_id = a.id \
     JOIN ledger_entries e ON e.transaction_id = t.id AND e.account LIKE 'creator-balance:%' \
     WHERE a.gateway = $1 AND a.gateway_transaction = $2 \
     UNION ALL SELECT COALESCE(v.decision_order, v.order_id) FROM reviews v \
     WHERE v.gateway = $1 AND v.gateway_transaction = $2 AND v.state = 'resolved' \
     AND v.decision IN ('settle', 'settle_and_refund_excess', 'move_to')";
/// The periods that the unused time of an order's period paid for, upgrade after upgrade.
const PAID_LATER: &str = concat!(
    "WITH RECURSIVE later (order_id) AS (SELECT c.order_id FROM memberships e \
     JOIN counted_periods c ON c.membership_id = e.id WHERE e.source_order = $1 \
     UNION SELECT c.order_id FROM later l JOIN memberships e ON e.source_order = l.order_id \
     JOIN counted_periods c ON c.membership_id = e.id) SELECT ",
    membership_columns!(),
    " FROM later l JOIN memberships m ON m.source_order = l.order_id WHERE m.revoked_at IS NULL ORDER BY m.id"
);
const REFUNDS: &str = concat!(
    "SELECT ",
    refund_columns!(),
    " FROM refunds r WHERE r.order_id = $1 OR (r.gateway = $2 AND r.gateway_transaction = $3) \
     ORDER BY r.created_at, r.id"
);

pub(super) async fn of(pools: &Pools, order: &OrderId) -> Result<Option<SaleFacts>, StoreFault> {
    let mut snapshot = pools.snapshot().await?;
    let query = sqlx::query(SALE).bind(order.as_str());
    let Some(row) = query.fetch_optional(&mut *snapshot).await.map_err(database)? else { return Ok(None) };
    let query = sqlx::query(PAYMENT).bind(order.as_str());
    let paid = query.fetch_optional(&mut *snapshot).await.map_err(database)?;
    let Some(payment) = maybe(paid.as_ref(), "attempts", payment)? else {
        return Err(Reader::new(&row, "sales").fault("a sale without a payment"));
    };
    let query = sqlx::query(REFUNDS)
        .bind(order.as_str())
        .bind(payment.gateway.code())
        .bind(payment.transaction.as_str());
    let refunds = query.fetch_all(&mut *snapshot).await.map_err(database)?;
    let refunds = all(&refunds, "refunds", refunds::refund)?;
    let disputes = disputes::of_order(&mut snapshot, order).await?;
    let facts = facts(&row, payment)?;
    let beside = beside::of(&mut snapshot, facts.membership.as_ref()).await?;
    Ok(Some(SaleFacts { refunds, disputes, beside, ..facts }))
}

fn facts(row: &Row, payment: Payment) -> Result<SaleFacts, StoreFault> {
    let order = orders::order(Reader::new(row, "orders"))?;
    let sale = Reader::new(row, "sales");
    let sale = Sale {
        order: order.id.clone(),
        creator: order.creator.clone(),
        product: order.product.clone(),
        gateway: sale.parsed("s_gateway")?,
        amount: sale.money("s_amount_minor", "s_currency")?,
        captured_at: sale.moment("s_captured_at")?,
        settles_at: sale.moment("s_settles_at")?,
        booked_at: sale.moment("s_booked_at")?,
    };
    let reader = Reader::new(row, "memberships");
    let membership = reader.maybe_text("m_id")?.map(|_| members::membership(reader)).transpose()?;
    let counted = Reader::new(row, "order_upgrades").money("counted_minor", "s_currency")?;
    let asked_before = Reader::new(row, "refund_rights").yes("asked_before")?;
    let coupon = Reader::new(row, "order_terms").maybe_id("x_coupon_id")?;
    let (refunds, disputes, beside) = (Vec::new(), Vec::new(), Vec::new());
    Ok(SaleFacts {
        order,
        sale,
        payment,
        membership,
        refunds,
        disputes,
        counted,
        coupon,
        beside,
        asked_before,
    })
}

fn payment(row: Reader<'_>) -> Result<Payment, StoreFault> {
    Ok(Payment {
        order: row.maybe_id("order_id")?,
        attempt: row.maybe_id("attempt_id")?,
        gateway: row.parsed("gateway")?,
        account: row.parsed("account")?,
        number: row.text("gateway_number")?,
        transaction: row.text("gateway_transaction")?,
        captured: row.money("captured_minor", "currency")?,
    })
}

pub(super) async fn paid_later(pools: &Pools, order: &OrderId) -> Result<Vec<Membership>, StoreFault> {
    let query = sqlx::query(PAID_LATER).bind(order.as_str());
    let rows = query.fetch_all(&pools.readers).await.map_err(database)?;
    all(&rows, "memberships", members::membership)
}

pub(super) async fn paid_by(
    pools: &Pools,
    gateway: Gateway,
    transaction: &str,
) -> Result<Option<OrderId>, StoreFault> {
    let query = sqlx::query(PAID_BY).bind(gateway.code()).bind(transaction);
    let row = query.fetch_optional(&pools.readers).await.map_err(database)?;
    maybe(row.as_ref(), "orders", |row| row.id("order_id"))
}
