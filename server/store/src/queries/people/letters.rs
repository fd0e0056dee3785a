//! Where people are reached, and the letters that a demo keeps.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::{id::UserId, locale::Locale};
use services::ports::{Addressee, Letter, LetterStore, StoreFault};

use super::super::{pools::database, read::all, rows::Statement};
use super::PeopleDatabase;
use crate::json;

const SET_LOCALE: &str = concat!(
    "WITH spoken AS (SELECT value->>0 AS id, value->>1 AS locale FROM ",
    rows!(),
    ") UPDATE users SET locale = spoken.locale FROM spoken WHERE users.id = spoken.id"
);
const KEEP_LETTER: &str = concat!(
    "INSERT INTO letters (message_id, address, name, subject, body, written_at) \
     SELECT value->>0, value->>1, value->>2, value->>3, value->>4, CAST(value->>5 AS BIGINT) FROM ",
    rows!(),
    " WHERE true ON CONFLICT (message_id) DO NOTHING"
);
const ADDRESSEES: &str =
    concat!("SELECT id, email, name, locale FROM users WHERE id IN (SELECT value->>0 FROM ", rows!(), ")");
const LETTERS: &str = concat!(
    "SELECT message_id, address, name, subject, body, written_at FROM letters \
     WHERE address IN (SELECT value->>0 FROM ",
    rows!(),
    ") ORDER BY written_at DESC, message_id DESC LIMIT $2"
);

pub(super) fn set_locale(user: &UserId, locale: Locale) -> Statement<'_> {
    Statement::always(SET_LOCALE, vec![user.as_str().into(), locale.tag().into()])
}

pub(super) fn keep_letter(letter: &Letter) -> Statement<'_> {
    let cells = vec![
        letter.message.as_str().into(),
        letter.address.as_str().into(),
        letter.name.as_str().into(),
        letter.subject.as_str().into(),
        letter.body.as_str().into(),
        letter.written_at.into(),
    ];
    Statement::always(KEEP_LETTER, cells)
}

#[async_trait]
impl LetterStore for PeopleDatabase {
    async fn addressees(&self, ids: &[UserId]) -> Result<BTreeMap<UserId, Addressee>, StoreFault> {
        let ids = json::write(&ids.iter().map(|id| [id.as_str()]).collect::<Vec<_>>())?;
        let rows =
            sqlx::query(ADDRESSEES).bind(ids).fetch_all(&self.pools.readers).await.map_err(database)?;
        let addressees = all(&rows, "users", |row| {
            let addressee = Addressee {
                address: row.text("email")?,
                name: row.text("name")?,
                locale: row.code("locale", Locale::from_tag)?,
            };
            Ok((row.id("id")?, addressee))
        })?;
        Ok(addressees.into_iter().collect())
    }

    async fn letters(&self, addresses: &[String], limit: u32) -> Result<Vec<Letter>, StoreFault> {
        let addresses = json::write(&addresses.iter().map(|address| [address]).collect::<Vec<_>>())?;
        let query = sqlx::query(LETTERS).bind(addresses).bind(i64::from(limit));
        let rows = query.fetch_all(&self.pools.readers).await.map_err(database)?;
        all(&rows, "letters", |row| {
            Ok(Letter {
                message: row.id("message_id")?,
                address: row.text("address")?,
                name: row.text("name")?,
                subject: row.text("subject")?,
                body: row.text("body")?,
                written_at: row.moment("written_at")?,
            })
        })
    }
}
