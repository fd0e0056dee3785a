//! The certificates that the gateway signs by: none at first, when it signs by its public key; then the newest one.

use std::{fmt::Write as _, sync::Arc};

use aws_lc_rs::rsa::{KeyPair, KeySize};
use axum::{Json, extract::State};
use serde_json::{Value, json};

use super::{answers::Refusal, signing};
use crate::{
    Error,
    certificate::{self, Name},
    clock, entropy,
    sandbox::Sandbox,
};

const MOST: usize = 8;
/// What the real list's associated data is.
const ASSOCIATED: &str = "certificate";
/// Five years, as real ones last.
const LIFE_MS: i64 = 5 * 365 * 24 * 3_600_000;
/// They sign for themselves here: no merchant asks who signed them.
const NAME: Name =
    Name { organisation: "Sandbox", unit: "Sandbox CA Center", common: "Tenpay.com sign (sandbox)" };

/// A certificate, and the key it certifies.
#[derive(Debug)]
pub struct Issued {
    /// Forty hexadecimal digits.
    pub serial: String,
    /// The key that signs in its name.
    pub key: KeyPair,
    pem: String,
    from_ms: i64,
    until_ms: i64,
}

impl Issued {
    /// Makes a certificate for a new key.
    fn new(now_ms: i64) -> Result<Self, Error> {
        let key = KeyPair::generate(KeySize::Rsa2048)
            .map_err(|_| Error::Cryptography("a key could not be made"))?;
        let number = entropy::serial()?;
        let serial = hexadecimal(&number);
        let (from_ms, until_ms) = (now_ms.saturating_sub(60_000), now_ms.saturating_add(LIFE_MS));
        let pem = certificate::issue(&number, &(from_ms..until_ms), (NAME, &key), (NAME, &key))?;
        Ok(Self { serial, key, pem, from_ms, until_ms })
    }
}

/// As certificates and headers write a serial number.
fn hexadecimal(number: &[u8]) -> String {
    number.iter().fold(String::new(), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02X}");
        text
    })
}

/// Certificates, oldest first.
#[derive(Debug, Default)]
pub struct Certificates(Vec<Arc<Issued>>);

impl Certificates {
    /// The one that signs.
    pub fn newest(&self) -> Option<Arc<Issued>> {
        self.0.last().cloned()
    }

    /// Whether this is the name of one.
    pub fn knows(&self, serial: &[u8]) -> bool {
        self.0.iter().any(|issued| issued.serial.as_bytes() == serial)
    }
}

/// `GET /v3/certificates`.
pub async fn list(State(sandbox): State<Arc<Sandbox>>) -> Result<Json<Value>, Refusal> {
    let issued = sandbox.wechat().certificates.0.clone();
    if issued.is_empty() {
        return Err(Refusal::no_certificates());
    }
    let entries: Result<Vec<Value>, Refusal> = issued
        .iter()
        .map(|issued| {
            let nonce = entropy::text(entropy::ALPHANUMERIC, 12)?;
            let key = sandbox.keys.wechat.merchant.apiv3_key.as_bytes();
            let ciphertext = signing::encrypt(key, nonce.as_bytes(), ASSOCIATED, issued.pem.as_bytes())?;
            Ok(json!({
                "serial_no": issued.serial,
                "effective_time": clock::written(issued.from_ms),
                "expire_time": clock::written(issued.until_ms),
                "encrypt_certificate": {
                    "algorithm": "AEAD_AES_256_GCM",
                    "nonce": nonce,
                    "associated_data": ASSOCIATED,
                    "ciphertext": ciphertext,
                },
            }))
        })
        .collect();
    Ok(Json(json!({ "data": entries? })))
}

/// Lets the gateway sign by a new certificate from now on. The ones before are still listed.
pub async fn issue(State(sandbox): State<Arc<Sandbox>>) -> Result<Json<Value>, Refusal> {
    let issued = Issued::new(clock::system_ms())?;
    let serial = issued.serial.clone();
    let mut book = sandbox.wechat();
    let all = &mut book.certificates.0;
    if all.len() >= MOST {
        all.remove(0);
    }
    all.push(Arc::new(issued));
    Ok(Json(json!({ "serial_no": serial })))
}
