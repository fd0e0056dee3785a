//! A gateway of one script, and its side of the cryptography, written for the tests.

use std::sync::Arc;

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::KeyPair,
    signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::{
    money::{Currency, Money},
    order::{Channel, PayWay},
    time::Timestamp,
};
use gateways::{
    Secret,
    alipay::{Alipay, AlipayConfig, AlipayTrust},
};
use reqwest::Url;
use serde_json::{Value, json};
use services::ports::{CreatePayment, GatewayFault, PaymentReference};

#[path = "../gateways/support/fixed.rs"]
pub mod fixed;
#[path = "../gateways/support/keys.rs"]
#[expect(dead_code, reason = "the keys are made for another suite, which needs more of them")]
pub mod keys;
#[path = "../gateways/support/server.rs"]
#[expect(dead_code, reason = "the small server is written for another suite, which needs more of it")]
pub mod server;

use fixed::Fixed;
use keys::{MERCHANT, PLATFORM};
use server::{Received, Script, Server};

/// The moment of the test vectors: 2026-01-01T00:00:00Z, in milliseconds.
pub const NOW_MS: i64 = 1_767_225_600_000;
pub const APP_ID: &str = "2026000000000001";
pub const SELLER_ID: &str = "2088000000000002";
pub const NOTIFY_URL: &str = "https://shop.test/notify/alipay";
pub const NUMBER: &str = "J20260101000001";

pub fn config(base_url: &str) -> AlipayConfig {
    AlipayConfig {
        base_url: base_url.to_owned(),
        app_id: APP_ID.to_owned(),
        seller_id: SELLER_ID.to_owned(),
        ways: vec![PayWay::Code, PayWay::Page, PayWay::Phone],
        app_private_key_pem: Secret::new(MERCHANT.private_pem.clone()),
        trust: AlipayTrust::Keys { alipay: PLATFORM.public_pem.clone() },
        notify_url: NOTIFY_URL.to_owned(),
    }
}

/// An adapter whose clock stands at [`NOW_MS`].
pub fn adapter(config: AlipayConfig) -> Alipay {
    Alipay::new(config, Arc::new(Fixed(NOW_MS))).unwrap()
}

/// An adapter that asks nobody.
pub fn silent_adapter() -> Alipay {
    adapter(config("http://127.0.0.1:9"))
}

pub fn sign(pair: &KeyPair, text: &str) -> String {
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature).unwrap();
    BASE64_STANDARD.encode(signature)
}

pub fn verifies(public_pem: &str, text: &str, signature: &str) -> bool {
    let key = pem::parse(public_pem).unwrap().into_contents();
    let signature = BASE64_STANDARD.decode(signature).unwrap();
    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key).verify(text.as_bytes(), &signature).is_ok()
}

/// The decoded parameters of a query or a form.
pub fn pairs(query: &str) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> =
        Url::parse(&format!("http://form/?{query}")).unwrap().query_pairs().into_owned().collect();
    pairs.sort();
    pairs
}

/// An adapter whose gateway gives one answer to everything.
pub struct Asked {
    pub adapter: Alipay,
    pub server: Server,
}

impl Asked {
    /// The next request: its method, and its content.
    pub async fn next(&mut self) -> (Vec<(String, String)>, Value) {
        let received = self.server.next().await;
        let query = received.request_line.split(' ').nth(1).unwrap().split_once('?').unwrap().1.to_owned();
        let mut all = pairs(&query);
        all.extend(pairs(&String::from_utf8(received.body).unwrap()));
        all.sort();
        let content = all.iter().find(|(name, _)| name == "biz_content").unwrap().1.clone();
        (all, serde_json::from_str(&content).unwrap())
    }
}

/// The gateway answers with these very bytes.
pub async fn answered(status: u16, body: impl Into<Vec<u8>>) -> Asked {
    let body = body.into();
    let script = move |_: &Received| Script::Answer { status, headers: vec![], body: body.clone() };
    let server = Server::start(script).await;
    Asked { adapter: adapter(config(&server.base_url)), server }
}

/// The text of a signed answer.
pub fn sealed(method: &str, content: &str) -> String {
    let name = method.replace('.', "_");
    format!("{{\"{name}_response\":{content},\"sign\":\"{}\"}}", sign(&PLATFORM.pair, content))
}

/// The gateway answers a method with this, rightly signed.
pub async fn signed(method: &str, content: &Value) -> Asked {
    answered(200, sealed(method, &content.to_string())).await
}

/// The gateway answers two methods, each rightly signed; anything else with nothing.
pub async fn both(first: (&'static str, Value), second: (&'static str, Value)) -> Asked {
    let script = move |received: &Received| {
        let said = |(method, content): &(&str, Value)| {
            let named = format!("method={method}&");
            received.request_line.contains(&named).then(|| sealed(method, &content.to_string()))
        };
        let body = said(&first).or_else(|| said(&second)).unwrap_or_default().into_bytes();
        Script::Answer { status: 200, headers: vec![], body }
    };
    let server = Server::start(script).await;
    Asked { adapter: adapter(config(&server.base_url)), server }
}

pub fn refusal(code: &str, sub_code: &str) -> Value {
    json!({ "code": code, "msg": "Business Failed", "sub_code": sub_code, "sub_msg": "业务失败" })
}

pub fn payment(way: PayWay) -> CreatePayment {
    CreatePayment {
        number: NUMBER.to_owned(),
        description: "入会费".to_owned(),
        amount: Money::new(990, Currency::Cny),
        expires_at: Timestamp::from_unix_ms(NOW_MS + 900_999),
        channel: Channel::Alipay,
        way,
        payer: None,
        return_url: "https://shop.test/o/J1".to_owned(),
        client_address: "203.0.113.7".to_owned(),
        language: "zh",
    }
}

pub fn reference() -> PaymentReference {
    PaymentReference { number: NUMBER.to_owned(), reference: None }
}

pub fn trouble(code: &str) -> GatewayFault {
    GatewayFault::Trouble { code: code.to_owned() }
}

pub fn refused(code: &str) -> GatewayFault {
    GatewayFault::Refused { code: code.to_owned() }
}
