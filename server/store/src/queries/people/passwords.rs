//! Passwords and staff roles that change, and the mailed ways to a new password.

use domain::{
    id::{PasswordLinkId, UserId},
    people::StaffRole,
    time::Timestamp,
};
use services::ports::{NewPassword, PasswordLink, StoreFault};

use super::super::{
    pools::{Pools, database},
    read::maybe,
    rows::Statement,
};
use crate::{json, stop::Stop};

const SET_PASSWORD: &str = concat!(
    "WITH fresh AS (SELECT value->>0 AS id, value->>1 AS hash FROM ",
    rows!(),
    ") UPDATE users SET password_hash = fresh.hash FROM fresh WHERE users.id = fresh.id"
);
const VOID_LINKS: &str = concat!(
    "WITH void AS (SELECT value->>0 AS user_id, CAST(value->>1 AS BIGINT) AS at FROM ",
    rows!(),
    ") UPDATE password_links SET used_at = void.at FROM void \
     WHERE password_links.user_id = void.user_id AND password_links.used_at IS NULL"
);
const SET_ROLES: &str = concat!(
    "WITH given AS (SELECT value->>0 AS id, value->>1 AS was, value->>2 AS roles FROM ",
    rows!(),
    ") UPDATE users SET roles_json = given.roles FROM given \
     WHERE users.id = given.id AND users.roles_json = given.was"
);
const DELETE_SESSIONS: &str =
    concat!("DELETE FROM sessions WHERE user_id IN (SELECT value->>0 FROM ", rows!(), ")");
const PUT_LINK: &str = concat!(
    "INSERT INTO password_links (id, token_hash, user_id, asked_at, expires_at) \
     SELECT value->>0, value->>1, value->>2, CAST(value->>3 AS BIGINT), CAST(value->>4 AS BIGINT) FROM ",
    rows!(),
    " WHERE true ON CONFLICT (id) DO NOTHING"
);
const USE_LINK: &str = concat!(
    "WITH used AS (SELECT value->>0 AS id, CAST(value->>1 AS BIGINT) AS at FROM ",
    rows!(),
    ") UPDATE password_links SET used_at = used.at FROM used \
     WHERE password_links.id = used.id AND password_links.used_at IS NULL"
);
pub(super) const FORGET: &str = concat!(
    "DELETE FROM password_links WHERE expires_at <= (SELECT MAX(CAST(value->>0 AS BIGINT)) FROM ",
    rows!(),
    ")"
);
const BY_TOKEN: &str = "SELECT id, token_hash, user_id, asked_at, expires_at FROM password_links \
     WHERE token_hash = $1 AND expires_at > $2 AND used_at IS NULL";

pub(super) fn set(new: &NewPassword) -> [Statement<'_>; 2] {
    let user = new.user().as_str();
    [
        Statement::at_version(SET_PASSWORD, vec![user.into(), new.hash().into()]),
        Statement::always(VOID_LINKS, vec![user.into(), new.set_at().into()]),
    ]
}

pub(super) fn set_roles<'a>(
    user: &'a UserId,
    from: &[StaffRole],
    to: &[StaffRole],
) -> Result<Statement<'a>, Stop> {
    let roles = |roles: &[StaffRole]| json::write_roles(roles).map_err(|fault| Stop::Unit(Err(fault)));
    Ok(Statement::at_version(SET_ROLES, vec![user.as_str().into(), roles(from)?.into(), roles(to)?.into()]))
}

pub(super) fn delete_sessions(user: &UserId) -> Statement<'_> {
    Statement::always(DELETE_SESSIONS, vec![user.as_str().into()])
}

pub(super) fn put_link(link: &PasswordLink) -> Statement<'_> {
    let cells = vec![
        link.id.as_str().into(),
        link.token_hash.as_str().into(),
        link.user.as_str().into(),
        link.asked_at.into(),
        link.expires_at.into(),
    ];
    Statement::always(PUT_LINK, cells)
}

pub(super) fn use_link(id: &PasswordLinkId, at: Timestamp) -> Statement<'_> {
    Statement::at_version(USE_LINK, vec![id.as_str().into(), at.into()])
}

pub(super) async fn link(
    pools: &Pools,
    token_hash: &str,
    now: Timestamp,
) -> Result<Option<PasswordLink>, StoreFault> {
    let query = sqlx::query(BY_TOKEN).bind(token_hash).bind(now.unix_ms());
    let row = query.fetch_optional(&pools.readers).await.map_err(database)?;
    maybe(row.as_ref(), "password_links", |row| {
        Ok(PasswordLink {
            id: row.id("id")?,
            token_hash: row.text("token_hash")?,
            user: row.id("user_id")?,
            asked_at: row.moment("asked_at")?,
            expires_at: row.moment("expires_at")?,
        })
    })
}
