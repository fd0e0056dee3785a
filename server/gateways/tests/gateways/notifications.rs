//! Notifications that are rightly signed, and what they say.

use domain::{money::Money, time::Timestamp};
use gateways::wechat_pay::PlatformKey;
use serde_json::{Value, json};
use services::ports::{Notification, NotificationRefused, PaymentGateway as _, RefundAnswer};

use super::support::{
    APPID, MCHID, NOW_MS, adapter, config,
    keys::{NEXT_PLATFORM, PLATFORM},
    signer, silent_adapter, with_headers,
};

type Outcome = Result<Notification, NotificationRefused>;

fn parse(body: &[u8]) -> Outcome {
    let now = Timestamp::from_unix_ms(NOW_MS);
    with_headers(&signer::headers(body), |headers| silent_adapter().parse_notification(headers, body, now))
}

/// A transaction as it should be, then changed at some places.
fn told(changes: &[(&str, Value)]) -> Outcome {
    let mut transaction = json!({
        "appid": APPID,
        "mchid": MCHID,
        "out_trade_no": "J20260101000001",
        "transaction_id": "4200000000202601010000000001",
        "trade_state": "SUCCESS",
        "success_time": "2026-01-01T08:00:00+08:00",
        "amount": { "total": 990, "payer_total": 990, "currency": "CNY" },
    });
    for (pointer, value) in changes {
        *transaction.pointer_mut(pointer).unwrap() = value.clone();
    }
    parse(&signer::notification("TRANSACTION.SUCCESS", "transaction", &transaction))
}

