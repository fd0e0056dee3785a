//! The certificates that the gateway signs by: none at first, when it signs by its public key; then the newest one.

use std::sync::Arc;

use axum::{Json, extract::State};
use serde_json::{Value, json};

use super::certificate::{Issued, issue as issue_one};
use crate::{answers::Refusal, clock, entropy, sandbox::Sandbox, signing};

const MOST: usize = 8;
/// What the real list's associated data is.
const ASSOCIATED: &str = "certificate";

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
    let issued = sandbox.book().wechat.certificates.0.clone();
    if issued.is_empty() {
        return Err(Refusal::no_certificates());
    }
    let entries: Result<Vec<Value>, Refusal> = issued
        .iter()
        .map(|issued| {
            let nonce = entropy::text(entropy::ALPHANUMERIC, 12)?;
            let key = sandbox.keys.merchant.apiv3_key.as_bytes();
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
    let issued = issue_one(clock::system_ms())?;
    let serial = issued.serial.clone();
    let mut book = sandbox.book();
    let all = &mut book.wechat.certificates.0;
    if all.len() >= MOST {
        all.remove(0);
    }
    all.push(Arc::new(issued));
    Ok(Json(json!({ "serial_no": serial })))
}
