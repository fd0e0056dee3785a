//! What becomes of each answer the gateway can give about a payment.

use domain::{
    money::{Currency, Money},
    order::{Capture, PayWay, PayerAction},
    time::Timestamp,
};
use serde_json::{Value, json};
use services::ports::{
    CloseAnswer, CreateAnswer, CreatePayment, GatewayFault, PaymentGateway as _, QueryAnswer,
};

use crate::support::{
    NOTIFY_URL, NOW_MS, NUMBER, answered, both, keys::MERCHANT, payment, reference, refusal, refused, sealed,
    sign, signed, silent_adapter, trouble,
};

const PRECREATE: &str = "alipay.trade.precreate";
const QUERY: &str = "alipay.trade.query";
const CLOSE: &str = "alipay.trade.close";

#[tokio::test]
async fn a_creation_says_what_the_gateway_wants_and_gives_its_code_back_byte_for_byte() {
    let code = "https://qr.alipay.com/bax03431ljhokirwl38f00a7?a=%2B";
    let answer = json!({ "code": "10000", "msg": "Success", "out_trade_no": NUMBER, "qr_code": code });
    let mut asked = signed(PRECREATE, &answer).await;
    let answer = asked.adapter.create(&payment(PayWay::Code)).await;
    let action = PayerAction::Scan { code_url: code.to_owned() };
    assert_eq!(answer, Ok(CreateAnswer::Open { action, reference: None }));
    let (parameters, content) = asked.next().await;
    let wanted = json!({
        "out_trade_no": NUMBER,
        "total_amount": "9.90",
        "subject": "入会费",
        "time_expire": "2026-01-01 08:15:00",
    });
    assert_eq!(content, wanted);
    for (name, value) in [
        ("app_id", "2026000000000001"),
        ("charset", "utf-8"),
        ("format", "JSON"),
        ("method", PRECREATE),
        ("notify_url", NOTIFY_URL),
        ("sign_type", "RSA2"),
        ("timestamp", "2026-01-01 08:00:00"),
        ("version", "1.0"),
    ] {
        assert!(parameters.contains(&(name.to_owned(), value.to_owned())), "{name}");
    }
    // Signed over everything else that was sent, in order, as it is.
    let signature = &parameters.iter().find(|(name, _)| name == "sign").unwrap().1;
    let pairs = parameters.iter().filter(|(name, _)| name != "sign");
    let text = pairs.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
    assert!(crate::support::verifies(&MERCHANT.public_pem, &text, signature));
}

#[tokio::test]
async fn each_refusal_of_a_creation_has_its_meaning() {
    let hopeless = |code: &str| Ok(CreateAnswer::Refused { code: code.to_owned() });
    for (code, sub_code, expected) in [
        ("40004", "ACQ.TRADE_HAS_SUCCESS", Ok(CreateAnswer::AlreadyPaid)),
        ("40004", "ACQ.TRADE_HAS_CLOSE", Ok(CreateAnswer::Closed)),
        ("40004", "ACQ.CONTEXT_INCONSISTENT", hopeless("ACQ.CONTEXT_INCONSISTENT")),
        ("40004", "ACQ.TOTAL_FEE_EXCEED", hopeless("ACQ.TOTAL_FEE_EXCEED")),
        ("40004", "ACQ.SYSTEM_ERROR", Err(trouble("ACQ.SYSTEM_ERROR"))),
        ("40004", "aop.ACQ.SYSTEM_ERROR", Err(trouble("aop.ACQ.SYSTEM_ERROR"))),
        ("20000", "isp.unknow-error", Err(trouble("isp.unknow-error"))),
        ("10003", "", Err(trouble("10003"))),
        ("40002", "isv.invalid-signature", Err(refused("isv.invalid-signature"))),
        ("40006", "isv.insufficient-isv-permissions", Err(refused("isv.insufficient-isv-permissions"))),
    ] {
        let answer =
            signed(PRECREATE, &refusal(code, sub_code)).await.adapter.create(&payment(PayWay::Code)).await;
        assert_eq!(answer, expected, "{code} {sub_code}");
    }
}

