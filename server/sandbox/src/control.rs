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
    alipay,
    answers::Refusal,
    clock::LAST_INSTANT_MS,
    faults::Rule,
    fields, notification,
    notifier::{self, Address},
    pay::{self, Manner},
    placing,
    rails::{Rail, advance::advance, faults::RailRule},
    refund_desk,
    sandbox::Sandbox,
    script::Rejected,
    trades::{Trade, Unpayable},
};

/// The control interface's addresses.
pub fn routes() -> Router<Arc<Sandbox>> {
    Router::new()
        .route("/_sandbox/health", get(async || Json(json!({ "status": "ok" }))))
        .route("/_sandbox/clock", get(read_clock).post(move_clock))
        .route("/_sandbox/orders", post(place_order))
        .route("/_sandbox/orders/{out_trade_no}", get(show_order))
        .route("/_sandbox/pay", post(pay_order))
        .route("/_sandbox/notify/{out_trade_no}", post(notify_again))
        .route("/_sandbox/refunds/{out_refund_no}/settle", post(refund_desk::settle))
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
    if let Some(trade) = sandbox.book().trade(&out_trade_no) {
        return Json(order(trade, now_ms)).into_response();
    }
    match sandbox.alipay().trade(&out_trade_no) {
        Some(trade) => Json(alipay::control::order(trade, now_ms)).into_response(),
        None => unknown_order(),
    }
}

