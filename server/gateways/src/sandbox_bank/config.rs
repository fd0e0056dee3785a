//! The settings of the sandbox bank.

use std::path::Path;

use crate::{
    Secret,
    config::{ConfigError, one_word},
};

const KEY_ID_FILE: &str = "key_id";
const SECRET_FILE: &str = "secret";

/// Where the sandbox bank is, and what we share with it.
#[derive(Clone, Debug)]
pub struct SandboxBankConfig {
    /// The sandbox's address. No path.
    pub base_url: String,
    /// The name of the shared key.
    pub key_id: String,
    /// The shared key: the bytes of this text sign requests and events.
    pub secret: Secret,
}

impl SandboxBankConfig {
    /// Reads the folder that the sandbox made for its bank: `key_id` and `secret`, one line each.
    pub fn from_folder(folder: &Path, base_url: impl Into<String>) -> Result<Self, ConfigError> {
        Ok(Self {
            base_url: base_url.into(),
            key_id: one_word(folder, KEY_ID_FILE)?.expose().to_owned(),
            secret: one_word(folder, SECRET_FILE)?,
        })
    }
}
