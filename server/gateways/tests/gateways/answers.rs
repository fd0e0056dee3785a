//! What becomes of each answer the gateway can give about a payment.

use domain::{
    money::{Currency, Money},
    order::{Capture, PayerAction},
    time::Timestamp,
};
use serde_json::{Value, json};
use services::ports::{
    CloseAnswer, CreateAnswer, CreatePayment, GatewayFault, PaymentGateway as _, QueryAnswer,
};

use super::{
    adapter::{answered, refuses, signed},
    support::{self, APPID, MCHID, NOW_MS, keys::NEXT_PLATFORM, keys::PLATFORM, of, signer, silent_adapter},
};

const NUMBER: &str = "J20260101000001";

fn payment() -> CreatePayment {
    support::payment(NUMBER)
}

fn trouble(code: &str) -> GatewayFault {
    GatewayFault::Trouble { code: code.to_owned() }
}

fn refused(code: &str) -> GatewayFault {
    GatewayFault::Refused { code: code.to_owned() }
}

#[tokio::test]
async fn a_creation_says_what_the_gateway_wants_and_gives_its_code_back_byte_for_byte() {
    let mut asked = signed(200, &json!({ "code_url": "weixin://wxpay/bizpayurl?pr=a%2Bb+c" })).await;
    let answer = asked.adapter.create(&payment()).await;
    let action = PayerAction::Scan { code_url: "weixin://wxpay/bizpayurl?pr=a%2Bb+c".to_owned() };
    assert_eq!(answer, Ok(CreateAnswer::Open { action, reference: None }));
    let received = asked.server.next().await;
    assert_eq!(received.request_line, "POST /v3/pay/transactions/native HTTP/1.1");
    assert_eq!(received.header("wechatpay-serial"), Some(signer::KEY_ID));
    assert!(received.header("user-agent").is_some_and(|agent| agent.starts_with("Joinery/")));
    let body: Value = serde_json::from_slice(&received.body).unwrap();
    let wanted = json!({
        "appid": APPID,
        "mchid": MCHID,
        "description": "入会费",
        "out_trade_no": NUMBER,
        "time_expire": "2026-01-01T08:15:00+08:00",
        "notify_url": "https://shop.test/notify/wechat",
        "amount": { "total": 990, "currency": "CNY" },
    });
    assert_eq!(body, wanted);
}

#[tokio::test]
async fn each_refusal_of_a_creation_has_its_meaning() {
    let refusal = |code: &str| Ok(CreateAnswer::Refused { code: code.to_owned() });
    for (status, code, expected) in [
        (400, "ORDERPAID", Ok(CreateAnswer::AlreadyPaid)),
        (400, "ORDER_CLOSED", Ok(CreateAnswer::Closed)),
        (400, "ORDERCLOSED", Ok(CreateAnswer::Closed)),
        (403, "OUT_TRADE_NO_USED", refusal("OUT_TRADE_NO_USED")),
        (400, "PARAM_ERROR", refusal("PARAM_ERROR")),
        (403, "RULELIMIT", refusal("RULELIMIT")),
        (500, "SYSTEM_ERROR", Err(trouble("SYSTEM_ERROR"))),
        (500, "SYSTEMERROR", Err(trouble("SYSTEMERROR"))),
        (429, "FREQUENCY_LIMITED", Err(trouble("FREQUENCY_LIMITED"))),
        (503, "SOMETHING_NEW", Err(trouble("SOMETHING_NEW"))),
        (429, "SOMETHING_NEW", Err(trouble("SOMETHING_NEW"))),
        (401, "SOMETHING_NEW", Err(refused("SOMETHING_NEW"))),
        (401, "SIGN_ERROR", Err(refused("SIGN_ERROR"))),
        (403, "NO_AUTH", Err(refused("NO_AUTH"))),
        (400, "APPID_MCHID_NOT_MATCH", Err(refused("APPID_MCHID_NOT_MATCH"))),
    ] {
        assert_eq!(refuses(status, code).await.adapter.create(&payment()).await, expected, "{code}");
    }
}

