//! Random text, from the cryptographic library's own source: the one place of the sandbox that draws randomness.

use crate::Error;

/// Decimal digits.
pub const DIGITS: &[u8] = b"0123456789";
/// Upper-case hexadecimal digits.
pub const HEXADECIMAL: &[u8] = b"0123456789ABCDEF";
/// Digits and letters.
pub const ALPHANUMERIC: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Draws `length` characters of the ASCII `alphabet`, each equally likely.
pub fn text(alphabet: &[u8], length: usize) -> Result<String, Error> {
    let mut drawn = String::with_capacity(length);
    // A byte at or above the largest multiple of the alphabet's size would favour its first characters.
    let limit = 256 - 256 % alphabet.len();
    while drawn.len() < length {
        let mut block = [0_u8; 64];
        aws_lc_rs::rand::fill(&mut block).map_err(|_| Error::Cryptography("no randomness"))?;
        let fair = block.iter().map(|byte| usize::from(*byte)).filter(|value| *value < limit);
        let characters = fair.filter_map(|value| alphabet.get(value % alphabet.len()).copied());
        drawn.extend(characters.map(char::from).take(length - drawn.len()));
    }
    Ok(drawn)
}

/// A certificate's serial number: twenty bytes of a positive number without leading zeros.
pub fn serial() -> Result<[u8; 20], Error> {
    let mut drawn = [0_u8; 20];
    aws_lc_rs::rand::fill(&mut drawn).map_err(|_| Error::Cryptography("no randomness"))?;
    let [first, ..] = &mut drawn;
    *first = (*first & 0x3f) | 0x40;
    Ok(drawn)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_has_the_length_and_the_alphabet_that_were_asked_for() {
        for length in [0, 1, 7, 32, 200] {
            let drawn = text(DIGITS, length).unwrap();
            assert_eq!(drawn.len(), length);
            assert!(drawn.bytes().all(|byte| byte.is_ascii_digit()));
        }
        assert_ne!(text(ALPHANUMERIC, 32).unwrap(), text(ALPHANUMERIC, 32).unwrap());
    }
}
