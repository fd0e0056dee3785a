//! What the protocol needs of X.509 certificates: the name of one, and the key inside.
//!
//! A certificate is named by the MD5 of its issuer's name and its serial number in decimal digits, a root by the names
//! of all its RSA certificates. MD5 protects nothing here: it only makes the name short.

use std::fmt::Write as _;

use md5::{Digest as _, Md5};

/// DER of the object identifiers `1.2.840.113549.1.1.*`: RSA. The root file also holds certificates of SM2.
const RSA_FAMILY: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01];

const INTEGER: u8 = 0x02;
const OBJECT_IDENTIFIER: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const VERSION: u8 = 0xa0;

/// What was read of a certificate.
pub(super) struct Certificate<'a> {
    /// What requests and answers call it.
    pub name: String,
    /// DER of the SubjectPublicKeyInfo.
    pub public_key: &'a [u8],
    is_rsa: bool,
}

/// The name of a root: of its RSA certificates, in their order.
pub(super) fn root_name(certificates: &[Vec<u8>]) -> Option<String> {
    let all: Vec<Certificate<'_>> =
        certificates.iter().map(|der| Certificate::read(der)).collect::<Option<_>>()?;
    let names: Vec<String> = all.into_iter().filter(|one| one.is_rsa).map(|one| one.name).collect();
    (!names.is_empty()).then(|| names.join("_"))
}

impl<'a> Certificate<'a> {
    /// Reads the DER of a certificate (RFC 5280, 4.1).
    pub(super) fn read(der: &'a [u8]) -> Option<Self> {
        let mut outer = Der(Der(der).expect(SEQUENCE)?.content);
        let mut body = Der(outer.expect(SEQUENCE)?.content);
        let signed_with = Der(outer.expect(SEQUENCE)?.content).expect(OBJECT_IDENTIFIER)?.content;
        let mut first = body.next()?;
        if first.tag == VERSION {
            first = body.next()?;
        }
        let serial = (first.tag == INTEGER).then(|| decimal(first.content))?;
        let _algorithm = body.expect(SEQUENCE)?;
        let issuer = issuer_name(body.expect(SEQUENCE)?.content)?;
        let (_validity, _subject) = (body.expect(SEQUENCE)?, body.expect(SEQUENCE)?);
        let public_key = body.expect(SEQUENCE)?.whole;
        let digest = Md5::digest(format!("{issuer}{serial}").as_bytes());
        let name = digest.iter().fold(String::new(), |mut text, byte| {
            // Writing into a string cannot fail.
            let _written = write!(text, "{byte:02x}");
            text
        });
        Some(Self { name, public_key, is_rsa: signed_with.starts_with(RSA_FAMILY) })
    }
}

/// `CN=…,OU=…,O=…,C=…`: the last attribute first (RFC 2253).
fn issuer_name(sets: &[u8]) -> Option<String> {
    let mut parts = Vec::new();
    let mut sets = Der(sets);
    while !sets.0.is_empty() {
        let mut attribute = Der(Der(sets.expect(SET)?.content).expect(SEQUENCE)?.content);
        let kind = match attribute.expect(OBJECT_IDENTIFIER)?.content {
            [0x55, 0x04, 0x03] => "CN",
            [0x55, 0x04, 0x06] => "C",
            [0x55, 0x04, 0x07] => "L",
            [0x55, 0x04, 0x08] => "ST",
            [0x55, 0x04, 0x0a] => "O",
            [0x55, 0x04, 0x0b] => "OU",
            _ => return None,
        };
        parts.push(format!("{kind}={}", std::str::from_utf8(attribute.next()?.content).ok()?));
    }
    parts.reverse();
    Some(parts.join(","))
}

/// A big number, most significant byte first, in decimal digits.
fn decimal(bytes: &[u8]) -> String {
    // Least significant digit first.
    let mut digits: Vec<u32> = vec![0];
    for byte in bytes {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            let value = digit.saturating_mul(256).saturating_add(carry);
            *digit = value.rem_euclid(10);
            carry = value.div_euclid(10);
        }
        while carry > 0 {
            digits.push(carry.rem_euclid(10));
            carry = carry.div_euclid(10);
        }
    }
    digits.iter().rev().filter_map(|digit| char::from_digit(*digit, 10)).collect()
}

/// One element.
struct Element<'a> {
    tag: u8,
    content: &'a [u8],
    whole: &'a [u8],
}

/// The rest of some elements in a row.
struct Der<'a>(&'a [u8]);

impl<'a> Der<'a> {
    fn next(&mut self) -> Option<Element<'a>> {
        let all = self.0;
        let (tag, length) = (*all.first()?, *all.get(1)?);
        let (head, length) = if length < 0x80 {
            (2, usize::from(length))
        } else {
            let count = usize::from(length & 0x7f);
            let bytes = all.get(2..count.checked_add(2)?).filter(|bytes| (1..=4).contains(&bytes.len()))?;
            let length = bytes.iter().fold(0, |length: usize, byte| (length << 8) | usize::from(*byte));
            (count.checked_add(2)?, length)
        };
        let end = head.checked_add(length)?;
        let element = Element { tag, content: all.get(head..end)?, whole: all.get(..end)? };
        self.0 = all.get(end..)?;
        Some(element)
    }

    fn expect(&mut self, tag: u8) -> Option<Element<'a>> {
        self.next().filter(|element| element.tag == tag)
    }
}

#[cfg(test)]
mod tests {
    use super::{Certificate, decimal};

    #[test]
    fn big_numbers_are_written_in_decimal_digits() {
        assert_eq!(decimal(&[]), "0");
        assert_eq!(decimal(&[0x01, 0x00]), "256");
        assert_eq!(decimal(&[0xff; 16]), u128::MAX.to_string());
        // The serial number of a certificate has up to twenty bytes.
        assert_eq!(decimal(&[0xff; 20]), "1461501637330902918203684832716283019655932542975");
    }

    #[test]
    fn what_is_no_certificate_is_not_read() {
        for bytes in [
            &[][..],
            &[0x30],
            &[0x30, 0x80],
            &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff],
            &[0x30, 0x02, 0x30, 0x00],
        ] {
            assert!(Certificate::read(bytes).is_none(), "{bytes:?}");
        }
    }
}
