//! A forgotten password: a link, mailed to the address, behind which a new one is set.
//!
//! Whoever asks learns nothing about the address, not even by the time it takes: no person is looked at here. Whether
//! somebody has the address is found out by the worker that mails.

use domain::{
    id::PasswordToken,
    people::normalise_email,
    view::{Problem, ProblemCode},
};

use super::{Identity, LinkAsked, password_problem, token_hash};
use crate::{
    Fault,
    actor::Origin,
    ports::{Changes, Commit, PasswordLink, PeopleChanges, PeopleWrite},
    rate_limit::Admission,
};

/// How asking for a link ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AskOutcome {
    /// A letter leaves if somebody has this address.
    Asked,
    /// Nothing was asked, with the reasons; none of them is about a person.
    Refused(Vec<Problem>),
    /// No letter leaves this installation.
    NoMail,
}

/// How setting a new password ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasswordOutcome {
    /// It is set, and every session of the person has ended.
    Changed,
    /// The old one stays, with the reasons.
    Refused(Vec<Problem>),
    /// There is no such link any more: used, or too old.
    Gone,
}

impl Identity {
    /// Whether a forgotten password can be set anew by mail here.
    pub const fn mails(&self) -> bool {
        self.mails
    }

    /// Promises a letter with a link to whoever has an address.
    pub async fn ask_for_link(&self, origin: &Origin, email: &str) -> Result<AskOutcome, Fault> {
        if !self.mails {
            return Ok(AskOutcome::NoMail);
        }
        let Some(email) = normalise_email(email) else {
            return Ok(AskOutcome::Refused(vec![Problem::at("email", ProblemCode::EmailInvalid)]));
        };
        let now = self.clock.system();
        let mut admission = self.link_network_limit.admit(&origin.network, now);
        if admission == Admission::Admitted {
            admission = self.link_limit.admit(&email, now);
        }
        if let Admission::Refused { retry_after_seconds } = admission {
            let code = ProblemCode::TooManyTries { retry_after_seconds };
            return Ok(AskOutcome::Refused(vec![Problem::at("form", code)]));
        }
        let letter = LinkAsked::promise(self, email)?;
        self.commerce.commit(Changes { outbox: vec![letter], ..Changes::default() }).await?;
        Ok(AskOutcome::Asked)
    }

    /// Whether there is something behind the link of a letter; looking uses nothing up.
    pub async fn is_link_open(&self, token: &PasswordToken) -> Result<bool, Fault> {
        Ok(self.link_behind(token).await?.is_some())
    }

    /// Sets a new password, once per link. Everybody who is signed in as this person is signed out.
    pub async fn set_password(
        &self,
        token: &PasswordToken,
        password: String,
    ) -> Result<PasswordOutcome, Fault> {
        let Some(link) = self.link_behind(token).await? else { return Ok(PasswordOutcome::Gone) };
        let Some(user) = self.people.user(&link.user).await? else { return Ok(PasswordOutcome::Gone) };
        if let Some(code) = password_problem(&password, Some(&user.email)) {
            return Ok(PasswordOutcome::Refused(vec![Problem::at("password", code)]));
        }
        let hash = self.passwords.hash(password).await?;
        let now = self.clock.system();
        let mut writes = vec![PeopleWrite::UsePasswordLink(link.id, now)];
        writes.extend(PeopleWrite::new_password(user.id, hash, now));
        let committed = self.people.commit(PeopleChanges { writes }).await;
        // Whatever the answer was: it may be lost and the rows gone.
        self.sessions.ended_of_somebody();
        match committed? {
            Commit::Committed => Ok(PasswordOutcome::Changed),
            Commit::Duplicate | Commit::Conflict => Ok(PasswordOutcome::Gone),
        }
    }

    async fn link_behind(&self, token: &PasswordToken) -> Result<Option<PasswordLink>, Fault> {
        Ok(self.people.password_link(&token_hash(token.as_str()), self.clock.system()).await?)
    }
}
