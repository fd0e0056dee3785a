//! Notifications of gateways. Raw bytes in, the gateway's own acknowledgement out; the status is what counts.

use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
};
use domain::{order::Gateway, payouts::Rail};
use serde_json::json;
use services::{
    ports::{NotificationHeaders, NotificationRefused},
    till::Received,
};

use super::Shared;

/// `/webhooks/wechat-pay`: 200 when it is on disk; anything else makes WeChat Pay send it again.
pub async fn wechat_pay(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let pairs: Vec<(&str, &str)> =
        headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?))).collect();
    match shared.services.till.receive(Gateway::WechatPay, NotificationHeaders(&pairs), &body).await {
        Ok(Received::Acknowledged) => {
            (StatusCode::OK, Json(json!({"code": "SUCCESS", "message": "OK"}))).into_response()
        }
        Ok(Received::Refused(reason)) => {
            // Also WeChat Pay's own probes: counted, never alarmed about.
            shared.metrics.refused_notifications.inc();
            tracing::info!(%reason, "a notification was not believed");
            (StatusCode::UNAUTHORIZED, Json(json!({"code": "FAIL", "message": reason.to_string()})))
                .into_response()
        }
        Err(fault) => {
            tracing::error!(error.code = fault.code(), %fault, "a notification could not be stored");
            let answer = json!({"code": "FAIL", "message": fault.code()});
            (StatusCode::INTERNAL_SERVER_ERROR, Json(answer)).into_response()
        }
    }
}

/// `/webhooks/sandbox-bank`.
pub async fn sandbox_bank(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    of_rail(&shared, Rail::SandboxBank, &headers, &body).await
}

/// `/webhooks/stripe`.
pub async fn stripe(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    of_rail(&shared, Rail::Stripe, &headers, &body).await
}

/// 204 when it is on disk; anything else makes the rail send it again.
async fn of_rail(shared: &Shared, rail: Rail, headers: &HeaderMap, body: &[u8]) -> Response {
    let pairs: Vec<(&str, &str)> =
        headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?))).collect();
    match shared.services.engine.receive(rail, NotificationHeaders(&pairs), body).await {
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
