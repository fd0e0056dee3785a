//! The signature of a request: RSA PKCS#1 v1.5 with SHA-256 (the gateway's `RSA2`) over the sorted parameters.

use aws_lc_rs::{rand::SystemRandom, rsa::KeyPair, signature::RSA_PKCS1_SHA256};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use services::ports::GatewayFault;
use zeroize::Zeroizing;

use super::{
    certificate::{name_of, root_name},
    config::{AlipayConfig, AlipayTrust},
    errors::refused,
    form::{Parameters, signed_text},
};
use crate::{
    config::{ConfigError, wrong},
    x509::Certificate,
};

/// Keys shorter than this are refused: RSA2 promises 2048 bits.
const SHORTEST_KEY_BYTES: usize = 2048 / 8;

/// Signs in the application's name.
pub(super) struct Signer {
    key: KeyPair,
    /// In certificate mode: the names of our certificate and of the root, which every request carries.
    certificates: Option<(String, String)>,
}

impl Signer {
    /// Parses the application's key and, in certificate mode, its certificate.
    pub(super) fn new(config: &AlipayConfig) -> Result<Self, ConfigError> {
        let bad = || wrong("app_private_key_pem", "is not an RSA key of at least 2048 bits in PEM");
        let document = pem::parse(config.app_private_key_pem.expose()).map_err(|_| bad())?;
        let tag = document.tag().to_owned();
        let document = Zeroizing::new(document.into_contents());
        let key = match tag.as_str() {
            "PRIVATE KEY" => KeyPair::from_pkcs8(&document),
            "RSA PRIVATE KEY" => KeyPair::from_der(&document),
            _ => return Err(bad()),
        };
        let key = key.map_err(|_| bad())?;
        if key.public_modulus_len() < SHORTEST_KEY_BYTES {
            return Err(bad());
        }
        let certificates = match &config.trust {
            AlipayTrust::Keys { .. } => None,
            AlipayTrust::Certificates { app, root, .. } => Some((app_name(app)?, the_root_name(root)?)),
        };
        Ok(Self { key, certificates })
    }

    /// Adds what names our certificates, and the signature over all of it.
    pub(super) fn sign(&self, mut parameters: Parameters) -> Result<Parameters, GatewayFault> {
        if let Some((app, root)) = &self.certificates {
            parameters.insert("app_cert_sn".to_owned(), app.clone());
            parameters.insert("alipay_root_cert_sn".to_owned(), root.clone());
        }
        // Empty ones are neither signed nor sent.
        parameters.retain(|_, value| !value.is_empty());
        let text = signed_text(&parameters);
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature)
            .map_err(|_| refused("REQUEST_NOT_SIGNED"))?;
        parameters.insert("sign".to_owned(), BASE64_STANDARD.encode(signature));
        Ok(parameters)
    }
}

fn app_name(text: &str) -> Result<String, ConfigError> {
    let all = Certificate::read_all(text.as_bytes()).unwrap_or_default();
    all.first().map(name_of).ok_or_else(|| wrong("app_cert.pem", "is not a certificate in PEM"))
}

fn the_root_name(text: &str) -> Result<String, ConfigError> {
    let name = Certificate::read_all(text.as_bytes()).and_then(|all| root_name(&all));
    name.ok_or_else(|| wrong("alipay_root_cert.pem", "holds no RSA certificate in PEM"))
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
    use base64::Engine as _;
    use serde_json::Value;

    use super::{BASE64_STANDARD, Parameters, signed_text};

    #[test]
    fn the_signed_text_of_a_request_is_the_one_that_foreign_software_signed() {
        let vectors: Value = serde_json::from_str(include_str!("../../tests/vectors/vectors.json")).unwrap();
        let vector = &vectors["alipay_request"];
        let parameters: Parameters = serde_json::from_value(vector["params"].clone()).unwrap();
        let text = signed_text(&parameters);
        assert_eq!(text, vector["string_to_sign"].as_str().unwrap());
        let app = pem::parse(include_str!("../../tests/vectors/alipay_app.pub.pem")).unwrap().into_contents();
        let signature = BASE64_STANDARD.decode(vector["sign"].as_str().unwrap()).unwrap();
        let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, app);
        assert!(key.verify(text.as_bytes(), &signature).is_ok());
        assert!(key.verify(text.replace("9.90", "9.91").as_bytes(), &signature).is_err());
    }
}
