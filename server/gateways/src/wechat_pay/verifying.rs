//! The gateway's signature on answers and notifications: who signed, when, and whether over these very bytes.

use std::sync::{PoisonError, RwLock};

use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::time::Timestamp;
use services::ports::NotificationRefused;

use super::{config::PlatformKey, signing::SCHEME};
use crate::{
    config::{ConfigError, wrong},
    x509::Certificate,
};

/// The header whose absence means that nothing was signed at all.
pub(super) const SIGNATURE_HEADER: &str = "wechatpay-signature";
/// The header that names the key, in both directions.
pub(super) const SERIAL_HEADER: &str = "wechatpay-serial";

/// A signature as old as this, or as far ahead, is refused.
const AGE_LIMIT_MS: u64 = 300_000;

/// What the gateway puts before a signature that is wrong on purpose, to see whether merchants verify.
const PROBE_PREFIX: &str = "WECHATPAY/SIGNTEST/";

const LONGEST_TIMESTAMP: usize = 12;
const LONGEST_NONCE: usize = 128;

/// The signature headers of one answer or notification.
#[derive(Debug)]
pub(super) struct Seal<'a> {
    timestamp: &'a str,
    nonce: &'a str,
    signature: &'a str,
    serial: &'a str,
}

impl<'a> Seal<'a> {
    /// Reads the headers by their lower-case names. None when one is missing or cannot be meant.
    pub(super) fn read(header: impl Fn(&'static str) -> Option<&'a str>) -> Option<Self> {
        // Older notifications come without the type; when it is there, it must be the one we verify.
        if header("wechatpay-signature-type").is_some_and(|scheme| scheme != SCHEME) {
            return None;
        }
        let seal = Self {
            timestamp: header("wechatpay-timestamp")?,
            nonce: header("wechatpay-nonce")?,
            signature: header(SIGNATURE_HEADER)?,
            serial: header(SERIAL_HEADER)?,
        };
        let timestamp_reads = (1..=LONGEST_TIMESTAMP).contains(&seal.timestamp.len())
            && seal.timestamp.bytes().all(|byte| byte.is_ascii_digit());
        // A line break in the nonce would let bytes move between the nonce and the body under the same signature.
        let nonce_reads = (1..=LONGEST_NONCE).contains(&seal.nonce.len())
            && seal.nonce.bytes().all(|byte| byte.is_ascii_graphic());
        (timestamp_reads && nonce_reads).then_some(seal)
    }

    /// Whether the gateway only tries us: nothing to be alarmed about, nothing to accept.
    pub(super) fn is_probe(&self) -> bool {
        self.signature.starts_with(PROBE_PREFIX)
    }

    fn is_fresh(&self, now: Timestamp) -> bool {
        let signed_at = self.timestamp.parse().map(|seconds| Timestamp::default().plus_seconds(seconds));
        signed_at.is_ok_and(|signed_at| now.ms_since(signed_at).unsigned_abs() < AGE_LIMIT_MS)
    }

    fn message(&self, body: &[u8]) -> Vec<u8> {
        let line = b"\n".as_slice();
        [self.timestamp.as_bytes(), line, self.nonce.as_bytes(), line, body, line].concat()
    }
}

/// Whether a name is that of a public key, which no certificate has.
pub(super) fn public_key_name(serial: &str) -> bool {
    serial.starts_with("PUB_KEY_ID_")
}

/// A key of the gateway, under the name that headers give it.
pub(super) struct KnownKey {
    id: String,
    key: ParsedPublicKey,
    /// The end of its certificate. Public keys have none.
    until: Option<Timestamp>,
}

impl KnownKey {
    /// The key of a certificate; none when it is not an RSA key of at least 2048 bits.
    pub(super) fn of_certificate(serial: &str, certificate: &Certificate) -> Option<Self> {
        let key = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &certificate.public_key).ok()?;
        Some(Self { id: serial.to_owned(), key, until: Some(certificate.until) })
    }

