//! The settings of one application at the gateway.

use std::path::Path;

use domain::order::PayWay;
use reqwest::Url;
use serde::Deserialize;

use crate::{
    Secret,
    config::{ConfigError, base_url, check_notify_url, read, wrong},
};

const APPLICATION_FILE: &str = "alipay.json";
const APP_KEY_FILE: &str = "app_private_key.pem";
const ALIPAY_KEY_FILE: &str = "alipay_public_key.pem";
const APP_CERTIFICATE_FILE: &str = "app_cert.pem";
const ALIPAY_CERTIFICATE_FILE: &str = "alipay_cert.pem";
const ROOT_CERTIFICATE_FILE: &str = "alipay_root_cert.pem";

/// What the gateway has: face to face payment (codes), computer website payment, mobile website payment.
const WAYS: [PayWay; 3] = [PayWay::Code, PayWay::Page, PayWay::Phone];
const SOME_WAYS: &str = "must be some of code, page and phone";

/// How the gateway's signatures are verified, and how we name our own key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AlipayTrust {
    /// Key mode: the gateway's public key in SubjectPublicKeyInfo PEM; several while it changes.
    Keys {
        /// PEM, one or more blocks.
        alipay: String,
    },
    /// Certificate mode: requests name our certificate and the root, answers name the gateway's.
    Certificates {
        /// Ours (`appCertPublicKey_….crt`).
        app: String,
        /// The gateway's (`alipayCertPublicKey_RSA2.crt`); several while it changes.
        alipay: String,
        /// The root (`alipayRootCert.crt`), with all its certificates.
        root: String,
    },
}

/// Who the seller is, and how it and the gateway know each other.
#[derive(Clone, Debug)]
pub struct AlipayConfig {
    /// `https://openapi.alipay.com`, or the sandbox's address. No path.
    pub base_url: String,
    /// The application, which names our key.
    pub app_id: String,
    /// The account that receives the money (`2088…`).
    pub seller_id: String,
    /// The ways that the application has been granted; Alipay grants each of them by itself.
    pub ways: Vec<PayWay>,
    /// What requests are signed with: an RSA key in PKCS#8 or PKCS#1 PEM.
    pub app_private_key_pem: Secret,
    /// What the gateway's signatures are verified with.
    pub trust: AlipayTrust,
    /// Where notifications are sent: our own public address, without a query.
    pub notify_url: String,
}

/// `alipay.json`.
#[derive(Deserialize)]
struct ApplicationFile {
    app_id: Option<String>,
    seller_id: Option<String>,
    mode: Option<String>,
    ways: Option<String>,
}

impl AlipayConfig {
    /// Reads the folder of an application: `alipay.json` (`app_id`, `seller_id`, `mode`: `key` or `certificate`, `key` when
    /// absent, and `ways`: some of `code page phone`, all when absent), `app_private_key.pem`, and `alipay_public_key.pem`; in certificate mode `app_cert.pem`,
    /// `alipay_cert.pem` and `alipay_root_cert.pem` in its place.
    pub fn from_folder(
        folder: &Path,
        base_url: impl Into<String>,
        notify_url: impl Into<String>,
    ) -> Result<Self, ConfigError> {
        let file = folder.join(APPLICATION_FILE);
        let place = file.display().to_string();
        let application: ApplicationFile = serde_json::from_str(&read(&file)?)
            .map_err(|_| wrong(&*place, "is not a JSON object of plain strings"))?;
        let required = |key: &str, value: Option<String>| {
            value.ok_or_else(|| wrong(format!("{place}: {key}"), "is missing"))
        };
        let pem = |name: &str| read(&folder.join(name)).map(|text| text.to_string());
        let trust = match application.mode.as_deref() {
            None | Some("key") => AlipayTrust::Keys { alipay: pem(ALIPAY_KEY_FILE)? },
            Some("certificate") => AlipayTrust::Certificates {
                app: pem(APP_CERTIFICATE_FILE)?,
                alipay: pem(ALIPAY_CERTIFICATE_FILE)?,
                root: pem(ROOT_CERTIFICATE_FILE)?,
            },
            Some(_) => return Err(wrong(format!("{place}: mode"), "must be key or certificate")),
        };
        Ok(Self {
            base_url: base_url.into(),
            app_id: required("app_id", application.app_id)?,
            seller_id: required("seller_id", application.seller_id)?,
            ways: ways(&place, application.ways.as_deref())?,
            app_private_key_pem: Secret::new(read(&folder.join(APP_KEY_FILE))?.as_str()),
            trust,
            notify_url: notify_url.into(),
        })
    }

    /// What two accounts have in common that makes them one and the same for the gateway. `None` for two that are not: one
    /// seller may have several applications.
    pub fn same_as(&self, other: &Self) -> Option<&'static str> {
        (self.app_id == other.app_id).then_some("app_id")
    }

    /// Checks the settings that are not keys; gives back the gateway's own address.
    pub(super) fn checked(&self) -> Result<Url, ConfigError> {
        for (key, value) in [("app_id", &self.app_id), ("seller_id", &self.seller_id)] {
            if value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(wrong(key, "must be digits"));
            }
        }
        if self.ways.is_empty() || !self.ways.iter().all(|way| WAYS.contains(way)) {
            return Err(wrong("ways", SOME_WAYS));
        }
        check_notify_url(&self.notify_url)?;
        base_url("base_url", &self.base_url)?
            .join("/gateway.do")
            .map_err(|_| wrong("base_url", "is not an absolute address"))
    }
}

fn ways(place: &str, text: Option<&str>) -> Result<Vec<PayWay>, ConfigError> {
    let Some(text) = text else { return Ok(WAYS.to_vec()) };
    let known = |word: &str| PayWay::from_code(word).filter(|way| WAYS.contains(way));
    let bad = || wrong(format!("{place}: ways"), SOME_WAYS);
    let ways: Vec<_> =
        text.split_whitespace().map(|word| known(word).ok_or_else(bad)).collect::<Result<_, _>>()?;
    if ways.is_empty() { Err(bad()) } else { Ok(ways) }
}
