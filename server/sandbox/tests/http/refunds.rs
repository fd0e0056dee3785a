use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    shop::Shop,
    support::{NOWHERE, Running, order},
};

fn refund(number: &str, refund_number: &str, fen: i64) -> Value {
    json!({
        "out_trade_no": number,
        "out_refund_no": refund_number,
        "reason": "seat taken",
        "amount": { "refund": fen, "total": 990, "currency": "CNY" },
    })
}

async fn paid(sandbox: &Running, number: &str) {
    sandbox.place(&order(number, NOWHERE)).await;
    assert_eq!(sandbox.pay(number).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_refund_is_accepted_first_and_arrives_and_is_announced_later() {
    let sandbox = Running::start(1_000).await;
    let mut shop = Shop::open(&[]).await;
    paid(&sandbox, "refunded-order").await;
    let mut body = refund("refunded-order", "refund@1", 990);
    body["notify_url"] = shop.url.clone().into();
    let accepted = sandbox.refund(&body).await;
    assert_eq!(accepted.status, StatusCode::OK);
    assert_eq!(accepted.json()["status"], "PROCESSING");
    assert_eq!(sandbox.query("refunded-order").await.json()["trade_state"], "REFUND");

    let told = shop.next().await;
    assert!(told.signed());
    assert_eq!(told.outer()["event_type"], "REFUND.SUCCESS");
    assert_eq!(told.inner()["refund_status"], "SUCCESS");
    assert_eq!(told.inner()["amount"]["refund"], 990);
    assert_eq!(told.inner()["out_refund_no"], "refund@1");

    let answer = sandbox.ask(Method::GET, "/v3/refund/domestic/refunds/refund@1", "").await.json();
    assert_eq!((&answer["status"], &answer["channel"]), (&json!("SUCCESS"), &json!("ORIGINAL")));
    assert_eq!(answer["refund_id"], accepted.json()["refund_id"]);
    let again = sandbox.refund(&body).await.json();
    assert_eq!(again["refund_id"], answer["refund_id"], "the same number is the same refund");
    assert_eq!(sandbox.seen("refunded-order").await["refunds"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn no_more_is_given_back_than_was_paid() {
    let sandbox = Running::start(1).await;
    paid(&sandbox, "partly-refunded").await;
    assert_eq!(sandbox.refund(&refund("partly-refunded", "part-1", 400)).await.status, StatusCode::OK);
    assert_eq!(
        sandbox.refund(&refund("partly-refunded", "part-2", 591)).await.refusal().1,
        "INVALID_REQUEST"
    );
    assert_eq!(sandbox.refund(&refund("partly-refunded", "part-2", 590)).await.status, StatusCode::OK);
    assert_eq!(sandbox.refund(&refund("partly-refunded", "part-3", 1)).await.refusal().1, "INVALID_REQUEST");
    assert_eq!(
        sandbox.refund(&refund("partly-refunded", "part-1", 401)).await.refusal().1,
        "INVALID_REQUEST"
    );
}

#[tokio::test]
async fn refunds_that_make_no_sense_are_refused() {
    let sandbox = Running::start(1).await;
    sandbox.place(&order("not-paid-yet", NOWHERE)).await;
    assert_eq!(
        sandbox.refund(&refund("not-paid-yet", "r", 1)).await.refusal(),
        (400, "INVALID_REQUEST".to_owned())
    );
    assert_eq!(
        sandbox.refund(&refund("unheard-of", "r", 1)).await.refusal(),
        (404, "RESOURCE_NOT_EXISTS".to_owned())
    );
    let unknown = sandbox.ask(Method::GET, "/v3/refund/domestic/refunds/r", "").await;
    assert_eq!(unknown.refusal(), (404, "RESOURCE_NOT_EXISTS".to_owned()));
    paid(&sandbox, "well-paid").await;
    let cases = [
        ("/amount/refund", "/amount/refund", json!(0)),
        ("/amount/refund", "/amount/refund", json!(991)),
        ("/amount/total", "/amount/total", json!(989)),
        ("/amount/currency", "/amount/currency", json!("USD")),
        ("/amount/currency", "/amount/currency", Value::Null),
        ("/out_refund_no", "/out_refund_no", json!("no/slash")),
        ("/out_refund_no", "/out_refund_no", json!("x".repeat(65))),
        ("/reason", "/reason", json!("x".repeat(81))),
        ("/out_trade_no", "/out_trade_no", Value::Null),
    ];
    for (replaced, named, value) in cases {
        let mut body = refund("well-paid", "senseless", 900);
        *body.pointer_mut(replaced).unwrap() = value;
        let answer = sandbox.refund(&body).await;
        assert_eq!(answer.refusal(), (400, "PARAM_ERROR".to_owned()), "{body}");
        assert_eq!(answer.json()["detail"]["field"], named, "{body}");
    }
    sandbox.control(Method::POST, "clock", Some(json!({ "advance_ms": 366 * 86_400_000_i64 }))).await;
    assert_eq!(sandbox.refund(&refund("well-paid", "too-late", 1)).await.refusal().1, "INVALID_REQUEST");
}

#[tokio::test]
async fn a_refund_that_no_account_took_is_settled_at_the_desk_once_and_keeps_its_number() {
    let sandbox = Running::start(1_000).await;
    let mut shop = Shop::open(&[]).await;
    let settle = async |number: &str, to: &str| {
        let path = format!("refunds/{number}/settle");
        sandbox.control(Method::POST, &path, Some(json!({ "to": to }))).await
    };
    assert_eq!(settle("unheard-of", "payer").await.status, StatusCode::NOT_FOUND);
    for (trade, to, account) in
        [("to-the-payer", "payer", "招商银行借记卡0403"), ("to-our-bank", "merchant", "商户结算银行账户")]
    {
        paid(&sandbox, trade).await;
        let number = format!("{trade}-1");
        let mut body = refund(trade, &number, 990);
        body["notify_url"] = shop.url.clone().into();
        sandbox.fault(json!({ "on": "refund", "kind": "abnormal" })).await;
        let accepted = sandbox.refund(&body).await.json();
        assert_eq!(shop.next().await.outer()["event_type"], "REFUND.ABNORMAL");
        assert_eq!(sandbox.refund(&refund(trade, "another", 990)).await.refusal().1, "INVALID_REQUEST");
        assert_eq!(settle(&number, to).await.json()["status"], "PROCESSING");
        let told = shop.next().await;
        assert_eq!(told.outer()["event_type"], "REFUND.SUCCESS");
        assert_eq!(told.inner()["user_received_account"], account);
        let path = format!("/v3/refund/domestic/refunds/{number}");
        let answer = sandbox.ask(Method::GET, &path, "").await.json();
        assert_eq!((&answer["status"], &answer["channel"]), (&json!("SUCCESS"), &json!("OTHER_BANKCARD")));
        assert_eq!(
            (&answer["refund_id"], &answer["user_received_account"]),
            (&accepted["refund_id"], &json!(account))
        );
        assert_eq!(settle(&number, to).await.status, StatusCode::CONFLICT, "it waits for nobody any more");
    }
}
