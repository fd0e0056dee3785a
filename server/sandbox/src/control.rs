//! The control interface, for demos and tests: JSON below `/_sandbox/`. Whoever can reach it may use it.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Path, State},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    alipay::{self, faults::AlipayRule},
    clock::LAST_INSTANT_MS,
    rails::{Rail, advance::advance, faults::RailRule},
    sandbox::Sandbox,
    script::Rejected,
    wechat::{self, faults::WechatRule, fields::MAX_FEN},
};

/// The control interface's addresses.
pub fn routes() -> Router<Arc<Sandbox>> {
    Router::new()
        .route("/_sandbox/health", get(async || Json(json!({ "status": "ok" }))))
        .route("/_sandbox/clock", get(read_clock).post(move_clock))
        .route("/_sandbox/orders", post(wechat::control::place_order))
        .route("/_sandbox/orders/{out_trade_no}", get(show_order))
        .route("/_sandbox/pay", post(pay_order))
        .route("/_sandbox/notify/{out_trade_no}", post(notify_again))
        .route("/_sandbox/faults", get(list_faults).post(add_fault).delete(clear_faults))
}

/// A control request that was not followed.
pub fn not_followed(status: StatusCode, code: &str, message: &str) -> Response {
    (status, Json(json!({ "code": code, "message": message }))).into_response()
}

fn unknown_order() -> Response {
    not_followed(StatusCode::NOT_FOUND, "UNKNOWN", "there is no such order")
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Move {
    advance_ms: Option<i64>,
    now_ms: Option<i64>,
}

async fn read_clock(State(sandbox): State<Arc<Sandbox>>) -> Json<Value> {
    Json(json!({ "now_ms": sandbox.clock.business_ms() }))
}

async fn move_clock(State(sandbox): State<Arc<Sandbox>>, Json(asked): Json<Move>) -> Response {
    match (asked.advance_ms, asked.now_ms) {
        (Some(advance_ms), None) => sandbox.clock.advance(advance_ms),
        (None, Some(now_ms)) if (0..=LAST_INSTANT_MS).contains(&now_ms) => sandbox.clock.set(now_ms),
        _ => {
            let message = "give either advance_ms, or now_ms between 1970 and 9999";
            return not_followed(StatusCode::BAD_REQUEST, "INVALID", message);
        }
    }
    // Whoever moved the clock finds everything done that the time brought.
    advance(&sandbox);
    read_clock(State(sandbox)).await.into_response()
}

async fn show_order(State(sandbox): State<Arc<Sandbox>>, Path(out_trade_no): Path<String>) -> Response {
    let now_ms = sandbox.clock.business_ms();
    if let Some(trade) = sandbox.wechat().trade(&out_trade_no) {
        return Json(wechat::control::order(trade, now_ms)).into_response();
    }
    match sandbox.alipay().trade(&out_trade_no) {
        Some(trade) => Json(alipay::control::order(trade, now_ms)).into_response(),
        None => unknown_order(),
    }
}

/// A payment as it is asked for, of the order with this number or this code.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pay {
    pub out_trade_no: Option<String>,
    pub code_url: Option<String>,
    /// Another amount than the price, in fen.
    pub amount_fen: Option<i64>,
    /// Who pays, as the merchant knows them. Alipay's merchants do not.
    pub openid: Option<String>,
    /// The money was on its way when the order's last moment passed or the close came.
    #[serde(default)]
    pub late: bool,
}

async fn pay_order(State(sandbox): State<Arc<Sandbox>>, Json(asked): Json<Pay>) -> Response {
    if asked.amount_fen.is_some_and(|fen| !(1..=MAX_FEN).contains(&fen)) {
        return not_followed(StatusCode::BAD_REQUEST, "INVALID", "amount_fen is out of range");
    }
    if asked.out_trade_no.is_some() == asked.code_url.is_some() {
        return not_followed(StatusCode::BAD_REQUEST, "INVALID", "give either out_trade_no or code_url");
    }
    alipay::control::pay(&sandbox, &asked)
        .or_else(|| wechat::control::pay(&sandbox, &asked))
        .unwrap_or_else(unknown_order)
}

/// Sends the notification of an order's payment once more, now, acknowledged or not.
async fn notify_again(State(sandbox): State<Arc<Sandbox>>, Path(out_trade_no): Path<String>) -> Response {
    let is_alipays = sandbox.alipay().trade(&out_trade_no).is_some();
    let attempt = if is_alipays {
        alipay::control::notify_again(&sandbox, out_trade_no).await
    } else {
        wechat::control::notify_again(&sandbox, out_trade_no).await
    };
    attempt.map_or_else(unknown_order, |attempt| Json(attempt).into_response())
}

