//! The settings of the platform at Stripe.

use std::path::Path;

use crate::{
    Secret,
    config::{ConfigError, key_file, one_word},
};

const SECRET_KEY_FILE: &str = "secret_key";
const WEBHOOK_SECRET_FILE: &str = "webhook_secret";

/// Who the platform is, and how it and Stripe know each other.
#[derive(Clone, Debug)]
pub struct StripeConfig {
    /// `https://api.stripe.com`, or the sandbox's address. No path.
    pub base_url: String,
    /// The platform's key, `sk_…` or `rk_…`.
    pub secret_key: Secret,
    /// What events are signed with, `whsec_…`; several are good while one is being replaced.
    pub webhook_secrets: Vec<Secret>,
}

impl StripeConfig {
    /// Reads a folder: `secret_key` (one line) and `webhook_secret` (one a line).
    pub fn from_folder(folder: &Path, base_url: impl Into<String>) -> Result<Self, ConfigError> {
        Ok(Self {
            base_url: base_url.into(),
            secret_key: one_word(folder, SECRET_KEY_FILE)?,
            webhook_secrets: key_file(folder, WEBHOOK_SECRET_FILE)?,
        })
    }

    /// Whether the key moves real money.
    pub fn is_live(&self) -> bool {
        ["sk_live_", "rk_live_"].iter().any(|prefix| self.secret_key.expose().starts_with(prefix))
    }
}
