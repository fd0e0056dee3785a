//! The keys of the payout rails: plain text files of one line, in folders of their own below the key folder.

use std::{fs, path::Path};

use crate::{Error, entropy, keys::write_private};

/// Names the bank's shared key; what `Bank-Key-Id` says.
pub const BANK_KEY_ID: &str = "bank/key_id";
/// The bank's shared key: the bytes of this text sign requests and events.
pub const BANK_SECRET: &str = "bank/secret";
/// The platform's key, `sk_test_…`.
pub const STRIPE_SECRET_KEY: &str = "stripe/secret_key";
/// What events are signed with, `whsec_…`, as it is.
pub const STRIPE_WEBHOOK_SECRET: &str = "stripe/webhook_secret";
/// A connected account that is there from the start, `acct_…`.
pub const STRIPE_ACCOUNT: &str = "stripe/account";

/// What payers may pay with at Stripe, one a line.
pub const STRIPE_PAYMENT_METHODS: &str = "stripe/payment_methods";

/// What the bank and the merchant share.
pub(crate) struct BankKeys {
    pub key_id: String,
    pub secret: String,
}

/// What Stripe and the platform share.
pub(crate) struct StripeKeys {
    pub secret_key: String,
    pub webhook_secret: String,
    pub account: String,
}

/// Creates what is missing: older key folders have no rails.
pub(crate) fn create_if_missing(folder: &Path) -> Result<(), Error> {
    let drawn = |prefix: &str, alphabet, length| -> Result<String, Error> {
        Ok(format!("{prefix}{}\n", entropy::text(alphabet, length)?))
    };
    let bank = [
        (BANK_KEY_ID, drawn("bk_", entropy::ALPHANUMERIC, 16)?),
        (BANK_SECRET, drawn("", entropy::HEXADECIMAL, 64)?.to_ascii_lowercase()),
    ];
    let stripe = [
        (STRIPE_SECRET_KEY, drawn("sk_test_", entropy::ALPHANUMERIC, 32)?),
        (STRIPE_WEBHOOK_SECRET, drawn("whsec_", entropy::ALPHANUMERIC, 32)?),
        (STRIPE_ACCOUNT, drawn("acct_1", entropy::ALPHANUMERIC, 15)?),
    ];
    create_group(folder, "bank", &bank)?;
    create_group(folder, "stripe", &stripe)?;
    // By itself, because older folders know of payouts only.
    let methods = [(STRIPE_PAYMENT_METHODS, "card\nalipay\nwechat_pay\n".to_owned())];
    create_group(folder, "stripe", &methods)
}

fn create_group(folder: &Path, name: &str, files: &[(&str, String)]) -> Result<(), Error> {
    let missing = files.iter().filter(|(name, _)| !folder.join(name).exists()).count();
    if missing == 0 {
        return Ok(());
    }
    if missing < files.len() {
        let lost = files.iter().map(|(name, _)| folder.join(name)).find(|file| !file.exists());
        return Err(Error::IncompleteKeys(lost.unwrap_or_default()));
    }
    let group = folder.join(name);
    fs::create_dir_all(&group).map_err(|source| Error::KeyFile { file: group, source })?;
    files.iter().try_for_each(|(name, text)| write_private(&folder.join(name), text))
}

/// One line of a file.
fn line(folder: &Path, name: &str) -> Result<String, Error> {
    let file = folder.join(name);
    let text = fs::read_to_string(&file).map_err(|source| Error::KeyFile { file: file.clone(), source })?;
    let line = text.trim();
    if line.is_empty() || !line.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Error::BadKey { file, reason: "it is not one word" });
    }
    Ok(line.to_owned())
}

impl BankKeys {
    pub(crate) fn load(folder: &Path) -> Result<Self, Error> {
        Ok(Self { key_id: line(folder, BANK_KEY_ID)?, secret: line(folder, BANK_SECRET)? })
    }
}

impl StripeKeys {
    pub(crate) fn load(folder: &Path) -> Result<Self, Error> {
        Ok(Self {
            secret_key: line(folder, STRIPE_SECRET_KEY)?,
            webhook_secret: line(folder, STRIPE_WEBHOOK_SECRET)?,
            account: line(folder, STRIPE_ACCOUNT)?,
        })
    }
}
