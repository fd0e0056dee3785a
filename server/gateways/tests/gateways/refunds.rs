//! What becomes of each answer the gateway can give about a refund.

use domain::{
    money::{Currency, Money},
    time::Timestamp,
};
use serde_json::{Value, json};
use services::ports::{GatewayFault, PaymentGateway as _, RefundAnswer, RefundRequest};

use super::{
    adapter::{refuses, signed},
    support::{NOW_MS, silent_adapter},
};

const NUMBER: &str = "R20260101@1";

fn request() -> RefundRequest {
    RefundRequest {
        number: "J20260101000001".to_owned(),
        refund_number: NUMBER.to_owned(),
        amount: Money::new(490, Currency::Cny),
        captured: Money::new(990, Currency::Cny),
        gateway_transaction: "4200000000202601010000000001".to_owned(),
    }
}

fn state(status: &str) -> Value {
    json!({
        "refund_id": "50300000000202601010000000001",
        "out_refund_no": NUMBER,
        "status": status,
        "success_time": "2026-01-01T08:00:00+08:00",
        "amount": { "refund": 490, "total": 990, "currency": "CNY" },
    })
}

fn refused(code: &str) -> GatewayFault {
    GatewayFault::Refused { code: code.to_owned() }
}

#[tokio::test]
async fn each_state_of_a_refund_has_its_meaning_when_asked_for_and_when_looked_up() {
    let at = Timestamp::from_unix_ms(NOW_MS);
    for (status, expected) in [
        ("PROCESSING", Ok(RefundAnswer::Processing)),
        ("SUCCESS", Ok(RefundAnswer::Succeeded { at })),
        ("ABNORMAL", Ok(RefundAnswer::Abnormal)),
        ("CLOSED", Ok(RefundAnswer::Refused { code: "CLOSED".to_owned() })),
        ("SOMETHING_NEW", Err(GatewayFault::Untrusted)),
    ] {
        let asked = signed(200, &state(status)).await;
        assert_eq!(asked.adapter.refund(&request()).await, expected);
        assert_eq!(asked.adapter.query_refund(&request()).await, expected);
    }
}

#[tokio::test]
async fn a_refund_that_went_to_our_own_account_is_not_the_payers() {
    let at = Timestamp::from_unix_ms(NOW_MS);
    for (account, expected) in [
        ("商户基本账户", RefundAnswer::BackWithUs),
        ("商户结算银行账户", RefundAnswer::BackWithUs),
        ("支付用户零钱", RefundAnswer::Succeeded { at }),
        ("招商银行借记卡0403", RefundAnswer::Succeeded { at }),
        // A payer that is a merchant itself.
        ("企业支付商户", RefundAnswer::Succeeded { at }),
    ] {
        let mut done = state("SUCCESS");
        done["user_received_account"] = account.into();
        assert_eq!(
            signed(200, &done).await.adapter.query_refund(&request()).await,
            Ok(expected),
            "{account}"
        );
        let mut waits = state("ABNORMAL");
        waits["user_received_account"] = account.into();
        let answer = signed(200, &waits).await.adapter.query_refund(&request()).await;
        assert_eq!(answer, Ok(RefundAnswer::Abnormal), "{account}");
    }
}

#[tokio::test]
async fn a_refund_says_how_much_of_how_much_and_under_which_numbers() {
    let mut asked = signed(200, &state("PROCESSING")).await;
    asked.adapter.refund(&request()).await.unwrap();
    let received = asked.server.next().await;
    assert_eq!(received.request_line, "POST /v3/refund/domestic/refunds HTTP/1.1");
    let wanted = json!({
        "out_trade_no": "J20260101000001",
        "out_refund_no": NUMBER,
        "notify_url": "https://shop.test/notify/wechat",
        "amount": { "refund": 490, "total": 990, "currency": "CNY" },
    });
    assert_eq!(serde_json::from_slice::<Value>(&received.body).unwrap(), wanted);
    asked.adapter.query_refund(&request()).await.unwrap();
    let received = asked.server.next().await;
    assert_eq!(received.request_line, "GET /v3/refund/domestic/refunds/R20260101%401 HTTP/1.1");
}

