use http::{Method, StatusCode};
use serde_json::json;

use crate::support::{NOWHERE, Running, keys, order};

#[tokio::test]
async fn an_unpaid_order_says_so_and_has_no_number_of_the_gateway() {
    let sandbox = Running::start(1).await;
    sandbox.place(&order("unpaid-order", NOWHERE)).await;
    let answer = sandbox.query("unpaid-order").await.json();
    assert_eq!(answer["trade_state"], "NOTPAY");
    assert_eq!(answer["amount"]["total"], 990);
    assert_eq!((answer.get("transaction_id"), answer.get("attach")), (None, None));
}

#[tokio::test]
async fn a_paid_order_is_found_by_both_numbers() {
    let sandbox = Running::start(1).await;
    sandbox.place(&order("both-numbers", NOWHERE)).await;
    let body = json!({ "out_trade_no": "both-numbers", "openid": "oPAYER" });
    let paid = sandbox.control(Method::POST, "pay", Some(body)).await.json();
    let id = paid["transaction_id"].as_str().unwrap();
    assert!(id.len() == 28 && id.bytes().all(|byte| byte.is_ascii_digit()), "{id}");
    let by_number = sandbox.query("both-numbers").await.json();
    let path = format!("/v3/pay/transactions/id/{id}?mchid={}", keys().merchant.mchid);
    assert_eq!(sandbox.ask(Method::GET, &path, "").await.json(), by_number);
    assert_eq!(by_number["trade_state"], "SUCCESS");
    assert_eq!(by_number["transaction_id"], id);
    assert_eq!(by_number["attach"], "joining");
    assert_eq!(by_number["payer"]["openid"], "oPAYER");
    assert_eq!(by_number["amount"]["payer_total"], 990);
    assert!(by_number["success_time"].as_str().unwrap().ends_with("+08:00"));
}

#[tokio::test]
async fn unknown_orders_and_missing_merchants_are_refused() {
    let sandbox = Running::start(1).await;
    assert_eq!(sandbox.query("never-placed").await.refusal(), (404, "ORDER_NOT_EXIST".to_owned()));
    let by_id = format!("/v3/pay/transactions/id/4200?mchid={}", keys().merchant.mchid);
    assert_eq!(sandbox.ask(Method::GET, &by_id, "").await.refusal(), (404, "ORDER_NOT_EXIST".to_owned()));
    for query in ["", "?mchid=1999999999"] {
        let path = format!("/v3/pay/transactions/out-trade-no/never-placed{query}");
        let answer = sandbox.ask(Method::GET, &path, "").await;
        assert_eq!(answer.refusal(), (400, "PARAM_ERROR".to_owned()));
        assert_eq!(answer.json()["detail"]["location"], "query");
    }
    let nowhere = sandbox.ask(Method::GET, "/v3/certificates", "").await;
    assert_eq!(nowhere.refusal(), (404, "RESOURCE_NOT_EXISTS".to_owned()));
    let wrong_method = sandbox.ask(Method::GET, "/v3/pay/transactions/native", "").await;
    assert_eq!(wrong_method.refusal(), (404, "RESOURCE_NOT_EXISTS".to_owned()));
}

#[tokio::test]
async fn closing_answers_nothing_but_a_signature_and_may_be_repeated() {
    let sandbox = Running::start(1).await;
    sandbox.place(&order("to-be-closed", NOWHERE)).await;
    for _ in 0..2 {
        let answer = sandbox.close("to-be-closed").await;
        assert_eq!((answer.status, answer.body.as_str()), (StatusCode::NO_CONTENT, ""));
    }
    assert_eq!(sandbox.query("to-be-closed").await.json()["trade_state"], "CLOSED");
    assert_eq!(sandbox.pay("to-be-closed").await.refusal(), (409, "CLOSED".to_owned()));
}

#[tokio::test]
async fn paid_and_unknown_orders_are_not_closed() {
    let sandbox = Running::start(1).await;
    sandbox.place(&order("paid-first", NOWHERE)).await;
    sandbox.pay("paid-first").await;
    assert_eq!(sandbox.close("paid-first").await.refusal(), (400, "ORDERPAID".to_owned()));
    assert_eq!(sandbox.query("paid-first").await.json()["trade_state"], "SUCCESS");
    assert_eq!(sandbox.close("never-placed").await.refusal(), (404, "ORDER_NOT_EXIST".to_owned()));
}
