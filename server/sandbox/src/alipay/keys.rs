//! The keys of Alipay, in the folder `alipay` below the key folder: the merchant's files for key mode, those for
//! certificate mode in `alipay/certificates`, and what the gateway itself holds.

use std::{fs, ops::Range, path::Path};

use aws_lc_rs::rsa::{KeyPair, KeySize};
use md5::{Digest as _, Md5};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    Error,
    certificate::{Name, issue},
    entropy,
    keys::{key_pair, write_private},
};

/// The folder, below the key folder.
pub const FOLDER: &str = "alipay";
/// The same merchant's folder for certificate mode, below [`FOLDER`].
pub const CERTIFICATES: &str = "certificates";

const GATEWAY: &str = "gateway.json";
const GATEWAY_KEY: &str = "gateway_private_key.pem";
const APP_KEY: &str = "app_private_key.pem";
const APP_PUBLIC_KEY: &str = "app_public_key.pem";
/// Made last: a folder without it was not finished.
const MERCHANT: &str = "alipay.json";

const APP_ISSUER: Name =
    Name { organisation: "Sandbox", unit: "Certification Authority", common: "Sandbox Class 1 R1" };
const ROOT_1: Name = Name { organisation: "Sandbox", unit: "Root Authority", common: "Sandbox Root R1" };
const ROOT_2: Name = Name { organisation: "Sandbox", unit: "Root Authority", common: "Sandbox Root R2" };
const APPLICATION: Name = Name { organisation: "Shop", unit: "Alipay", common: "Sandbox shop" };
const ALIPAY: Name = Name { organisation: "Sandbox", unit: "Alipay", common: "Sandbox Alipay" };

/// All of them last from the start of 2025 to the end of 2049, in milliseconds.
const LIFE_MS: Range<i64> = 1_735_689_600_000..2_524_607_999_000;

/// Who the merchant is to the gateway, and what the certificates are called.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Names {
    /// The application.
    pub app_id: String,
    /// Who receives the money.
    pub seller_id: String,
    /// The name of the application's certificate.
    pub app_cert_sn: String,
    /// The name of the gateway's.
    pub alipay_cert_sn: String,
    /// The names of the roots.
    pub alipay_root_cert_sn: String,
}

/// What the gateway holds.
pub struct AlipayKeys {
    /// Who is who.
    pub names: Names,
    /// DER of the SubjectPublicKeyInfo.
    pub app_public: Vec<u8>,
    /// What answers and notifications are signed with.
    pub private: KeyPair,
}

/// Creates the folder unless it is there: older key folders have none.
pub fn create_if_missing(folder: &Path) -> Result<(), Error> {
    let folder = folder.join(FOLDER);
    if folder.join(MERCHANT).exists() {
        return Ok(());
    }
    if folder.exists() {
        return Err(Error::IncompleteKeys(folder.join(MERCHANT)));
    }
    create(&folder)
}

fn create(folder: &Path) -> Result<(), Error> {
    let certificates = folder.join(CERTIFICATES);
    fs::create_dir_all(&certificates)
        .map_err(|source| Error::KeyFile { file: certificates.clone(), source })?;
    let (app_pem, app_public_pem) = key_pair()?;
    let (alipay_pem, alipay_public_pem) = key_pair()?;
    let (app, alipay) = (parsed(&app_pem)?, parsed(&alipay_pem)?);
    let root =
        KeyPair::generate(KeySize::Rsa2048).map_err(|_| Error::Cryptography("a key could not be made"))?;
    let made = |issuer: Name, subject: Name, key: &KeyPair| -> Result<(String, String), Error> {
        // Thirty digits, so that Alipay's decimal digits can be written from a number that the machine knows.
        let serial: u128 = entropy::text(entropy::DIGITS, 30)?.parse().unwrap_or(1);
        let name = format!("{}{serial}", issuer.written());
        let digest = Md5::digest(name.as_bytes());
        let halves = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        let name = halves.filter_map(|half| char::from_digit(half.into(), 16)).collect();
        Ok((issue(&serial.to_be_bytes(), &LIFE_MS, (issuer, &root), (subject, key))?, name))
    };
    let (app_cert, app_cert_sn) = made(APP_ISSUER, APPLICATION, &app)?;
    let (alipay_cert, alipay_cert_sn) = made(APP_ISSUER, ALIPAY, &alipay)?;
    let (first, first_sn) = made(ROOT_1, ROOT_1, &root)?;
    let (second, second_sn) = made(ROOT_2, ROOT_2, &root)?;
    let names = Names {
        app_id: format!("2021{}", entropy::text(entropy::DIGITS, 12)?),
        seller_id: format!("2088{}", entropy::text(entropy::DIGITS, 12)?),
        app_cert_sn,
        alipay_cert_sn,
        alipay_root_cert_sn: format!("{first_sn}_{second_sn}"),
    };
    let merchant = |mode: &str| {
        format!("{:#}\n", json!({ "app_id": names.app_id, "seller_id": names.seller_id, "mode": mode }))
    };
    // An empty line stands between the certificates of the real root file, too, and libraries split there.
    let roots = format!("{first}\n{second}");
    let files = [
        (GATEWAY_KEY.to_owned(), alipay_pem),
        (APP_PUBLIC_KEY.to_owned(), app_public_pem),
        (GATEWAY.to_owned(), serde_json::to_string_pretty(&names).map_err(std::io::Error::from)? + "\n"),
        (format!("{CERTIFICATES}/{APP_KEY}"), app_pem.clone()),
        (format!("{CERTIFICATES}/app_cert.pem"), app_cert),
        (format!("{CERTIFICATES}/alipay_cert.pem"), alipay_cert),
        (format!("{CERTIFICATES}/alipay_root_cert.pem"), roots),
        (format!("{CERTIFICATES}/{MERCHANT}"), merchant("certificate")),
        (APP_KEY.to_owned(), app_pem),
        ("alipay_public_key.pem".to_owned(), alipay_public_pem),
        (MERCHANT.to_owned(), merchant("key")),
    ];
    files.iter().try_for_each(|(name, text)| write_private(&folder.join(name), text))
}

fn parsed(text: &str) -> Result<KeyPair, Error> {
    let refused = || Error::Cryptography("a key could not be read");
    KeyPair::from_pkcs8(pem::parse(text).map_err(|_| refused())?.contents()).map_err(|_| refused())
}

impl AlipayKeys {
    /// Reads what the gateway needs.
    pub(crate) fn load(folder: &Path) -> Result<Self, Error> {
        let folder = folder.join(FOLDER);
        let read = |name: &str| {
            let file = folder.join(name);
            fs::read_to_string(&file).map_err(|source| Error::KeyFile { file, source })
        };
        let bad = |name: &str, reason| Error::BadKey { file: folder.join(name), reason };
        let names = serde_json::from_str(&read(GATEWAY)?)
            .map_err(|_| bad(GATEWAY, "it is not the JSON of the gateway's names"))?;
        let private =
            parsed(&read(GATEWAY_KEY)?).map_err(|_| bad(GATEWAY_KEY, "it is not an RSA key in PKCS#8"))?;
        let app_public = pem::parse(read(APP_PUBLIC_KEY)?)
            .map_err(|_| bad(APP_PUBLIC_KEY, "it is not PEM"))?
            .into_contents();
        Ok(Self { names, app_public, private })
    }
}