#[tokio::test]
async fn what_the_gateway_would_not_take_is_refused_before_any_call() {
    let dollars = CreatePayment { amount: Money::new(990, Currency::Usd), ..payment() };
    let nothing = CreatePayment { amount: Money::new(0, Currency::Cny), ..payment() };
    let strange = CreatePayment { number: "J2026/../native".to_owned(), ..payment() };
    let never = CreatePayment { expires_at: Timestamp::from_unix_ms(i64::MAX), ..payment() };
    for (payment, code) in [
        (dollars, "UNSUPPORTED_CURRENCY"),
        (nothing, "INVALID_AMOUNT"),
        (strange, "INVALID_NUMBER"),
        (never, "INVALID_TIME"),
    ] {
        // Nobody listens there: a call would be a fault.
        let answer = silent_adapter().create(&payment).await;
        assert_eq!(answer, Ok(CreateAnswer::Refused { code: code.to_owned() }));
    }
    assert_eq!(silent_adapter().query(&of("../native")).await, Err(refused("INVALID_NUMBER")));
    assert_eq!(silent_adapter().close(&of("../native")).await, Err(refused("INVALID_NUMBER")));
}

fn transaction(trade_state: &str) -> Value {
    json!({
        "appid": APPID,
        "mchid": MCHID,
        "out_trade_no": NUMBER,
        "transaction_id": "4200000000202601010000000001",
        "trade_state": trade_state,
        "success_time": "2026-01-01T08:00:00+08:00",
        "amount": { "total": 990, "payer_total": 490, "currency": "CNY" },
    })
}

#[tokio::test]
async fn each_state_of_a_transaction_has_its_meaning() {
    let capture = Capture {
        gateway_transaction: "4200000000202601010000000001".to_owned(),
        amount: Money::new(990, Currency::Cny),
        captured_at: Timestamp::from_unix_ms(NOW_MS),
    };
    for (state, expected) in [
        ("SUCCESS", Ok(QueryAnswer::Paid(capture.clone()))),
        ("REFUND", Ok(QueryAnswer::Paid(capture))),
        ("NOTPAY", Ok(QueryAnswer::Waiting)),
        ("USERPAYING", Ok(QueryAnswer::Waiting)),
        ("PAYERROR", Ok(QueryAnswer::Waiting)),
        ("CLOSED", Ok(QueryAnswer::Closed)),
        ("REVOKED", Ok(QueryAnswer::Closed)),
        ("SOMETHING_NEW", Err(GatewayFault::Untrusted)),
    ] {
        assert_eq!(
            signed(200, &transaction(state)).await.adapter.query(&of(NUMBER)).await,
            expected,
            "{state}"
        );
    }
}

#[tokio::test]
async fn an_answer_about_other_money_is_not_believed() {
    for (pointer, value) in [
        ("/mchid", json!("1900000002")),
        ("/appid", json!("wxOTHER")),
        ("/out_trade_no", json!("J20260101000002")),
        ("/amount/currency", json!("USD")),
        ("/amount/total", json!(0)),
        ("/transaction_id", Value::Null),
    ] {
        let mut other = transaction("SUCCESS");
        *other.pointer_mut(pointer).unwrap() = value;
        let answer = signed(200, &other).await.adapter.query(&of(NUMBER)).await;
        assert_eq!(answer, Err(GatewayFault::Untrusted), "{pointer}");
    }
}

#[tokio::test]
async fn a_query_names_the_merchant_and_escapes_the_number() {
    let mut asked = refuses(404, "ORDER_NOT_EXIST").await;
    assert_eq!(asked.adapter.query(&of("J|2026*")).await, Ok(QueryAnswer::Unknown));
    let received = asked.server.next().await;
    let line = "GET /v3/pay/transactions/out-trade-no/J%7C2026%2A?mchid=1900000001 HTTP/1.1";
    assert_eq!(received.request_line, line);
    assert_eq!(received.header("content-type"), None);
    assert_eq!(
        refuses(500, "SYSTEM_ERROR").await.adapter.query(&of(NUMBER)).await,
        Err(trouble("SYSTEM_ERROR"))
    );
    assert_eq!(
        refuses(400, "PARAM_ERROR").await.adapter.query(&of(NUMBER)).await,
        Err(refused("PARAM_ERROR"))
    );
}

