//! What is stored about messages, in both databases.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::{
    id::{MessageId, OutboxId, UserId},
    locale::Locale,
    message::{Message, Recipient},
    money::Currency,
    time::Timestamp,
};

use super::{commerce::StoreFault, messenger::Letter};

/// An effect whose time has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueEffect {
    /// The identifier.
    pub id: OutboxId,
    /// What it is about, as JSON.
    pub payload: String,
    /// When it was promised, by the system clock.
    pub created_at: Timestamp,
    /// How often it was tried in vain.
    pub tries: u32,
}

/// What became of one try to carry out an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EffectOutcome {
    /// Carried out, or not wanted any more.
    Done(Timestamp),
    /// Try again at this moment.
    Again(Timestamp),
    /// Given up; a person should look.
    Dead(Timestamp),
}

/// A mark on one effect. It counts only while the effect still waits and has been tried as often as its holder believed:
/// another holder's later mark stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EffectMark {
    /// Which.
    pub id: OutboxId,
    /// How often it had been tried when it was loaded.
    pub tries: u32,
    /// What became of it.
    pub outcome: EffectOutcome,
}

/// How the outbox stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutboxCounts {
    /// Effects that wait, or are tried again later.
    pub waiting: i64,
    /// Effects that were given up.
    pub dead: i64,
    /// When the oldest of those that wait was promised.
    pub oldest_waiting: Option<Timestamp>,
}

/// A message and whom it goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addressed {
    /// The message.
    pub message: Message,
    /// The person.
    pub person: UserId,
    /// The currency of the account it is told about, when that one stands beside a main account.
    pub account: Option<Currency>,
}

/// Messages and the outbox; part of the commerce database.
#[async_trait]
pub trait MessageStore: Send + Sync {
    /// Messages to any of the recipients, newest first, made before one of them.
    async fn messages(
        &self,
        to: &[Recipient],
        before: Option<&MessageId>,
        limit: u32,
    ) -> Result<Vec<Message>, StoreFault>;
    /// How many messages to any of the recipients are unread; counting stops at `at_most`.
    async fn unread_messages(&self, to: &[Recipient], at_most: u32) -> Result<u32, StoreFault>;
    /// Messages by identifier, each with the person it goes to; unknown ones are left out.
    async fn addressed_messages(&self, ids: &[MessageId]) -> Result<Vec<Addressed>, StoreFault>;
    /// Effects of one kind that wait and whose time has come: what matters more first, then what has waited longest.
    async fn due_effects(&self, kind: &str, now: Timestamp, limit: u32)
    -> Result<Vec<DueEffect>, StoreFault>;
    /// How the outbox stands.
    async fn outbox_counts(&self) -> Result<OutboxCounts, StoreFault>;
}

/// Where a person is reached, and in which language.
#[derive(Clone, PartialEq, Eq)]
pub struct Addressee {
    /// The address.
    pub address: String,
    /// The name.
    pub name: String,
    /// The language.
    pub locale: Locale,
}

impl std::fmt::Debug for Addressee {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Addressee").field("locale", &self.locale).finish_non_exhaustive()
    }
}

/// Addresses and kept letters; part of the people database.
#[async_trait]
pub trait LetterStore: Send + Sync {
    /// Where people are reached; unknown ones are left out.
    async fn addressees(&self, ids: &[UserId]) -> Result<BTreeMap<UserId, Addressee>, StoreFault>;
    /// Letters kept for any of the addresses, newest first.
    async fn letters(&self, addresses: &[String], limit: u32) -> Result<Vec<Letter>, StoreFault>;
}
