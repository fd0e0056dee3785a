//! `GET /v1/balance`: what is available, and what of it can go at once.

use std::{collections::BTreeSet, sync::Arc};

use axum::{Extension, Json, extract::State};
use serde_json::{Value, json};

use super::{failure::Failure, gate::Call};
use crate::{rails::Rail, sandbox::Sandbox};

/// Shows the balance of the account that asks, in every currency it has to do with.
pub async fn retrieve(
    State(sandbox): State<Arc<Sandbox>>,
    Extension(call): Extension<Call>,
) -> Result<Json<Value>, Failure> {
    call.form.only(&["expand"])?;
    let external = sandbox.desk().account(&call.account).map(|account| account.external.clone());
    let external = external.unwrap_or_default();
    let book = sandbox.rail(Rail::Stripe);
    let mut currencies = book.currencies(&call.account);
    currencies.extend(external.iter().map(|external| external.currency.clone()));
    let amounts = |amount: i64, currency: &str| json!({ "amount": amount, "currency": currency, "source_types": { "card": amount } });
    let list = |amount: &dyn Fn(&str) -> i64, currencies: &BTreeSet<String>| -> Vec<Value> {
        currencies.iter().map(|currency| amounts(amount(currency), currency)).collect()
    };
    let available = |currency: &str| book.balance(&call.account, currency);
    let mut at_once = Vec::new();
    for currency in &currencies {
        let amount = available(currency).max(0);
        let takers = external.iter().filter(|external| external.instant && external.currency == *currency);
        let net: Vec<Value> = takers
            .map(|taker| json!({ "amount": amount, "destination": taker.id, "source_types": { "card": amount } }))
            .collect();
        if !net.is_empty() {
            let mut entry = amounts(amount, currency);
            if let Some(fields) = entry.as_object_mut() {
                fields.insert("net_available".to_owned(), net.into());
            }
            at_once.push(entry);
        }
    }
    Ok(Json(json!({
        "object": "balance",
        "available": list(&available, &currencies),
        "instant_available": at_once,
        "livemode": false,
        "pending": list(&|_| 0, &currencies),
    })))
}
