//! What is signed in WeChat Pay API v3, to the byte, and its encryption: AES-256-GCM.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use base64::{Engine as _, prelude::BASE64_STANDARD};

use crate::Error;

/// The name of the scheme, in the Authorization header and in `Wechatpay-Signature-Type`.
pub const SCHEME: &str = "WECHATPAY2-SHA256-RSA2048";

/// What the gateway puts before a signature that is wrong on purpose, to see whether merchants verify.
pub const PROBE_PREFIX: &str = "WECHATPAY/SIGNTEST/";

/// What a merchant signs: five lines, each ended, the last being the body as sent.
pub fn request_message(
    method: &str,
    path_and_query: &str,
    timestamp: &str,
    nonce: &str,
    body: &[u8],
) -> Vec<u8> {
    let head = format!("{method}\n{path_and_query}\n{timestamp}\n{nonce}\n");
    [head.as_bytes(), body, b"\n"].concat()
}

/// What the gateway signs, for answers and notifications alike.
pub fn answer_message(timestamp: &str, nonce: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("{timestamp}\n{nonce}\n");
    [head.as_bytes(), body, b"\n"].concat()
}

/// Encrypts the inner document of a notification; the answer is base64 with the tag at its end. A `nonce` must serve
/// only once under one key.
pub fn encrypt(key: &[u8], nonce: &[u8], associated_data: &str, plain: &[u8]) -> Result<String, Error> {
    let refused = |_| Error::Cryptography("encryption was refused");
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).map_err(refused)?);
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(refused)?;
    let mut sealed = plain.to_vec();
    key.seal_in_place_append_tag(nonce, Aad::from(associated_data), &mut sealed).map_err(refused)?;
    Ok(BASE64_STANDARD.encode(sealed))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::rsa::verifies;

    fn vectors() -> Value {
        serde_json::from_str(include_str!("../../tests/vectors/vectors.json")).unwrap()
    }

    fn public_key(pem: &str) -> Vec<u8> {
        pem::parse(pem).unwrap().into_contents()
    }

    fn merchant() -> Vec<u8> {
        public_key(include_str!("../../tests/vectors/wx_merchant.pub.pem"))
    }

    fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
        value.pointer(pointer).unwrap().as_str().unwrap()
    }

    #[test]
    fn the_message_of_a_request_is_the_one_foreign_programs_signed() {
        let vectors = vectors();
        let post = &vectors["wechat_request"];
        let message = request_message(
            text(post, "/method"),
            text(post, "/canonical_url"),
            text(post, "/timestamp"),
            text(post, "/nonce_str"),
            text(post, "/body").as_bytes(),
        );
        assert_eq!(message, text(post, "/string_to_sign").as_bytes());
        assert!(verifies(&merchant(), &message, text(post, "/signature")));

        let get = &vectors["wechat_request_get"];
        let message = request_message(
            "GET",
            "/v3/pay/transactions/out-trade-no/J20260101000001?mchid=1900000001",
            text(post, "/timestamp"),
            text(post, "/nonce_str"),
            b"",
        );
        assert_eq!(message, text(get, "/string_to_sign").as_bytes());
        assert!(verifies(&merchant(), &message, text(get, "/signature")));
    }

    #[test]
    fn the_message_of_a_notification_is_the_one_foreign_programs_signed() {
        let vectors = vectors();
        let notify = &vectors["wechat_notify"];
        let platform = public_key(include_str!("../../tests/vectors/wx_platform.pub.pem"));
        let signature = text(notify, "/headers/Wechatpay-Signature");
        let body = text(notify, "/body");
        let timestamp = text(notify, "/headers/Wechatpay-Timestamp");
        let nonce = text(notify, "/headers/Wechatpay-Nonce");
        assert!(verifies(&platform, &answer_message(timestamp, nonce, body.as_bytes()), signature));

        let altered = body.replacen("SUCCESS", "SUCCESs", 1);
        assert!(!verifies(&platform, &answer_message(timestamp, nonce, altered.as_bytes()), signature));
        assert!(!verifies(&merchant(), &answer_message(timestamp, nonce, body.as_bytes()), signature));
        let probe = format!("{PROBE_PREFIX}{signature}");
        assert!(!verifies(&platform, &answer_message(timestamp, nonce, body.as_bytes()), &probe));
    }

    #[test]
    fn encryption_gives_the_cipher_text_that_foreign_programs_made() {
        let vectors = vectors();
        let notify = &vectors["wechat_notify"];
        let body: Value = serde_json::from_str(text(notify, "/body")).unwrap();
        let sealed = encrypt(
            text(notify, "/apiv3_key").as_bytes(),
            text(&body, "/resource/nonce").as_bytes(),
            text(&body, "/resource/associated_data"),
            text(notify, "/plaintext").as_bytes(),
        )
        .unwrap();
        assert_eq!(sealed, text(&body, "/resource/ciphertext"));
    }
}
