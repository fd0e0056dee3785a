//! WeChat Pay's part of the key folder: its files lie in the folder itself.

use std::{
    fs,
    path::{Path, PathBuf},
};

use aws_lc_rs::rsa::KeyPair;
use pem::Pem;
use serde::{Deserialize, Serialize};

use crate::{
    Error, entropy,
    keys::{key_pair, read, write_private},
};

/// PKCS#8 PEM, the merchant's.
pub const MERCHANT_PRIVATE_KEY: &str = "merchant_private_key.pem";
/// SubjectPublicKeyInfo PEM, what the gateway verifies requests with.
pub const MERCHANT_PUBLIC_KEY: &str = "merchant_public_key.pem";
/// PKCS#8 PEM, the gateway's.
pub const PLATFORM_PRIVATE_KEY: &str = "platform_private_key.pem";
/// SubjectPublicKeyInfo PEM, what the merchant verifies answers and notifications with.
pub const PLATFORM_PUBLIC_KEY: &str = "platform_public_key.pem";
/// The application's own secret, which is not the merchant's.
pub const APP_SECRET: &str = "app_secret";
/// The mini-program's own secret.
pub const MINI_APP_SECRET: &str = "mini_app_secret";
/// The [`Merchant`], as JSON.
pub const MERCHANT: &str = "merchant.json";

/// Written in this order: the file that is read first comes last, so a torn creation is seen as incomplete.
const FILES: [&str; 5] =
    [MERCHANT_PRIVATE_KEY, MERCHANT_PUBLIC_KEY, PLATFORM_PRIVATE_KEY, PLATFORM_PUBLIC_KEY, MERCHANT];

/// The page of the mini-program of a new merchant.
const MINI_PAGE: &str = "/pages/pay/pay";

/// AES-256-GCM takes keys of this many bytes.
const APIV3_KEY_BYTES: usize = 32;

/// Who the merchant is to the gateway.
#[derive(Clone, Deserialize, Serialize)]
pub struct Merchant {
    /// The merchant number, ten digits.
    pub mchid: String,
    /// The application the payments belong to.
    pub appid: String,
    /// The mini-program of the same owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mini_appid: Option<String>,
    /// The page of the mini-program that asks the wallet for payments. The gateway knows nothing of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mini_page: Option<String>,
    /// The kinds of orders that the merchant has been granted, in the merchant's program's own words.
    #[serde(default)]
    pub ways: String,
    /// The serial number that names the merchant's signing key.
    #[serde(rename = "merchant_serial")]
    pub serial_number: String,
    /// The name of the gateway's signing key, `PUB_KEY_ID_…`.
    pub platform_key_id: String,
    /// The secret that notifications are encrypted with: 32 ASCII characters, used as raw bytes.
    pub apiv3_key: String,
}

/// What WeChat Pay itself holds.
pub(crate) struct WechatKeys {
    pub merchant: Merchant,
    /// DER of the SubjectPublicKeyInfo.
    pub merchant_public: Vec<u8>,
    pub platform_private: KeyPair,
    /// What the application proves itself with; empty in a folder of an older form.
    pub app_secret: String,
    /// What the mini-program proves itself with; empty in a folder of an older form.
    pub mini_app_secret: String,
}

/// Creates new files unless they are there already; a folder that has some and lacks others is an error.
pub(crate) fn create_if_missing(folder: &Path) -> Result<(), Error> {
    let missing: Vec<PathBuf> =
        FILES.iter().map(|name| folder.join(name)).filter(|file| !file.exists()).collect();
    match missing.first() {
        None => {}
        Some(_) if missing.len() == FILES.len() => create(folder)?,
        Some(file) => return Err(Error::IncompleteKeys(file.clone())),
    }
    // By themselves, because older folders know of codes only.
    for name in [APP_SECRET, MINI_APP_SECRET] {
        let secret = folder.join(name);
        if !secret.exists() {
            let text = entropy::text(entropy::HEXADECIMAL, 32)?.to_ascii_lowercase();
            write_private(&secret, &format!("{text}\n"))?;
        }
    }
    name_the_mini_page(folder)
}

