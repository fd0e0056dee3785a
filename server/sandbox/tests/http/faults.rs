use http::{Method, StatusCode};
use serde_json::json;

use crate::{
    shop::Shop,
    support::{Answer, NOWHERE, Running, keys, order, platform_signed},
};

const NATIVE: &str = "/v3/pay/transactions/native";

#[tokio::test]
async fn a_dropped_request_has_no_effect_and_gets_no_answer() {
    let sandbox = Running::start(1).await;
    sandbox.fault(json!({ "on": "native", "kind": "drop" })).await;
    let body = order("dropped-order", NOWHERE).to_string();
    let failure = sandbox.signed(Method::POST, NATIVE, &body).send().await.unwrap_err();
    assert!(failure.status().is_none() && !failure.is_connect(), "{failure:?}");
    assert_eq!(sandbox.seen("dropped-order").await["code"], "UNKNOWN");
    assert_eq!(sandbox.place(&order("dropped-order", NOWHERE)).await.status, StatusCode::OK, "only once");
}

#[tokio::test]
async fn a_server_error_has_no_effect_and_is_signed() {
    let sandbox = Running::start(1).await;
    sandbox.fault(json!({ "on": "native", "kind": "server_error", "times": 2 })).await;
    for _ in 0..2 {
        let answer = sandbox.place(&order("failing-order", NOWHERE)).await;
        assert_eq!(answer.refusal(), (500, "SYSTEM_ERROR".to_owned()));
    }
    assert_eq!(sandbox.seen("failing-order").await["code"], "UNKNOWN");
    assert_eq!(sandbox.place(&order("failing-order", NOWHERE)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_time_out_after_success_has_its_effect_and_gets_no_answer() {
    let sandbox = Running::start(1).await;
    let fault = |on: &str| json!({ "on": on, "kind": "timeout_after_success", "delay_ms": 1 });
    sandbox.fault(fault("native")).await;
    let body = order("silent-order", NOWHERE).to_string();
    sandbox.signed(Method::POST, NATIVE, &body).send().await.unwrap_err();
    let code = sandbox.seen("silent-order").await["code_url"].clone();
    assert_eq!(sandbox.place(&order("silent-order", NOWHERE)).await.json()["code_url"], code);

    sandbox.fault(fault("close")).await;
    let close = "/v3/pay/transactions/out-trade-no/silent-order/close";
    let body = json!({ "mchid": keys().merchant.mchid }).to_string();
    sandbox.signed(Method::POST, close, &body).send().await.unwrap_err();
    assert_eq!(sandbox.query("silent-order").await.json()["trade_state"], "CLOSED");

    sandbox.place(&order("refund-unheard", NOWHERE)).await;
    sandbox.pay("refund-unheard").await;
    sandbox.fault(fault("refund")).await;
    let amount = json!({ "refund": 990, "total": 990, "currency": "CNY" });
    let refund = json!({ "out_trade_no": "refund-unheard", "out_refund_no": "r-1", "amount": amount });
    let path = "/v3/refund/domestic/refunds";
    sandbox.signed(Method::POST, path, &refund.to_string()).send().await.unwrap_err();
    assert_eq!(sandbox.refund(&refund).await.status, StatusCode::OK);
    assert_eq!(sandbox.seen("refund-unheard").await["refunds"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_delayed_answer_outlasts_an_impatient_merchant_but_not_a_patient_one() {
    let sandbox = Running::start(1).await;
    sandbox.place(&order("slow-order", NOWHERE)).await;
    let path = format!("/v3/pay/transactions/out-trade-no/slow-order?mchid={}", keys().merchant.mchid);
    sandbox.fault(json!({ "on": "query", "kind": "delay", "delay_ms": 60_000 })).await;
    let limit = std::time::Duration::from_millis(200);
    let failure = sandbox.signed(Method::GET, &path, "").timeout(limit).send().await.unwrap_err();
    assert!(failure.is_timeout());
    sandbox.fault(json!({ "on": "query", "kind": "delay", "delay_ms": 1 })).await;
    assert_eq!(sandbox.query("slow-order").await.json()["trade_state"], "NOTPAY");
}

#[tokio::test]
async fn answers_with_wrong_signatures_do_not_verify() {
    let sandbox = Running::start(1).await;
    sandbox.place(&order("badly-signed", NOWHERE)).await;
    let path = format!("/v3/pay/transactions/out-trade-no/badly-signed?mchid={}", keys().merchant.mchid);
    for kind in ["bad_signature", "probe_signature"] {
        sandbox.fault(json!({ "on": "query", "kind": kind })).await;
        let answer = Answer::of(sandbox.signed(Method::GET, &path, "").send().await.unwrap()).await;
        assert!(!platform_signed(&answer.headers, &answer.body), "{kind}");
        let signature = answer.headers["wechatpay-signature"].to_str().unwrap();
        assert_eq!(signature.starts_with("WECHATPAY/SIGNTEST/"), kind == "probe_signature");
    }
    assert_eq!(sandbox.query("badly-signed").await.status, StatusCode::OK);
}

#[tokio::test]
async fn notifications_go_wrong_as_asked_and_the_ladder_makes_it_right() {
    let sandbox = Running::start(100_000).await;
    let mut shop = Shop::open(&[401, 401]).await;
    for kind in ["drop", "bad_signature", "probe_signature"] {
        sandbox.fault(json!({ "on": "notify", "kind": kind })).await;
    }
    sandbox.place(&order("troubled-order", &shop.url)).await;
    sandbox.pay("troubled-order").await;
    let (corrupt, probe, right) = (shop.next().await, shop.next().await, shop.next().await);
    assert!(!corrupt.signed() && !corrupt.header("wechatpay-signature").contains("SIGNTEST"));
    assert!(!probe.signed() && probe.header("wechatpay-signature").starts_with("WECHATPAY/SIGNTEST/"));
    assert!(right.signed());
    let seen = sandbox.seen("troubled-order").await;
    assert_eq!(seen["notifications"][0]["attempts"][0]["ending"], "dropped");
}

#[tokio::test]
async fn a_doubled_notification_comes_twice_with_the_same_bytes() {
    let sandbox = Running::start(1).await;
    let mut shop = Shop::open(&[]).await;
    sandbox.fault(json!({ "on": "notify", "kind": "duplicate" })).await;
    sandbox.place(&order("doubled-order", &shop.url)).await;
    sandbox.pay("doubled-order").await;
    let (first, second) = (shop.next().await, shop.next().await);
    assert!(first.signed() && second.signed());
    assert_eq!(first.body, second.body);
}

#[tokio::test]
async fn lies_are_rightly_signed_and_stay_the_same_on_every_resend() {
    let sandbox = Running::start(100_000).await;
    let mut shop = Shop::open(&[400]).await;
    sandbox.fault(json!({ "on": "notify", "kind": "wrong_amount" })).await;
    sandbox.place(&order("wrong-amount", &shop.url)).await;
    sandbox.pay("wrong-amount").await;
    let (first, again) = (shop.next().await, shop.next().await);
    assert!(first.signed() && again.signed());
    assert_eq!((&first.inner()["amount"]["total"], &first.body), (&json!(989), &again.body));
    assert_eq!(sandbox.query("wrong-amount").await.json()["amount"]["total"], 990);

    sandbox.fault(json!({ "on": "notify", "kind": "other_merchant" })).await;
    sandbox.place(&order("other-merchant", &shop.url)).await;
    sandbox.pay("other-merchant").await;
    let told = shop.next().await;
    assert!(told.signed());
    assert_ne!(told.inner()["mchid"], keys().merchant.mchid);
}

#[tokio::test]
async fn a_reordered_notification_lets_the_next_one_pass() {
    let sandbox = Running::start(1_000).await;
    let mut shop = Shop::open(&[]).await;
    sandbox.fault(json!({ "on": "notify", "kind": "reorder", "delay_ms": 60_000 })).await;
    sandbox.place(&order("overtaken-order", &shop.url)).await;
    sandbox.pay("overtaken-order").await;
    // The fault has struck the first notification; only then may a second one exist.
    let struck = async {
        while sandbox.control(Method::GET, "faults", None).await.json() != json!({ "faults": [] }) {}
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), struck).await.unwrap();
    let amount = json!({ "refund": 990, "total": 990, "currency": "CNY" });
    let refund = json!({
        "out_trade_no": "overtaken-order", "out_refund_no": "overtaking", "notify_url": shop.url, "amount": amount,
    });
    sandbox.refund(&refund).await;
    let (first, second) = (shop.next().await, shop.next().await);
    assert_eq!(first.outer()["event_type"], "REFUND.SUCCESS");
    assert_eq!(second.outer()["event_type"], "TRANSACTION.SUCCESS");
}

#[tokio::test]
async fn faults_are_listed_and_forgotten() {
    let sandbox = Running::start(1).await;
    let rule = json!({ "on": "close", "kind": "drop", "times": 3, "delay_ms": null });
    sandbox.fault(rule.clone()).await;
    assert_eq!(sandbox.control(Method::GET, "faults", None).await.json(), json!({ "faults": [rule] }));
    assert_eq!(sandbox.control(Method::DELETE, "faults", None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(sandbox.control(Method::GET, "faults", None).await.json(), json!({ "faults": [] }));
    for wrong in
        [json!({ "on": "native", "kind": "reorder" }), json!({ "on": "notify", "kind": "drop", "times": 0 })]
    {
        let answer = sandbox.control(Method::POST, "faults", Some(wrong)).await;
        assert_eq!(answer.refusal(), (400, "INVALID".to_owned()));
    }
}
