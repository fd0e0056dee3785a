//! What the tests share: clocks, keys, a gateway of one script, and a running sandbox.

pub mod fixed;
pub mod keys;
pub mod ports;
pub mod running_sandbox;
pub mod server;
pub mod signer;

use std::sync::Arc;

use domain::{
    money::{Currency, Money},
    order::{Channel, PayWay},
    time::Timestamp,
};
use gateways::{
    Secret,
    wechat_pay::{MiniProgram, PlatformKey, SignIn, WechatPay, WechatPayConfig},
};
use services::ports::{CreatePayment, NotificationHeaders, PaymentReference};

use self::{fixed::Fixed, ports::Draws};

/// The moment of the test vectors: 2026-01-01T00:00:00Z, in milliseconds.
pub const NOW_MS: i64 = 1_767_225_600_000;
pub const MCHID: &str = "1900000001";
pub const APPID: &str = "wxTESTAPPID";
pub const MINI_APPID: &str = "wxTESTMINI";
pub const MINI_APP_SECRET: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
pub const APP_SECRET: &str = "f0e1d2c3b4a5968778695a4b3c2d1e0f";
pub const SERIAL: &str = "TESTSERIAL01";
pub const APIV3_KEY: &str = "0123456789abcdef0123456789abcdef";
pub const NOTIFY_URL: &str = "https://shop.test/notify/wechat";

/// A merchant whose gateway is at `base_url` and signs with the key `signer::KEY_ID`.
pub fn config(base_url: &str) -> WechatPayConfig {
    WechatPayConfig {
        base_url: base_url.to_owned(),
        mchid: MCHID.to_owned(),
        appid: APPID.to_owned(),
        mini_appid: Some(MINI_APPID.to_owned()),
        ways: vec![PayWay::Code, PayWay::Phone, PayWay::InWallet, PayWay::MiniProgram],
        sign_in: Some(SignIn {
            app_secret: Secret::new(APP_SECRET),
            browser_url: "https://open.weixin.qq.com".to_owned(),
            api_url: base_url.to_owned(),
        }),
        mini_program: Some(MiniProgram {
            app_secret: Secret::new(MINI_APP_SECRET),
            api_url: base_url.to_owned(),
            page: "/pages/pay/pay".to_owned(),
        }),
        merchant_serial: SERIAL.to_owned(),
        merchant_private_key_pem: Secret::new(keys::MERCHANT.private_pem.clone()),
        platform_keys: vec![PlatformKey {
            id: signer::KEY_ID.to_owned(),
            public_key_pem: keys::PLATFORM.public_pem.clone(),
        }],
        certificates: false,
        apiv3_key: Secret::new(APIV3_KEY),
        notify_url: NOTIFY_URL.to_owned(),
    }
}

/// A payment of ¥9.90 by a code, payable for a quarter of an hour from [`NOW_MS`].
pub fn payment(number: &str) -> CreatePayment {
    CreatePayment {
        number: number.to_owned(),
        description: "入会费".to_owned(),
        amount: Money::new(990, Currency::Cny),
        expires_at: Timestamp::from_unix_ms(NOW_MS + 900_999),
        channel: Channel::WechatPay,
        way: PayWay::Code,
        payer: None,
        return_url: "https://shop.test/o/1?a=b".to_owned(),
        client_address: "203.0.113.7".to_owned(),
        language: "zh",
    }
}

/// A payment by our number, which is how WeChat Pay is asked.
pub fn of(number: &str) -> PaymentReference {
    PaymentReference { number: number.to_owned(), reference: None }
}

/// An adapter whose clock stands at [`NOW_MS`].
pub fn adapter(config: WechatPayConfig) -> WechatPay {
    WechatPay::new(config, Arc::new(Fixed(NOW_MS)), Arc::new(Draws)).unwrap()
}

/// An adapter that asks nobody.
pub fn silent_adapter() -> WechatPay {
    adapter(config("http://127.0.0.1:9"))
}

/// Runs `with` on headers in the port's form.
pub fn with_headers<T>(headers: &[(String, String)], with: impl FnOnce(NotificationHeaders<'_>) -> T) -> T {
    let borrowed: Vec<(&str, &str)> =
        headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    with(NotificationHeaders(&borrowed))
}
