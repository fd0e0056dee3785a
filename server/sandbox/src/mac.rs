//! Digests and message authentication codes, as lower-case hexadecimal text: what the bank and Stripe sign with.

use aws_lc_rs::{digest, hmac};

/// The SHA-256 of some bytes.
pub fn sha256(bytes: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA256, bytes).as_ref().to_vec()
}

/// Bytes as lower-case hexadecimal.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|half| char::from_digit(half.into(), 16))
        .collect()
}

fn from_hexadecimal(text: &str) -> Option<Vec<u8>> {
    let halves: Vec<u32> = text.chars().map(|half| half.to_digit(16)).collect::<Option<_>>()?;
    let (pairs, rest) = halves.as_chunks::<2>();
    let bytes = pairs.iter().map(|[high, low]| u8::try_from(high * 16 + low).ok());
    if rest.is_empty() { bytes.collect() } else { None }
}

/// HMAC-SHA256 of a message under the bytes of a secret's text.
pub fn hmac_hexadecimal(secret: &str, message: &[u8]) -> String {
    hexadecimal(hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), message).as_ref())
}

/// Whether a hexadecimal tag is that of the message. Takes the same time for every wrong tag.
pub fn hmac_verifies(secret: &str, message: &str, tag: &str) -> bool {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    from_hexadecimal(tag).is_some_and(|tag| hmac::verify(&key, message.as_bytes(), &tag).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_is_read_back_and_anything_else_is_refused() {
        assert_eq!(hexadecimal(&[0, 15, 16, 255]), "000f10ff");
        assert_eq!(from_hexadecimal("000f10ff"), Some(vec![0, 15, 16, 255]));
        assert_eq!((from_hexadecimal("0"), from_hexadecimal("0g")), (None, None));
    }
}
