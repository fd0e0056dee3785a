//! The settings of one merchant, and what is wrong with them in words that hold no secret.

use std::{fs, io, path::Path};

use reqwest::Url;
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::{Secret, http::ClientNotMade};

const MERCHANT_FILE: &str = "merchant.json";
const MERCHANT_KEY_FILE: &str = "merchant_private_key.pem";
const PLATFORM_KEY_FILE: &str = "platform_public_key.pem";

/// The gateway takes addresses up to this many characters.
const LONGEST_NOTIFY_URL: usize = 255;

/// A public key of the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformKey {
    /// Its name, `PUB_KEY_ID_…`, as `Wechatpay-Serial` says it.
    pub id: String,
    /// SubjectPublicKeyInfo PEM.
    pub public_key_pem: String,
}

/// Who the merchant is, and how it and the gateway know each other.
#[derive(Clone, Debug)]
pub struct WechatPayConfig {
    /// `https://api.mch.weixin.qq.com`, or the sandbox's address. No path.
    pub base_url: String,
    /// The merchant number.
    pub mchid: String,
    /// The application the payments belong to.
    pub appid: String,
    /// The serial number of the merchant's certificate.
    pub merchant_serial: String,
    /// What requests are signed with: an RSA key in PKCS#8 PEM.
    pub merchant_private_key_pem: Secret,
    /// What the gateway's signatures are verified with. Several are active while the gateway rotates its key; the
    /// first is the one we ask it to sign answers with.
    pub platform_keys: Vec<PlatformKey>,
    /// What notifications are encrypted with: 32 characters, used as raw bytes.
    pub apiv3_key: Secret,
    /// Where notifications are sent: our own public address, without a query.
    pub notify_url: String,
}

/// A setting that cannot be used. Says which file or key, never what stands in it.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The setting is missing or malformed.
    #[error("WeChat Pay: {place} {problem}")]
    Setting {
        /// The file, or the key of the settings.
        place: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The file cannot be read.
    #[error("WeChat Pay: {file} cannot be read: {source}")]
    File {
        /// Its path.
        file: String,
        /// Why.
        source: io::Error,
    },
    /// The HTTP client could not be made.
    #[error(transparent)]
    Client(#[from] ClientNotMade),
}

/// A complaint about one setting.
pub(super) fn wrong(place: impl Into<String>, problem: &'static str) -> ConfigError {
    ConfigError::Setting { place: place.into(), problem }
}

/// `merchant.json`. Borrowed, so that the only copy of its secret is wiped with the file's text.
#[derive(Deserialize)]
struct MerchantFile<'a> {
    mchid: Option<&'a str>,
    appid: Option<&'a str>,
    merchant_serial: Option<&'a str>,
    platform_key_id: Option<&'a str>,
    apiv3_key: Option<&'a str>,
}

impl WechatPayConfig {
    /// Reads the folder of a merchant: `merchant.json` (`mchid`, `appid`, `merchant_serial`, `platform_key_id`,
    /// `apiv3_key`), `merchant_private_key.pem` and `platform_public_key.pem`.
    pub fn from_folder(
        folder: &Path,
        base_url: impl Into<String>,
        notify_url: impl Into<String>,
    ) -> Result<Self, ConfigError> {
        let merchant_file = folder.join(MERCHANT_FILE);
        let place = merchant_file.display().to_string();
        let text = read(&merchant_file)?;
        // serde's own message would quote what it did not like, which may be the secret.
        let merchant: MerchantFile<'_> = serde_json::from_str(&text)
            .map_err(|_| wrong(&*place, "is not a JSON object of plain strings"))?;
        let required = |key: &str, value: Option<&str>| match value {
            Some(value) => Ok(value.to_owned()),
            None => Err(wrong(format!("{place}: {key}"), "is missing")),
        };
        Ok(Self {
            base_url: base_url.into(),
            mchid: required("mchid", merchant.mchid)?,
            appid: required("appid", merchant.appid)?,
            merchant_serial: required("merchant_serial", merchant.merchant_serial)?,
            merchant_private_key_pem: Secret::new(read(&folder.join(MERCHANT_KEY_FILE))?.as_str()),
            platform_keys: vec![PlatformKey {
                id: required("platform_key_id", merchant.platform_key_id)?,
                public_key_pem: read(&folder.join(PLATFORM_KEY_FILE))?.to_string(),
            }],
            apiv3_key: Secret::new(required("apiv3_key", merchant.apiv3_key)?),
            notify_url: notify_url.into(),
        })
    }

    /// Checks the settings that are not keys; gives back the gateway's address.
    pub(super) fn checked(&self) -> Result<Url, ConfigError> {
        for (key, value) in
            [("mchid", &self.mchid), ("appid", &self.appid), ("merchant_serial", &self.merchant_serial)]
        {
            // These stand between quotation marks in a header and in an address, where other characters would act.
            if value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                return Err(wrong(key, "must be letters and digits"));
            }
        }
        let notify_url = address("notify_url", &self.notify_url)?;
        if notify_url.query().is_some() || self.notify_url.chars().count() > LONGEST_NOTIFY_URL {
            return Err(wrong("notify_url", "must have no query and at most 255 characters"));
        }
        let base_url = address("base_url", &self.base_url)?;
        if base_url.path() != "/" || base_url.query().is_some() {
            return Err(wrong("base_url", "must have neither path nor query"));
        }
        Ok(base_url)
    }
}

/// An absolute address that is safe to use: TLS, or plain on this very machine.
fn address(key: &str, text: &str) -> Result<Url, ConfigError> {
    let url = Url::parse(text).map_err(|_| wrong(key, "is not an absolute address"))?;
    if url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
        return Err(wrong(key, "must have neither a fragment nor credentials"));
    }
    let host = url.host_str().unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let loopback = host == "localhost" || bare.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    match url.scheme() {
        "https" => Ok(url),
        "http" if loopback => Ok(url),
        _ => Err(wrong(key, "must be https, or http on this machine")),
    }
}

fn read(file: &Path) -> Result<Zeroizing<String>, ConfigError> {
    fs::read_to_string(file)
        .map(Zeroizing::new)
        .map_err(|source| ConfigError::File { file: file.display().to_string(), source })
}
