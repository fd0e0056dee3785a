//! The bank's signatures: HMAC-SHA256 with a shared key, over a few lines that are joined by line feeds.
//!
//! - a request: `METHOD`, `path?query` as sent, `timestamp`, the SHA-256 of the body
//! - an event: `event id`, `timestamp`, the SHA-256 of the body
//!
//! The timestamp is in seconds; digest and signature are lower-case hexadecimal.

use domain::time::Timestamp;
use services::ports::{NotificationHeaders, NotificationRefused};

use super::SandboxBankConfig;
use crate::mac::{MacKey, sha256};

pub(super) const KEY_ID: &str = "bank-key-id";
pub(super) const TIMESTAMP: &str = "bank-timestamp";
pub(super) const SIGNATURE: &str = "bank-signature";
const EVENT_ID: &str = "bank-event-id";

/// A signature older than this, or further ahead, is refused.
const WINDOW_MS: u64 = 300_000;
const LONGEST_TIMESTAMP: usize = 12;
const LONGEST_EVENT_ID: usize = 64;

/// The shared key and its name.
pub(super) struct Signer {
    key_id: String,
    key: MacKey,
}

impl Signer {
    pub(super) fn new(config: &SandboxBankConfig) -> Self {
        Self { key_id: config.key_id.clone(), key: MacKey::new(&config.secret) }
    }

    pub(super) fn key_id(&self) -> &str {
        &self.key_id
    }

    /// The signature of a request. `target` is the path with its query, exactly as it is sent.
    pub(super) fn request(&self, method: &str, target: &str, timestamp: &str, body: &[u8]) -> String {
        self.key.sign(format!("{method}\n{target}\n{timestamp}\n{}", sha256(body)).as_bytes())
    }

    /// Whether the bank signed exactly this event, just now; gives back the event's identifier.
    pub(super) fn verified<'a>(
        &self,
        headers: NotificationHeaders<'a>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<&'a str, NotificationRefused> {
        let header = |name| headers.get(name).ok_or(NotificationRefused::Headers);
        let (key_id, timestamp) = (header(KEY_ID)?, header(TIMESTAMP)?);
        let (event_id, signature) = (header(EVENT_ID)?, header(SIGNATURE)?);
        // A line break in the identifier would let bytes move between the lines under the same signature.
        let id_reads = (1..=LONGEST_EVENT_ID).contains(&event_id.len())
            && event_id.bytes().all(|byte| byte.is_ascii_graphic());
        let time_reads = (1..=LONGEST_TIMESTAMP).contains(&timestamp.len())
            && timestamp.bytes().all(|byte| byte.is_ascii_digit());
        if !id_reads || !time_reads {
            return Err(NotificationRefused::Headers);
        }
        let signed_at = timestamp.parse().map(|seconds| Timestamp::default().plus_seconds(seconds));
        if !signed_at.is_ok_and(|signed_at| now.ms_since(signed_at).unsigned_abs() <= WINDOW_MS) {
            return Err(NotificationRefused::Age);
        }
        if key_id != self.key_id {
            return Err(NotificationRefused::UnknownKey);
        }
        let message = format!("{event_id}\n{timestamp}\n{}", sha256(body));
        if self.key.verifies(message.as_bytes(), signature) {
            Ok(event_id)
        } else {
            Err(NotificationRefused::Signature)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{SandboxBankConfig, Signer};
    use crate::Secret;

    #[test]
    fn a_request_is_signed_as_openssl_signs_the_same_lines() {
        let config = SandboxBankConfig {
            base_url: String::new(),
            key_id: "bk_1".to_owned(),
            secret: Secret::new("secret"),
        };
        // printf 'GET\n/bank/v1/balance?currency=CNY\n1767225600\n<digest>' | openssl dgst -sha256 -hmac secret
        assert_eq!(
            Signer::new(&config).request("GET", "/bank/v1/balance?currency=CNY", "1767225600", b""),
            "2665e648a5046014d4ec597b15d116502742c7d5bcef11555501818e707e6f70"
        );
    }
}
