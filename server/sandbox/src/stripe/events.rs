//! Events: `payout.created|updated|paid|failed|canceled`, and those of [`super::checkout`], sent to the endpoint and kept
//! for `GET /v1/events`.

use std::{collections::VecDeque, sync::Arc};

use axum::{
    Extension, Json,
    extract::{Path, State},
};
use bytes::Bytes;
use serde_json::{Value, json};

use super::{
    failure::Failure,
    gate::{Call, DEFAULT_VERSION},
    list::{self, Interval, Window},
    payouts::{document, status},
};
use crate::{
    Error, entropy,
    rails::{
        Rail,
        book::{Change, Payout},
        delivery::Event,
        life::Stage,
    },
    sandbox::Sandbox,
};

/// The event of a change. Money that comes back after `paid` is a failure, too.
pub fn of(sandbox: &Sandbox, change: &Change, url: Option<String>) -> Result<Option<Event>, Error> {
    let before = change.before.map(|stage| json!({ "status": status(stage) }));
    let kind = match change.payout.life.stage {
        Stage::Pending => "payout.created",
        Stage::InTransit => "payout.updated",
        Stage::Paid => "payout.paid",
        Stage::Failed | Stage::Returned => "payout.failed",
        Stage::Cancelled => "payout.canceled",
    };
    about(sandbox, &change.payout, kind, before, url).map(Some)
}

/// An event about a payout as it is now; `before` are the attributes that an update changed.
pub fn about(
    sandbox: &Sandbox,
    payout: &Payout,
    kind: &str,
    before: Option<Value>,
    url: Option<String>,
) -> Result<Event, Error> {
    let mut data = json!({ "object": document(payout) });
    if let (Some(fields), Some(before)) = (data.as_object_mut(), before.filter(|_| kind == "payout.updated"))
    {
        fields.insert("previous_attributes".to_owned(), before);
    }
    let mut names = payout.names.clone();
    names.push(payout.id.clone());
    telling(sandbox, Telling { kind, account: Some(&payout.owner), data, names, url })
}

/// What an event says.
pub struct Telling<'a> {
    /// What happened.
    pub kind: &'a str,
    /// The connected account it happened at; none when it happened at the platform's own.
    pub account: Option<&'a str>,
    /// `data`, with `object`.
    pub data: Value,
    /// What faults know it by.
    pub names: Vec<String>,
    /// Where it is sent.
    pub url: Option<String>,
}

/// An event of this moment.
pub fn telling(sandbox: &Sandbox, telling: Telling<'_>) -> Result<Event, Error> {
    let Telling { kind, account, data, names, url } = telling;
    let id = format!("evt_1{}", entropy::text(entropy::ALPHANUMERIC, 23)?);
    let mut body = json!({
        "id": id,
        "object": "event",
        "api_version": DEFAULT_VERSION,
        "created": sandbox.clock.business_ms().div_euclid(1000),
        "data": data,
        "livemode": false,
        "pending_webhooks": i32::from(url.is_some()),
        "request": { "id": null, "idempotency_key": null },
        "type": kind,
    });
    if let (Some(fields), Some(account)) = (body.as_object_mut(), account) {
        fields.insert("account".to_owned(), account.into());
    }
    Ok(Event {
        id,
        kind: kind.to_owned(),
        names,
        url,
        body: Bytes::from(body.to_string()),
        acknowledged: false,
        attempts: VecDeque::new(),
    })
}

/// An event as it was sent, if it is the account's. One that names no account is the platform's.
fn written(event: &Event, account: &str, platform: &str) -> Option<Value> {
    let body: Value = serde_json::from_slice(&event.body).ok()?;
    body.get("account").map_or(account == platform, |owner| owner == account).then_some(body)
}

/// Lists the events of the account that asks.
pub async fn list(
    State(sandbox): State<Arc<Sandbox>>,
    Extension(call): Extension<Call>,
) -> Result<Json<Value>, Failure> {
    let form = &call.form;
    form.only(&["type", "types", "created", "limit", "starting_after", "ending_before", "expand"])?;
    let created = Interval::read(form, "created")?;
    let kind = form.text("type");
    let platform = sandbox.desk().platform.clone();
    let book = sandbox.rail(Rail::Stripe);
    let wanted = book.events.newest_first().filter(|event| kind.is_none_or(|kind| event.kind == kind));
    let documents = wanted
        .filter_map(|event| written(event, &call.account, &platform))
        .filter(|event| {
            event.get("created").and_then(Value::as_i64).is_some_and(|second| created.contains(second))
        })
        .collect();
    Ok(Json(list::page(&call.path, documents, &Window::read(form)?)))
}

/// Shows one.
pub async fn retrieve(
    State(sandbox): State<Arc<Sandbox>>,
    Extension(call): Extension<Call>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Failure> {
    let platform = sandbox.desk().platform.clone();
    let book = sandbox.rail(Rail::Stripe);
    let event = book.events.find(&id).and_then(|event| written(event, &call.account, &platform));
    event.map(Json).ok_or_else(|| Failure::missing("event", "id", &id))
}