#[tokio::test]
async fn each_refusal_of_a_refund_has_its_meaning() {
    let trouble = |code: &str| GatewayFault::Trouble { code: code.to_owned() };
    let hopeless = |code: &str| Ok(RefundAnswer::Refused { code: code.to_owned() });
    for (status, code, expected) in [
        (403, "NOT_ENOUGH", Ok(RefundAnswer::NotEnough)),
        (403, "NOTENOUGH", Ok(RefundAnswer::NotEnough)),
        (500, "SYSTEM_ERROR", Err(trouble("SYSTEM_ERROR"))),
        (429, "FREQUENCY_LIMITED", Err(trouble("FREQUENCY_LIMITED"))),
        (401, "SIGN_ERROR", Err(refused("SIGN_ERROR"))),
        (403, "NO_AUTH", Err(refused("NO_AUTH"))),
        (400, "INVALID_REQUEST", hopeless("INVALID_REQUEST")),
        (400, "PARAM_ERROR", hopeless("PARAM_ERROR")),
        (403, "USER_ACCOUNT_ABNORMAL", hopeless("USER_ACCOUNT_ABNORMAL")),
        // The payment is unknown: asking for the refund again would not help.
        (404, "RESOURCE_NOT_EXISTS", hopeless("RESOURCE_NOT_EXISTS")),
        (400, "ORDER_CLOSED", hopeless("ORDER_CLOSED")),
    ] {
        assert_eq!(refuses(status, code).await.adapter.refund(&request()).await, expected, "{code}");
    }
    let unknown = refuses(404, "RESOURCE_NOT_EXISTS").await.adapter.query_refund(&request()).await;
    assert_eq!(unknown, Ok(RefundAnswer::Unknown));
    let in_trouble = refuses(500, "SYSTEM_ERROR").await.adapter.query_refund(&request()).await;
    assert_eq!(in_trouble, Err(trouble("SYSTEM_ERROR")));
}

#[tokio::test]
async fn an_answer_about_another_refund_is_not_believed() {
    for (pointer, value) in [
        ("/out_refund_no", json!("R2")),
        ("/amount/refund", json!(491)),
        ("/amount/total", json!(991)),
        ("/success_time", Value::Null),
    ] {
        let mut other = state("SUCCESS");
        *other.pointer_mut(pointer).unwrap() = value;
        let answer = signed(200, &other).await.adapter.refund(&request()).await;
        assert_eq!(answer, Err(GatewayFault::Untrusted), "{pointer}");
    }
}

#[tokio::test]
async fn a_refund_that_cannot_be_is_refused_before_any_call() {
    let dollars = Money::new(490, Currency::Usd);
    for (request, code) in [
        (RefundRequest { amount: dollars, ..request() }, "UNSUPPORTED_CURRENCY"),
        (RefundRequest { captured: dollars, ..request() }, "UNSUPPORTED_CURRENCY"),
        (RefundRequest { amount: Money::new(991, Currency::Cny), ..request() }, "INVALID_AMOUNT"),
        (RefundRequest { amount: Money::new(0, Currency::Cny), ..request() }, "INVALID_AMOUNT"),
        (RefundRequest { refund_number: "a/b".to_owned(), ..request() }, "INVALID_NUMBER"),
        (RefundRequest { number: "a/b".to_owned(), ..request() }, "INVALID_NUMBER"),
    ] {
        let answer = silent_adapter().refund(&request).await;
        assert_eq!(answer, Ok(RefundAnswer::Refused { code: code.to_owned() }));
    }
    let strange = RefundRequest { refund_number: "a/b".to_owned(), ..request() };
    assert_eq!(silent_adapter().query_refund(&strange).await, Err(refused("INVALID_NUMBER")));
}
