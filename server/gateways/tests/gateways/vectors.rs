//! The notification that foreign software made, and what one changed byte does to it.

use std::sync::LazyLock;

use domain::{
    money::{Currency, Money},
    order::Capture,
    time::Timestamp,
};
use gateways::wechat_pay::{PlatformKey, WechatPay, WechatPayConfig};
use proptest::prelude::*;
use serde_json::Value;
use services::ports::{Notification, NotificationRefused, PaymentGateway as _};

use super::support::{NOW_MS, adapter, config, with_headers};

type Headers = Vec<(String, String)>;
type Outcome = Result<Notification, NotificationRefused>;

static VECTOR: LazyLock<Value> = LazyLock::new(|| {
    let vectors: Value = serde_json::from_str(include_str!("../vectors/vectors.json")).unwrap();
    vectors["wechat_notify"].clone()
});

static ADAPTER: LazyLock<WechatPay> = LazyLock::new(|| adapter(merchant()));

/// The merchant of the vectors.
fn merchant() -> WechatPayConfig {
    let platform_key = PlatformKey {
        id: "PUB_KEY_ID_TEST01".to_owned(),
        public_key_pem: include_str!("../vectors/wx_platform.pub.pem").to_owned(),
    };
    WechatPayConfig { platform_keys: vec![platform_key], ..config("http://127.0.0.1:9") }
}

fn headers() -> Headers {
    let headers = VECTOR["headers"].as_object().unwrap();
    headers.iter().map(|(name, value)| (name.to_lowercase(), value.as_str().unwrap().to_owned())).collect()
}

fn body() -> Vec<u8> {
    VECTOR["body"].as_str().unwrap().as_bytes().to_vec()
}

fn set(headers: &mut Headers, name: &str, value: &str) {
    headers.iter_mut().find(|(known, _)| known == name).unwrap().1 = value.to_owned();
}

fn parse(adapter: &WechatPay, headers: &Headers, body: &[u8], now_ms: i64) -> Outcome {
    with_headers(headers, |headers| {
        adapter.parse_notification(headers, body, Timestamp::from_unix_ms(now_ms))
    })
}

#[test]
fn the_foreign_notification_is_read() {
    let capture = Capture {
        gateway_transaction: "4200000000202601010000000001".to_owned(),
        amount: Money::new(990, Currency::Cny),
        captured_at: Timestamp::from_unix_ms(1_767_225_660_000),
    };
    let paid = Notification::Paid {
        event_id: "EV-2026010100000001".to_owned(),
        number: "J20260101000001".to_owned(),
        capture,
    };
    assert_eq!(parse(&ADAPTER, &headers(), &body(), NOW_MS), Ok(paid));
}

#[test]
fn a_probe_fails_although_its_signature_is_right_behind_the_prefix() {
    let mut headers = headers();
    let probe = format!("WECHATPAY/SIGNTEST/{}", VECTOR["headers"]["Wechatpay-Signature"].as_str().unwrap());
    set(&mut headers, "wechatpay-signature", &probe);
    assert_eq!(parse(&ADAPTER, &headers, &body(), NOW_MS), Err(NotificationRefused::Signature));
}

#[test]
fn a_shifted_timestamp_fails() {
    let mut headers = headers();
    set(&mut headers, "wechatpay-timestamp", "1767225601");
    assert_eq!(parse(&ADAPTER, &headers, &body(), NOW_MS), Err(NotificationRefused::Signature));
}

#[test]
fn a_key_we_do_not_know_fails() {
    let mut headers = headers();
    set(&mut headers, "wechatpay-serial", "PUB_KEY_ID_TEST02");
    assert_eq!(parse(&ADAPTER, &headers, &body(), NOW_MS), Err(NotificationRefused::UnknownKey));
}

#[test]
fn the_merchants_own_key_does_not_verify_for_the_gateway() {
    let mut config = merchant();
    config.platform_keys[0].public_key_pem = include_str!("../vectors/wx_merchant.pub.pem").to_owned();
    let adapter = adapter(config);
    assert_eq!(parse(&adapter, &headers(), &body(), NOW_MS), Err(NotificationRefused::Signature));
}

#[test]
fn another_merchants_and_another_applications_money_is_refused() {
    let other_merchant = adapter(WechatPayConfig { mchid: "1900000002".to_owned(), ..merchant() });
    let other_application = adapter(WechatPayConfig { appid: "wxOTHER".to_owned(), ..merchant() });
    for adapter in [other_merchant, other_application] {
        assert_eq!(parse(&adapter, &headers(), &body(), NOW_MS), Err(NotificationRefused::OtherMerchant));
    }
}