    /// Whether it has not ended yet.
    pub(super) fn counts(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

/// Verifies with the gateway's keys, parsed once.
pub(super) struct Verifier {
    configured: Vec<KnownKey>,
    /// Certificates. No code that panics holds the lock.
    fetched: RwLock<Vec<KnownKey>>,
}

impl Verifier {
    /// Parses the gateway's keys.
    pub(super) fn new(keys: &[PlatformKey]) -> Result<Self, ConfigError> {
        let configured = keys.iter().map(parse).collect::<Result<_, _>>()?;
        Ok(Self { configured, fetched: RwLock::default() })
    }

    /// The name of the key we ask the gateway to sign with; none where only certificates are.
    pub(super) fn preferred(&self) -> Option<&str> {
        self.configured.first().map(|known| known.id.as_str())
    }

    /// Puts these certificates' keys in the place of the ones fetched before.
    pub(super) fn learn(&self, keys: Vec<KnownKey>) {
        *self.fetched.write().unwrap_or_else(PoisonError::into_inner) = keys;
    }

    /// Whether the gateway signed exactly this body, just now: its age, then its key (also among `more`), then the
    /// signature itself.
    pub(super) fn verify(
        &self,
        seal: &Seal<'_>,
        body: &[u8],
        now: Timestamp,
        more: &[KnownKey],
    ) -> Result<(), NotificationRefused> {
        if !seal.is_fresh(now) {
            return Err(NotificationRefused::Age);
        }
        let fetched = self.fetched.read().unwrap_or_else(PoisonError::into_inner);
        let mut keys = self.configured.iter().chain(fetched.iter()).chain(more);
        let known = keys
            .find(|known| known.id == seal.serial && known.counts(now))
            .ok_or(NotificationRefused::UnknownKey)?;
        if seal.is_probe() {
            return Err(NotificationRefused::Signature);
        }
        let signature = BASE64_STANDARD.decode(seal.signature).map_err(|_| NotificationRefused::Signature)?;
        known.key.verify_sig(&seal.message(body), &signature).map_err(|_| NotificationRefused::Signature)
    }
}

fn parse(key: &PlatformKey) -> Result<KnownKey, ConfigError> {
    let bad =
        || wrong(format!("platform key {}", key.id), "is not an RSA public key of at least 2048 bits in PEM");
    if key.id.is_empty() || !key.id.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(wrong("platform_keys", "must have a name for each key"));
    }
    let document = pem::parse(&key.public_key_pem).map_err(|_| bad())?;
    if document.tag() != "PUBLIC KEY" {
        return Err(bad());
    }
    let parsed = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, document.contents()).map_err(|_| bad())?;
    Ok(KnownKey { id: key.id.clone(), key: parsed, until: None })
}

#[cfg(test)]
mod tests {
    use super::{Certificate, KnownKey, NotificationRefused, Seal, Timestamp, Verifier};

    const BY_OPENSSL: &[u8] = include_bytes!("../../tests/vectors/openssl_certificate.pem");

    #[test]
    fn a_certificate_that_has_ended_while_we_ran_is_as_good_as_unknown() {
        let certificate = Certificate::read_all(BY_OPENSSL).unwrap().pop().unwrap();
        let verifier = Verifier::new(&[]).unwrap();
        verifier.learn(vec![KnownKey::of_certificate("C0FFEE", &certificate).unwrap()]);
        let said = |now: Timestamp| {
            let timestamp = now.unix_ms().div_euclid(1000).to_string();
            let seal = Seal { timestamp: &timestamp, nonce: "n", signature: "AAAA", serial: "C0FFEE" };
            verifier.verify(&seal, b"", now, &[])
        };
        assert_eq!(said(certificate.until.plus_seconds(-1)), Err(NotificationRefused::Signature));
        assert_eq!(said(certificate.until), Err(NotificationRefused::UnknownKey));
    }
}
