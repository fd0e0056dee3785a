//! Notifications of gateways. Raw bytes in, the gateway's own acknowledgement out; the status is what counts.

use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
};
use domain::order::Gateway;
use serde_json::json;
use services::{ports::NotificationHeaders, till::Received};

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
