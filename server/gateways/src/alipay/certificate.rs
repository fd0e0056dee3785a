//! How the protocol names certificates: by the MD5 of the issuer's name and the serial number in decimal digits, and a
//! root by the names of all its certificates that RSA signed. MD5 protects nothing here: it only makes the name short.

use md5::{Digest as _, Md5};

use crate::{mac::hexadecimal, x509::Certificate};

/// What requests and answers call a certificate.
pub(super) fn name_of(certificate: &Certificate) -> String {
    let Certificate { issuer, serial, .. } = certificate;
    hexadecimal(&Md5::digest(format!("{issuer}{}", decimal(serial)).as_bytes()))
}

/// The name of a root, in the order of its file, which also holds certificates of SM2 and of elliptic curves.
pub(super) fn root_name(certificates: &[Certificate]) -> Option<String> {
    let names: Vec<String> = certificates.iter().filter(|one| one.by_rsa).map(name_of).collect();
    (!names.is_empty()).then(|| names.join("_"))
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

#[cfg(test)]
mod tests {
    use super::{Certificate, decimal, name_of, root_name};

    /// The gateway's own root file, as merchants download it.
    const ROOTS: &[u8] = include_bytes!("../../tests/vectors/alipay_root_certificates.pem");

    #[test]
    fn the_real_root_file_has_the_name_that_the_gateway_expects() {
        let roots = Certificate::read_all(ROOTS).unwrap();
        // Of SM2 and of an elliptic curve: they have names, too, but not in the root's.
        assert_eq!(roots.iter().map(|root| root.by_rsa).collect::<Vec<_>>(), [false, true, false, true]);
        assert_eq!(name_of(&roots[2]), "8af620707e5ddd8c7e76747e86a604dc");
        let expected = "687b59193f3f462dd5336e5abf83c5d8_02941eef3187dddf3d3b83462e1dfcf6";
        assert_eq!(root_name(&roots).as_deref(), Some(expected));
        assert_eq!(root_name(&roots[..1]), None);
    }

    #[test]
    fn big_numbers_are_written_in_decimal_digits() {
        assert_eq!(decimal(&[]), "0");
        assert_eq!(decimal(&[0x01, 0x00]), "256");
        assert_eq!(decimal(&[0xff; 16]), u128::MAX.to_string());
        // The serial number of a certificate has up to twenty bytes.
        assert_eq!(decimal(&[0xff; 20]), "1461501637330902918203684832716283019655932542975");
    }
}
