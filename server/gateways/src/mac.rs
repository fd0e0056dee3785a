//! HMAC-SHA256 and SHA-256 as lower-case hexadecimal text, for rails that sign with a shared secret.

use aws_lc_rs::{digest, hmac};

use crate::Secret;

/// A shared secret, ready to sign and to verify with.
pub(crate) struct MacKey(hmac::Key);

impl MacKey {
    /// A key of the bytes of a secret's text.
    pub(crate) fn new(secret: &Secret) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_bytes()))
    }

    /// Signs a message.
    pub(crate) fn sign(&self, message: &[u8]) -> String {
        hexadecimal(hmac::sign(&self.0, message).as_ref())
    }

    /// Whether a hexadecimal tag is that of the message; takes the same time for every wrong tag.
    pub(crate) fn verifies(&self, message: &[u8], tag: &str) -> bool {
        from_hexadecimal(tag).is_some_and(|tag| hmac::verify(&self.0, message, &tag).is_ok())
    }
}

/// The SHA-256 of some bytes.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hexadecimal(digest::digest(&digest::SHA256, bytes).as_ref())
}

/// Bytes as lower-case hexadecimal text.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    let halves = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    halves.filter_map(|half| char::from_digit(half.into(), 16)).collect()
}

fn from_hexadecimal(text: &str) -> Option<Vec<u8>> {
    let halves: Vec<u32> = text.chars().map(|half| half.to_digit(16)).collect::<Option<_>>()?;
    let (pairs, rest) = halves.as_chunks::<2>();
    let bytes = pairs.iter().map(|[high, low]| u8::try_from((high << 4) | low).ok());
    if rest.is_empty() { bytes.collect() } else { None }
}

#[cfg(test)]
mod tests {
    use super::{MacKey, Secret, from_hexadecimal, hexadecimal, sha256};

    #[test]
    fn tags_are_what_openssl_makes_and_anything_else_is_refused() {
        // printf 'message' | openssl dgst -sha256 -hmac secret
        let tag = "8b5f48702995c1598c573db1e21866a9b825d4a794d169d7060a03605796360b";
        let key = MacKey::new(&Secret::new("secret"));
        assert_eq!(key.sign(b"message"), tag);
        assert!(key.verifies(b"message", tag) && key.verifies(b"message", &tag.to_uppercase()));
        for wrong in ["", "8b", "zz", &tag[..62], &tag.replace('8', "9")] {
            assert!(!key.verifies(b"message", wrong), "{wrong}");
        }
        assert!(!key.verifies(b"messagf", tag));
        assert_eq!(sha256(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn hexadecimal_is_read_back() {
        assert_eq!(hexadecimal(&[0, 15, 16, 255]), "000f10ff");
        assert_eq!(from_hexadecimal("000f10ff"), Some(vec![0, 15, 16, 255]));
        assert_eq!((from_hexadecimal("0"), from_hexadecimal("0g")), (None, None));
    }
}
