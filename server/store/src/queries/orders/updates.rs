//! Updates that name the version they were decided on, and seats, which change by difference.

use std::{collections::BTreeMap, mem::take};

use domain::{
    id::ProductId,
    order::{Attempt, Order},
};
use services::ports::Commit;
use sqlx::Row as _;

use super::super::{
    Connection,
    rows::{Rows, stop, wrong},
};
use crate::{cell::Cell, payer_action, stop::Stop};

pub(crate) const UPDATE_ORDERS: &str = concat!(
    "WITH changed AS (SELECT value->>0 AS id, CAST(value->>1 AS BIGINT) AS version, value->>2 AS state, \
     CAST(value->>3 AS BIGINT) AS state_since, value->>4 AS exception, \
     CAST(value->>5 AS BIGINT) AS seats_held FROM ",
    rows!(),
    ") UPDATE orders SET state = changed.state, state_since = changed.state_since, exception = changed.exception, \
     seats_held = changed.seats_held, version = orders.version + 1 \
     FROM changed WHERE orders.id = changed.id AND orders.version = changed.version"
);

pub(crate) fn order(order: &Order) -> Vec<Cell<'_>> {
    vec![
        order.id.as_str().into(),
        order.version.into(),
        order.state.code().into(),
        order.state.since().into(),
        order.exception.code().into(),
        order.holds_seat.into(),
    ]
}

pub(crate) const UPDATE_ATTEMPTS: &str = concat!(
    "WITH changed AS (SELECT value->>0 AS id, CAST(value->>1 AS BIGINT) AS version, value->>2 AS state, \
     value->>3 AS code_url, value->>4 AS gateway_transaction, CAST(value->>5 AS BIGINT) AS next_query_at, \
     CAST(value->>6 AS BIGINT) AS queries, value->>7 AS action, value->>8 AS reference, \
     CAST(value->>9 AS BIGINT) AS action_at FROM ",
    rows!(),
    ") UPDATE attempts SET state = changed.state, code_url = changed.code_url, action = changed.action, \
     action_at = changed.action_at, reference = changed.reference, \
     gateway_transaction = changed.gateway_transaction, next_query_at = changed.next_query_at, \
     queries = changed.queries, version = attempts.version + 1 \
     FROM changed WHERE attempts.id = changed.id AND attempts.version = changed.version"
);

pub(crate) fn attempt(attempt: &Attempt) -> Vec<Cell<'_>> {
    vec![
        attempt.id.as_str().into(),
        attempt.version.into(),
        attempt.state.code().into(),
        payer_action::text(attempt.action.as_ref()),
        attempt.gateway_transaction.as_deref().into(),
        attempt.next_query_at.into(),
        attempt.queries.into(),
        payer_action::kind(attempt.action.as_ref()),
        attempt.reference.as_deref().into(),
        attempt.action_at.into(),
    ]
}

const TAKE_SEATS: &str = concat!(
    "WITH wanted AS (SELECT value->>0 AS product_id, CAST(value->>1 AS BIGINT) AS seats FROM ",
    rows!(),
    ") UPDATE product_seats SET taken = product_seats.taken + wanted.seats FROM wanted \
     WHERE product_seats.product_id = wanted.product_id \
     AND product_seats.taken + wanted.seats <= product_seats.seats"
);
const RELEASE_SEATS: &str = concat!(
    "WITH freed AS (SELECT value->>0 AS product_id, CAST(value->>1 AS BIGINT) AS seats FROM ",
    rows!(),
    ") UPDATE product_seats SET taken = product_seats.taken - freed.seats FROM freed \
     WHERE product_seats.product_id = freed.product_id AND product_seats.taken >= freed.seats"
);
const COUNT_LIMITED: &str =
    concat!("SELECT COUNT(*) FROM product_seats WHERE product_id IN (SELECT value->>0 FROM ", rows!(), ")");

/// Seats taken and given back, summed per product.
#[derive(Default)]
pub(crate) struct Seats<'a> {
    of_unit: BTreeMap<&'a str, i64>,
    taken: BTreeMap<&'a str, i64>,
    released: BTreeMap<&'a str, i64>,
}

impl<'a> Seats<'a> {
    /// One more seat for the unit at hand.
    pub(crate) fn take(&mut self, product: &'a ProductId) {
        *self.of_unit.entry(product.as_str()).or_default() += 1;
    }

    /// One seat less for the unit at hand.
    pub(crate) fn release(&mut self, product: &'a ProductId) {
        *self.of_unit.entry(product.as_str()).or_default() -= 1;
    }

    /// The unit at hand is complete: what it takes and what it gives back of one product cancel out.
    pub(crate) fn end_of_unit(&mut self) {
        for (product, seats) in take(&mut self.of_unit) {
            if seats > 0 {
                *self.taken.entry(product).or_default() += seats;
            } else if seats < 0 {
                *self.released.entry(product).or_default() -= seats;
            }
        }
    }

    /// Takes before it gives back, so that no unit sits on a seat that another one of its group has yet to free.
    pub(crate) async fn apply(&self, connection: &mut Connection) -> Result<(), Stop> {
        let taken = rows(&self.taken);
        if !taken.all_matched(connection, TAKE_SEATS).await? {
            return Err(self.not_taken(connection).await?);
        }
        if rows(&self.released).all_matched(connection, RELEASE_SEATS).await? {
            Ok(())
        } else {
            Err(wrong("product_seats", "a seat is given back that nobody holds"))
        }
    }

    async fn not_taken(&self, connection: &mut Connection) -> Result<Stop, Stop> {
        let products: Vec<_> = self.taken.keys().map(|product| [*product]).collect();
        let products = crate::json::write(&products).map_err(|fault| Stop::Unit(Err(fault)))?;
        let limited = sqlx::query(COUNT_LIMITED).bind(products).fetch_one(connection).await.map_err(stop)?;
        let limited: i64 = limited.try_get(0).map_err(stop)?;
        if usize::try_from(limited).is_ok_and(|limited| limited == self.taken.len()) {
            Ok(Stop::Unit(Ok(Commit::Conflict)))
        } else {
            Ok(wrong("product_seats", "a seat is taken of a product that has no limit"))
        }
    }
}

fn rows<'a>(seats: &BTreeMap<&'a str, i64>) -> Rows<'a> {
    let mut rows = Rows::default();
    for (product, seats) in seats {
        rows.push(vec![(*product).into(), (*seats).into()]);
    }
    rows
}
