//! How a payout stands, calling it back, and the balance.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, Query, State},
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{answers::Refusal, gate::through};
use crate::{
    rails::{Rail, advance::announce, book::Payout, currency::minor_per_major, faults::On, life::Stage},
    sandbox::Sandbox,
};

/// A payout as the bank writes it. The account's number is given back by its last four characters only.
pub fn document(payout: &Payout) -> Value {
    let life = &payout.life;
    let last_four: String = {
        let from = payout.destination.chars().count().saturating_sub(4);
        payout.destination.chars().skip(from).collect()
    };
    let failure = life.failure.as_deref().map(|code| json!({ "code": code }));
    json!({
        "number": payout.id,
        "state": life.stage,
        "version": life.version,
        "amount_minor": payout.amount_minor,
        "currency": payout.currency,
        "method": if payout.instant { "instant" } else { "standard" },
        "account": { "holder": payout.asked.get("holder"), "last_four": last_four },
        "descriptor": payout.asked.get("descriptor"),
        "failure": failure,
        "created_at_ms": payout.created_ms,
        "changed_at_ms": life.changed_ms,
        "expected_at_ms": life.timetable.arrives,
    })
}

/// Shows a payout.
pub async fn show(State(sandbox): State<Arc<Sandbox>>, Path(number): Path<String>) -> Response {
    let asked = number.clone();
    through(sandbox, On::Query, number, move |sandbox| {
        let book = sandbox.rail(Rail::Bank);
        let payout = book.find(&asked).ok_or(Refusal::PAYOUT_UNKNOWN)?;
        Ok(Json(document(payout)).into_response())
    })
    .await
}

/// Calls a payout back. Doing it twice is doing it once.
pub async fn cancel(State(sandbox): State<Arc<Sandbox>>, Path(number): Path<String>) -> Response {
    let asked = number.clone();
    through(sandbox, On::Cancel, number, move |sandbox| {
        let now_ms = sandbox.clock.business_ms();
        let mut book = sandbox.rail(Rail::Bank);
        let payout = book.find(&asked).ok_or(Refusal::PAYOUT_UNKNOWN)?;
        if payout.life.stage == Stage::Cancelled {
            return Ok(Json(document(payout)).into_response());
        }
        let changes = book.push(&asked, Stage::Cancelled, "", now_ms);
        announce(sandbox, Rail::Bank, &mut book, &changes);
        let change = changes.first().ok_or(Refusal::TOO_LATE)?;
        Ok(Json(document(&change.payout)).into_response())
    })
    .await
}

/// The query of the balance.
#[derive(Default, Deserialize)]
pub struct Which {
    currency: Option<String>,
}

/// What there is to pay from.
pub async fn balance(State(sandbox): State<Arc<Sandbox>>, Query(which): Query<Which>) -> Response {
    through(sandbox, On::Balance, String::new(), move |sandbox| {
        let currency = which.currency.unwrap_or_default();
        if minor_per_major(&currency).is_none() {
            return Err(Refusal::invalid("currency", "must be a currency the bank pays out in"));
        }
        let available_minor = sandbox.rail(Rail::Bank).balance("", &currency);
        Ok(Json(json!({ "currency": currency, "available_minor": available_minor })).into_response())
    })
    .await
}
