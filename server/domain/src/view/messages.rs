//! The in-app list of messages, and the letters that a demo keeps instead of sending them.

use serde::{Deserialize, Serialize};

use crate::{id::MessageId, message::MessageKind, money::Currency, time::Timestamp};

/// Who did something, as its reader knows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "who", content = "name")]
pub enum Who {
    /// The reader.
    You,
    /// Somebody else, by name.
    Named(String),
    /// Somebody whose account is gone.
    Gone,
    /// The platform.
    Platform,
}

/// A message as its reader sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageLine {
    /// The identifier.
    pub id: MessageId,
    /// What it is about.
    pub about: MessageKind,
    /// The currency of the account it is about, when that one stands beside a main account.
    pub account: Option<Currency>,
    /// Who did it.
    pub by: Who,
    /// Whom it is about, when that is a third person.
    pub member: Who,
    /// When.
    pub at: Timestamp,
    /// Whether it has not been marked as read yet.
    pub is_unread: bool,
}

/// One page of the list, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessagesView {
    /// The messages.
    pub lines: Vec<MessageLine>,
    /// How many are unread, over all pages.
    pub unread: u32,
    /// Where the next page begins, if there is one.
    pub next_before: Option<MessageId>,
}

/// A letter that a demo kept instead of sending it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterView {
    /// The message it tells.
    pub id: MessageId,
    /// The name it is addressed to.
    pub name: String,
    /// The address.
    pub address: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: String,
    /// When it was sent.
    pub at: Timestamp,
}
