//! The encryption inside notifications: AES-256-GCM under the APIv3 key.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use base64::{Engine as _, prelude::BASE64_STANDARD};

use crate::{
    Secret,
    config::{ConfigError, wrong},
};

/// Opens what the gateway sealed.
pub(super) struct Cipher {
    key: LessSafeKey,
}

impl Cipher {
    /// The key is the text's 32 bytes as they are, not their hexadecimal reading.
    pub(super) fn new(apiv3_key: &Secret) -> Result<Self, ConfigError> {
        let key = UnboundKey::new(&AES_256_GCM, apiv3_key.expose().as_bytes())
            .map_err(|_| wrong("apiv3_key", "must have exactly 32 characters"))?;
        Ok(Self { key: LessSafeKey::new(key) })
    }

    /// The plain text, or none when anything about the sealed text is wrong. `ciphertext` is base64 and ends with the
    /// tag; `associated_data` may be empty.
    pub(super) fn open(&self, nonce: &str, associated_data: &str, ciphertext: &str) -> Option<Vec<u8>> {
        let nonce = Nonce::try_assume_unique_for_key(nonce.as_bytes()).ok()?;
        let mut text = BASE64_STANDARD.decode(ciphertext).ok()?;
        let length =
            self.key.open_in_place(nonce, Aad::from(associated_data.as_bytes()), &mut text).ok()?.len();
        text.truncate(length);
        Some(text)
    }
}
