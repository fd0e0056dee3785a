//! Paying by a call inside the wallet: what the wallet's own script would do with the six parameters, for tests.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde::Deserialize;
use serde_json::json;

use super::pay::{self, Manner};
use crate::{clock, control::not_followed, rsa::verifies, sandbox::Sandbox};

/// The six parameters, as the script names them.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Call {
    app_id: String,
    time_stamp: String,
    nonce_str: String,
    package: String,
    sign_type: String,
    pay_sign: String,
}

/// Verifies a call, and pays.
pub async fn invoke(State(sandbox): State<Arc<Sandbox>>, Json(call): Json<Call>) -> Response {
    let Some(prepay_id) = call.package.strip_prefix("prepay_id=").filter(|_| signed(&sandbox, &call)) else {
        return not_followed(StatusCode::BAD_REQUEST, "FAIL", "支付验证签名失败");
    };
    let now_ms = sandbox.clock.business_ms();
    let number = sandbox.wechat().trade_by_code(prepay_id).and_then(|trade| {
        let works = trade.code_url == prepay_id
            && now_ms < trade.code_expires_ms
            && trade.order.placement.appid == call.app_id
            && trade.order.placement.trade_type == "JSAPI";
        works.then(|| trade.order.out_trade_no.clone())
    });
    let Some(number) = number else {
        return not_followed(StatusCode::CONFLICT, "FAIL", "the prepared order does not work any more");
    };
    match pay::pay(&sandbox, &number, Manner::default()) {
        Ok(Some(Ok(payment))) => Json(json!({ "transaction_id": payment.transaction_id })).into_response(),
        Ok(_) => not_followed(StatusCode::CONFLICT, "FAIL", "the order cannot be paid"),
        Err(error) => error.into_response(),
    }
}

fn signed(sandbox: &Sandbox, call: &Call) -> bool {
    let Call { app_id, time_stamp, nonce_str, package, sign_type, pay_sign } = call;
    let message = format!("{app_id}\n{time_stamp}\n{nonce_str}\n{package}\n");
    let signed_at: i64 = time_stamp.parse().unwrap_or_default();
    let fresh = (clock::system_ms() / 1000).abs_diff(signed_at) < 2 * 3_600;
    fresh
        && sign_type == "RSA"
        && verifies(&sandbox.keys.wechat.merchant_public, message.as_bytes(), pay_sign)
}