#[test]
fn another_secret_does_not_open_it() {
    let config = WechatPayConfig { apiv3_key: gateways::Secret::new("f".repeat(32)), ..merchant() };
    assert_eq!(parse(&adapter(config), &headers(), &body(), NOW_MS), Err(NotificationRefused::Malformed));
}

#[test]
fn it_is_taken_within_five_minutes_either_way_and_no_longer() {
    for fresh_ms in [NOW_MS - 299_999, NOW_MS + 299_999] {
        assert!(parse(&ADAPTER, &headers(), &body(), fresh_ms).is_ok());
    }
    for stale_ms in [NOW_MS - 300_000, NOW_MS + 300_000, 0, i64::MAX, i64::MIN] {
        assert_eq!(parse(&ADAPTER, &headers(), &body(), stale_ms), Err(NotificationRefused::Age));
    }
}

#[test]
fn a_missing_or_malformed_header_is_named_as_such() {
    for name in ["wechatpay-timestamp", "wechatpay-nonce", "wechatpay-serial", "wechatpay-signature"] {
        let without: Headers = headers().into_iter().filter(|(known, _)| known != name).collect();
        assert_eq!(parse(&ADAPTER, &without, &body(), NOW_MS), Err(NotificationRefused::Headers), "{name}");
    }
    for (name, value) in [
        ("wechatpay-timestamp", "+1767225600"),
        ("wechatpay-timestamp", ""),
        ("wechatpay-nonce", "NONCE\n{\"id\":1}"),
        ("wechatpay-signature-type", "WECHATPAY2-SM2-WITH-SM3"),
    ] {
        let mut malformed = headers();
        set(&mut malformed, name, value);
        assert_eq!(
            parse(&ADAPTER, &malformed, &body(), NOW_MS),
            Err(NotificationRefused::Headers),
            "{value}"
        );
    }
}

proptest! {
    #[test]
    fn one_changed_byte_of_the_body_fails(position in any::<prop::sample::Index>(), change in 1u8..) {
        let mut body = body();
        let position = position.index(body.len());
        body[position] ^= change;
        prop_assert_eq!(parse(&ADAPTER, &headers(), &body, NOW_MS), Err(NotificationRefused::Signature));
    }

    #[test]
    fn one_byte_more_or_less_of_the_body_fails(position in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut longer = body();
        longer.insert(position.index(longer.len() + 1), byte);
        // Inserting a byte beside its equal changes the body as well: it is longer.
        prop_assert_eq!(parse(&ADAPTER, &headers(), &longer, NOW_MS), Err(NotificationRefused::Signature));
        let mut shorter = body();
        shorter.remove(position.index(shorter.len()));
        prop_assert_eq!(parse(&ADAPTER, &headers(), &shorter, NOW_MS), Err(NotificationRefused::Signature));
    }

    #[test]
    fn one_changed_byte_of_the_nonce_fails(position in any::<prop::sample::Index>(), byte in b'!'..=b'~') {
        let nonce = VECTOR["headers"]["Wechatpay-Nonce"].as_str().unwrap();
        let mut changed = nonce.as_bytes().to_vec();
        let position = position.index(changed.len());
        prop_assume!(changed[position] != byte);
        changed[position] = byte;
        let mut headers = headers();
        set(&mut headers, "wechatpay-nonce", std::str::from_utf8(&changed).unwrap());
        prop_assert_eq!(parse(&ADAPTER, &headers, &body(), NOW_MS), Err(NotificationRefused::Signature));
    }

    #[test]
    fn another_timestamp_fails_even_when_the_clock_agrees_with_it(seconds in 0i64..4_000_000_000) {
        prop_assume!(seconds != NOW_MS / 1000);
        let mut headers = headers();
        set(&mut headers, "wechatpay-timestamp", &seconds.to_string());
        prop_assert_eq!(parse(&ADAPTER, &headers, &body(), seconds * 1000), Err(NotificationRefused::Signature));
    }

    #[test]
    fn one_changed_byte_of_the_signature_fails(position in any::<prop::sample::Index>(), byte in b'!'..=b'~') {
        let mut changed = VECTOR["headers"]["Wechatpay-Signature"].as_str().unwrap().as_bytes().to_vec();
        let position = position.index(changed.len());
        prop_assume!(changed[position] != byte);
        changed[position] = byte;
        let mut headers = headers();
        set(&mut headers, "wechatpay-signature", std::str::from_utf8(&changed).unwrap());
        prop_assert_eq!(parse(&ADAPTER, &headers, &body(), NOW_MS), Err(NotificationRefused::Signature));
    }
}
