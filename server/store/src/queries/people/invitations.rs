//! Invitations to teams, beside the people.

use async_trait::async_trait;
use domain::{
    id::{CreatorId, InvitationId},
    locale::Locale,
    people::AccountRole,
    time::Timestamp,
};
use services::ports::{Invitation, InvitationStore, StoreFault};

use super::super::{
    pools::database,
    read::{Reader, all, maybe},
    rows::Statement,
};
use super::PeopleDatabase;
use crate::json;

const PUT: &str = concat!(
    "INSERT INTO invitations (id, token_hash, creator_id, role, email, locale, invited_by, invited_at, expires_at) \
     SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, CAST(value->>7 AS BIGINT), \
     CAST(value->>8 AS BIGINT) FROM ",
    rows!(),
    " WHERE true ON CONFLICT (creator_id, email) DO UPDATE SET id = excluded.id, token_hash = excluded.token_hash, \
     role = excluded.role, locale = excluded.locale, invited_by = excluded.invited_by, \
     invited_at = excluded.invited_at, expires_at = excluded.expires_at"
);
const DELETE: &str = concat!(
    "WITH gone AS (SELECT value->>0 AS creator_id, value->>1 AS id FROM ",
    rows!(),
    ") DELETE FROM invitations WHERE EXISTS (SELECT 1 FROM gone \
     WHERE gone.id = invitations.id AND gone.creator_id = invitations.creator_id)"
);
pub(super) const FORGET: &str = concat!(
    "DELETE FROM invitations WHERE expires_at <= (SELECT MAX(CAST(value->>0 AS BIGINT)) FROM ",
    rows!(),
    ")"
);
const BY_TOKEN: &str = "SELECT id, token_hash, creator_id, role, email, locale, invited_by, invited_at, expires_at \
     FROM invitations WHERE token_hash = $1 AND expires_at > $2";
const OF_CREATOR: &str = "SELECT id, token_hash, creator_id, role, email, locale, invited_by, invited_at, expires_at \
     FROM invitations WHERE creator_id = $1 AND expires_at > $2 ORDER BY invited_at DESC, id DESC";
const BY_ID: &str = concat!(
    "SELECT id, token_hash, creator_id, role, email, locale, invited_by, invited_at, expires_at \
     FROM invitations WHERE id IN (SELECT value->>0 FROM ",
    rows!(),
    ")"
);

pub(super) fn put(invitation: &Invitation) -> Statement<'_> {
    let cells = vec![
        invitation.id.as_str().into(),
        invitation.token_hash.as_str().into(),
        invitation.creator.as_str().into(),
        invitation.role.code().into(),
        invitation.email.as_str().into(),
        invitation.locale.tag().into(),
        invitation.invited_by.as_str().into(),
        invitation.invited_at.into(),
        invitation.expires_at.into(),
    ];
    Statement::always(PUT, cells)
}

pub(super) fn delete<'a>(creator: &'a CreatorId, id: &'a InvitationId) -> Statement<'a> {
    Statement::always(DELETE, vec![creator.as_str().into(), id.as_str().into()])
}

#[async_trait]
impl InvitationStore for PeopleDatabase {
    async fn invitation(&self, token_hash: &str, now: Timestamp) -> Result<Option<Invitation>, StoreFault> {
        let query = sqlx::query(BY_TOKEN).bind(token_hash).bind(now.unix_ms());
        let row = query.fetch_optional(&self.pools.readers).await.map_err(database)?;
        maybe(row.as_ref(), "invitations", invitation)
    }

    async fn invitations(&self, creator: &CreatorId, now: Timestamp) -> Result<Vec<Invitation>, StoreFault> {
        let query = sqlx::query(OF_CREATOR).bind(creator.as_str()).bind(now.unix_ms());
        let rows = query.fetch_all(&self.pools.readers).await.map_err(database)?;
        all(&rows, "invitations", invitation)
    }

    async fn invitations_by_id(&self, ids: &[InvitationId]) -> Result<Vec<Invitation>, StoreFault> {
        let ids = json::write(&ids.iter().map(|id| [id.as_str()]).collect::<Vec<_>>())?;
        let rows = sqlx::query(BY_ID).bind(ids).fetch_all(&self.pools.readers).await.map_err(database)?;
        all(&rows, "invitations", invitation)
    }
}

fn invitation(row: Reader<'_>) -> Result<Invitation, StoreFault> {
    Ok(Invitation {
        id: row.id("id")?,
        token_hash: row.text("token_hash")?,
        creator: row.id("creator_id")?,
        role: row.code("role", AccountRole::given)?,
        email: row.text("email")?,
        locale: row.code("locale", Locale::from_tag)?,
        invited_by: row.id("invited_by")?,
        invited_at: row.moment("invited_at")?,
        expires_at: row.moment("expires_at")?,
    })
}