fn captured(outcome: Outcome) -> Money {
    match outcome {
        Ok(Notification::Paid { capture, .. }) => capture.amount,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_captured_amount_is_the_orders_total_even_when_a_coupon_paid_a_part() {
    let amount = captured(told(&[("/amount/payer_total", json!(490))]));
    assert_eq!(amount, Money::new(990, domain::money::Currency::Cny));
}

#[test]
fn a_transaction_that_is_not_a_capture_in_yuan_is_refused() {
    for (pointer, value) in [
        ("/trade_state", json!("REFUND")),
        ("/trade_state", json!("NOTPAY")),
        ("/amount/currency", json!("USD")),
        ("/amount/total", json!(0)),
        ("/amount/total", json!(-990)),
        ("/amount/total", json!(9.9)),
        ("/amount/total", json!("990")),
        ("/amount", Value::Null),
        ("/success_time", json!("yesterday")),
        ("/success_time", Value::Null),
        ("/transaction_id", json!("")),
        ("/out_trade_no", Value::Null),
    ] {
        assert_eq!(told(&[(pointer, value)]), Err(NotificationRefused::Malformed), "{pointer}");
    }
}

#[test]
fn other_peoples_money_is_refused() {
    for pointer in ["/mchid", "/appid"] {
        assert_eq!(told(&[(pointer, json!("1900000002"))]), Err(NotificationRefused::OtherMerchant));
    }
}

#[test]
fn the_associated_data_may_be_empty_or_absent_and_is_part_of_the_seal() {
    let document = json!({ "mchid": MCHID, "out_refund_no": "R1", "refund_status": "PROCESSING" });
    let empty = signer::notification("REFUND.SUCCESS", "", &document);
    assert!(parse(&empty).is_ok());
    let mut absent: Value = serde_json::from_slice(&empty).unwrap();
    absent["resource"].as_object_mut().unwrap().remove("associated_data");
    assert!(parse(absent.to_string().as_bytes()).is_ok());
    let mut other: Value = serde_json::from_slice(&empty).unwrap();
    other["resource"]["associated_data"] = json!("transaction");
    assert_eq!(parse(other.to_string().as_bytes()), Err(NotificationRefused::Malformed));
}

#[test]
fn a_refunds_end_is_told_with_our_number() {
    let at = Timestamp::from_unix_ms(NOW_MS);
    for (event, status, answer) in [
        ("REFUND.SUCCESS", "SUCCESS", RefundAnswer::Succeeded { at }),
        ("REFUND.ABNORMAL", "ABNORMAL", RefundAnswer::Abnormal),
        ("REFUND.CLOSED", "CLOSED", RefundAnswer::Refused { code: "CLOSED".to_owned() }),
    ] {
        let document = json!({
            "mchid": MCHID,
            "out_trade_no": "J20260101000001",
            "out_refund_no": "R20260101000001",
            "refund_status": status,
            "success_time": "2026-01-01T08:00:00+08:00",
            "amount": { "total": 990, "refund": 990, "payer_total": 990, "payer_refund": 990 },
        });
        let expected = Notification::Refund {
            event_id: "EV-1".to_owned(),
            refund_number: "R20260101000001".to_owned(),
            answer,
        };
        assert_eq!(parse(&signer::notification(event, "refund", &document)), Ok(expected));
    }
}

#[test]
fn a_refund_of_another_merchant_is_refused() {
    let document = json!({ "mchid": "1900000002", "out_refund_no": "R1", "refund_status": "ABNORMAL" });
    let body = signer::notification("REFUND.ABNORMAL", "refund", &document);
    assert_eq!(parse(&body), Err(NotificationRefused::OtherMerchant));
}

#[test]
fn an_event_we_do_not_act_on_is_ignored_by_its_name() {
    let body = signer::notification("COUPON.USE", "coupon", &json!({}));
    assert_eq!(parse(&body), Ok(Notification::Ignored { event_id: "EV-1".to_owned() }));
}

#[test]
fn a_signed_body_without_the_promised_form_is_refused() {
    for body in ["", "[]", "{}", "{\"id\":\"\",\"event_type\":\"X\",\"resource\":{}}", "支付成功"] {
        assert_eq!(parse(body.as_bytes()), Err(NotificationRefused::Malformed), "{body}");
    }
    let document = json!({ "mchid": MCHID, "out_refund_no": "R1", "refund_status": "ABNORMAL" });
    let mut plain: Value =
        serde_json::from_slice(&signer::notification("REFUND.ABNORMAL", "refund", &document)).unwrap();
    plain["resource"]["algorithm"] = json!("NONE");
    assert_eq!(parse(plain.to_string().as_bytes()), Err(NotificationRefused::Malformed));
}

#[test]
fn bytes_cannot_move_from_the_body_into_the_nonce() {
    // Both readings have the same signed text; only one of them was meant.
    let document = signer::notification("COUPON.USE", "coupon", &json!({}));
    let signed_body = [b"first line\n", &*document].concat();
    let mut headers = signer::headers(&signed_body);
    let nonce = headers.iter_mut().find(|(name, _)| name == "wechatpay-nonce").unwrap();
    nonce.1.push_str("\nfirst line");
    let now = Timestamp::from_unix_ms(NOW_MS);
    let outcome =
        with_headers(&headers, |headers| silent_adapter().parse_notification(headers, &document, now));
    assert_eq!(outcome, Err(NotificationRefused::Headers));
}

#[test]
fn while_the_gateway_rotates_its_key_both_are_accepted_each_under_its_own_name() {
    let mut config = config("http://127.0.0.1:9");
    let next =
        PlatformKey { id: "PUB_KEY_ID_NEXT".to_owned(), public_key_pem: NEXT_PLATFORM.public_pem.clone() };
    config.platform_keys.push(next);
    let adapter = adapter(config);
    let body = signer::notification("COUPON.USE", "coupon", &json!({}));
    let signed = |pair, key_id| {
        let headers = signer::headers_by(pair, key_id, NOW_MS / 1000, &body);
        with_headers(&headers, |headers| {
            adapter.parse_notification(headers, &body, Timestamp::from_unix_ms(NOW_MS))
        })
    };
    assert!(signed(&PLATFORM.pair, signer::KEY_ID).is_ok());
    assert!(signed(&NEXT_PLATFORM.pair, "PUB_KEY_ID_NEXT").is_ok());
    assert_eq!(signed(&PLATFORM.pair, "PUB_KEY_ID_NEXT"), Err(NotificationRefused::Signature));
    assert_eq!(signed(&NEXT_PLATFORM.pair, signer::KEY_ID), Err(NotificationRefused::Signature));
}
