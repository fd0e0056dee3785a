//! Calling a payout back, and changing what is written on it.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
};
use serde_json::{Value, json};

use super::{document, read::found};
use crate::{
    rails::{Rail, advance::announce, delivery, life::Stage},
    sandbox::Sandbox,
    stripe::{events, failure::Failure, gate::Call},
};

/// Calls a payout back, while it is pending.
pub async fn cancel(
    State(sandbox): State<Arc<Sandbox>>,
    Extension(call): Extension<Call>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Failure> {
    call.form.only(&["expand"])?;
    let now_ms = sandbox.clock.business_ms();
    let mut book = sandbox.rail(Rail::Stripe);
    found(&book, &call, &id)?;
    let changes = book.push(&id, Stage::Cancelled, "", now_ms);
    announce(&sandbox, Rail::Stripe, &mut book, &changes);
    let change = changes.first().ok_or_else(|| {
        Failure::refused(None, "This payout cannot be canceled: only pending payouts can be.")
    })?;
    Ok(Json(document(&change.payout)))
}

/// Changes the metadata: an empty value removes its entry.
pub async fn update(
    State(sandbox): State<Arc<Sandbox>>,
    Extension(call): Extension<Call>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Failure> {
    call.form.only(&["metadata", "expand"])?;
    let changed = call.form.metadata()?;
    let mut book = sandbox.rail(Rail::Stripe);
    let mut asked = found(&book, &call, &id)?.asked.clone();
    let before = json!({ "metadata": asked.get("metadata") });
    if let Some(metadata) = asked.get_mut("metadata").and_then(Value::as_object_mut) {
        for (key, value) in changed {
            if value.is_empty() {
                metadata.remove(&key);
            } else {
                metadata.insert(key, value.into());
            }
        }
    }
    let payout = book.rewrite(&id, asked).cloned();
    let payout = payout.ok_or_else(|| Failure::missing("payout", "payout", &id))?;
    let url = book.events.endpoint.clone();
    let event = events::about(&sandbox, &payout, "payout.updated", Some(before), url)?;
    delivery::start(&sandbox, Rail::Stripe, &mut book.events, event);
    Ok(Json(document(&payout)))
}