fn order(trade: &Trade, now_ms: i64) -> Value {
    let notifications = trade.notifications.iter().map(|notification| {
        json!({
            "id": notification.event_id,
            "event_type": notification.event_type,
            "acknowledged": notification.acknowledged,
            "attempts": notification.attempts,
        })
    });
    let refunds = trade.refunds.iter().map(|refund| {
        let status = refund.wire_status();
        json!({ "out_refund_no": refund.out_refund_no, "refund_fen": refund.fen, "status": status })
    });
    json!({
        "out_trade_no": trade.order.out_trade_no,
        "state": trade.wire_state().0,
        "expired": trade.payable(now_ms) == Err(Unpayable::Expired),
        "code_url": trade.code_url,
        "trade_type": trade.order.placement.trade_type,
        "amount_fen": trade.order.total_fen,
        "paid_fen": trade.payment().map(|payment| payment.total_fen),
        "transaction_id": trade.payment().map(|payment| payment.transaction_id.as_str()),
        "notifications": notifications.collect::<Vec<_>>(),
        "refunds": refunds.collect::<Vec<_>>(),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    out_trade_no: String,
    amount_fen: i64,
    notify_url: String,
}

/// Places an order of the merchant's that the merchant's program knows nothing of, as a second one with the same keys
/// would.
async fn place_order(State(sandbox): State<Arc<Sandbox>>, Json(asked): Json<Place>) -> Response {
    let merchant = &sandbox.keys.merchant;
    let body = json!({
        "appid": merchant.appid,
        "mchid": merchant.mchid,
        "description": "Ordered elsewhere",
        "out_trade_no": asked.out_trade_no,
        "notify_url": asked.notify_url,
        "amount": { "total": asked.amount_fen, "currency": "CNY" },
    });
    placing::native(State(sandbox), body.to_string().into()).await.into_response()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pay {
    out_trade_no: Option<String>,
    code_url: Option<String>,
    amount_fen: Option<i64>,
    openid: Option<String>,
    #[serde(default)]
    late: bool,
}

async fn pay_order(State(sandbox): State<Arc<Sandbox>>, Json(asked): Json<Pay>) -> Response {
    if asked.amount_fen.is_some_and(|fen| !(1..=fields::MAX_FEN).contains(&fen)) {
        return not_followed(StatusCode::BAD_REQUEST, "INVALID", "amount_fen is out of range");
    }
    if let Some(answer) = alipay_paid(&sandbox, &asked) {
        return answer;
    }
    let number = match (asked.out_trade_no, asked.code_url) {
        (Some(number), None) => Some(number),
        (None, Some(code)) => {
            sandbox.book().trade_by_code(&code).map(|trade| trade.order.out_trade_no.clone())
        }
        _ => return not_followed(StatusCode::BAD_REQUEST, "INVALID", "give either out_trade_no or code_url"),
    };
    let manner = Manner { amount_fen: asked.amount_fen, openid: asked.openid, late: asked.late };
    match number.map(|number| pay::pay(&sandbox, &number, manner)) {
        None | Some(Ok(None)) => unknown_order(),
        Some(Ok(Some(Ok(payment)))) => {
            let paid = json!({ "transaction_id": payment.transaction_id, "paid_fen": payment.total_fen });
            Json(paid).into_response()
        }
        Some(Ok(Some(Err(unpayable)))) => {
            let (code, message) = match unpayable {
                Unpayable::Paid => ("PAID", "the order is paid already"),
                Unpayable::Closed => ("CLOSED", "the order is closed"),
                Unpayable::Expired => ("EXPIRED", "the order's last moment has passed"),
            };
            not_followed(StatusCode::CONFLICT, code, message)
        }
        Some(Err(error)) => Refusal::from(error).into_response(),
    }
}

/// Pays at Alipay, if the number or the code is one of its own.
fn alipay_paid(sandbox: &Arc<Sandbox>, asked: &Pay) -> Option<Response> {
    let number = match (&asked.out_trade_no, &asked.code_url) {
        (Some(number), None) => {
            Some(number.clone()).filter(|number| sandbox.alipay().trade(number).is_some())
        }
        (None, Some(code)) => sandbox.alipay().number_of_code(code),
        _ => None,
    }?;
    let manner = alipay::pay::Manner { fen: asked.amount_fen, late: asked.late };
    Some(match alipay::pay::pay(sandbox, &number, manner) {
        Ok(None) => unknown_order(),
        Ok(Some(Ok(paid))) => {
            Json(json!({ "trade_no": paid.trade_no, "paid_fen": paid.fen })).into_response()
        }
        Ok(Some(Err(unpayable))) => {
            let (code, message) = match unpayable {
                alipay::trades::Unpayable::Paid => ("PAID", "the order is paid already"),
                alipay::trades::Unpayable::Closed => ("CLOSED", "the order is closed"),
                alipay::trades::Unpayable::Expired => ("EXPIRED", "the order's last moment has passed"),
            };
            not_followed(StatusCode::CONFLICT, code, message)
        }
        Err(error) => Refusal::from(error).into_response(),
    })
}

/// Sends Alipay's first notification about a trade once more.
async fn alipay_notify_again(sandbox: &Sandbox, number: String) -> Response {
    let notify_id = sandbox
        .alipay()
        .trade(&number)
        .and_then(|trade| trade.notifications.first().map(|told| told.notify_id.clone()));
    let Some(notify_id) = notify_id else {
        return unknown_order();
    };
    match alipay::notifier::attempt(sandbox, &alipay::notifier::Address { number, notify_id }).await {
        Some(attempt) => Json(attempt).into_response(),
        None => unknown_order(),
    }
}

/// Sends the notification of an order's payment once more, now, acknowledged or not.
async fn notify_again(State(sandbox): State<Arc<Sandbox>>, Path(out_trade_no): Path<String>) -> Response {
    if sandbox.alipay().trade(&out_trade_no).is_some() {
        return alipay_notify_again(&sandbox, out_trade_no).await;
    }
    let event_id = sandbox.book().trade(&out_trade_no).and_then(|trade| {
        let mut told = trade.notifications.iter();
        told.find(|told| told.event_type == notification::PAID).map(|told| told.event_id.clone())
    });
    let Some(event_id) = event_id else {
        return unknown_order();
    };
    match notifier::attempt(&sandbox, &Address { out_trade_no, event_id }).await {
        Some(attempt) => Json(attempt).into_response(),
        None => unknown_order(),
    }
}

async fn list_faults(State(sandbox): State<Arc<Sandbox>>) -> Json<Value> {
    let mut faults: Vec<Value> = sandbox.book().faults.rules().iter().map(|rule| json!(rule)).collect();
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
    Alipay(alipay::faults::AlipayRule),
    WechatPay(Rule),
}

async fn add_fault(State(sandbox): State<Arc<Sandbox>>, Json(rule): Json<AnyRule>) -> Response {
    let added = match rule {
        AnyRule::Rail(rule) => sandbox.rail(rule.rail).faults.add(rule),
        AnyRule::Alipay(rule) => sandbox.alipay().faults.add(rule),
        AnyRule::WechatPay(rule) => sandbox.book().faults.add(rule),
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
    sandbox.book().faults.clear();
    sandbox.alipay().faults.clear();
    for rail in Rail::ALL {
        sandbox.rail(rail).faults.clear();
    }
    StatusCode::NO_CONTENT
}