#[tokio::test]
async fn what_the_gateway_would_not_take_is_refused_before_any_call() {
    let right = || payment(PayWay::Code);
    for (wrong, code) in [
        (CreatePayment { amount: Money::new(990, Currency::Usd), ..right() }, "INVALID_AMOUNT"),
        (CreatePayment { amount: Money::new(10_000_000_001, Currency::Cny), ..right() }, "INVALID_AMOUNT"),
        (CreatePayment { number: "J&out=1".to_owned(), ..right() }, "INVALID_NUMBER"),
        (CreatePayment { expires_at: Timestamp::from_unix_ms(i64::MAX), ..right() }, "INVALID_TIME"),
        (CreatePayment { channel: domain::order::Channel::Card, ..right() }, "UNSUPPORTED_WAY"),
        (payment(PayWay::InWallet), "UNSUPPORTED_WAY"),
    ] {
        // Nobody listens there: a call would be a fault.
        let answer = silent_adapter().create(&wrong).await;
        assert_eq!(answer, Ok(CreateAnswer::Refused { code: code.to_owned() }));
    }
}

fn trade(status: &str, more: &[(&str, Value)]) -> Value {
    let mut trade = json!({
        "code": "10000",
        "msg": "Success",
        "out_trade_no": NUMBER,
        "trade_no": "2026010122001400000000000001",
        "trade_status": status,
        "total_amount": "9.9",
        "buyer_pay_amount": "4.90",
        "buyer_logon_id": "a}b{***@test.cn",
    });
    for (name, value) in more {
        trade[*name] = value.clone();
    }
    trade
}

fn paid_at(milliseconds: i64) -> QueryAnswer {
    QueryAnswer::Paid(Capture {
        gateway_transaction: "2026010122001400000000000001".to_owned(),
        amount: Money::new(990, Currency::Cny),
        captured_at: Timestamp::from_unix_ms(milliseconds),
    })
}

#[tokio::test]
async fn each_state_of_a_trade_has_its_meaning() {
    let date = ("send_pay_date", json!("2026-01-01 08:00:00"));
    for (answer, expected) in [
        (trade("TRADE_SUCCESS", std::slice::from_ref(&date)), Ok(paid_at(NOW_MS))),
        (trade("TRADE_FINISHED", std::slice::from_ref(&date)), Ok(paid_at(NOW_MS))),
        // Refunded in full, which looks like given up.
        (trade("TRADE_CLOSED", std::slice::from_ref(&date)), Ok(paid_at(NOW_MS))),
        (trade("TRADE_CLOSED", &[]), Ok(QueryAnswer::Closed)),
        (trade("TRADE_CLOSED", &[("send_pay_date", json!(""))]), Ok(QueryAnswer::Closed)),
        (trade("WAIT_BUYER_PAY", &[]), Ok(QueryAnswer::Waiting)),
        (trade("SOMETHING_NEW", &[]), Err(GatewayFault::Untrusted)),
        (trade("TRADE_SUCCESS", &[("total_amount", json!("9.905"))]), Err(GatewayFault::Untrusted)),
        (trade("TRADE_SUCCESS", &[("total_amount", json!("0.00"))]), Err(GatewayFault::Untrusted)),
        (trade("TRADE_SUCCESS", &[("trade_no", json!(""))]), Err(GatewayFault::Untrusted)),
        (trade("TRADE_SUCCESS", &[("out_trade_no", json!("J2"))]), Err(GatewayFault::Untrusted)),
        (trade("TRADE_SUCCESS", &[("send_pay_date", json!("yesterday"))]), Err(GatewayFault::Untrusted)),
        (refusal("40004", "ACQ.TRADE_NOT_EXIST"), Ok(QueryAnswer::Unknown)),
        (refusal("20000", "isp.unknow-error"), Err(trouble("isp.unknow-error"))),
        (refusal("40004", "ACQ.INVALID_PARAMETER"), Err(refused("ACQ.INVALID_PARAMETER"))),
        (refusal("40004", "<script>"), Err(GatewayFault::Untrusted)),
    ] {
        assert_eq!(signed(QUERY, &answer).await.adapter.query(&reference()).await, expected, "{answer}");
    }
}

#[tokio::test]
async fn money_counts_although_the_gateway_does_not_say_since_when() {
    let answer = signed(QUERY, &trade("TRADE_SUCCESS", &[])).await.adapter.query(&reference()).await;
    // The tests' business clock is ten years ahead.
    let now = Timestamp::from_unix_ms(NOW_MS).plus_days(3650);
    assert_eq!(answer, Ok(paid_at(now.unix_ms())));
}

