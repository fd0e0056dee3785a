//! The program's own secrets, and what they seal: stamps that go through a form, and bodies that rest in the database.

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    digest, hmac,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::{
    Fault,
    ports::{Entropy, EntropyExt},
};

/// The first byte of a sealed body: which key and which layout.
const SEAL_VERSION: u8 = 1;

/// Keys of the program. Made once, kept in files, never printed.
pub struct Secrets {
    stamp_key: hmac::Key,
    seal_key: LessSafeKey,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Secrets(…)")
    }
}

impl Secrets {
    /// Takes two keys of 32 bytes each.
    pub fn new(stamp_key: &[u8; 32], seal_key: &[u8; 32]) -> Result<Self, Fault> {
        let seal_key = UnboundKey::new(&AES_256_GCM, seal_key).map_err(|_| Fault::Cryptography)?;
        Ok(Self {
            stamp_key: hmac::Key::new(hmac::HMAC_SHA256, stamp_key),
            seal_key: LessSafeKey::new(seal_key),
        })
    }

    /// A tag over some text, for a value that goes to the browser and must come back unchanged.
    pub fn tag(&self, text: &str) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.stamp_key, text.as_bytes()))
    }

    /// Whether a tag is ours; in constant time.
    pub fn tag_is_ours(&self, text: &str, tag: &str) -> bool {
        let Ok(tag) = URL_SAFE_NO_PAD.decode(tag) else { return false };
        hmac::verify(&self.stamp_key, text.as_bytes(), &tag).is_ok()
    }

    /// Seals a body for the database; `place` names table and row, so that a ciphertext cannot be moved elsewhere.
    pub fn seal(&self, entropy: &dyn Entropy, place: &str, body: &[u8]) -> Result<Vec<u8>, Fault> {
        let nonce: [u8; 12] = {
            let mut buffer = [0u8; 12];
            entropy.fill(&mut buffer);
            buffer
        };
        let mut sealed = body.to_vec();
        self.seal_key
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(place.as_bytes()),
                &mut sealed,
            )
            .map_err(|_| Fault::Cryptography)?;
        let mut out = Vec::with_capacity(sealed.len().saturating_add(13));
        out.push(SEAL_VERSION);
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
        Ok(out)
    }

    /// Opens what [`Secrets::seal`] made for the same place.
    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>, Fault> {
        let (version, rest) = sealed.split_first().ok_or(Fault::Cryptography)?;
        let (nonce, rest) = rest.split_first_chunk::<12>().ok_or(Fault::Cryptography)?;
        if *version != SEAL_VERSION {
            return Err(Fault::Cryptography);
        }
        let mut body = rest.to_vec();
        let plain = self
            .seal_key
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(place.as_bytes()), &mut body)
            .map_err(|_| Fault::Cryptography)?;
        Ok(plain.to_vec())
    }
}

/// SHA-256 in hexadecimal.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let hash = digest::digest(&digest::SHA256, bytes);
    hash.as_ref().iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A fresh secret of 256 random bits as text.
pub(crate) fn secret_text(entropy: &dyn Entropy) -> String {
    let mut bytes = [0u8; 32];
    entropy.fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// 128 random bits.
pub(crate) fn bits(entropy: &dyn Entropy) -> u128 {
    entropy.bits()
}

#[cfg(test)]
mod tests {
    use super::Secrets;
    use crate::ports::Entropy;

    struct Sevens;
    impl Entropy for Sevens {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(7);
        }
    }

    #[test]
    fn a_sealed_body_opens_only_at_its_own_place() {
        let secrets = Secrets::new(&[1; 32], &[2; 32]).unwrap();
        let sealed = secrets.seal(&Sevens, "inbox/1", b"raw body").unwrap();
        assert_eq!(secrets.open("inbox/1", &sealed).unwrap(), b"raw body");
        assert!(secrets.open("inbox/2", &sealed).is_err());
        assert!(!sealed.windows(8).any(|window| window == b"raw body"));
    }

    #[test]
    fn a_tag_of_other_text_is_not_ours() {
        let secrets = Secrets::new(&[1; 32], &[2; 32]).unwrap();
        assert!(secrets.tag_is_ours("a", &secrets.tag("a")));
        assert!(!secrets.tag_is_ours("b", &secrets.tag("a")));
        assert!(!secrets.tag_is_ours("a", "%%%"));
    }
}
