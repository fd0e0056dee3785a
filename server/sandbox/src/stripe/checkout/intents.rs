//! Reading payment intents.

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
    things::Intent,
};
use crate::sandbox::Sandbox;

/// A payment intent of the account that asks; `param` is the name it was asked for by.
pub fn found<'a>(payments: &'a Payments, call: &Call, id: &str) -> Option<&'a Intent> {
    payments.intents.get(id).filter(|intent| intent.account == call.account)
}

/// Shows one.
pub async fn retrieve(
    State(sandbox): State<Arc<Sandbox>>,
    Extension(call): Extension<Call>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Failure> {
    call.form.only(&["expand", "client_secret"])?;
    let payments = &sandbox.desk().payments;
    let intent =
        found(payments, &call, &id).ok_or_else(|| Failure::missing("payment_intent", "intent", &id))?;
    Ok(Json(documents::intent(payments, intent, Shown::read(&call.form, ""))))
}
