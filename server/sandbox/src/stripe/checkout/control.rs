//! Checkout's part of the control interface, below `/_sandbox/stripe/`.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    disputes,
    documents::{self, Shown},
    due,
    events::tell,
    movements,
    page::cards,
    pay::{self, Manner, Outcome, Unpayable},
    refunds,
    things::{DisputeStage, RefundStage},
};
use crate::{
    Error,
    control::not_followed,
    entropy,
    rails::{Rail, control_views},
    sandbox::Sandbox,
};

/// The addresses. `{name}` is the id of a session, payment, refund or dispute, or the merchant's own number.
pub fn routes() -> Router<Arc<Sandbox>> {
    Router::new()
        .route("/_sandbox/stripe/sessions", get(count_sessions))
        .route("/_sandbox/stripe/sessions/{name}", get(show))
        .route("/_sandbox/stripe/sessions/{name}/pay", post(pay))
        .route("/_sandbox/stripe/sessions/{name}/decide", post(decide_payment))
        .route("/_sandbox/stripe/sessions/{name}/dispute", post(dispute))
        .route("/_sandbox/stripe/refunds/{name}/end", post(end_refund))
        .route("/_sandbox/stripe/disputes/{name}/decide", post(decide_dispute))
}

fn unknown() -> Response {
    not_followed(StatusCode::NOT_FOUND, "UNKNOWN", "Stripe has no such thing")
}

fn no_way() -> Response {
    not_followed(StatusCode::CONFLICT, "NO_WAY", "it cannot get there from where it is")
}

#[derive(Deserialize)]
struct Count {
    reference: String,
}

/// How many sessions have a `client_reference_id`.
async fn count_sessions(State(sandbox): State<Arc<Sandbox>>, Query(count): Query<Count>) -> Json<Value> {
    let payments = &sandbox.desk().payments;
    let of_it = |session: &&super::things::Session| session.reference.as_ref() == Some(&count.reference);
    let ids: Vec<&str> =
        payments.sessions.newest_first().filter(of_it).map(|session| session.id.as_str()).collect();
    Json(json!({ "sessions": ids }))
}

