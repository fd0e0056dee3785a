//! Notifications that are rightly signed, and what they say.

use std::collections::BTreeMap;

use domain::{
    money::{Currency, Money},
    order::Capture,
    time::Timestamp,
};
use reqwest::Url;
use services::ports::{
    Notification, NotificationHeaders, NotificationRefused, PaymentGateway as _, RefundAnswer,
};

use crate::support::{
    APP_ID, NOW_MS, NUMBER, SELLER_ID, keys::MERCHANT, keys::PLATFORM, sign, silent_adapter,
};

type Outcome = Result<Notification, NotificationRefused>;

fn parse(body: &str) -> Outcome {
    silent_adapter().parse_notification(
        NotificationHeaders(&[]),
        body.as_bytes(),
        Timestamp::from_unix_ms(NOW_MS),
    )
}

fn form<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    Url::parse_with_params("http://form/", pairs).unwrap().query().unwrap().to_owned()
}

/// A payment's notification as it should be, then changed at some places.
fn parameters<'a>(changes: &[(&'a str, &'a str)]) -> BTreeMap<&'a str, &'a str> {
    let mut all = BTreeMap::from([
        ("app_id", APP_ID),
        ("seller_id", SELLER_ID),
        ("notify_id", "2026010100222"),
        ("notify_type", "trade_status_sync"),
        ("out_trade_no", NUMBER),
        ("trade_no", "2026010122001400000000000001"),
        ("trade_status", "TRADE_SUCCESS"),
        ("total_amount", "9.9"),
        ("subject", "入会费 50% off + gift"),
        ("gmt_payment", "2026-01-01 08:00:00"),
    ]);
    all.extend(changes.iter().copied());
    all
}

fn told(changes: &[(&str, &str)]) -> Outcome {
    let all = parameters(changes);
    let text = all.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
    let signature = sign(&PLATFORM.pair, &text);
    parse(&form(all.into_iter().chain([("sign", signature.as_str()), ("sign_type", "RSA2")])))
}

fn event_id() -> String {
    "2026010100222".to_owned()
}

fn paid() -> Notification {
    let capture = Capture {
        gateway_transaction: "2026010122001400000000000001".to_owned(),
        amount: Money::new(990, Currency::Cny),
        captured_at: Timestamp::from_unix_ms(NOW_MS),
    };
    Notification::Paid { event_id: event_id(), number: NUMBER.to_owned(), capture }
}

fn ask() -> Notification {
    Notification::Ask { event_id: event_id(), number: NUMBER.to_owned() }
}

fn refunded() -> Notification {
    let answer = RefundAnswer::Succeeded { at: Timestamp::from_unix_ms(NOW_MS + 1_000) };
    Notification::Refund { event_id: event_id(), refund_number: "R1".to_owned(), answer }
}

#[test]
fn each_status_has_its_meaning_and_closed_has_two() {
    let back = [("refund_fee", "9.90"), ("gmt_refund", "2026-01-01 08:00:01.123"), ("out_biz_no", "R1")];
    let with =
        |status, more: &[(&'static str, &'static str)]| told(&[&[("trade_status", status)], more].concat());
    assert_eq!(with("TRADE_SUCCESS", &[]), Ok(paid()));
    // Some money went back.
    assert_eq!(with("TRADE_SUCCESS", &back), Ok(refunded()));
    // The first success for some sellers, the second for others.
    assert_eq!(with("TRADE_FINISHED", &[]), Ok(paid()));
    // All of it went back, or it was never paid: the same word.
    assert_eq!(with("TRADE_CLOSED", &back), Ok(refunded()));
    assert_eq!(with("TRADE_CLOSED", &[]), Ok(ask()));
    // Refunded by somebody else's hand.
    assert_eq!(with("TRADE_CLOSED", &back[..2]), Ok(ask()));
    assert_eq!(with("TRADE_CLOSED", &back[..1]), Ok(ask()));
    assert_eq!(with("WAIT_BUYER_PAY", &[]), Ok(Notification::Ignored { event_id: event_id() }));
    assert_eq!(with("SOMETHING_NEW", &[]), Err(NotificationRefused::Malformed));
}

#[test]
fn other_kinds_of_news_are_ignored_and_other_sellers_refused() {
    let other = told(&[("notify_type", "open_app_auth_notify")]);
    assert_eq!(other, Ok(Notification::Ignored { event_id: event_id() }));
    for (name, value) in
        [("app_id", "2026000000000002"), ("seller_id", "2088000000000003"), ("seller_id", "")]
    {
        assert_eq!(told(&[(name, value)]), Err(NotificationRefused::OtherMerchant), "{name}");
    }
}

#[test]
fn a_signed_notification_without_the_promised_form_is_refused() {
    for change in [
        ("notify_id", ""),
        ("out_trade_no", ""),
        ("trade_no", ""),
        ("total_amount", ""),
        ("total_amount", "9.901"),
        ("total_amount", "-9.90"),
        ("total_amount", "0"),
        ("gmt_payment", "just now"),
    ] {
        assert_eq!(told(&[change]), Err(NotificationRefused::Malformed), "{change:?}");
    }
}

#[test]
fn without_the_right_signature_nothing_is_believed() {
    let all = parameters(&[]);
    let text = all.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
    let right = sign(&PLATFORM.pair, &text);
    let with =
        |sign: &str, kind: &str| form(all.clone().into_iter().chain([("sign", sign), ("sign_type", kind)]));
    assert_eq!(parse(&with(&right, "RSA2")), Ok(paid()));
    assert_eq!(parse(&with(&sign(&MERCHANT.pair, &text), "RSA2")), Err(NotificationRefused::Signature));
    assert_eq!(parse(&with("", "RSA2")), Err(NotificationRefused::Signature));
    // The older scheme, which nobody agreed to.
    assert_eq!(parse(&with(&right, "RSA")), Err(NotificationRefused::Headers));
    assert_eq!(parse(&form(all.clone())), Err(NotificationRefused::Headers));
    // Decoded twice it would be another text; said twice, it would be anybody's guess.
    assert_eq!(parse(&with(&right, "RSA2").replace("50%25", "50%2525")), Err(NotificationRefused::Signature));
    let twice = format!("{}&out_trade_no=J2", with(&right, "RSA2"));
    assert_eq!(parse(&twice), Err(NotificationRefused::Malformed));
    assert_eq!(parse(&format!("{}&more=1", with(&right, "RSA2"))), Err(NotificationRefused::Signature));
    assert_eq!(parse("{}"), Err(NotificationRefused::Malformed));
}
