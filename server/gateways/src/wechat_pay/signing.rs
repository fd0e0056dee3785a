//! The signature of a request: RSA PKCS#1 v1.5 with SHA-256 over five lines that end with the exact body.

use aws_lc_rs::{rand::SystemRandom, rsa::KeyPair, signature::RSA_PKCS1_SHA256};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use services::ports::GatewayFault;
use zeroize::Zeroizing;

use super::config::WechatPayConfig;
use crate::config::{ConfigError, wrong};

/// The scheme's name, in `Authorization` and in `Wechatpay-Signature-Type`.
pub(super) const SCHEME: &str = "WECHATPAY2-SHA256-RSA2048";

/// Keys shorter than this are refused: the scheme's name promises 2048 bits.
const SHORTEST_KEY_BYTES: usize = 2048 / 8;

/// Signs in the merchant's name.
pub(super) struct Signer {
    key: KeyPair,
    mchid: String,
    merchant_serial: String,
}

/// What the signature of a request is made over.
pub(super) struct Signable<'a> {
    /// `GET` or `POST`.
    pub method: &'a str,
    /// As it stands in the request line.
    pub path_and_query: &'a str,
    /// Seconds of the unix epoch.
    pub timestamp: i64,
    /// Drawn for this request.
    pub nonce: &'a str,
    /// As it will be sent.
    pub body: &'a [u8],
}

impl Signable<'_> {
    fn message(&self) -> Vec<u8> {
        let Self { method, path_and_query, timestamp, nonce, body } = self;
        let head = format!("{method}\n{path_and_query}\n{timestamp}\n{nonce}\n");
        [head.as_bytes(), body, b"\n"].concat()
    }
}

/// What the signature of a call inside the wallet is made over.
pub(super) fn wallet_message(appid: &str, timestamp: &str, nonce: &str, package: &str) -> Vec<u8> {
    format!("{appid}\n{timestamp}\n{nonce}\n{package}\n").into_bytes()
}

impl Signer {
    /// Parses the merchant's key.
    pub(super) fn new(config: &WechatPayConfig) -> Result<Self, ConfigError> {
        let bad =
            || wrong("merchant_private_key_pem", "is not an RSA key of at least 2048 bits in PKCS#8 PEM");
        let document = pem::parse(config.merchant_private_key_pem.expose()).map_err(|_| bad())?;
        if document.tag() != "PRIVATE KEY" {
            return Err(bad());
        }
        let document = Zeroizing::new(document.into_contents());
        let key = KeyPair::from_pkcs8(&document).map_err(|_| bad())?;
        if key.public_modulus_len() < SHORTEST_KEY_BYTES {
            return Err(bad());
        }
        Ok(Self { key, mchid: config.mchid.clone(), merchant_serial: config.merchant_serial.clone() })
    }

    /// The signature of a message, in base64.
    pub(super) fn sign(&self, message: &[u8]) -> Result<String, GatewayFault> {
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
            .map_err(|_| GatewayFault::Refused { code: "REQUEST_NOT_SIGNED".to_owned() })?;
        Ok(BASE64_STANDARD.encode(signature))
    }

    /// The value of `Authorization`.
    pub(super) fn authorization(&self, request: &Signable<'_>) -> Result<String, GatewayFault> {
        let signature = self.sign(&request.message())?;
        let Self { mchid, merchant_serial, .. } = self;
        let Signable { timestamp, nonce, .. } = request;
        Ok(format!(
            "{SCHEME} mchid=\"{mchid}\",nonce_str=\"{nonce}\",timestamp=\"{timestamp}\",\
             serial_no=\"{merchant_serial}\",signature=\"{signature}\""
        ))
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::{
        encoding::{AsDer, Pkcs8V1Der},
        rsa::KeySize,
        signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey},
    };
    use base64::Engine as _;
    use serde_json::Value;

    use super::{BASE64_STANDARD, KeyPair, Signable, Signer, wallet_message};

