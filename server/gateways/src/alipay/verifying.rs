//! The gateway's signature on answers and notifications.

use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use services::ports::NotificationRefused;

use super::{certificate::name_of, config::AlipayTrust};
use crate::{
    config::{ConfigError, wrong},
    x509::Certificate,
};

struct KnownKey {
    /// The name of its certificate, in certificate mode.
    certificate: Option<String>,
    key: ParsedPublicKey,
}

/// Verifies with the gateway's keys, parsed once.
pub(super) struct Verifier {
    keys: Vec<KnownKey>,
    names_certificates: bool,
}

impl Verifier {
    /// Parses the gateway's keys or certificates.
    pub(super) fn new(trust: &AlipayTrust) -> Result<Self, ConfigError> {
        match trust {
            AlipayTrust::Keys { alipay } => {
                let bad = || {
                    wrong("alipay_public_key.pem", "is not an RSA public key of at least 2048 bits in PEM")
                };
                let blocks = pem::parse_many(alipay).map_err(|_| bad())?;
                let keys: Vec<KnownKey> = blocks
                    .iter()
                    .map(|block| (block.tag() == "PUBLIC KEY").then(|| known(None, block.contents()))?)
                    .collect::<Option<_>>()
                    .filter(|keys: &Vec<_>| !keys.is_empty())
                    .ok_or_else(bad)?;
                Ok(Self { keys, names_certificates: false })
            }
            AlipayTrust::Certificates { alipay, .. } => {
                let bad = || wrong("alipay_cert.pem", "is not a certificate of an RSA key in PEM");
                let all = Certificate::read_all(alipay.as_bytes()).ok_or_else(bad)?;
                let key_of = |one: &Certificate| known(Some(name_of(one)), &one.public_key);
                let keys = all.iter().map(key_of).collect::<Option<_>>().ok_or_else(bad)?;
                Ok(Self { keys, names_certificates: true })
            }
        }
    }

    /// Whether the gateway signed exactly this part of an answer. In certificate mode an answer says with which
    /// certificate; in key mode any of its keys may be the one.
    pub(super) fn verify_answer(
        &self,
        content: &str,
        sign: &str,
        certificate: Option<&str>,
    ) -> Result<(), NotificationRefused> {
        let is_meant =
            |known: &&KnownKey| !self.names_certificates || known.certificate.as_deref() == certificate;
        let keys: Vec<&KnownKey> = self.keys.iter().filter(is_meant).collect();
        if keys.is_empty() {
            return Err(NotificationRefused::UnknownKey);
        }
        if any_verifies(&keys, content, sign) {
            return Ok(());
        }
        // The gateway's own libraries try this, too: some answers are signed before their slashes are escaped (R). It
        // is the same JSON, so nothing else can be meant by it.
        if content.contains("\\/") && any_verifies(&keys, &content.replace("\\/", "/"), sign) {
            return Ok(());
        }
        Err(NotificationRefused::Signature)
    }

    /// Whether the gateway signed exactly this text of a notification, which names no certificate.
    pub(super) fn verify_notification(&self, text: &str, sign: &str) -> Result<(), NotificationRefused> {
        let keys: Vec<&KnownKey> = self.keys.iter().collect();
        if any_verifies(&keys, text, sign) { Ok(()) } else { Err(NotificationRefused::Signature) }
    }
}

fn known(certificate: Option<String>, der: &[u8]) -> Option<KnownKey> {
    let key = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, der).ok()?;
    Some(KnownKey { certificate, key })
}

fn any_verifies(keys: &[&KnownKey], text: &str, sign: &str) -> bool {
    BASE64_STANDARD.decode(sign).is_ok_and(|signature| {
        keys.iter().any(|known| known.key.verify_sig(text.as_bytes(), &signature).is_ok())
    })
}