#[tokio::test]
async fn each_answer_to_a_close_has_its_meaning() {
    let done = json!({ "code": "10000", "msg": "Success", "out_trade_no": NUMBER, "trade_no": "2026" });
    let other = json!({ "code": "10000", "msg": "Success", "out_trade_no": "J2", "trade_no": "2026" });
    for (answer, expected) in [
        (done, Ok(CloseAnswer::Closed)),
        (other, Err(GatewayFault::Untrusted)),
        // Nobody has scanned the code: there is no trade to close.
        (refusal("40004", "ACQ.TRADE_NOT_EXIST"), Ok(CloseAnswer::Closed)),
        (refusal("40004", "ACQ.TRADE_HAS_CLOSE"), Ok(CloseAnswer::Closed)),
        (refusal("40004", "ACQ.TRADE_HAS_SUCCESS"), Ok(CloseAnswer::AlreadyPaid)),
        (refusal("20000", "isp.unknow-error"), Err(trouble("isp.unknow-error"))),
        (refusal("40004", "ACQ.INVALID_PARAMETER"), Err(refused("ACQ.INVALID_PARAMETER"))),
    ] {
        assert_eq!(signed(CLOSE, &answer).await.adapter.close(&reference()).await, expected, "{answer}");
    }
}

#[tokio::test]
async fn a_trade_that_no_longer_waits_is_asked_for_before_a_close_says_anything() {
    let date = ("send_pay_date", json!("2026-01-01 08:00:00"));
    for word in ["ACQ.REASON_TRADE_STATUS_INVALID", "ACQ.REASON_ILLEGAL_STATUS", "ACQ.TRADE_STATUS_ERROR"] {
        for (found, expected) in [
            (trade("TRADE_SUCCESS", std::slice::from_ref(&date)), Ok(CloseAnswer::AlreadyPaid)),
            (trade("TRADE_CLOSED", &[]), Ok(CloseAnswer::Closed)),
            (trade("WAIT_BUYER_PAY", &[]), Err(trouble(word))),
        ] {
            let asked = both((CLOSE, refusal("40004", word)), (QUERY, found)).await;
            assert_eq!(asked.adapter.close(&reference()).await, expected, "{word}");
        }
    }
}

#[tokio::test]
async fn what_nobody_signed_or_another_key_or_other_text_is_not_believed_whatever_it_says() {
    let content = trade("TRADE_SUCCESS", &[]).to_string();
    let body = |content: &str, sign: &str| {
        format!("{{\"alipay_trade_query_response\":{content},\"sign\":\"{sign}\"}}")
    };
    let right = sealed(QUERY, &content);
    assert!(answered(200, right.clone()).await.adapter.query(&reference()).await.is_ok());
    for untrusted in [
        format!("{{\"alipay_trade_query_response\":{content}}}"),
        body(&content, ""),
        body(&content, "not base64"),
        body(&content, &sign(&MERCHANT.pair, &content)),
        right.replace("9.9", "9.8"),
        // The same JSON, written otherwise.
        right.replace("\"code\":", "\"code\": "),
        right.replace("trade_query", "trade_close"),
        sealed(CLOSE, &content),
        String::new(),
        "<html>".to_owned(),
    ] {
        let answer = answered(200, untrusted.clone()).await.adapter.query(&reference()).await;
        assert_eq!(answer, Err(GatewayFault::Untrusted), "{untrusted}");
    }
    // Signed before its slashes were escaped, as some answers are.
    let plain = content.replace("a}b{", "a/b");
    let escaped = sealed(QUERY, &plain).replacen("a/b", "a\\/b", 1);
    assert!(answered(200, escaped).await.adapter.query(&reference()).await.is_ok());
}

#[tokio::test]
async fn trouble_in_front_of_the_gateway_is_unsigned_and_only_means_later() {
    for (status, code) in [(502, "HTTP_502"), (429, "HTTP_429")] {
        assert_eq!(answered(status, "<html>").await.adapter.query(&reference()).await, Err(trouble(code)));
    }
    let later = "{\"error_response\":{\"code\":\"20000\",\"sub_code\":\"isp.unknow-error\"}}";
    let answer = answered(200, later).await.adapter.query(&reference()).await;
    assert_eq!(answer, Err(trouble("isp.unknow-error")));
    for body in ["{\"error_response\":{\"code\":\"40002\",\"sub_code\":\"isv.invalid-app-id\"}}", "{}"] {
        let answer = answered(200, body).await.adapter.query(&reference()).await;
        assert_eq!(answer, Err(GatewayFault::Untrusted));
    }
    assert_eq!(answered(302, "").await.adapter.query(&reference()).await, Err(GatewayFault::Untrusted));
    assert_eq!(silent_adapter().query(&reference()).await, Err(GatewayFault::NoAnswer));
}
