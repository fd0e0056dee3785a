//! RSA PKCS#1 v1.5 with SHA-256, by which WeChat Pay and Alipay sign, each a text of its own.

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::KeyPair,
    signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};

use crate::Error;

/// Signs `message`; the answer is base64.
pub fn sign(key: &KeyPair, message: &[u8]) -> Result<String, Error> {
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
        .map_err(|_| Error::Cryptography("signing was refused"))?;
    Ok(BASE64_STANDARD.encode(signature))
}

/// Whether `signature` (base64) is that of `message` under the public key (DER).
pub fn verifies(public_key: &[u8], message: &[u8], signature: &str) -> bool {
    let Ok(signature) = BASE64_STANDARD.decode(signature) else {
        return false;
    };
    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public_key).verify(message, &signature).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_we_sign_verifies_and_one_changed_byte_does_not() {
        use aws_lc_rs::{encoding::AsDer as _, rsa::KeySize, signature::KeyPair as _};
        let key = KeyPair::generate(KeySize::Rsa2048).unwrap();
        let public: aws_lc_rs::encoding::PublicKeyX509Der<'_> = key.public_key().as_der().unwrap();
        let signature = sign(&key, b"1\nn\n{}\n").unwrap();
        assert!(verifies(public.as_ref(), b"1\nn\n{}\n", &signature));
        assert!(!verifies(public.as_ref(), b"2\nn\n{}\n", &signature));
        assert!(!verifies(public.as_ref(), b"", "not base64"));
    }
}
