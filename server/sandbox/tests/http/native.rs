use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{NOWHERE, Running, order};

#[tokio::test]
async fn placing_the_same_order_again_gives_the_same_code() {
    let sandbox = Running::start(1).await;
    let first = sandbox.place(&order("same-order-1", NOWHERE)).await;
    assert_eq!(first.status, StatusCode::OK);
    let code = first.json()["code_url"].as_str().unwrap().to_owned();
    let pr = code.strip_prefix("weixin://wxpay/bizpayurl?pr=").unwrap();
    assert!(pr.len() == 7 && pr.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{pr}");
    assert_eq!(sandbox.place(&order("same-order-1", NOWHERE)).await.json(), first.json());
    assert_ne!(sandbox.place(&order("same-order-2", NOWHERE)).await.json(), first.json());
}

#[tokio::test]
async fn a_number_that_was_used_for_something_else_is_refused() {
    let sandbox = Running::start(1).await;
    sandbox.place(&order("used-number", NOWHERE)).await;
    let mut other = order("used-number", NOWHERE);
    other["amount"]["total"] = 991.into();
    assert_eq!(sandbox.place(&other).await.refusal(), (400, "OUT_TRADE_NO_USED".to_owned()));
}

#[tokio::test]
async fn each_wrong_field_is_named() {
    let sandbox = Running::start(1).await;
    let long = |length: usize| Value::from("长".repeat(length));
    let cases = [
        ("/mchid", "/mchid", json!("1999999999")),
        ("/appid", "/appid", Value::Null),
        ("/description", "/description", long(128)),
        ("/description", "/description", json!("")),
        ("/out_trade_no", "/out_trade_no", json!("12345")),
        ("/out_trade_no", "/out_trade_no", json!("x".repeat(33))),
        ("/out_trade_no", "/out_trade_no", json!("no spaces here")),
        ("/attach", "/attach", long(129)),
        ("/notify_url", "/notify_url", json!("https://shop.test/notify?order=1")),
        ("/notify_url", "/notify_url", json!("http://shop.test/notify")),
        ("/notify_url", "/notify_url", json!("/notify")),
        ("/notify_url", "/notify_url", Value::Null),
        ("/amount", "/amount/total", json!({ "total": 0, "currency": "CNY" })),
        ("/amount", "/amount/total", json!({ "total": -1, "currency": "CNY" })),
        ("/amount", "/amount/total", json!({ "total": 9.9, "currency": "CNY" })),
        ("/amount", "/amount/total", json!({ "total": "990", "currency": "CNY" })),
        ("/amount", "/amount/total", json!({ "currency": "CNY" })),
        ("/amount", "/amount/currency", json!({ "total": 990, "currency": "USD" })),
        ("/attach", "/attach", json!(7)),
    ];
    for (replaced, named, value) in cases {
        let mut order = order("field-by-field", NOWHERE);
        *order.pointer_mut(replaced).unwrap() = value;
        let answer = sandbox.place(&order).await;
        assert_eq!(answer.refusal(), (400, "PARAM_ERROR".to_owned()), "{order}");
        assert_eq!(answer.json()["detail"]["field"], named, "{order}");
        assert_eq!(answer.json()["detail"]["location"], "body");
    }
    assert_eq!(sandbox.seen("field-by-field").await["code"], "UNKNOWN", "a refusal has no effect");
    let mut widest = order("-_|*AZaz09", NOWHERE);
    widest["description"] = long(127);
    assert_eq!(sandbox.place(&widest).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_last_moment_must_be_more_than_a_minute_ahead_the_first_time_only() {
    let sandbox = Running::start(1).await;
    sandbox.control(Method::POST, "clock", Some(json!({ "now_ms": 1_767_225_600_000_i64 }))).await;
    let mut order = order("expiring-order", NOWHERE);
    for wrong in ["2026-01-01T08:01:00+08:00", "2026-01-01 08:15:00", "tomorrow"] {
        order["time_expire"] = wrong.into();
        assert_eq!(sandbox.place(&order).await.json()["detail"]["field"], "/time_expire", "{wrong}");
    }
    order["time_expire"] = "2026-01-01T08:15:00+08:00".into();
    let code = sandbox.place(&order).await.json();
    sandbox.control(Method::POST, "clock", Some(json!({ "advance_ms": 14 * 60_000 + 30_000 }))).await;
    assert_eq!(sandbox.place(&order).await.json(), code);
    sandbox.control(Method::POST, "clock", Some(json!({ "advance_ms": 60_000 }))).await;
    assert_eq!(sandbox.place(&order).await.refusal(), (400, "ORDER_CLOSED".to_owned()));
    assert_eq!(sandbox.query("expiring-order").await.json()["trade_state"], "NOTPAY");
    let late = sandbox.pay("expiring-order").await;
    assert_eq!(late.refusal(), (409, "EXPIRED".to_owned()));
}

#[tokio::test]
async fn paid_and_closed_orders_are_not_placed_again() {
    let sandbox = Running::start(1).await;
    sandbox.place(&order("paid-order", NOWHERE)).await;
    sandbox.pay("paid-order").await;
    assert_eq!(sandbox.place(&order("paid-order", NOWHERE)).await.refusal(), (400, "ORDERPAID".to_owned()));
    sandbox.place(&order("closed-order", NOWHERE)).await;
    sandbox.close("closed-order").await;
    assert_eq!(
        sandbox.place(&order("closed-order", NOWHERE)).await.refusal(),
        (400, "ORDER_CLOSED".to_owned())
    );
}

#[tokio::test]
async fn a_foreign_application_is_refused() {
    let sandbox = Running::start(1).await;
    let mut order = order("foreign-app", NOWHERE);
    order["appid"] = "wx0000000000000000".into();
    assert_eq!(sandbox.place(&order).await.refusal(), (400, "APPID_MCHID_NOT_MATCH".to_owned()));
}

#[tokio::test]
async fn a_code_works_for_two_hours_and_then_the_same_request_makes_a_new_one() {
    let sandbox = Running::start(1).await;
    let old = sandbox.place(&order("old-code", NOWHERE)).await.json();
    sandbox.control(Method::POST, "clock", Some(json!({ "advance_ms": 2 * 3_600_000 }))).await;
    let new = sandbox.place(&order("old-code", NOWHERE)).await.json();
    assert_ne!(old, new);
    let wallet =
        |code: &Value| format!("{}/wallet?code_url={}", sandbox.base, code["code_url"].as_str().unwrap());
    let page = sandbox.client.get(wallet(&old)).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("This code has expired"), "{page}");
    let page = sandbox.client.get(wallet(&new)).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("Pay ¥9.90"), "{page}");
}
