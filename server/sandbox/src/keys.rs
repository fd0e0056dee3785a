//! The key folder: what the merchant and the gateways each know, in the files the merchant's program reads too.

use std::{fs, io::Write as _, path::Path};

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der},
    rsa::{KeyPair, KeySize},
    signature::KeyPair as _,
};
use pem::{EncodeConfig, LineEnding, Pem};

pub use crate::rail_keys::{
    BANK_KEY_ID, BANK_SECRET, STRIPE_ACCOUNT, STRIPE_PAYMENT_METHODS, STRIPE_SECRET_KEY,
    STRIPE_WEBHOOK_SECRET,
};
pub use crate::wechat::keys::{
    APP_SECRET, MERCHANT, MERCHANT_PRIVATE_KEY, MERCHANT_PUBLIC_KEY, MINI_APP_SECRET, Merchant,
    PLATFORM_PRIVATE_KEY, PLATFORM_PUBLIC_KEY,
};
use crate::{
    Error,
    alipay::{self, keys::AlipayKeys},
    rail_keys::{self, BankKeys, StripeKeys},
    wechat::{self, keys::WechatKeys},
};

/// What the gateways themselves hold.
pub(crate) struct Keys {
    pub wechat: WechatKeys,
    pub alipay: AlipayKeys,
    pub bank: BankKeys,
    pub stripe: StripeKeys,
}

impl Keys {
    /// Reads what the gateways need from a key folder.
    pub(crate) fn load(folder: &Path) -> Result<Self, Error> {
        Ok(Self {
            wechat: WechatKeys::load(folder)?,
            alipay: AlipayKeys::load(folder)?,
            bank: BankKeys::load(folder)?,
            stripe: StripeKeys::load(folder)?,
        })
    }
}

/// Creates a folder of new keys, readable by its owner only, unless the files are there already.
///
/// Each gateway's files are made together: a folder that has some of them and lacks others is an error, because nothing
/// is ever overwritten.
pub fn create_if_missing(folder: &Path) -> Result<(), Error> {
    wechat::keys::create_if_missing(folder)?;
    rail_keys::create_if_missing(folder)?;
    alipay::keys::create_if_missing(folder)
}

/// A new private and public key, as PEM.
pub(crate) fn key_pair() -> Result<(String, String), Error> {
    let refused = |_| Error::Cryptography("a key could not be made");
    let pair = KeyPair::generate(KeySize::Rsa2048).map_err(refused)?;
    let private = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair).map_err(refused)?;
    let public = AsDer::<PublicKeyX509Der<'_>>::as_der(pair.public_key()).map_err(refused)?;
    let unix = EncodeConfig::new().set_line_ending(LineEnding::LF);
    Ok((
        pem::encode_config(&Pem::new("PRIVATE KEY", private.as_ref()), unix),
        pem::encode_config(&Pem::new("PUBLIC KEY", public.as_ref()), unix),
    ))
}

/// Writes a new file that only its owner can read.
pub(crate) fn write_private(file: &Path, text: &str) -> Result<(), Error> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(file).and_then(|mut open| open.write_all(text.as_bytes()));
    written.map_err(|source| Error::KeyFile { file: file.to_path_buf(), source })
}

/// The text of a key file.
pub(crate) fn read(file: &Path) -> Result<String, Error> {
    fs::read_to_string(file).map_err(|source| Error::KeyFile { file: file.to_path_buf(), source })
}
