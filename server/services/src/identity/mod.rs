//! Signing up, in and out.

mod forgotten;
mod letter;
mod password;
mod places;
mod sessions;
mod sign_in;
mod sign_up;

use std::sync::Arc;

pub use forgotten::{AskOutcome, PasswordOutcome};
pub(crate) use letter::LinkAsked;
pub use password::PasswordCost;
use password::Passwords;
pub use places::Places;
use sessions::Sessions;
pub use sign_in::{SignInForm, SignInOutcome};
pub use sign_up::{SignUpForm, SignUpOutcome, password_problem};

use domain::locale::Locale;

use crate::{
    Fault,
    actor::Session,
    ports::{Clock, Commerce, Entropy, People, PeopleChanges, PeopleWrite},
    rate_limit::RateLimit,
    seal::{Secrets, sha256_hex},
    site::DemoPerson,
};

/// What the service is made of.
pub struct IdentityParts {
    /// The people database.
    pub people: People,
    /// The commerce database: who acts for which account, and the promises to mail.
    pub commerce: Commerce,
    /// The clocks.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// The program's own keys: the way to a new password waits sealed for its letter.
    pub secrets: Arc<Secrets>,
    /// What a password hash costs.
    pub cost: PasswordCost,
    /// Whether letters leave the house.
    pub mails: bool,
    /// Who can be signed in as with one click; empty outside a demo.
    pub demo_people: Vec<DemoPerson>,
    /// How many accounts one network makes at once, before it is one a minute.
    pub sign_up_burst: u32,
}

/// A fresh session: the token goes into the cookie and nowhere else.
#[derive(Clone, PartialEq, Eq)]
pub struct NewSession {
    /// 256 random bits as text.
    pub token: String,
    /// How long the cookie lives.
    pub max_age_seconds: i64,
}

impl std::fmt::Debug for NewSession {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("NewSession(…)")
    }
}

/// What is stored of a session's token: its SHA-256 in hexadecimal.
pub fn token_hash(token: &str) -> String {
    sha256_hex(token.as_bytes())
}

/// Who is who.
pub struct Identity {
    people: People,
    commerce: Commerce,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    secrets: Arc<Secrets>,
    passwords: Passwords,
    sessions: Sessions,
    sign_in_limit: RateLimit,
    sign_up_limit: RateLimit,
    link_limit: RateLimit,
    link_network_limit: RateLimit,
    mails: bool,
    demo_people: Vec<DemoPerson>,
}

impl Identity {
    /// Puts the service together.
    pub fn new(parts: IdentityParts) -> Result<Self, Fault> {
        let IdentityParts { people, commerce, clock, entropy, secrets, cost, mails, .. } = parts;
        let (rows, places) = (Arc::clone(&people), Arc::clone(&commerce));
        let sessions = Sessions::new(rows, places, Arc::clone(&clock), Arc::clone(&entropy));
        Ok(Self {
            people,
            commerce,
            passwords: Passwords::new(cost, Arc::clone(&entropy))?,
            clock,
            entropy,
            secrets,
            sessions,
            // Ten tries at once, then one every fifteen seconds, per address and network.
            sign_in_limit: RateLimit::new(10, 15_000),
            sign_up_limit: RateLimit::new(parts.sign_up_burst, 60_000),
            // Five letters at once to one address, then one in ten minutes: nobody makes a mail cannon of it.
            link_limit: RateLimit::new(5, 600_000),
            // And nobody tries whole lists of addresses.
            link_network_limit: RateLimit::new(20, 60_000),
            mails,
            demo_people: parts.demo_people,
        })
    }

    /// The session behind a cookie, from memory when it was seen lately.
    pub async fn session(&self, token: &str) -> Result<Option<Arc<Session>>, Fault> {
        self.sessions.find(token).await
    }

    /// Where changes of teams are noted, so that remembered sessions are read again.
    pub fn places(&self) -> Arc<Places> {
        Arc::clone(&self.sessions.places)
    }

    /// Ends a session, here and in the database.
    pub async fn sign_out(&self, session: &Session) -> Result<(), Fault> {
        self.sessions.end(&session.token_hash).await
    }

    /// Keeps the language a person reads, for the letters we write.
    pub async fn speak(&self, session: &Session, locale: Locale) -> Result<(), Fault> {
        let writes = vec![PeopleWrite::SetLocale(session.user.id.clone(), locale)];
        self.people.commit(PeopleChanges { writes }).await?;
        Ok(())
    }

    /// Signs in as a person of the demo world; `None` when there is no such person or this is no demo.
    pub async fn demo_sign_in(&self, key: &str) -> Result<Option<NewSession>, Fault> {
        let Some(person) = self.demo_people.iter().find(|person| person.key == key) else { return Ok(None) };
        match self.people.user_by_email(person.email).await? {
            Some(row) => self.sessions.begin(&row.user).await.map(Some),
            None => Ok(None),
        }
    }

    /// Forgets what has ended; called now and then by a worker.
    pub async fn forget_expired(&self) -> Result<(), Fault> {
        let now = self.clock.system();
        self.people.commit(PeopleChanges { writes: vec![PeopleWrite::ForgetExpired(now)] }).await?;
        Ok(())
    }

    /// Makes a password hash outside of any sign-up: for `user add` and for seeding.
    pub async fn hash_password(&self, password: &str) -> Result<String, Fault> {
        self.passwords.hash(password.to_owned()).await
    }
}
