//! Reading people.

use std::collections::BTreeMap;

use domain::{
    id::{AgreementId, ConsentId, DraftId, UserId},
    locale::Locale,
    people::{Consent, User},
    time::Timestamp,
};
use services::ports::{Draft, SessionRow, StoreFault, UserRow};

use super::super::{
    pools::{Pools, database},
    read::{Reader, all, maybe},
};
use crate::json;

const USER_BY_EMAIL: &str =
    "SELECT id, email, name, password_hash, roles_json, created_at FROM users WHERE email = $1";
const USER: &str = "SELECT id, email, name, roles_json, created_at FROM users WHERE id = $1";
/// Few have a role. Who has none has an empty list.
const STAFF: &str =
    "SELECT id, email, name, roles_json, created_at FROM users WHERE roles_json <> '[]' ORDER BY id";
const NAMES: &str = concat!("SELECT id, name FROM users WHERE id IN (SELECT value->>0 FROM ", rows!(), ")");
const SESSION: &str = "SELECT s.token_hash, s.created_at AS begun_at, s.expires_at, \
     u.id, u.email, u.name, u.roles_json, u.created_at \
     FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.token_hash = $1 AND s.expires_at > $2";
const CONSENTS: &str = "SELECT id, user_id, agreement_id, digest, locale, opened_at, accepted_at, user_agent, network \
     FROM consents WHERE user_id = $1 AND agreement_id = $2 ORDER BY accepted_at DESC, id DESC";
const CONSENT: &str = "SELECT id, user_id, agreement_id, digest, locale, opened_at, accepted_at, user_agent, network \
     FROM consents WHERE id = $1";
const DRAFT: &str = "SELECT id, form, content, expires_at FROM drafts WHERE id = $1 AND expires_at > $2";

pub(super) async fn user_by_email(pools: &Pools, email: &str) -> Result<Option<UserRow>, StoreFault> {
    let row =
        sqlx::query(USER_BY_EMAIL).bind(email).fetch_optional(&pools.readers).await.map_err(database)?;
    maybe(row.as_ref(), "users", |row| {
        Ok(UserRow { user: person(row)?, password_hash: row.text("password_hash")? })
    })
}

pub(super) async fn user(pools: &Pools, id: &UserId) -> Result<Option<User>, StoreFault> {
    let row = sqlx::query(USER).bind(id.as_str()).fetch_optional(&pools.readers).await.map_err(database)?;
    maybe(row.as_ref(), "users", person)
}

pub(super) async fn staff(pools: &Pools) -> Result<Vec<User>, StoreFault> {
    let rows = sqlx::query(STAFF).fetch_all(&pools.readers).await.map_err(database)?;
    all(&rows, "users", person)
}

pub(super) async fn names(pools: &Pools, ids: &[UserId]) -> Result<BTreeMap<UserId, String>, StoreFault> {
    let ids = json::write(&ids.iter().map(|id| [id.as_str()]).collect::<Vec<_>>())?;
    let rows = sqlx::query(NAMES).bind(ids).fetch_all(&pools.readers).await.map_err(database)?;
    let names = all(&rows, "users", |row| Ok((row.id("id")?, row.text("name")?)))?;
    Ok(names.into_iter().collect())
}

pub(super) async fn session(
    pools: &Pools,
    token_hash: &str,
    now: Timestamp,
) -> Result<Option<(SessionRow, User)>, StoreFault> {
    let query = sqlx::query(SESSION).bind(token_hash).bind(now.unix_ms());
    let row = query.fetch_optional(&pools.readers).await.map_err(database)?;
    maybe(row.as_ref(), "sessions", |row| {
        let session = SessionRow {
            token_hash: row.text("token_hash")?,
            user: row.id("id")?,
            created_at: row.moment("begun_at")?,
            expires_at: row.moment("expires_at")?,
        };
        Ok((session, person(row)?))
    })
}

pub(super) async fn consents(
    pools: &Pools,
    user: &UserId,
    agreement: &AgreementId,
) -> Result<Vec<Consent>, StoreFault> {
    let query = sqlx::query(CONSENTS).bind(user.as_str()).bind(agreement.as_str());
    let rows = query.fetch_all(&pools.readers).await.map_err(database)?;
    all(&rows, "consents", evidence)
}

pub(super) async fn consent(pools: &Pools, id: &ConsentId) -> Result<Option<Consent>, StoreFault> {
    let row =
        sqlx::query(CONSENT).bind(id.as_str()).fetch_optional(&pools.readers).await.map_err(database)?;
    maybe(row.as_ref(), "consents", evidence)
}

pub(super) async fn draft(pools: &Pools, id: &DraftId, now: Timestamp) -> Result<Option<Draft>, StoreFault> {
    let query = sqlx::query(DRAFT).bind(id.as_str()).bind(now.unix_ms());
    let row = query.fetch_optional(&pools.readers).await.map_err(database)?;
    maybe(row.as_ref(), "drafts", |row| {
        Ok(Draft {
            id: row.id("id")?,
            form: row.text("form")?,
            content: row.text("content")?,
            expires_at: row.moment("expires_at")?,
        })
    })
}

fn person(row: Reader<'_>) -> Result<User, StoreFault> {
    Ok(User {
        id: row.id("id")?,
        email: row.text("email")?,
        name: row.text("name")?,
        created_at: row.moment("created_at")?,
        roles: row.code("roles_json", json::read_roles)?,
    })
}

fn evidence(row: Reader<'_>) -> Result<Consent, StoreFault> {
    Ok(Consent {
        id: row.id("id")?,
        user: row.id("user_id")?,
        agreement: row.id("agreement_id")?,
        digest: row.text("digest")?,
        locale: row.code("locale", Locale::from_tag)?,
        opened_at: row.moment("opened_at")?,
        accepted_at: row.moment("accepted_at")?,
        user_agent: row.text("user_agent")?,
        network: row.text("network")?,
    })
}