/// Older folders have a mini-program and no page of it, without which no program can use it.
fn name_the_mini_page(folder: &Path) -> Result<(), Error> {
    let file = folder.join(MERCHANT);
    let Ok(merchant) = serde_json::from_str::<Merchant>(&read(&file)?) else { return Ok(()) };
    if merchant.mini_appid.is_none() || merchant.mini_page.is_some() {
        return Ok(());
    }
    let named = Merchant { mini_page: Some(MINI_PAGE.to_owned()), ..merchant };
    let text = serde_json::to_string_pretty(&named).map_err(std::io::Error::from)?;
    let beside = folder.join(format!("{MERCHANT}.{}", entropy::text(entropy::DIGITS, 8)?));
    write_private(&beside, &(text + "\n"))?;
    fs::rename(&beside, &file).map_err(|source| Error::KeyFile { file, source })
}

fn create(folder: &Path) -> Result<(), Error> {
    fs::create_dir_all(folder).map_err(|source| Error::KeyFile { file: folder.to_path_buf(), source })?;
    let (merchant_private, merchant_public) = key_pair()?;
    let (platform_private, platform_public) = key_pair()?;
    let merchant = Merchant {
        mchid: format!("19{}", entropy::text(entropy::DIGITS, 8)?),
        appid: format!("wx{}", entropy::text(entropy::HEXADECIMAL, 16)?.to_ascii_lowercase()),
        mini_appid: Some(format!("wx{}", entropy::text(entropy::HEXADECIMAL, 16)?.to_ascii_lowercase())),
        mini_page: Some(MINI_PAGE.to_owned()),
        ways: "code phone in_wallet mini_program".to_owned(),
        serial_number: entropy::text(entropy::HEXADECIMAL, 40)?,
        platform_key_id: format!("PUB_KEY_ID_{}", entropy::text(entropy::DIGITS, 32)?),
        apiv3_key: entropy::text(entropy::ALPHANUMERIC, APIV3_KEY_BYTES)?,
    };
    let merchant = serde_json::to_string_pretty(&merchant).map_err(std::io::Error::from)?;
    let contents = [merchant_private, merchant_public, platform_private, platform_public, merchant + "\n"];
    for (name, text) in FILES.iter().zip(contents) {
        write_private(&folder.join(name), &text)?;
    }
    Ok(())
}

impl WechatKeys {
    /// Reads what the gateway needs from a key folder.
    pub(crate) fn load(folder: &Path) -> Result<Self, Error> {
        let bad = |name: &str, reason| Error::BadKey { file: folder.join(name), reason };
        let merchant: Merchant = serde_json::from_str(&read(&folder.join(MERCHANT))?)
            .map_err(|_| bad(MERCHANT, "it is not the JSON of a merchant"))?;
        if merchant.apiv3_key.len() != APIV3_KEY_BYTES {
            return Err(bad(MERCHANT, "apiv3_key must have 32 bytes"));
        }
        let pem = |name: &str| {
            pem::parse(read(&folder.join(name))?)
                .map_err(|_| bad(name, "it is not PEM"))
                .map(Pem::into_contents)
        };
        let platform_private = KeyPair::from_pkcs8(&pem(PLATFORM_PRIVATE_KEY)?)
            .map_err(|_| bad(PLATFORM_PRIVATE_KEY, "it is not an RSA key in PKCS#8"))?;
        Ok(Self {
            merchant,
            merchant_public: pem(MERCHANT_PUBLIC_KEY)?,
            platform_private,
            app_secret: read(&folder.join(APP_SECRET)).unwrap_or_default().trim().to_owned(),
            mini_app_secret: read(&folder.join(MINI_APP_SECRET)).unwrap_or_default().trim().to_owned(),
        })
    }
}
