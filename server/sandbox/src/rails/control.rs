//! The rails' part of the control interface, below `/_sandbox/rails/{bank|stripe}/` and `/_sandbox/stripe/`.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use http::StatusCode;
use reqwest::Url;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Rail,
    advance::{advance, announce},
    control_views::{AccountAsked, event, payout},
    delivery,
    life::Stage,
};
use crate::{address::is_loopback, control::not_followed, sandbox::Sandbox, stripe::account_document};

/// The addresses.
pub fn routes() -> Router<Arc<Sandbox>> {
    Router::new()
        .route("/_sandbox/rails/{rail}/payouts", get(list_payouts))
        .route("/_sandbox/rails/{rail}/payouts/{name}", get(show_payout))
        .route("/_sandbox/rails/{rail}/payouts/{name}/push", post(push_payout))
        .route("/_sandbox/rails/{rail}/events", get(list_events))
        .route("/_sandbox/rails/{rail}/events/{id}/send", post(send_event))
        .route("/_sandbox/rails/{rail}/endpoint", get(show_endpoint).post(set_endpoint))
        .route("/_sandbox/rails/{rail}/balance", post(set_balance))
        .route("/_sandbox/stripe/accounts", post(set_account))
        .route("/_sandbox/stripe/webhook_secret", post(roll_secret))
}

fn unknown() -> Response {
    not_followed(StatusCode::NOT_FOUND, "UNKNOWN", "the rail has no such thing")
}

fn invalid(message: &str) -> Response {
    not_followed(StatusCode::BAD_REQUEST, "INVALID", message)
}

/// How many are shown, newest first.
#[derive(Deserialize)]
struct Show {
    state: Option<Stage>,
    #[serde(default = "a_hundred")]
    limit: usize,
}

fn a_hundred() -> usize {
    100
}

async fn list_payouts(
    State(sandbox): State<Arc<Sandbox>>,
    Path(rail): Path<Rail>,
    Query(show): Query<Show>,
) -> Json<Value> {
    advance(&sandbox);
    let book = sandbox.rail(rail);
    let wanted =
        book.newest_first().filter(|payout| show.state.is_none_or(|state| payout.life.stage == state));
    let payouts: Vec<Value> = wanted.take(show.limit).map(payout).collect();
    Json(json!({ "payouts": payouts }))
}

async fn show_payout(
    State(sandbox): State<Arc<Sandbox>>,
    Path((rail, name)): Path<(Rail, String)>,
) -> Response {
    advance(&sandbox);
    let book = sandbox.rail(rail);
    let Some(found) = book.find(&name) else { return unknown() };
    let about_it = book.events.newest_first().filter(|event| event.names.contains(&found.id));
    let mut shown = payout(found);
    if let Some(fields) = shown.as_object_mut() {
        fields.insert("events".to_owned(), about_it.map(event).collect());
    }
    Json(shown).into_response()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Push {
    to: Stage,
    code: Option<String>,
}

/// Moves a payout on, through the stages between; every one is told.
async fn push_payout(
    State(sandbox): State<Arc<Sandbox>>,
    Path((rail, name)): Path<(Rail, String)>,
    Json(push): Json<Push>,
) -> Response {
    advance(&sandbox);
    let now_ms = sandbox.clock.business_ms();
    let mut book = sandbox.rail(rail);
    let Some(id) = book.find(&name).map(|found| found.id.clone()) else { return unknown() };
    let code = push.code.as_deref().unwrap_or("could_not_process");
    let changes = book.push(&id, push.to, code, now_ms);
    announce(&sandbox, rail, &mut book, &changes);
    match (changes.last(), book.find(&id)) {
        (Some(_), Some(moved)) => Json(payout(moved)).into_response(),
        _ => not_followed(StatusCode::CONFLICT, "NO_WAY", "the payout cannot get there from where it is"),
    }
}

async fn list_events(
    State(sandbox): State<Arc<Sandbox>>,
    Path(rail): Path<Rail>,
    Query(show): Query<Show>,
) -> Json<Value> {
    let book = sandbox.rail(rail);
    let events: Vec<Value> = book.events.newest_first().take(show.limit).map(event).collect();
    Json(json!({ "events": events }))
}

/// Sends an event once more, now, acknowledged or not.
async fn send_event(State(sandbox): State<Arc<Sandbox>>, Path((rail, id)): Path<(Rail, String)>) -> Response {
    match delivery::attempt(&sandbox, rail, &id).await {
        Some(attempt) => Json(attempt).into_response(),
        None => unknown(),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Endpoint {
    url: Option<String>,
}

async fn show_endpoint(State(sandbox): State<Arc<Sandbox>>, Path(rail): Path<Rail>) -> Json<Value> {
    Json(json!({ "url": sandbox.rail(rail).events.endpoint }))
}

/// Where events go from now on; nowhere without an address.
async fn set_endpoint(
    State(sandbox): State<Arc<Sandbox>>,
    Path(rail): Path<Rail>,
    Json(asked): Json<Endpoint>,
) -> Response {
    if asked.url.as_deref().is_some_and(|url| !is_endpoint(url)) {
        return invalid("url must be https, or http on this machine");
    }
    sandbox.rail(rail).events.endpoint = asked.url;
    StatusCode::NO_CONTENT.into_response()
}

/// Whether events may be sent there: with TLS, unless it stays on this machine.
pub fn is_endpoint(address: &str) -> bool {
    Url::parse(address)
        .is_ok_and(|url| url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Balance {
    currency: String,
    amount_minor: i64,
    account: Option<String>,
}

async fn set_balance(
    State(sandbox): State<Arc<Sandbox>>,
    Path(rail): Path<Rail>,
    Json(asked): Json<Balance>,
) -> Response {
    let (owner, currency) = match rail {
        Rail::Bank => (String::new(), asked.currency),
        Rail::Stripe => {
            let platform = sandbox.desk().platform.clone();
            (asked.account.unwrap_or(platform), asked.currency.to_ascii_lowercase())
        }
    };
    sandbox.rail(rail).set_balance(&owner, &currency, asked.amount_minor);
    StatusCode::NO_CONTENT.into_response()
}

async fn set_account(State(sandbox): State<Arc<Sandbox>>, Json(asked): Json<AccountAsked>) -> Response {
    match asked.account() {
        Ok(account) => {
            let document = account_document(&account);
            sandbox.desk().enter(account);
            Json(document).into_response()
        }
        Err(error) => error.into_response(),
    }
}

/// Makes a new webhook secret; events are signed with it and with the one before.
async fn roll_secret(State(sandbox): State<Arc<Sandbox>>) -> Response {
    match sandbox.desk().roll_secret() {
        Ok(secrets) => Json(json!({ "secrets": secrets })).into_response(),
        Err(error) => error.into_response(),
    }
}
