//! Notifications of gateways. Raw bytes in, the gateway's own acknowledgement out; the status is what counts.

use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
};
use domain::{order::Gateway, payouts::Rail};
use gateways::stripe::payments::is_about_payouts;
use serde_json::json;
use services::{
    Fault,
    ports::{NotificationHeaders, NotificationRefused},
    till::Received,
};

use super::Shared;

/// `/webhooks/wechat-pay`: 200 when it is on disk; anything else makes WeChat Pay send it again.
pub async fn wechat_pay(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    match of_gateway(&shared, Gateway::WechatPay, &headers, &body).await {
        Ok(()) => (StatusCode::OK, Json(json!({"code": "SUCCESS", "message": "OK"}))).into_response(),
        Err((status, said)) => (status, Json(json!({"code": "FAIL", "message": said}))).into_response(),
    }
}

/// `/webhooks/alipay`: these seven bytes and nothing else when it is on disk; anything else makes Alipay send it again.
pub async fn alipay(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    match of_gateway(&shared, Gateway::Alipay, &headers, &body).await {
        Ok(()) => "success".into_response(),
        Err((status, _)) => (status, "fail").into_response(),
    }
}

/// `/webhooks/stripe`: one address for payments and for payouts; each side verifies what is its own.
pub async fn stripe(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    if is_about_payouts(&body) && shared.services.engine.has_rail(Rail::Stripe) {
        let heard = hear(&shared, Rail::Stripe, &headers, &body).await;
        // Each of Stripe's endpoints has a secret of its own, and each tells of payouts: what the rail's does not open may
        // be the payments', where Stripe pays our own bank. Refusing that for days, it would switch the endpoint off.
        let is_of_another = matches!(heard, Ok(Received::Refused(NotificationRefused::Signature)));
        if !(is_of_another && shared.services.till.has_account_at(Gateway::Stripe)) {
            return answer_of_rail(&shared, Rail::Stripe, heard);
        }
    }
    match of_gateway(&shared, Gateway::Stripe, &headers, &body).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err((status, said)) => (status, format!("{said}\n")).into_response(),
    }
}

/// Hands a notification to the till. The refusal is the status and what to say.
async fn of_gateway(
    shared: &Shared,
    gateway: Gateway,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<(), (StatusCode, String)> {
    let pairs = pairs(headers);
    match shared.services.till.receive(gateway, NotificationHeaders(&pairs), body).await {
        Ok(Received::Acknowledged) => Ok(()),
        Ok(Received::Refused(reason)) => {
            // Also the gateways' own probes: counted, never alarmed about.
            shared.metrics.refused_notifications.inc();
            tracing::info!(gateway = gateway.code(), %reason, "a notification was not believed");
            Err((StatusCode::UNAUTHORIZED, reason.to_string()))
        }
        Err(fault) => {
            tracing::error!(gateway = gateway.code(), error.code = fault.code(), %fault, "a notification could not be stored");
            Err((StatusCode::INTERNAL_SERVER_ERROR, fault.code().to_owned()))
        }
    }
}

fn pairs(headers: &HeaderMap) -> Vec<(&str, &str)> {
    headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?))).collect()
}

/// `/webhooks/sandbox-bank`.
pub async fn sandbox_bank(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    of_rail(&shared, Rail::SandboxBank, &headers, &body).await
}

/// 204 when it is on disk; anything else makes the rail send it again.
async fn of_rail(shared: &Shared, rail: Rail, headers: &HeaderMap, body: &[u8]) -> Response {
    answer_of_rail(shared, rail, hear(shared, rail, headers, body).await)
}

async fn hear(shared: &Shared, rail: Rail, headers: &HeaderMap, body: &[u8]) -> Result<Received, Fault> {
    shared.services.engine.receive(rail, NotificationHeaders(&pairs(headers)), body).await
}

fn answer_of_rail(shared: &Shared, rail: Rail, heard: Result<Received, Fault>) -> Response {
    match heard {
        Ok(Received::Acknowledged) => StatusCode::NO_CONTENT.into_response(),
        Ok(Received::Refused(reason)) => {
            shared.metrics.refused_notifications.inc();
            tracing::info!(rail = rail.code(), %reason, "an event was not believed");
            let status = match reason {
                NotificationRefused::Headers | NotificationRefused::Malformed => StatusCode::BAD_REQUEST,
                _ => StatusCode::UNAUTHORIZED,
            };
            (status, format!("{reason}\n")).into_response()
        }
        Err(fault) => {
            tracing::error!(rail = rail.code(), error.code = fault.code(), %fault, "an event could not be stored");
            (StatusCode::INTERNAL_SERVER_ERROR, format!("{}\n", fault.code())).into_response()
        }
    }
}
