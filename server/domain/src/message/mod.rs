//! Messages: what the house tells people by itself, in the in-app list and by mail.
//!
//! A message is data: what it is about, as codes, amounts and days, and nothing personal. The words are made when it is
//! read, in the reader's language.

mod importance;
mod kind;
mod order_news;
mod recipient;

pub use importance::Importance;
pub use kind::{MessageKind, PauseCause, TeamStep};
pub use order_news::OrderNews;
pub use recipient::{NotARecipient, Recipient};

use crate::{id::MessageId, time::Timestamp};

/// Something that a person is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The identifier; its mail carries it too, so that a mail that was sent twice is recognisable.
    pub id: MessageId,
    /// Who is told.
    pub to: Recipient,
    /// What it is about.
    pub about: MessageKind,
    /// When it happened, by the business clock.
    pub created_at: Timestamp,
    /// When it was marked as read.
    pub read_at: Option<Timestamp>,
}
