//! A Stripe of one script, and an account at it.

use std::{collections::BTreeSet, sync::Arc};

use aws_lc_rs::hmac;
use domain::{
    money::{Currency, Money},
    order::{Capture, Channel, PayWay},
    time::Timestamp,
};
use gateways::{
    Secret,
    stripe::{StripeConfig, StripePayments, StripePaymentsConfig},
};
use reqwest::Url;
use serde_json::{Value, json};
use services::ports::{
    Clock, CreatePayment, Notification, NotificationHeaders, NotificationRefused, PaymentGateway as _,
    PaymentReference, RefundRequest,
};

#[path = "../gateways/support/server.rs"]
#[expect(dead_code, reason = "the small server is written for another suite, which needs more of it")]
pub mod server;

use server::{Received, Script, Server};

/// 2026-01-01T00:00:00Z, the moment of the test vectors.
pub const NOW: Timestamp = Timestamp::from_unix_ms(1_767_225_600_000);
pub const NUMBER: &str = "J2026";
pub const SESSION: &str = "cs_test_a1";
pub const INTENT: &str = "pi_3x";
pub const SECRET: &str = "whsec_testsecret";

struct Fixed;

impl Clock for Fixed {
    fn business(&self) -> Timestamp {
        NOW
    }

    fn system(&self) -> Timestamp {
        NOW
    }
}

pub fn config(base_url: &str) -> StripePaymentsConfig {
    StripePaymentsConfig {
        account: StripeConfig {
            base_url: base_url.to_owned(),
            secret_key: Secret::new("sk_test_x"),
            webhook_secrets: vec![Secret::new("whsec_new"), Secret::new(SECRET)],
        },
        channels: BTreeSet::from(Channel::ALL),
    }
}

pub fn adapter(config: StripePaymentsConfig) -> StripePayments {
    StripePayments::new(config, Arc::new(Fixed)).unwrap()
}

/// An adapter that asks nobody.
pub fn silent() -> StripePayments {
    adapter(config("http://127.0.0.1:9"))
}

pub struct Scripted {
    pub server: Server,
    pub adapter: StripePayments,
}

impl Scripted {
    /// What was asked, each as `METHOD path`, with the decoded parameters.
    pub async fn asked(&mut self) -> (String, Vec<(String, String)>) {
        let received = self.server.next().await;
        let mut words = received.request_line.split(' ');
        let (method, target) = (words.next().unwrap(), words.next().unwrap());
        let mut url = Url::parse(&format!("http://stripe{target}")).unwrap();
        let place = format!("{method} {}", url.path());
        if method == "POST" {
            url.set_query(Some(&String::from_utf8(received.body).unwrap()));
        }
        (place, url.query_pairs().into_owned().collect())
    }
}

/// A Stripe that answers by the place it is asked at: `METHOD path`.
pub async fn scripted(script: impl Fn(&str, &Received) -> (u16, Value) + Send + Sync + 'static) -> Scripted {
    let server = Server::start(move |received| {
        let target = received.request_line.rsplit_once(' ').map_or("", |(target, _)| target);
        let (status, body) = script(target.split('?').next().unwrap(), received);
        let replayed = body.get("replayed").is_some();
        let headers =
            if replayed { vec![("idempotent-replayed".to_owned(), "true".to_owned())] } else { vec![] };
        Script::Answer { status, headers, body: body.to_string().into_bytes() }
    })
    .await;
    let adapter = adapter(config(&server.base_url));
    Scripted { server, adapter }
}

/// A Stripe that always says the same.
pub async fn says(status: u16, body: Value) -> Scripted {
    scripted(move |_, _| (status, body.clone())).await
}

pub fn error(kind: &str, code: &str) -> Value {
    json!({ "error": { "type": kind, "code": code, "message": "x" } })
}

pub fn session(status: &str, payment_status: &str, intent: &str) -> Value {
    let succeeded = intent == "succeeded";
    json!({
        "id": SESSION,
        "object": "checkout.session",
        "client_reference_id": NUMBER,
        "metadata": { "number": NUMBER },
        "status": status,
        "payment_status": payment_status,
        "amount_total": 990,
        "currency": "cny",
        "url": (status == "open").then_some("https://checkout.stripe.com/c/pay/cs_test_a1#fid"),
        "payment_intent": (status != "open").then(|| json!({
            "id": INTENT,
            "status": intent,
            "amount_received": if succeeded { 990 } else { 0 },
            "currency": "cny",
            "metadata": { "number": NUMBER },
            "latest_charge": { "amount_captured": 990, "currency": "cny", "created": 1_767_225_601 },
        })),
    })
}

pub fn reference() -> PaymentReference {
    PaymentReference { number: NUMBER.to_owned(), reference: Some(SESSION.to_owned()) }
}

pub fn payment() -> CreatePayment {
    CreatePayment {
        number: NUMBER.to_owned(),
        description: "会".repeat(300),
        amount: Money::new(990, Currency::Cny),
        expires_at: NOW.plus_seconds(900),
        channel: Channel::Card,
        way: PayWay::Page,
        payer: None,
        return_url: "https://shop.test/o/1?a=b".to_owned(),
        client_address: "203.0.113.7".to_owned(),
        language: "zh",
    }
}

pub fn capture() -> Capture {
    Capture {
        gateway_transaction: INTENT.to_owned(),
        amount: Money::new(990, Currency::Cny),
        captured_at: NOW.plus_seconds(1),
    }
}

pub fn refund_request() -> RefundRequest {
    RefundRequest {
        number: NUMBER.to_owned(),
        refund_number: "R2026".to_owned(),
        amount: Money::new(490, Currency::Cny),
        captured: Money::new(990, Currency::Cny),
        gateway_transaction: INTENT.to_owned(),
    }
}

pub fn refund(status: &str) -> Value {
    json!({
        "id": "re_3x",
        "object": "refund",
        "amount": 490,
        "currency": "cny",
        "status": status,
        "created": 1_767_225_602,
        "metadata": { "number": NUMBER, "refund_number": "R2026" },
        "payment_intent": INTENT,
    })
}

pub fn list(data: &[Value]) -> Value {
    json!({ "object": "list", "data": data, "has_more": false })
}

pub fn event(kind: &str, object: &Value) -> Value {
    json!({
        "id": "evt_1",
        "object": "event",
        "type": kind,
        "created": 1_767_225_601,
        "livemode": false,
        "data": { "object": object },
    })
}

/// The header that Stripe would send with these bytes.
pub fn signature(seconds: i64, body: &[u8], secret: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, &[format!("{seconds}.").as_bytes(), body].concat());
    let halves = tag.as_ref().iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let tag: String = halves.map(|half| char::from_digit(half.into(), 16).unwrap()).collect();
    format!("t={seconds},v1={tag}")
}

/// Reads an event that Stripe signed just now.
pub fn told(adapter: &StripePayments, event: &Value) -> Result<Notification, NotificationRefused> {
    let body = event.to_string();
    let header = signature(NOW.unix_ms() / 1000, body.as_bytes(), SECRET);
    adapter.parse_notification(NotificationHeaders(&[("stripe-signature", &header)]), body.as_bytes(), NOW)
}
