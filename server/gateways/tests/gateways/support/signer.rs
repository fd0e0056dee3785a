//! A gateway's side of the cryptography, written for the tests: signs answers and seals notifications.

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    rand::SystemRandom,
    rsa::KeyPair,
    signature::RSA_PKCS1_SHA256,
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use super::{APIV3_KEY, NOW_MS, keys::PLATFORM};

pub const KEY_ID: &str = "PUB_KEY_ID_TEST_OWN";
const NONCE: &str = "9f3d0c4d8f7b4a0f9c1f9f9c1f9c1f9c";

/// The signature headers over `body`, names in lower case.
pub fn headers_by(pair: &KeyPair, key_id: &str, timestamp: i64, body: &[u8]) -> Vec<(String, String)> {
    let message = [format!("{timestamp}\n{NONCE}\n").as_bytes(), body, b"\n"].concat();
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &message, &mut signature).unwrap();
    let named = [
        ("wechatpay-timestamp", timestamp.to_string()),
        ("wechatpay-nonce", NONCE.to_owned()),
        ("wechatpay-serial", key_id.to_owned()),
        ("wechatpay-signature", BASE64_STANDARD.encode(signature)),
        ("wechatpay-signature-type", "WECHATPAY2-SHA256-RSA2048".to_owned()),
    ];
    named.map(|(name, value)| (name.to_owned(), value)).to_vec()
}

/// Signed by the gateway's key, at [`NOW_MS`].
pub fn headers(body: &[u8]) -> Vec<(String, String)> {
    headers_by(&PLATFORM.pair, KEY_ID, NOW_MS / 1000, body)
}

/// A notification's body around a sealed document.
pub fn notification(event_type: &str, associated_data: &str, document: &Value) -> Vec<u8> {
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, APIV3_KEY.as_bytes()).unwrap());
    let mut sealed = document.to_string().into_bytes();
    let nonce = Nonce::try_assume_unique_for_key(b"abcdefghijkl").unwrap();
    key.seal_in_place_append_tag(nonce, Aad::from(associated_data.as_bytes()), &mut sealed).unwrap();
    json!({
        "id": "EV-1",
        "create_time": "2026-01-01T08:01:01+08:00",
        "resource_type": "encrypt-resource",
        "event_type": event_type,
        "summary": "通知",
        "resource": {
            "original_type": "transaction",
            "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": BASE64_STANDARD.encode(sealed),
            "associated_data": associated_data,
            "nonce": "abcdefghijkl",
        },
    })
    .to_string()
    .into_bytes()
}
