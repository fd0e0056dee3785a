//! Units of people, written together: new people first, then sessions and evidence for all of them at once, then the
//! rest row by row in the order it came.

use domain::{people::Consent, time::Timestamp};
use services::ports::{Commit, Draft, PeopleChanges, PeopleWrite, SessionRow, UserRow};

use super::super::{
    Connection,
    group::Unit,
    rows::{Rows, Statement},
};
use super::{bank_details, invitations, letters, passwords};
use crate::{cell::Cell, json, stop::Stop};

const INSERT_USERS: &str = concat!(
    "INSERT INTO users (id, email, name, password_hash, roles_json, created_at) \
     SELECT value->>0, value->>1, value->>2, value->>3, value->>4, CAST(value->>5 AS BIGINT) FROM ",
    rows!()
);
const INSERT_SESSIONS: &str = concat!(
    "INSERT INTO sessions (token_hash, user_id, created_at, expires_at) \
     SELECT value->>0, value->>1, CAST(value->>2 AS BIGINT), CAST(value->>3 AS BIGINT) FROM ",
    rows!()
);
const INSERT_CONSENTS: &str = concat!(
    "INSERT INTO consents (id, user_id, agreement_id, digest, locale, opened_at, accepted_at, user_agent, network) \
     SELECT value->>0, value->>1, value->>2, value->>3, value->>4, CAST(value->>5 AS BIGINT), \
     CAST(value->>6 AS BIGINT), value->>7, value->>8 FROM ",
    rows!()
);
const DELETE_SESSION: &str =
    concat!("DELETE FROM sessions WHERE token_hash IN (SELECT value->>0 FROM ", rows!(), ")");
const PUT_DRAFT: &str = concat!(
    "INSERT INTO drafts (id, form, content, expires_at) \
     SELECT value->>0, value->>1, value->>2, CAST(value->>3 AS BIGINT) FROM ",
    rows!(),
    " WHERE true ON CONFLICT (id) DO UPDATE SET form = excluded.form, content = excluded.content, \
     expires_at = excluded.expires_at"
);
const DELETE_DRAFT: &str = concat!("DELETE FROM drafts WHERE id IN (SELECT value->>0 FROM ", rows!(), ")");
const FORGET_SESSIONS: &str = concat!(
    "DELETE FROM sessions WHERE expires_at <= (SELECT MAX(CAST(value->>0 AS BIGINT)) FROM ",
    rows!(),
    ")"
);
const FORGET_DRAFTS: &str = concat!(
    "DELETE FROM drafts WHERE expires_at <= (SELECT MAX(CAST(value->>0 AS BIGINT)) FROM ",
    rows!(),
    ")"
);

#[derive(Default)]
struct Batch<'a> {
    users: Rows<'a>,
    sessions: Rows<'a>,
    consents: Rows<'a>,
    rest: Vec<Statement<'a>>,
}

impl<'a> Batch<'a> {
    fn of(units: &'a [PeopleChanges]) -> Result<Self, Stop> {
        let mut batch = Self::default();
        for write in units.iter().flat_map(|unit| &unit.writes) {
            match write {
                PeopleWrite::InsertUser(user) => batch.users.push(user_row(user)?),
                PeopleWrite::InsertSession(session) => batch.sessions.push(session_row(session)),
                PeopleWrite::InsertConsent(consent) => batch.consents.push(consent_row(consent)),
                PeopleWrite::DeleteSession(token_hash) => {
                    batch.rest.push(Statement::always(DELETE_SESSION, vec![token_hash.as_str().into()]));
                }
                PeopleWrite::DeleteSessionsOf(user) => batch.rest.push(passwords::delete_sessions(user)),
                PeopleWrite::SetPassword(new) => batch.rest.extend(passwords::set(new)),
                PeopleWrite::SetRoles { user, from, to } => {
                    batch.rest.push(passwords::set_roles(user, from, to)?);
                }
                PeopleWrite::PutPasswordLink(link) => batch.rest.push(passwords::put_link(link)),
                PeopleWrite::UsePasswordLink(id, at) => batch.rest.push(passwords::use_link(id, *at)),
                PeopleWrite::PutDraft(draft) => {
                    batch.rest.push(Statement::always(PUT_DRAFT, draft_row(draft)));
                }
                PeopleWrite::DeleteDraft(id) => {
                    batch.rest.push(Statement::always(DELETE_DRAFT, vec![id.as_str().into()]));
                }
                PeopleWrite::SetLocale(user, locale) => batch.rest.push(letters::set_locale(user, *locale)),
                PeopleWrite::KeepLetter(letter) => batch.rest.push(letters::keep_letter(letter)),
                PeopleWrite::PutBankDetails(details) => batch.rest.push(bank_details::put(details)),
                PeopleWrite::PutInvitation(invitation) => batch.rest.push(invitations::put(invitation)),
                PeopleWrite::DeleteInvitation(creator, id) => {
                    batch.rest.push(invitations::delete(creator, id));
                }
                PeopleWrite::ForgetExpired(before) => batch.rest.extend(forget(*before)),
            }
        }
        Ok(batch)
    }

    async fn apply(&self, connection: &mut Connection) -> Result<(), Stop> {
        self.users.execute(connection, INSERT_USERS).await?;
        self.sessions.execute(connection, INSERT_SESSIONS).await?;
        self.consents.execute(connection, INSERT_CONSENTS).await?;
        for statement in &self.rest {
            if !statement.execute(connection).await? {
                return Err(Stop::Unit(Ok(Commit::Conflict)));
            }
        }
        Ok(())
    }
}

impl Unit for PeopleChanges {
    async fn apply(connection: &mut Connection, units: &[Self]) -> Result<(), Stop> {
        Batch::of(units)?.apply(connection).await
    }
}

fn user_row(row: &UserRow) -> Result<Vec<Cell<'_>>, Stop> {
    let roles = json::write_roles(&row.user.roles).map_err(|fault| Stop::Unit(Err(fault)))?;
    Ok(vec![
        row.user.id.as_str().into(),
        row.user.email.as_str().into(),
        row.user.name.as_str().into(),
        row.password_hash.as_str().into(),
        roles.into(),
        row.user.created_at.into(),
    ])
}

fn session_row(session: &SessionRow) -> Vec<Cell<'_>> {
    vec![
        session.token_hash.as_str().into(),
        session.user.as_str().into(),
        session.created_at.into(),
        session.expires_at.into(),
    ]
}

fn consent_row(consent: &Consent) -> Vec<Cell<'_>> {
    vec![
        consent.id.as_str().into(),
        consent.user.as_str().into(),
        consent.agreement.as_str().into(),
        consent.digest.as_str().into(),
        consent.locale.tag().into(),
        consent.opened_at.into(),
        consent.accepted_at.into(),
        consent.user_agent.as_str().into(),
        consent.network.as_str().into(),
    ]
}

fn draft_row(draft: &Draft) -> Vec<Cell<'_>> {
    vec![
        draft.id.as_str().into(),
        draft.form.as_str().into(),
        draft.content.as_str().into(),
        draft.expires_at.into(),
    ]
}

fn forget<'a>(before: Timestamp) -> [Statement<'a>; 4] {
    [FORGET_SESSIONS, FORGET_DRAFTS, invitations::FORGET, passwords::FORGET]
        .map(|sql| Statement::always(sql, vec![before.into()]))
}