async fn list_faults(State(sandbox): State<Arc<Sandbox>>) -> Json<Value> {
    let mut faults: Vec<Value> = sandbox.wechat().faults.rules().iter().map(|rule| json!(rule)).collect();
    faults.extend(sandbox.alipay().faults.rules().iter().map(|rule| json!(rule)));
    for rail in Rail::ALL {
        faults.extend(sandbox.rail(rail).faults.rules().iter().map(|rule| json!(rule)));
    }
    Json(json!({ "faults": faults }))
}

/// A fault of a payout rail names its rail, one of Alipay its gateway.
#[derive(Deserialize)]
#[serde(untagged)]
enum AnyRule {
    Rail(RailRule),
    Alipay(AlipayRule),
    WechatPay(WechatRule),
}

async fn add_fault(State(sandbox): State<Arc<Sandbox>>, Json(rule): Json<AnyRule>) -> Response {
    let added = match rule {
        AnyRule::Rail(rule) => sandbox.rail(rule.besides.rail).faults.add(rule),
        AnyRule::Alipay(rule) => sandbox.alipay().faults.add(rule),
        AnyRule::WechatPay(rule) => sandbox.wechat().faults.add(rule),
    };
    let message = match added {
        Ok(()) => return StatusCode::NO_CONTENT.into_response(),
        Err(Rejected::Meaningless) => "this kind of fault means nothing for this operation",
        Err(Rejected::OutOfRange) => "times must be at least 1, delay_ms at most 60000",
        Err(Rejected::TooMany) => "too many faults are waiting already",
    };
    not_followed(StatusCode::BAD_REQUEST, "INVALID", message)
}

async fn clear_faults(State(sandbox): State<Arc<Sandbox>>) -> StatusCode {
    sandbox.wechat().faults.clear();
    sandbox.alipay().faults.clear();
    for rail in Rail::ALL {
        sandbox.rail(rail).faults.clear();
    }
    StatusCode::NO_CONTENT
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(rule: &Value) -> Option<Value> {
        let rule: AnyRule = serde_json::from_value(rule.clone()).ok()?;
        Some(match rule {
            AnyRule::Rail(rule) => json!({ "rail": rule }),
            AnyRule::Alipay(rule) => json!({ "alipay": rule }),
            AnyRule::WechatPay(rule) => json!({ "wechat_pay": rule }),
        })
    }

    #[test]
    fn a_rule_belongs_to_whom_it_names_and_is_shown_with_every_field() {
        for (rule, shown) in [
            (
                json!({ "rail": "bank", "on": "submit", "kind": "refuse", "number": "po_1" }),
                json!({ "rail": { "rail": "bank", "on": "submit", "kind": "refuse", "number": "po_1", "times": 1,
                    "delay_ms": null, "code": null } }),
            ),
            (
                json!({ "gateway": "alipay", "on": "precreate", "kind": "delay", "delay_ms": 5 }),
                json!({ "alipay": { "gateway": "alipay", "on": "precreate", "kind": "delay", "times": 1,
                    "delay_ms": 5 } }),
            ),
            (
                json!({ "on": "native", "kind": "drop", "times": 2 }),
                json!({ "wechat_pay": { "on": "native", "kind": "drop", "times": 2, "delay_ms": null } }),
            ),
        ] {
            assert_eq!(read(&rule), Some(shown));
        }
    }

    #[test]
    fn a_rule_with_a_word_that_its_gateway_does_not_know_is_nobodys() {
        for strange in [
            json!({ "on": "native", "kind": "drop", "tiems": 2 }),
            json!({ "on": "native", "kind": "drop", "number": "order-1" }),
            json!({ "on": "precreate", "kind": "drop" }),
            json!({ "on": "native", "kind": "hold" }),
            json!({ "on": "native" }),
            json!({ "gateway": "alipay", "on": "precreate", "kind": "drop", "code": "x" }),
            json!({ "gateway": "stripe", "on": "query", "kind": "drop" }),
            json!({ "rail": "bank", "on": "submit", "kind": "drop", "gateway": "alipay" }),
            json!({ "rail": "bank", "on": "submit", "kind": "drop", "tiems": 2 }),
            json!({ "rail": "abacus", "on": "submit", "kind": "drop" }),
        ] {
            assert_eq!(read(&strange), None, "{strange}");
        }
    }
}
