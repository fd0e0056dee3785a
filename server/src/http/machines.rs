//! What machines ask: alive, ready, counts; and the plain answers when pages cannot be made.

use std::any::Any;

use axum::{
    body::Body,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use super::Shared;

/// What machines ask without a session; they must be answered even when people cannot be.
pub const PATHS: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

/// `/healthz`: the process answers.
pub async fn alive() -> &'static str {
    "alive\n"
}

/// `/readyz`: both databases answer.
pub async fn ready(State(shared): State<Shared>) -> Response {
    let (people, commerce) = tokio::join!(shared.services.people.ping(), shared.services.commerce.ping());
    match people.and(commerce) {
        Ok(()) => "ready\n".into_response(),
        Err(fault) => {
            tracing::error!(%fault, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "a database does not answer\n").into_response()
        }
    }
}

/// `/metrics`, in the text format of OpenMetrics. Counts only, but keep it inside your network all the same.
pub async fn metrics(State(shared): State<Shared>) -> Response {
    let mut text = String::new();
    // Without an answer the last counts stand: the page of counters must not fail with a database.
    let engine = &shared.services.engine;
    let count = |count| i64::try_from(count).unwrap_or(i64::MAX);
    shared.metrics.payout_contradictions.set(count(engine.contradictions()));
    shared.metrics.payout_not_readable.set(count(engine.not_readable()));
    if let Ok(counts) = shared.services.messages.outbox().await {
        shared.metrics.outbox_waiting.set(counts.waiting);
        shared.metrics.outbox_dead.set(counts.dead);
    }
    match prometheus_client::encoding::text::encode(&mut text, &shared.metrics.registry) {
        Ok(()) => {
            let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            ([(header::CONTENT_TYPE, kind)], text).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// When the database cannot be asked who somebody is.
pub fn unavailable() -> impl IntoResponse {
    let text = "We cannot reach our database right now. Nothing was changed and no money moved. Try again in a minute. \
                (JN-STORE)\n我们暂时无法访问数据库。没有任何更改，也没有扣款。请稍后再试。(JN-STORE)\n";
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "30")], text)
}

/// A bug: logged with its place by the panic hook, told without any detail.
pub fn panicked(_: Box<dyn Any + Send + 'static>) -> http::Response<Body> {
    tracing::error!("a request ended in a panic");
    let text = "Something went wrong on our side. If you were paying, look at your order page before you try again. \
                (JN-PANIC)\n我们这边出了问题。如果您正在付款，请先查看订单页面，不要重复付款。(JN-PANIC)\n";
    (StatusCode::INTERNAL_SERVER_ERROR, text).into_response()
}
