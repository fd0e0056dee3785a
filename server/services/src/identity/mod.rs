//! Signing up, in and out.

mod password;
mod places;
mod sessions;
mod sign_in;
mod sign_up;

use std::sync::Arc;

pub use password::PasswordCost;
use password::Passwords;
pub use places::Places;
use sessions::Sessions;
pub use sign_in::{SignInForm, SignInOutcome};
pub use sign_up::{SignUpForm, SignUpOutcome};

use domain::locale::Locale;

use crate::{
    Fault,
    actor::Session,
    ports::{Clock, Commerce, Entropy, People, PeopleChanges, PeopleWrite},
    rate_limit::RateLimit,
    seal::sha256_hex,
    site::DemoPerson,
};

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
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    passwords: Passwords,
    sessions: Sessions,
    sign_in_limit: RateLimit,
    sign_up_limit: RateLimit,
    demo_people: Vec<DemoPerson>,
}

impl Identity {
    /// Puts the service together. `demo_people` is empty outside a demo; `sign_up_burst` is how many accounts one network
    /// makes at once, before it is one a minute.
    pub fn new(
        people: People,
        commerce: Commerce,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        cost: PasswordCost,
        demo_people: Vec<DemoPerson>,
        sign_up_burst: u32,
    ) -> Result<Self, Fault> {
        let sessions = Sessions::new(Arc::clone(&people), commerce, Arc::clone(&clock), Arc::clone(&entropy));
        Ok(Self {
            people,
            passwords: Passwords::new(cost, Arc::clone(&entropy))?,
            clock,
            entropy,
            sessions,
            // Ten tries at once, then one every fifteen seconds, per address and network.
            sign_in_limit: RateLimit::new(10, 15_000),
            sign_up_limit: RateLimit::new(sign_up_burst, 60_000),
            demo_people,
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
