//! Reading orders.

pub(super) mod attempts;
pub(super) mod history;
pub(super) mod hot;
pub(super) mod settling;
pub(super) mod updates;

use domain::{
    id::{OrderId, OrderToken, ProductId, UserId},
    order::{Order, OrderException, OrderState, SoldAs},
};
use services::ports::{OrderStatus, StoreFault};

use super::{
    pools::{Pools, database},
    read::{Reader, all, maybe},
};
use crate::json;

const BY_TOKEN: &str = concat!("SELECT ", order_columns!(), " FROM orders o WHERE o.token = $1");
const BY_ID: &str = concat!("SELECT ", order_columns!(), " FROM orders o WHERE o.id = $1");
const PENDING: &str = concat!(
    "SELECT ",
    order_columns!(),
    " FROM orders o WHERE o.buyer_id = $1 AND o.product_id = $2 AND o.state = 'pending'"
);
const STATUSES: &str = concat!(
    "SELECT token, buyer_id, state, state_since, exception, version, expires_at FROM orders \
     WHERE token IN (SELECT value->>0 FROM ",
    rows!(),
    ")"
);

pub(super) async fn by_token(pools: &Pools, token: &OrderToken) -> Result<Option<Order>, StoreFault> {
    let row =
        sqlx::query(BY_TOKEN).bind(token.as_str()).fetch_optional(&pools.readers).await.map_err(database)?;
    maybe(row.as_ref(), "orders", order)
}

pub(super) async fn by_id(pools: &Pools, id: &OrderId) -> Result<Option<Order>, StoreFault> {
    let row = sqlx::query(BY_ID).bind(id.as_str()).fetch_optional(&pools.readers).await.map_err(database)?;
    maybe(row.as_ref(), "orders", order)
}

pub(super) async fn pending(
    pools: &Pools,
    buyer: &UserId,
    product: &ProductId,
) -> Result<Option<Order>, StoreFault> {
    let query = sqlx::query(PENDING).bind(buyer.as_str()).bind(product.as_str());
    let row = query.fetch_optional(&pools.readers).await.map_err(database)?;
    maybe(row.as_ref(), "orders", order)
}

pub(super) async fn statuses(pools: &Pools, tokens: &[OrderToken]) -> Result<Vec<OrderStatus>, StoreFault> {
    let tokens = json::write(&tokens.iter().map(|token| [token.as_str()]).collect::<Vec<_>>())?;
    let rows = sqlx::query(STATUSES).bind(tokens).fetch_all(&pools.readers).await.map_err(database)?;
    all(&rows, "orders", status)
}

fn status(row: Reader<'_>) -> Result<OrderStatus, StoreFault> {
    Ok(OrderStatus {
        token: row.id("token")?,
        buyer: row.id("buyer_id")?,
        state: state(row, "state", "state_since")?,
        exception: row.code("exception", OrderException::from_code)?,
        version: row.integer("version")?,
        expires_at: row.moment("expires_at")?,
    })
}

fn state(row: Reader<'_>, code: &'static str, since: &'static str) -> Result<OrderState, StoreFault> {
    OrderState::from_parts(&row.text(code)?, row.maybe_moment(since)?).ok_or_else(|| row.fault(code))
}

/// Reads the `order_columns!()` of a row.
pub(super) fn order(row: Reader<'_>) -> Result<Order, StoreFault> {
    Ok(Order {
        id: row.id("o_id")?,
        token: row.id("o_token")?,
        buyer: row.id("o_buyer_id")?,
        creator: row.id("o_creator_id")?,
        community: row.id("o_community_id")?,
        product: row.id("o_product_id")?,
        price: row.money("o_price_minor", "o_currency")?,
        sold_as: sold_as(row)?,
        agreement: row.id("o_agreement_id")?,
        consent: row.id("o_consent_id")?,
        state: state(row, "o_state", "o_state_since")?,
        exception: row.code("o_exception", OrderException::from_code)?,
        created_at: row.moment("o_created_at")?,
        expires_at: row.moment("o_expires_at")?,
        holds_seat: row.yes("o_seats_held")?,
        version: row.integer("o_version")?,
    })
}

/// Reads what an order was sold as.
pub(super) fn sold_as(row: Reader<'_>) -> Result<SoldAs, StoreFault> {
    Ok(SoldAs {
        tier: row.text("o_tier")?,
        period: row.parsed("o_period")?,
        refund_days: row.small("o_refund_days")?,
    })
}
