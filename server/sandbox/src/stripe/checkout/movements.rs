//! Balance transactions: what moved on the balance, and why. Amounts are settled in the currency they are charged in.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
};
use serde_json::Value;

use super::{
    super::{failure::Failure, gate::Call},
    book::Payments,
    documents::{self, Shown},
    listing::listed,
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
    let shown = Shown::read(&call.form, "data.");
    let payments = &sandbox.desk().payments;
    listed(
        &call,
        &payments.movements,
        ["type", "source", "currency", "payout"],
        // No payout of this money is in this book.
        |movement| [Some(movement.kind), Some(&movement.source), Some(&movement.currency), None],
        |movement| documents::movement(payments, movement, shown),
    )
}