/// A session, and everything that came of it.
async fn show(State(sandbox): State<Arc<Sandbox>>, Path(name): Path<String>) -> Response {
    due::advance(&sandbox, sandbox.clock.business_ms());
    let (mut shown, id) = {
        let payments = &sandbox.desk().payments;
        let Some(session) = payments.session_of(&name) else { return unknown() };
        let all = Shown { intent: true, charge: true, source: true };
        let intent = session.intent.as_deref().unwrap_or_default();
        let refunds: Vec<Value> = payments.refunds_of(intent).map(documents::refund).collect();
        let dispute = payments.dispute_of(intent).map(|dispute| documents::dispute(payments, dispute));
        let shown = json!({
            "session": documents::session(payments, session, all),
            "refunds": refunds,
            "dispute": dispute,
        });
        (shown, session.id.clone())
    };
    let book = sandbox.rail(Rail::Stripe);
    let about_it = book.events.newest_first().filter(|event| event.names.contains(&id));
    if let Some(fields) = shown.as_object_mut() {
        fields.insert("events".to_owned(), about_it.map(control_views::event).collect());
    }
    Json(shown).into_response()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pay {
    /// `card`, `alipay` or `wechat_pay`; the session's first one without it.
    method: Option<String>,
    /// A test card's number: what it does happens.
    card: Option<String>,
    #[serde(default)]
    outcome: Outcome,
    /// Another amount than was asked for, in Stripe's smallest units.
    amount_minor: Option<i64>,
}

async fn pay(
    State(sandbox): State<Arc<Sandbox>>,
    Path(name): Path<String>,
    Json(asked): Json<Pay>,
) -> Response {
    let mut manner = Manner {
        method: asked.method,
        amount: asked.amount_minor,
        outcome: asked.outcome,
        ..Manner::default()
    };
    if let Some(card) = asked.card {
        match cards::outcome(&card) {
            Ok(of_card) => manner = Manner { amount: manner.amount, outcome: manner.outcome, ..of_card },
            Err(_) => return not_followed(StatusCode::CONFLICT, "DECLINED", "the card was declined"),
        }
    }
    match pay::pay(&sandbox, &name, manner) {
        Ok(Ok(intent)) => Json(json!({ "payment_intent": intent })).into_response(),
        Ok(Err(Unpayable::Unknown)) => unknown(),
        Ok(Err(unpayable)) => {
            let (code, message) = match unpayable {
                Unpayable::Complete => ("PAID", "somebody paid already"),
                Unpayable::Expired => ("EXPIRED", "the session's last moment has passed"),
                _ => ("METHOD", "the session does not take this method"),
            };
            not_followed(StatusCode::CONFLICT, code, message)
        }
        Err(error) => error.into_response(),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decision {
    paid: bool,
}

/// Lets the wallet decide now, about a payment that is under way.
async fn decide_payment(
    State(sandbox): State<Arc<Sandbox>>,
    Path(name): Path<String>,
    Json(asked): Json<Decision>,
) -> Response {
    let now_ms = sandbox.clock.business_ms();
    followed(&sandbox, |payments, movement| {
        let intent = payments.intent_of(&name).map(|intent| intent.id.clone())?;
        Some(pay::decide(payments, &intent, asked.paid, movement, now_ms))
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Disputed {
    amount_minor: Option<i64>,
    reason: Option<String>,
}

/// The payer's bank takes the money back.
async fn dispute(
    State(sandbox): State<Arc<Sandbox>>,
    Path(name): Path<String>,
    Json(asked): Json<Disputed>,
) -> Response {
    let now_ms = sandbox.clock.business_ms();
    let id = match entropy::text(entropy::ALPHANUMERIC, 23) {
        Ok(text) => format!("du_1{text}"),
        Err(error) => return error.into_response(),
    };
    followed(&sandbox, |payments, movement| {
        let intent = payments.intent_of(&name).map(|intent| intent.id.clone())?;
        let asked = disputes::Asked { id, movement, amount: asked.amount_minor, reason: asked.reason };
        Some(disputes::open(payments, &intent, asked, now_ms))
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Verdict {
    to: DisputeStage,
}

/// The bank decides.
async fn decide_dispute(
    State(sandbox): State<Arc<Sandbox>>,
    Path(name): Path<String>,
    Json(asked): Json<Verdict>,
) -> Response {
    let now_ms = sandbox.clock.business_ms();
    followed(&sandbox, |payments, movement| {
        let id = payments.dispute_of(&name).map(|dispute| dispute.id.clone())?;
        Some(disputes::decide(payments, &id, asked.to, movement, now_ms))
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct End {
    to: RefundStage,
    code: Option<String>,
}

/// Ends a refund, also one that was believed to have arrived.
async fn end_refund(
    State(sandbox): State<Arc<Sandbox>>,
    Path(name): Path<String>,
    Json(asked): Json<End>,
) -> Response {
    let now_ms = sandbox.clock.business_ms();
    let failure = match (asked.to, asked.code) {
        (RefundStage::Failed, code) => Some(code.unwrap_or_else(|| "declined".to_owned())),
        _ => None,
    };
    followed(&sandbox, |payments, movement| {
        let id = payments.refund_of(&name).map(|refund| refund.id.clone())?;
        Some(refunds::end(payments, &id, (asked.to, failure), &movement, now_ms))
    })
}

/// Does something to the payments, and tells what came of it.
fn followed(
    sandbox: &Arc<Sandbox>,
    act: impl FnOnce(&mut super::book::Payments, String) -> Option<Vec<super::events::News>>,
) -> Response {
    due::advance(sandbox, sandbox.clock.business_ms());
    let done = |movement: Result<String, Error>| -> Result<_, Error> {
        Ok(act(&mut sandbox.desk().payments, movement?))
    };
    match done(movements::new_id()) {
        Ok(None) => unknown(),
        Ok(Some(news)) if news.is_empty() => no_way(),
        Ok(Some(news)) => {
            tell(sandbox, news);
            StatusCode::NO_CONTENT.into_response()
        }
        Err(error) => error.into_response(),
    }
}
