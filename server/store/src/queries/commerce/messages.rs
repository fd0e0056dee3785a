//! Messages: written with what they tell, read newest first.

use async_trait::async_trait;
use domain::{
    id::MessageId,
    message::{Message, Recipient},
    time::Timestamp,
};
use services::ports::{Addressed, DueEffect, MessageStore, OutboxCounts, StoreFault};
use sqlx::Row as _;

use super::super::{
    pools::database,
    read::{Reader, all},
    rows::Statement,
};
use super::{CommerceDatabase, outbox};
use crate::{cell::Cell, json, stop::Stop};

pub(super) const INSERT_MESSAGES: &str = concat!(
    "INSERT INTO messages (id, recipient, kind, about_json, created_at, read_at) \
     SELECT value->>0, value->>1, value->>2, value->>3, CAST(value->>4 AS BIGINT), CAST(value->>5 AS BIGINT) FROM ",
    rows!()
);
const MARK_READ: &str = concat!(
    "WITH seen AS (SELECT value->>0 AS recipient, value->>1 AS through, CAST(value->>2 AS BIGINT) AS at FROM ",
    rows!(),
    ") UPDATE messages SET read_at = seen.at FROM seen \
     WHERE messages.recipient = seen.recipient AND messages.id <= seen.through AND messages.read_at IS NULL"
);
const LIST: &str = concat!(
    "SELECT id, recipient, about_json, created_at, read_at FROM messages \
     WHERE recipient IN (SELECT value->>0 FROM ",
    rows!(),
    ") AND id < $2 ORDER BY id DESC LIMIT $3"
);
const UNREAD: &str = concat!(
    "SELECT COUNT(*) FROM (SELECT 1 AS one FROM messages WHERE recipient IN (SELECT value->>0 FROM ",
    rows!(),
    ") AND read_at IS NULL LIMIT $2) AS few"
);
const ADDRESSED: &str = concat!(
    "SELECT m.id, m.recipient, m.about_json, m.created_at, m.read_at, ",
    owner_of!("c"),
    " AS owner_id, CASE WHEN c.main_id IS NOT NULL THEN c.currency END AS further_in FROM messages m LEFT JOIN creators c ON c.id = m.recipient WHERE m.id IN (SELECT value->>0 FROM ",
    rows!(),
    ")"
);
/// After every identifier.
const END: &str = "~";

pub(super) fn message(message: &Message) -> Result<Vec<Cell<'_>>, Stop> {
    let about = json::write(&message.about).map_err(|fault| Stop::Unit(Err(fault)))?;
    Ok(vec![
        message.id.as_str().into(),
        message.to.as_str().into(),
        message.about.code().into(),
        about.into(),
        message.created_at.into(),
        message.read_at.into(),
    ])
}

pub(super) fn mark_read<'a>(to: &'a Recipient, through: &'a MessageId, at: Timestamp) -> Statement<'a> {
    Statement::always(MARK_READ, vec![to.as_str().into(), through.as_str().into(), at.into()])
}

#[async_trait]
impl MessageStore for CommerceDatabase {
    async fn messages(
        &self,
        to: &[Recipient],
        before: Option<&MessageId>,
        limit: u32,
    ) -> Result<Vec<Message>, StoreFault> {
        let before = before.map_or(END, MessageId::as_str);
        let query = sqlx::query(LIST).bind(recipients(to)?).bind(before).bind(i64::from(limit));
        let rows = query.fetch_all(&self.pools.readers).await.map_err(database)?;
        all(&rows, "messages", told)
    }

    async fn unread_messages(&self, to: &[Recipient], at_most: u32) -> Result<u32, StoreFault> {
        let query = sqlx::query(UNREAD).bind(recipients(to)?).bind(i64::from(at_most));
        let row = query.fetch_one(&self.pools.readers).await.map_err(database)?;
        let count: i64 = row.try_get(0).map_err(database)?;
        Ok(u32::try_from(count).unwrap_or(at_most))
    }

    async fn addressed_messages(&self, ids: &[MessageId]) -> Result<Vec<Addressed>, StoreFault> {
        let ids = json::write(&ids.iter().map(|id| [id.as_str()]).collect::<Vec<_>>())?;
        let rows = sqlx::query(ADDRESSED).bind(ids).fetch_all(&self.pools.readers).await.map_err(database)?;
        let read = all(&rows, "messages", |row| {
            let message = told(row)?;
            let person = match &message.to {
                Recipient::Person(person) => Some(person.clone()),
                Recipient::Owner(_) => row.maybe_id("owner_id")?,
            };
            let account: Option<String> = row.maybe_text("further_in")?;
            let account = account.map(|code| code.parse()).transpose();
            let account = account.map_err(|_| row.of("creators").fault("currency"))?;
            Ok(person.map(|person| Addressed { message, person, account }))
        })?;
        Ok(read.into_iter().flatten().collect())
    }

    async fn due_effects(
        &self,
        kind: &str,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<DueEffect>, StoreFault> {
        outbox::due(&self.pools, kind, now, limit).await
    }

    async fn outbox_counts(&self) -> Result<OutboxCounts, StoreFault> {
        outbox::counts(&self.pools).await
    }
}

fn recipients(to: &[Recipient]) -> Result<String, StoreFault> {
    json::write(&to.iter().map(|recipient| [recipient.as_str()]).collect::<Vec<_>>())
}

fn told(row: Reader<'_>) -> Result<Message, StoreFault> {
    Ok(Message {
        id: row.id("id")?,
        to: row.id("recipient")?,
        about: row.code("about_json", json::read)?,
        created_at: row.moment("created_at")?,
        read_at: row.maybe_moment("read_at")?,
    })
}
