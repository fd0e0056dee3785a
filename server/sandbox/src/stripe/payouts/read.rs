//! Reading payouts, one or many.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
};
use serde_json::Value;

use super::{arrival_date, document, status};
use crate::{
    rails::{
        Rail,
        book::{Payout, RailBook},
    },
    sandbox::Sandbox,
    stripe::{
        failure::Failure,
        gate::Call,
        list::{self, Interval, Window},
    },
};

/// A payout of the account that asks. Those of others do not exist for it.
pub fn found<'a>(book: &'a RailBook, call: &Call, id: &str) -> Result<&'a Payout, Failure> {
    let payout = book.find(id).filter(|payout| payout.id == id && payout.owner == call.account);
    payout.ok_or_else(|| Failure::missing("payout", "payout", id))
}

/// Shows a payout.
pub async fn retrieve(
    State(sandbox): State<Arc<Sandbox>>,
    Extension(call): Extension<Call>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Failure> {
    call.form.only(&["expand"])?;
    Ok(Json(document(found(&sandbox.rail(Rail::Stripe), &call, &id)?)))
}

/// Lists payouts. There is no way to ask for those with certain metadata, as there is none at Stripe.
pub async fn list(
    State(sandbox): State<Arc<Sandbox>>,
    Extension(call): Extension<Call>,
) -> Result<Json<Value>, Failure> {
    let form = &call.form;
    let windows = ["limit", "starting_after", "ending_before", "expand"];
    form.only(&[&["arrival_date", "created", "destination", "status"], windows.as_slice()].concat())?;
    let (arriving, created) = (Interval::read(form, "arrival_date")?, Interval::read(form, "created")?);
    let (wanted, destination) = (form.text("status"), form.text("destination"));
    let statuses = ["pending", "in_transit", "paid", "failed", "canceled"];
    if let Some(wanted) = wanted.filter(|wanted| !statuses.contains(wanted)) {
        return Err(Failure::parameter("status", format!("Invalid status: {wanted}")));
    }
    let book = sandbox.rail(Rail::Stripe);
    let documents = book
        .newest_first()
        .filter(|payout| payout.owner == call.account)
        .filter(|payout| wanted.is_none_or(|wanted| status(payout.life.stage) == wanted))
        .filter(|payout| destination.is_none_or(|destination| payout.destination == destination))
        .filter(|payout| created.contains(payout.created_ms.div_euclid(1000)))
        .filter(|payout| arriving.contains(arrival_date(payout)))
        .map(document)
        .collect();
    Ok(Json(list::page(&call.path, documents, &Window::read(form)?)))
}
