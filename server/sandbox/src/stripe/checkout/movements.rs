//! Balance transactions: what moved on the balance, and why. Amounts are settled in the currency they are charged in.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
};
use serde_json::Value;

use super::{
    super::{
        failure::Failure,
        gate::Call,
        list::{self, Interval, Window},
    },
    book::Payments,
    documents::{self, Shown},
    things::Movement,
};
use crate::{Error, entropy, sandbox::Sandbox};

/// A new movement's name.
pub fn new_id() -> Result<String, Error> {
    Ok(format!("txn_1{}", entropy::text(entropy::ALPHANUMERIC, 23)?))
}

/// What Stripe keeps of a charge: 2.9 % and thirty smallest units.
pub fn fee(amount: i64) -> i64 {
    amount.saturating_mul(29).div_euclid(1_000).saturating_add(30)
}

/// Writes a movement down.
pub fn enter(payments: &mut Payments, movement: Movement) {
    payments.movements.enter(&movement.id.clone(), movement);
}

/// Shows one.
pub async fn retrieve(
    State(sandbox): State<Arc<Sandbox>>,
    Extension(call): Extension<Call>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Failure> {
    call.form.only(&["expand"])?;
    let payments = &sandbox.desk().payments;
    let movement = payments.movements.get(&id).filter(|movement| movement.account == call.account);
    let movement = movement.ok_or_else(|| Failure::missing("balance_transaction", "id", &id))?;
    Ok(Json(documents::movement(payments, movement, Shown::read(&call.form, ""))))
}

/// Lists them.
pub async fn list(
    State(sandbox): State<Arc<Sandbox>>,
    Extension(call): Extension<Call>,
) -> Result<Json<Value>, Failure> {
    let form = &call.form;
    let windows = ["limit", "starting_after", "ending_before", "expand"];
    form.only(&[&["created", "currency", "payout", "source", "type"], windows.as_slice()].concat())?;
    let (created, shown) = (Interval::read(form, "created")?, Shown::read(form, "data."));
    let (kind, source, currency) = (form.text("type"), form.text("source"), form.text("currency"));
    let payments = &sandbox.desk().payments;
    let documents = payments
        .movements
        .newest_first()
        .filter(|movement| movement.account == call.account)
        .filter(|movement| kind.is_none_or(|kind| movement.kind == kind))
        .filter(|movement| source.is_none_or(|source| movement.source == source))
        .filter(|movement| currency.is_none_or(|currency| movement.currency == currency))
        .filter(|movement| created.contains(movement.created_ms.div_euclid(1000)))
        .map(|movement| documents::movement(payments, movement, shown))
        .collect();
    Ok(Json(list::page(&call.path, documents, &Window::read(form)?)))
}
