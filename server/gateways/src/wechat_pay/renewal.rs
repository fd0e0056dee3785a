//! The gateway's certificates: fetched when a key is not known, decrypted with the merchant's own secret, and believed
//! when the gateway signed their list with one of them or with a key we had.

use domain::time::Timestamp;
use http::Method;
use serde::Deserialize;
use services::ports::GatewayFault;

use super::{
    WechatPay,
    errors::Refusal,
    exchange::json,
    verifying::{KnownKey, public_key_name},
    wire::Resource,
};
use crate::{mac::hexadecimal, x509::Certificate};

const TARGET: &str = "/v3/certificates";

/// Between two fetches: whoever sends us notifications by unknown keys must not make us ask and ask.
const PAUSE_MS: i64 = 60_000;

/// The list never holds more than a few.
const MOST_CERTIFICATES: usize = 16;

#[derive(Deserialize)]
struct List<'a> {
    #[serde(borrow)]
    data: Vec<Entry<'a>>,
}

#[derive(Deserialize)]
struct Entry<'a> {
    serial_no: &'a str,
    #[serde(borrow)]
    encrypt_certificate: Resource<'a>,
}

impl WechatPay {
    /// Fetches the gateway's certificates, unless that was tried within the last minute. Does nothing for merchants that
    /// only have public keys. Callers that come while another one fetches wait for it and fetch nothing themselves.
    pub(super) async fn renew_keys(&self) -> Result<(), GatewayFault> {
        if !self.certificates {
            return Ok(());
        }
        let mut tried = self.renewed.lock().await;
        let now = self.clock.system();
        if tried.is_some_and(|before| (0..PAUSE_MS).contains(&now.ms_since(before))) {
            return Ok(());
        }
        // Failed tries count: they cost the gateway as much.
        *tried = Some(now);
        let keys = self.fetch_keys(now).await?;
        tracing::info!(keys = keys.len(), "the gateway's certificates were fetched");
        self.verifier.learn(keys);
        Ok(())
    }

    /// Whether a fetch might bring the key of this name.
    pub(super) fn may_be_a_certificate(&self, serial: &str) -> bool {
        self.certificates && !public_key_name(serial)
    }

    async fn fetch_keys(&self, now: Timestamp) -> Result<Vec<KnownKey>, GatewayFault> {
        let request = self.signed(Method::GET, self.address(TARGET)?, bytes::Bytes::new())?;
        let answer = self.http.exchange(request).await?;
        if !answer.status.is_success() {
            self.verified(&answer)?;
            return Err(Refusal::read(answer.status, &answer.body)?.into_fault());
        }
        let list: List<'_> = json(&answer.body)?;
        let keys: Option<Vec<KnownKey>> =
            list.data.iter().take(MOST_CERTIFICATES).map(|entry| self.key_of(entry)).collect();
        let mut keys = keys.ok_or(GatewayFault::Untrusted)?;
        keys.retain(|key| key.counts(now));
        if keys.is_empty() {
            return Err(GatewayFault::Untrusted);
        }
        // Nobody else could have encrypted them; that this very list is of now is what its signature says.
        self.verified_with(&answer, &keys)?;
        Ok(keys)
    }

    fn key_of(&self, entry: &Entry<'_>) -> Option<KnownKey> {
        let Resource { nonce, associated_data, ciphertext, .. } = &entry.encrypt_certificate;
        let opened = self.cipher.open(nonce, associated_data, ciphertext)?;
        let certificate = Certificate::read_all(&opened)?.into_iter().next()?;
        let same = hexadecimal(&certificate.serial).eq_ignore_ascii_case(entry.serial_no);
        same.then(|| KnownKey::of_certificate(entry.serial_no, &certificate)).flatten()
    }
}