    fn vectors() -> Value {
        serde_json::from_str(include_str!("../../tests/vectors/vectors.json")).unwrap()
    }

    fn verifies(public_key: &[u8], message: &[u8], signature: &str) -> bool {
        let signature = BASE64_STANDARD.decode(signature).unwrap();
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public_key).verify(message, &signature).is_ok()
    }

    fn foreign_merchant() -> Vec<u8> {
        pem::parse(include_str!("../../tests/vectors/wx_merchant.pub.pem")).unwrap().into_contents()
    }

    #[test]
    fn the_message_of_a_post_is_the_one_that_foreign_software_signed() {
        let vector = &vectors()["wechat_request"];
        let message = Signable {
            method: vector["method"].as_str().unwrap(),
            path_and_query: vector["canonical_url"].as_str().unwrap(),
            timestamp: vector["timestamp"].as_str().unwrap().parse().unwrap(),
            nonce: vector["nonce_str"].as_str().unwrap(),
            body: vector["body"].as_str().unwrap().as_bytes(),
        }
        .message();
        assert_eq!(message, vector["string_to_sign"].as_str().unwrap().as_bytes());
        assert!(verifies(&foreign_merchant(), &message, vector["signature"].as_str().unwrap()));
    }

    #[test]
    fn the_message_of_a_get_ends_with_an_empty_line() {
        let vector = &vectors()["wechat_request_get"];
        let message = Signable {
            method: "GET",
            path_and_query: "/v3/pay/transactions/out-trade-no/J20260101000001?mchid=1900000001",
            timestamp: 1_767_225_600,
            nonce: "NONCE0123456789ABCDEF0123456789A",
            body: b"",
        }
        .message();
        assert_eq!(message, vector["string_to_sign"].as_str().unwrap().as_bytes());
        assert!(verifies(&foreign_merchant(), &message, vector["signature"].as_str().unwrap()));
    }

    #[test]
    fn the_message_of_a_call_inside_the_wallet_is_the_one_that_foreign_software_signed() {
        let vector = &vectors()["wechat_paysign"];
        let message = |package| {
            wallet_message("wxTESTAPPID", "1767225600", "NONCE0123456789ABCDEF0123456789A", package)
        };
        let right = message("prepay_id=wx201410272009395522657a690389285100");
        assert_eq!(right, vector["string_to_sign"].as_str().unwrap().as_bytes());
        let signature = vector["paySign"].as_str().unwrap();
        assert!(verifies(&foreign_merchant(), &right, signature));
        assert!(!verifies(&foreign_merchant(), &message("prepay_id=wx0"), signature));
    }

    #[test]
    fn what_we_sign_verifies_with_our_public_key_and_says_who_signed() {
        let key = KeyPair::generate(KeySize::Rsa2048).unwrap();
        let copy = KeyPair::from_pkcs8(AsDer::<Pkcs8V1Der<'_>>::as_der(&key).unwrap().as_ref()).unwrap();
        let signer =
            Signer { key: copy, mchid: "1900000001".to_owned(), merchant_serial: "TESTSERIAL01".to_owned() };
        let request = Signable {
            method: "POST",
            path_and_query: "/v3/pay/transactions/native",
            timestamp: 1_767_225_600,
            nonce: "NONCE",
            body: "{\"description\":\"入会费\"}".as_bytes(),
        };
        let header = signer.authorization(&request).unwrap();
        let (head, signature) = header.strip_suffix('"').unwrap().rsplit_once("signature=\"").unwrap();
        assert_eq!(
            head,
            "WECHATPAY2-SHA256-RSA2048 mchid=\"1900000001\",nonce_str=\"NONCE\",timestamp=\"1767225600\",\
             serial_no=\"TESTSERIAL01\","
        );
        assert!(verifies(key.public_key().as_ref(), &request.message(), signature));
        let other = Signable { body: b"{}", ..request };
        assert!(!verifies(key.public_key().as_ref(), &other.message(), signature));
    }
}
