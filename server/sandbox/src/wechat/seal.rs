//! The headers that make an answer or a notification the gateway's: a fresh timestamp, a nonce and the signature.

use http::{HeaderMap, HeaderName, HeaderValue};

use super::signing::{PROBE_PREFIX, SCHEME, answer_message};
use crate::{Error, clock, entropy, rsa::sign, sandbox::Sandbox};

const TIMESTAMP: HeaderName = HeaderName::from_static("wechatpay-timestamp");
const NONCE: HeaderName = HeaderName::from_static("wechatpay-nonce");
const SIGNATURE: HeaderName = HeaderName::from_static("wechatpay-signature");
const SERIAL: HeaderName = HeaderName::from_static("wechatpay-serial");
const SIGNATURE_TYPE: HeaderName = HeaderName::from_static("wechatpay-signature-type");

/// How well something is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seal {
    /// Rightly.
    Honest,
    /// Wrong by one character.
    Corrupt,
    /// As the gateway's deliberate probes are.
    Probe,
}

/// By which of its keys the gateway signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The public key, as the merchant asked for.
    PublicKey,
    /// The newest certificate, if there is one.
    Certificate,
}

/// The five headers over `body`, exactly as it will be sent.
pub fn headers(sandbox: &Sandbox, body: &[u8], seal: Seal, by: By) -> Result<HeaderMap, Error> {
    let timestamp = (clock::system_ms() / 1000).to_string();
    let nonce = entropy::text(entropy::ALPHANUMERIC, 32)?;
    let certificate = match by {
        By::Certificate => sandbox.wechat().certificates.newest(),
        By::PublicKey => None,
    };
    let (key, serial) = match &certificate {
        Some(issued) => (&issued.key, &issued.serial),
        None => (&sandbox.keys.wechat.platform_private, &sandbox.keys.wechat.merchant.platform_key_id),
    };
    let honest = sign(key, &answer_message(&timestamp, &nonce, body))?;
    let signature = match seal {
        Seal::Honest => honest,
        Seal::Corrupt => corrupted(&honest),
        Seal::Probe => format!("{PROBE_PREFIX}{honest}"),
    };
    let named = [
        (TIMESTAMP, timestamp),
        (NONCE, nonce),
        (SIGNATURE, signature),
        (SERIAL, serial.clone()),
        (SIGNATURE_TYPE, SCHEME.to_owned()),
    ];
    let mut headers = HeaderMap::new();
    for (name, value) in named {
        let value = HeaderValue::try_from(value)
            .map_err(|_| Error::Cryptography("a header has a strange character"))?;
        headers.insert(name, value);
    }
    Ok(headers)
}

/// The same base64 with another first character: still well-formed, never right.
fn corrupted(signature: &str) -> String {
    let first = if signature.starts_with('A') { 'B' } else { 'A' };
    std::iter::once(first).chain(signature.chars().skip(1)).collect()
}
