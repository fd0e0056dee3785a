//! Just enough of DER to write X.509 certificates (RFC 5280): the gateway's certificate mode needs some.

use aws_lc_rs::{
    encoding::{AsDer as _, PublicKeyX509Der},
    rand::SystemRandom,
    rsa::KeyPair,
    signature::{KeyPair as _, RSA_PKCS1_SHA256},
};

use crate::Error;

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const NULL: u8 = 0x05;
const OBJECT_IDENTIFIER: u8 = 0x06;
const UTF8_STRING: u8 = 0x0c;
const PRINTABLE_STRING: u8 = 0x13;
const UTC_TIME: u8 = 0x17;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const VERSION: u8 = 0xa0;

/// `sha256WithRSAEncryption`.
const SHA256_WITH_RSA: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b];

/// A name: country, organisation, unit and common name.
#[derive(Debug, Clone, Copy)]
pub struct Name {
    pub organisation: &'static str,
    pub unit: &'static str,
    pub common: &'static str,
}

impl Name {
    /// The name as the gateway's certificate numbers are made from: the last attribute first.
    pub fn written(&self) -> String {
        format!("CN={},OU={},O={},C=CN", self.common, self.unit, self.organisation)
    }

    fn der(&self) -> Vec<u8> {
        let attribute = |last: u8, tag: u8, text: &str| {
            element(
                SET,
                &[element(
                    SEQUENCE,
                    &[element(OBJECT_IDENTIFIER, &[vec![0x55, 0x04, last]]), element(tag, &[text.into()])],
                )],
            )
        };
        element(
            SEQUENCE,
            &[
                attribute(0x06, PRINTABLE_STRING, "CN"),
                attribute(0x0a, UTF8_STRING, self.organisation),
                attribute(0x0b, UTF8_STRING, self.unit),
                attribute(0x03, UTF8_STRING, self.common),
            ],
        )
    }
}

/// A certificate for `subject`'s key by `issuer`'s.
pub fn certificate(
    serial: u128,
    issuer: (Name, &KeyPair),
    subject: (Name, &KeyPair),
) -> Result<Vec<u8>, Error> {
    let refused = |_| Error::Cryptography("a certificate could not be made");
    let algorithm =
        element(SEQUENCE, &[element(OBJECT_IDENTIFIER, &[SHA256_WITH_RSA.into()]), element(NULL, &[])]);
    let key: PublicKeyX509Der<'_> = subject.1.public_key().as_der().map_err(refused)?;
    let moment = |text: &str| element(UTC_TIME, &[text.into()]);
    // A zero in front, so that no number is negative.
    let serial = [&[0_u8][..], &serial.to_be_bytes()].concat();
    let significant = serial.iter().position(|byte| *byte != 0).unwrap_or(serial.len() - 1);
    let negative = serial.get(significant).is_some_and(|byte| *byte >= 0x80);
    let serial = serial.get(significant - usize::from(negative)..).unwrap_or_default().to_vec();
    let body = element(
        SEQUENCE,
        &[
            element(VERSION, &[element(INTEGER, &[vec![2]])]),
            element(INTEGER, &[serial]),
            algorithm.clone(),
            issuer.0.der(),
            element(SEQUENCE, &[moment("250101000000Z"), moment("491231235959Z")]),
            subject.0.der(),
            key.as_ref().to_vec(),
        ],
    );
    let mut signature = vec![0; issuer.1.public_modulus_len()];
    issuer.1.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &body, &mut signature).map_err(refused)?;
    Ok(element(SEQUENCE, &[body, algorithm, element(BIT_STRING, &[vec![0], signature])]))
}

fn element(tag: u8, parts: &[Vec<u8>]) -> Vec<u8> {
    let content = parts.concat();
    let mut bytes = vec![tag];
    let length = content.len().to_be_bytes();
    let significant = length.iter().position(|byte| *byte != 0).unwrap_or(length.len() - 1);
    let length = length.get(significant..).unwrap_or_default();
    match *length {
        [short] if short < 0x80 => bytes.push(short),
        // A length has at most eight bytes.
        _ => {
            bytes.push(0x80 | u8::try_from(length.len()).unwrap_or_default());
            bytes.extend_from_slice(length);
        }
    }
    bytes.extend(content);
    bytes
}

#[cfg(test)]
mod tests {
    use super::{Name, element};

    #[test]
    fn lengths_are_written_in_as_few_bytes_as_possible() {
        assert_eq!(element(0x04, &[]), [0x04, 0x00]);
        assert_eq!(element(0x04, &[vec![7; 127]])[..2], [0x04, 0x7f]);
        assert_eq!(element(0x04, &[vec![7; 128]])[..3], [0x04, 0x81, 0x80]);
        assert_eq!(element(0x04, &[vec![7; 300]])[..4], [0x04, 0x82, 0x01, 0x2c]);
    }

    #[test]
    fn a_name_is_written_with_its_last_attribute_first() {
        let name = Name { organisation: "Sandbox", unit: "Unit", common: "Root" };
        assert_eq!(name.written(), "CN=Root,OU=Unit,O=Sandbox,C=CN");
    }
}
