//! A merchant of the payout rails: signs what it asks the bank, and knows Stripe's headers.

use std::{fs, time::Duration};

use aws_lc_rs::{digest, hmac};
use http::{HeaderMap, Method, header};
use sandbox::keys::{BANK_KEY_ID, BANK_SECRET, STRIPE_ACCOUNT, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET};
use serde_json::{Value, json};

use crate::{
    shop::Received,
    support::{Answer, Running, keys, now_seconds},
};

/// One of the key files, without its line end.
pub fn key(name: &str) -> String {
    fs::read_to_string(keys().folder.join(name)).unwrap().trim().to_owned()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

pub fn mac(secret: &str, message: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    hexadecimal(hmac::sign(&key, message.as_bytes()).as_ref())
}

pub fn sha256(body: &str) -> String {
    hexadecimal(digest::digest(&digest::SHA256, body.as_bytes()).as_ref())
}

fn text(headers: &HeaderMap, name: &str) -> String {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

/// Whether the bank signed this event, now.
pub fn bank_signed(told: &Received) -> bool {
    let timestamp = text(&told.headers, "bank-timestamp");
    let signed_at: i64 = timestamp.parse().unwrap_or_default();
    let event_id = text(&told.headers, "bank-event-id");
    let message = format!("{event_id}\n{timestamp}\n{}", sha256(&told.body));
    text(&told.headers, "bank-key-id") == key(BANK_KEY_ID)
        && now_seconds().abs_diff(signed_at) < 60
        && told.outer()["event_id"] == event_id
        && text(&told.headers, "bank-signature") == mac(&key(BANK_SECRET), &message)
}

/// Whether Stripe signed this event with a secret.
pub fn stripe_signed(told: &Received, secret: &str) -> bool {
    let header = text(&told.headers, "stripe-signature");
    let seconds = header.split(',').find_map(|part| part.strip_prefix("t=")).unwrap_or_default();
    let wanted = format!("v1={}", mac(secret, &format!("{seconds}.{}", told.body)));
    let signed_at: i64 = seconds.parse().unwrap_or_default();
    now_seconds().abs_diff(signed_at) < 60 && header.split(',').any(|part| part == wanted)
}

pub fn webhook_secret() -> String {
    key(STRIPE_WEBHOOK_SECRET)
}

pub fn stripe_secret_key() -> String {
    key(STRIPE_SECRET_KEY)
}

pub fn account() -> String {
    key(STRIPE_ACCOUNT)
}

/// A standard payout of ¥110.00.
pub fn payout(number: &str) -> Value {
    json!({
        "number": number,
        "amount_minor": 11_000,
        "currency": "CNY",
        "method": "standard",
        "account": { "holder": "林小雨", "number": "6222020200112233445" },
        "descriptor": "Joinery",
    })
}

impl Running {
    /// A request to the bank, rightly signed.
    pub fn bank_request(&self, method: Method, path: &str, body: &str) -> reqwest::RequestBuilder {
        let timestamp = now_seconds().to_string();
        let message = format!("{method}\n{path}\n{timestamp}\n{}", sha256(body));
        self.client
            .request(method, format!("{}{path}", self.base))
            .header("Bank-Key-Id", key(BANK_KEY_ID))
            .header("Bank-Timestamp", timestamp)
            .header("Bank-Signature", mac(&key(BANK_SECRET), &message))
            .body(body.to_owned())
    }

    pub async fn bank(&self, method: Method, path: &str, body: &str) -> Answer {
        Answer::of(self.bank_request(method, path, body).send().await.unwrap()).await
    }

    pub async fn submit(&self, payout: &Value) -> Answer {
        self.bank(Method::POST, "/bank/v1/payouts", &payout.to_string()).await
    }

    pub async fn stands(&self, number: &str) -> Value {
        self.bank(Method::GET, &format!("/bank/v1/payouts/{number}"), "").await.json()
    }

    /// A request to Stripe for the connected account; the last is an idempotency key, or empty.
    pub fn stripe_request(
        &self,
        method: Method,
        path: &str,
        form: &str,
        key_word: &str,
    ) -> reqwest::RequestBuilder {
        let mut request = self
            .client
            .request(method.clone(), format!("{}{path}", self.base))
            .bearer_auth(key(STRIPE_SECRET_KEY))
            .header("Stripe-Account", account())
            .header("Stripe-Version", "2026-10-28.endive");
        if method == Method::POST {
            request = request
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(form.to_owned());
        }
        if key_word.is_empty() { request } else { request.header("Idempotency-Key", key_word) }
    }

    pub async fn stripe(&self, method: Method, path: &str, form: &str, key_word: &str) -> Answer {
        Answer::of(self.stripe_request(method, path, form, key_word).send().await.unwrap()).await
    }

    /// Creates a payout at Stripe.
    pub async fn create(&self, form: &str, key_word: &str) -> Answer {
        self.stripe(Method::POST, "/v1/payouts", form, key_word).await
    }

    pub async fn endpoint(&self, rail: &str, url: &str) {
        let answer =
            self.control(Method::POST, &format!("rails/{rail}/endpoint"), Some(json!({ "url": url }))).await;
        assert_eq!(answer.status, 204, "{answer:?}");
    }

    /// Moves the business clock on.
    pub async fn advance_hours(&self, hours: i64) {
        self.control(Method::POST, "clock", Some(json!({ "advance_ms": hours * 3_600_000 }))).await;
    }

    /// Reads a payout by the control interface until `done`.
    pub async fn until(&self, rail: &str, name: &str, done: impl Fn(&Value) -> bool) -> Value {
        let path = format!("rails/{rail}/payouts/{name}");
        let reading = async {
            loop {
                let seen = self.control(Method::GET, &path, None).await.json();
                if done(&seen) {
                    return seen;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(20), reading).await.unwrap()
    }
}

/// Status, type and code of a Stripe error.
pub fn failure(answer: &Answer) -> (u16, String, String) {
    let error = &answer.json()["error"];
    let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
    (answer.status.as_u16(), text("type"), text("code"))
}
