//! Messages: told in the commit of what they tell, listed in the program, and taken out of the house by mail.

mod crowd;
mod deliver;
mod ladder;
mod link;
mod mailbox;
mod password;
mod tell;
mod unread;

use std::{collections::BTreeMap, sync::Arc};

use crowd::Crowd;
pub use deliver::Delivered;
use domain::{
    id::{MessageId, UserId},
    message::Message,
    money::Currency,
    view::messages::{LetterView, MessageLine, MessagesView, Who},
};
pub use mailbox::DemoMailbox;
pub use tell::{MAIL, tell};
use unread::Unread;

use crate::{
    Fault,
    actor::Reader,
    ports::{Changes, Clock, Commerce, LetterWriter, Messenger, OutboxCounts, People, Write},
    seal::Secrets,
    site::DemoPerson,
};

/// Lines on one page.
const PAGE: u32 = 25;
/// Letters on the demo's page of mails.
const LETTERS: u32 = 50;

/// What the service is made of.
pub struct MessagesParts {
    /// The people database.
    pub people: People,
    /// The commerce database.
    pub commerce: Commerce,
    /// The clocks.
    pub clock: Arc<dyn Clock>,
    /// Who takes letters out of the house; without one there is the list only.
    pub messenger: Option<Arc<dyn Messenger>>,
    /// Who words them.
    pub writer: Arc<dyn LetterWriter>,
    /// The program's own keys: the token of an invitation waits sealed for its letter.
    pub secrets: Arc<Secrets>,
    /// The address of the installation, for links in letters.
    pub public_url: String,
    /// Whose letters a demo shows to everybody; empty outside a demo.
    pub demo_people: Vec<DemoPerson>,
}

/// Messages.
pub struct Messages {
    parts: MessagesParts,
    unread: Unread,
    crowd: Crowd,
}

impl Messages {
    /// Puts the service together.
    pub fn new(parts: MessagesParts) -> Self {
        Self { parts, unread: Unread::default(), crowd: Crowd::default() }
    }

    /// One page of somebody's messages, newest first. Reading marks nothing as read: that is a form of its own.
    pub async fn list(&self, reader: &Reader, before: Option<&MessageId>) -> Result<MessagesView, Fault> {
        let recipients = reader.recipients();
        let commerce = &self.parts.commerce;
        let mut messages = commerce.messages(&recipients, before, PAGE.saturating_add(1)).await?;
        let more = usize::try_from(PAGE).is_ok_and(|page| messages.len() > page);
        if more {
            messages.pop();
        }
        let next_before = messages.last().filter(|_| more).map(|message| message.id.clone());
        let unread = self.unread_now(reader).await?;
        let names = self.names(messages.iter()).await?;
        let lines = messages.into_iter().map(|message| {
            let account = reader.account_of(&message.to);
            line(message, account, &reader.user, &names)
        });
        let lines = lines.collect();
        Ok(MessagesView { lines, unread, next_before })
    }

    /// Marks everything up to a message that its reader has seen as read; what came later stays unread.
    pub async fn mark_read(&self, reader: &Reader, through: &MessageId) -> Result<(), Fault> {
        let at = self.parts.clock.business();
        let mark = |to| Write::MarkRead { to, through: through.clone(), at };
        let writes = reader.recipients().into_iter().map(mark).collect();
        self.parts.commerce.commit(Changes { writes, ..Changes::default() }).await?;
        self.unread.forget(&reader.user);
        Ok(())
    }

    /// How many messages wait to be read, from memory when they were counted lately; stops counting at 100.
    pub async fn unread(&self, reader: &Reader) -> Result<u32, Fault> {
        match self.unread.get(&reader.user, self.parts.clock.system()) {
            Some(count) => Ok(count),
            None => self.unread_now(reader).await,
        }
    }

    /// How the outbox stands, for `doctor` and for the counters.
    pub async fn outbox(&self) -> Result<OutboxCounts, Fault> {
        Ok(self.parts.commerce.outbox_counts().await?)
    }

    /// The letters that a demo kept: those to the people of the demo world, and the reader's own. Nobody sees what was
    /// written to another visitor.
    pub async fn letters(&self, reader: Option<&Reader>) -> Result<Vec<LetterView>, Fault> {
        let people = &self.parts.people;
        let mut addresses: Vec<String> =
            self.parts.demo_people.iter().map(|person| person.email.to_owned()).collect();
        if let Some(reader) = reader {
            let own = people.addressees(std::slice::from_ref(&reader.user)).await?;
            addresses.extend(own.into_values().map(|addressee| addressee.address));
        }
        let letters = people.letters(&addresses, LETTERS).await?;
        let view = |letter: crate::ports::Letter| LetterView {
            id: letter.message,
            name: letter.name,
            address: letter.address,
            subject: letter.subject,
            body: letter.body,
            at: letter.written_at,
        };
        Ok(letters.into_iter().map(view).collect())
    }

    async fn unread_now(&self, reader: &Reader) -> Result<u32, Fault> {
        let now = self.parts.clock.system();
        let count = self.parts.commerce.unread_messages(&reader.recipients(), unread::AT_MOST).await?;
        self.unread.put(&reader.user, count, now);
        Ok(count)
    }

    async fn names(
        &self,
        messages: impl Iterator<Item = &Message>,
    ) -> Result<BTreeMap<UserId, String>, Fault> {
        let people = messages.flat_map(|message| [message.about.by(), message.about.member()]).flatten();
        let mut people: Vec<UserId> = people.cloned().collect();
        people.sort();
        people.dedup();
        if people.is_empty() {
            return Ok(BTreeMap::new());
        }
        Ok(self.parts.people.names(&people).await?)
    }
}

/// A message as its reader sees it.
fn line(
    message: Message,
    account: Option<Currency>,
    reader: &UserId,
    names: &BTreeMap<UserId, String>,
) -> MessageLine {
    let who = |person: Option<&UserId>| match person {
        None => Who::Platform,
        Some(person) if person == reader => Who::You,
        Some(person) => names.get(person).cloned().map_or(Who::Gone, Who::Named),
    };
    MessageLine {
        account,
        by: who(message.about.by()),
        member: who(message.about.member()),
        id: message.id,
        at: message.created_at,
        is_unread: message.read_at.is_none(),
        about: message.about,
    }
}
