//! People: who signs in, and what they agreed to. Kept apart from all money.

mod account_role;

pub use account_role::{AccountPermission, AccountRole};
use serde::{Deserialize, Serialize};

use crate::{
    id::{AgreementId, ConsentId, UserId},
    locale::Locale,
    time::Timestamp,
};

/// A staff role; granted, never derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StaffRole {
    /// Looks after orders and settings.
    Operator,
    /// Decides on admissions and abnormal orders.
    Reviewer,
    /// Sees money.
    Finance,
}

impl StaffRole {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::Operator, Self::Reviewer, Self::Finance];

    /// The word the store and the command line use.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Reviewer => "reviewer",
            Self::Finance => "finance",
        }
    }
}

/// A person who can sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The identifier.
    pub id: UserId,
    /// The address to sign in with, normalised by [`normalise_email`]; unique.
    pub email: String,
    /// How the person wants to be called.
    pub name: String,
    /// When the person signed up.
    pub created_at: Timestamp,
    /// Staff roles.
    pub roles: Vec<StaffRole>,
}

/// Evidence that a person accepted an agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// The identifier; orders refer to it.
    pub id: ConsentId,
    /// Who accepted.
    pub user: UserId,
    /// Which version.
    pub agreement: AgreementId,
    /// The digest of the text that was shown.
    pub digest: String,
    /// The language of the page around it.
    pub locale: Locale,
    /// When the text was opened, by the server's clock.
    pub opened_at: Timestamp,
    /// When it was accepted.
    pub accepted_at: Timestamp,
    /// The browser's own description, cut to 200 characters.
    pub user_agent: String,
    /// The network the request came from: /24 or /48, never the whole address.
    pub network: String,
}

/// Longest address we accept (RFC 5321's path limit).
pub const MAX_EMAIL_LENGTH: usize = 254;
/// Longest name we accept, in characters.
pub const MAX_NAME_LENGTH: usize = 80;
/// Shortest password: NIST SP 800-63B's minimum for a single factor set by the person is 8; we ask for 10.
pub const MIN_PASSWORD_LENGTH: usize = 10;
/// Longest password, in characters: long enough for a sentence, short enough that hashing stays bounded.
pub const MAX_PASSWORD_LENGTH: usize = 128;

/// Lower-cases and trims an address; `None` when it cannot be one. Real proof is a delivered mail: this only catches
/// slips.
pub fn normalise_email(text: &str) -> Option<String> {
    let email = text.trim().to_lowercase();
    let (local, host) = email.rsplit_once('@')?;
    let bad =
        |symbol: char| symbol.is_whitespace() || symbol.is_control() || "<>()[],;:\\\"".contains(symbol);
    let host_ok =
        host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && !host.contains("..");
    let fine = !local.is_empty() && host_ok && !email.contains(bad) && email.len() <= MAX_EMAIL_LENGTH;
    fine.then_some(email)
}

/// Trims a name; `None` when it is empty, too long or holds control characters.
pub fn normalise_name(text: &str) -> Option<String> {
    let name = text.trim();
    let fine =
        !name.is_empty() && name.chars().count() <= MAX_NAME_LENGTH && !name.contains(char::is_control);
    fine.then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{normalise_email, normalise_name};

    #[test]
    fn addresses_are_folded_and_slips_are_caught() {
        assert_eq!(normalise_email(" Mei@Example.COM "), Some("mei@example.com".to_owned()));
        for slip in ["mei", "mei@", "@example.com", "mei@example", "me i@example.com", "a@b..c", "<a@b.c>"] {
            assert_eq!(normalise_email(slip), None, "{slip}");
        }
        assert_eq!(normalise_name("  陈 玫 "), Some("陈 玫".to_owned()));
        assert_eq!(normalise_name("\u{7}"), None);
    }
}
