//! An X.509 certificate, written by hand: the gateway's own, signed by itself, for merchants that verify by certificates.

use aws_lc_rs::{
    encoding::{AsDer, PublicKeyX509Der},
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{KeyPair as _, RSA_PKCS1_SHA256},
};
use pem::{EncodeConfig, LineEnding, Pem};

use crate::{Error, clock, entropy};

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const NULL: u8 = 0x05;
const IDENTIFIER: u8 = 0x06;
const UTF8: u8 = 0x0C;
const UTC_TIME: u8 = 0x17;
const VERSION: u8 = 0xA0;

/// sha256WithRSAEncryption, 1.2.840.113549.1.1.11.
const SHA256_WITH_RSA: [u8; 9] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0B];
/// commonName, 2.5.4.3.
const COMMON_NAME: [u8; 3] = [0x55, 0x04, 0x03];

/// A year, as real platform certificates last five.
const LIFE_MS: i64 = 5 * 365 * 24 * 3_600_000;

/// A certificate, and the key it certifies.
#[derive(Debug)]
pub struct Issued {
    /// Forty hexadecimal digits.
    pub serial: String,
    /// The key that signs in its name.
    pub key: KeyPair,
    /// The certificate.
    pub pem: String,
    /// Its first moment.
    pub from_ms: i64,
    /// Its last one.
    pub until_ms: i64,
}

/// Makes a certificate for a new key.
pub fn issue(now_ms: i64) -> Result<Issued, Error> {
    let refused = |_| Error::Cryptography("a certificate could not be made");
    let key = KeyPair::generate(KeySize::Rsa2048).map_err(refused)?;
    let public = AsDer::<PublicKeyX509Der<'_>>::as_der(key.public_key()).map_err(refused)?;
    // A first digit below eight keeps the number positive.
    let serial = format!("5{}", entropy::text(entropy::HEXADECIMAL, 39)?);
    let (from_ms, until_ms) = (now_ms - 60_000, now_ms + LIFE_MS);
    let algorithm = sequence(&[element(IDENTIFIER, &SHA256_WITH_RSA), element(NULL, &[])]);
    let name = sequence(&[element(
        SET,
        &sequence(&[element(IDENTIFIER, &COMMON_NAME), element(UTF8, b"Tenpay.com sign (sandbox)")]),
    )]);
    let body = sequence(&[
        element(VERSION, &element(INTEGER, &[2])),
        element(INTEGER, &bytes_of(&serial)),
        algorithm.clone(),
        name.clone(),
        sequence(&[element(UTC_TIME, &moment(from_ms)), element(UTC_TIME, &moment(until_ms))]),
        name,
        public.as_ref().to_vec(),
    ]);
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &body, &mut signature).map_err(refused)?;
    // No bit of the last byte is unused.
    let signature = element(BIT_STRING, &[&[0], signature.as_slice()].concat());
    let whole = sequence(&[body, algorithm, signature]);
    let unix = EncodeConfig::new().set_line_ending(LineEnding::LF);
    let pem = pem::encode_config(&Pem::new("CERTIFICATE", whole), unix);
    Ok(Issued { serial, key, pem, from_ms, until_ms })
}

fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    element(SEQUENCE, &parts.concat())
}

fn element(tag: u8, contents: &[u8]) -> Vec<u8> {
    let [.., second, last] = contents.len().to_be_bytes();
    let length = match contents.len() {
        0..=0x7F => vec![last],
        0x80..=0xFF => vec![0x81, last],
        // Nothing here is longer than 65,535 bytes.
        _ => vec![0x82, second, last],
    };
    [&[tag], length.as_slice(), contents].concat()
}

fn bytes_of(hexadecimal: &str) -> Vec<u8> {
    let digits: Vec<u8> = hexadecimal
        .chars()
        .filter_map(|digit| digit.to_digit(16))
        .filter_map(|digit| u8::try_from(digit).ok())
        .collect();
    let (pairs, _) = digits.as_chunks::<2>();
    pairs.iter().map(|[high, low]| (high << 4) | low).collect()
}

/// `YYMMDDHHMMSSZ`, which certificates use until 2049.
fn moment(at_ms: i64) -> Vec<u8> {
    let utc = clock::written_utc(at_ms);
    let digits: String = utc.chars().filter(char::is_ascii_digit).take(14).collect();
    format!("{}Z", digits.get(2..).unwrap_or_default()).into_bytes()
}
