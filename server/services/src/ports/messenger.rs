//! Letters: how they are worded, and how they leave the house.

use async_trait::async_trait;
use domain::{
    id::MessageId, locale::Locale, people::AccountRole, time::Timestamp, view::messages::MessageLine,
};

/// A mail to one person. Says the same each time it is written for one message, so that a second copy is recognisable.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// The message it tells; its `Message-ID` is made from it.
    pub message: MessageId,
    /// The address.
    pub address: String,
    /// The name beside the address.
    pub name: String,
    /// The subject.
    pub subject: String,
    /// The text, plain, with lines of any length.
    pub body: String,
    /// When it was promised; its `Date`.
    pub written_at: Timestamp,
}

impl std::fmt::Debug for Letter {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Letter").field("message", &self.message).finish_non_exhaustive()
    }
}

/// A letter did not leave. The texts hold no address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MessengerFault {
    /// It may leave later: nobody answered, or the answer was "not now". It may even have left.
    #[error("not now: {0}")]
    Transient(String),
    /// It will never leave as it is: the address does not exist, say.
    #[error("refused: {0}")]
    Permanent(String),
}

/// Takes letters out of the house.
#[async_trait]
pub trait Messenger: Send + Sync {
    /// Sends one letter. Answers within a bounded time; no answer is [`MessengerFault::Transient`].
    async fn send(&self, letter: &Letter) -> Result<(), MessengerFault>;
}

/// The words of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: String,
}

/// What the letter of an invitation says. Its path is a secret, so that nothing prints it.
#[derive(Clone, PartialEq, Eq)]
pub struct InvitationLine {
    /// Who invites; also whose account it is.
    pub owner: String,
    /// What the person would be.
    pub role: AccountRole,
    /// The path that accepts it; a secret.
    pub path: String,
    /// Until when.
    pub expires_at: Timestamp,
}

/// What the letter with the way to a new password says. Its path is a secret, so that nothing prints it.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordLinkLine {
    /// Who gets it.
    pub name: String,
    /// The path that sets the password; a secret.
    pub path: String,
    /// Until when.
    pub expires_at: Timestamp,
}

/// Finds the words: sentences live with the pages, not with the use cases.
pub trait LetterWriter: Send + Sync {
    /// The words for a message, for a reader of this name and language. `site` is the address of the installation.
    fn write(&self, line: &MessageLine, name: &str, locale: Locale, site: &str) -> Words;
    /// The words for an invitation to a team, for somebody who may be unknown here.
    fn invite(&self, line: &InvitationLine, locale: Locale, site: &str) -> Words;
    /// The words for the way to a new password.
    fn password_link(&self, line: &PasswordLinkLine, locale: Locale, site: &str) -> Words;
}
