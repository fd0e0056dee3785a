//! The name of a merchant account at a gateway, as the host wrote it in the settings.

use serde::{Deserialize, Serialize};

/// 1 to 32 lower-case letters, digits and hyphens. Attempts remember it for ever: an account that has taken money is
/// switched off, never renamed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct GatewayAccountName(String);

/// A text that is no account name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an account name has 1 to 32 lower-case letters, digits and hyphens")]
pub struct InvalidAccountName;

impl GatewayAccountName {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for GatewayAccountName {
    type Err = InvalidAccountName;
    fn from_str(text: &str) -> Result<Self, InvalidAccountName> {
        Self::try_from(text.to_owned())
    }
}

impl TryFrom<String> for GatewayAccountName {
    type Error = InvalidAccountName;
    fn try_from(text: String) -> Result<Self, InvalidAccountName> {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if (1..=32).contains(&text.len()) && text.bytes().all(fits) {
            Ok(Self(text))
        } else {
            Err(InvalidAccountName)
        }
    }
}

impl From<GatewayAccountName> for String {
    fn from(name: GatewayAccountName) -> Self {
        name.0
    }
}

impl From<super::Gateway> for GatewayAccountName {
    /// The name of a gateway's only account.
    fn from(gateway: super::Gateway) -> Self {
        Self(gateway.code().to_owned())
    }
}

impl std::fmt::Display for GatewayAccountName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}