#[tokio::test]
async fn each_answer_to_a_close_has_its_meaning() {
    assert_eq!(signed(204, &Value::Null).await.adapter.close(&of(NUMBER)).await, Ok(CloseAnswer::Closed));
    for (status, code, expected) in [
        (400, "ORDERPAID", Ok(CloseAnswer::AlreadyPaid)),
        (400, "ORDER_CLOSED", Ok(CloseAnswer::Closed)),
        (404, "ORDER_NOT_EXIST", Ok(CloseAnswer::Closed)),
        (500, "SYSTEM_ERROR", Err(trouble("SYSTEM_ERROR"))),
        (403, "NO_AUTH", Err(refused("NO_AUTH"))),
    ] {
        assert_eq!(refuses(status, code).await.adapter.close(&of(NUMBER)).await, expected, "{code}");
    }
}

#[tokio::test]
async fn an_answer_that_nobody_signed_is_not_believed_whatever_it_says() {
    let paid = transaction("SUCCESS").to_string();
    let unsigned = answered(200, vec![], paid.clone()).await.adapter.query(&of(NUMBER)).await;
    assert_eq!(unsigned, Err(GatewayFault::Untrusted));
    assert_eq!(
        answered(204, vec![], "").await.adapter.close(&of(NUMBER)).await,
        Err(GatewayFault::Untrusted)
    );
    let not_there =
        answered(404, vec![], "{\"code\":\"ORDER_NOT_EXIST\"}").await.adapter.query(&of(NUMBER)).await;
    assert_eq!(not_there, Err(GatewayFault::Untrusted));
    let elsewhere = vec![("location".to_owned(), "/v3/elsewhere".to_owned())];
    assert_eq!(
        answered(302, elsewhere, "").await.adapter.query(&of(NUMBER)).await,
        Err(GatewayFault::Untrusted)
    );
}

#[tokio::test]
async fn trouble_in_front_of_the_gateway_is_unsigned_and_only_means_later() {
    for (status, code) in [(502, "HTTP_502"), (504, "HTTP_504"), (429, "HTTP_429")] {
        let answer = answered(status, vec![], "<html>").await.adapter.query(&of(NUMBER)).await;
        assert_eq!(answer, Err(trouble(code)));
    }
    let forged = signer::headers(b"other bytes");
    let answer = answered(500, forged, "{\"code\":\"SYSTEM_ERROR\"}").await.adapter.query(&of(NUMBER)).await;
    assert_eq!(answer, Err(GatewayFault::Untrusted));
}

#[tokio::test]
async fn a_signature_by_another_key_at_another_time_or_over_other_bytes_is_not_believed() {
    let body = transaction("SUCCESS").to_string();
    let seconds = NOW_MS / 1000;
    let sign = |pair, id, at| signer::headers_by(pair, id, at, body.as_bytes());
    let right = answered(200, sign(&PLATFORM.pair, signer::KEY_ID, seconds - 299), body.clone()).await;
    assert!(right.adapter.query(&of(NUMBER)).await.is_ok());
    for headers in [
        sign(&PLATFORM.pair, "PUB_KEY_ID_OTHER", seconds),
        sign(&NEXT_PLATFORM.pair, signer::KEY_ID, seconds),
        sign(&PLATFORM.pair, signer::KEY_ID, seconds - 300),
        sign(&PLATFORM.pair, signer::KEY_ID, seconds + 300),
        signer::headers(body.replace("990", "991").as_bytes()),
    ] {
        let answer = answered(200, headers, body.clone()).await.adapter.query(&of(NUMBER)).await;
        assert_eq!(answer, Err(GatewayFault::Untrusted));
    }
}

#[tokio::test]
async fn a_signed_answer_without_the_promised_form_is_not_believed() {
    for body in [json!({}), json!({ "code_url": "" }), json!({ "code_url": 7 }), Value::Null] {
        assert_eq!(signed(200, &body).await.adapter.create(&payment()).await, Err(GatewayFault::Untrusted));
    }
    for code in ["", "<script>", &"X".repeat(65)] {
        assert_eq!(refuses(400, code).await.adapter.create(&payment()).await, Err(GatewayFault::Untrusted));
    }
}

#[tokio::test]
async fn a_gateway_that_cannot_be_reached_did_not_answer() {
    assert_eq!(silent_adapter().query(&of(NUMBER)).await, Err(GatewayFault::NoAnswer));
}
