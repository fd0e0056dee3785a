//! The bank's signatures: HMAC-SHA256 with a shared key, over a few lines that are joined by line feeds.
//!
//! - a request: `METHOD`, `path?query` as sent, `timestamp`, the SHA-256 of the body in lower-case hexadecimal
//! - an event: `event id`, `timestamp`, the SHA-256 of the body
//!
//! The timestamp is in seconds and at most 300 of them away; the signature is lower-case hexadecimal.

use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};

use super::answers::Refusal;
use crate::{
    Error, clock,
    mac::{hexadecimal, hmac_hexadecimal, hmac_verifies, sha256},
    rail_keys::BankKeys,
    rails::delivery::Event,
};

/// A request signed longer ago, or further ahead, is refused.
const WINDOW_SECONDS: u64 = 300;

const KEY_ID: HeaderName = HeaderName::from_static("bank-key-id");
const TIMESTAMP: HeaderName = HeaderName::from_static("bank-timestamp");
const SIGNATURE: HeaderName = HeaderName::from_static("bank-signature");
const EVENT_ID: HeaderName = HeaderName::from_static("bank-event-id");

fn request_message(method: &Method, target: &str, timestamp: &str, body: &[u8]) -> String {
    format!("{method}\n{target}\n{timestamp}\n{}", hexadecimal(&sha256(body)))
}

fn event_message(event_id: &str, timestamp: &str, body: &[u8]) -> String {
    format!("{event_id}\n{timestamp}\n{}", hexadecimal(&sha256(body)))
}

/// Refuses a request unless the merchant signed exactly this method, address and body, just now.
pub fn check(
    keys: &BankKeys,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<(), Refusal> {
    let text = |name: HeaderName, missing: &'static str| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.ok_or_else(|| Refusal::signature(missing))
    };
    if text(KEY_ID, "Bank-Key-Id is missing")? != keys.key_id {
        return Err(Refusal::signature("Bank-Key-Id is unknown"));
    }
    let timestamp = text(TIMESTAMP, "Bank-Timestamp is missing")?;
    let signed_at: i64 =
        timestamp.parse().map_err(|_| Refusal::signature("Bank-Timestamp is not a number of seconds"))?;
    if (clock::system_ms() / 1000).abs_diff(signed_at) > WINDOW_SECONDS {
        return Err(Refusal::signature("Bank-Timestamp is more than 300 seconds away"));
    }
    let target = uri.path_and_query().map_or("", http::uri::PathAndQuery::as_str);
    let message = request_message(method, target, timestamp, body);
    if hmac_verifies(&keys.secret, &message, text(SIGNATURE, "Bank-Signature is missing")?) {
        Ok(())
    } else {
        Err(Refusal::signature("Bank-Signature does not fit"))
    }
}

/// The headers of an event. `corrupt` makes the signature that of another body.
pub fn event_headers(keys: &BankKeys, event: &Event, corrupt: bool) -> Result<HeaderMap, Error> {
    let timestamp = (clock::system_ms() / 1000).to_string();
    let body: &[u8] = if corrupt { b"" } else { &event.body };
    let signature = hmac_hexadecimal(&keys.secret, event_message(&event.id, &timestamp, body).as_bytes());
    let named = [
        (KEY_ID, keys.key_id.clone()),
        (TIMESTAMP, timestamp),
        (EVENT_ID, event.id.clone()),
        (SIGNATURE, signature),
    ];
    let mut headers = HeaderMap::new();
    for (name, value) in named {
        let value = HeaderValue::try_from(value)
            .map_err(|_| Error::Cryptography("a header has a strange character"))?;
        headers.insert(name, value);
    }
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_are_joined_by_line_feeds_and_the_last_is_the_digest_of_the_body() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let message = request_message(&Method::GET, "/bank/v1/balance?currency=CNY", "1767225600", b"");
        assert_eq!(message, format!("GET\n/bank/v1/balance?currency=CNY\n1767225600\n{empty}"));
        assert_eq!(event_message("bev_1", "1767225600", b""), format!("bev_1\n1767225600\n{empty}"));
    }

    #[test]
    fn a_signature_is_what_openssl_makes_of_the_same_lines() {
        // printf 'GET\n/bank/v1/balance?currency=CNY\n1767225600\n<digest>' | openssl dgst -sha256 -hmac secret
        let message = request_message(&Method::GET, "/bank/v1/balance?currency=CNY", "1767225600", b"");
        let signature = hmac_hexadecimal("secret", message.as_bytes());
        assert_eq!(signature, "2665e648a5046014d4ec597b15d116502742c7d5bcef11555501818e707e6f70");
        assert!(hmac_verifies("secret", &message, &signature));
        assert!(!hmac_verifies("Secret", &message, &signature));
        assert!(!hmac_verifies("secret", &message, "zz"));
    }
}
