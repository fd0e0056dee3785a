//! Opaque sessions: 256 random bits in a cookie, their SHA-256 in the database, the person in memory.
//!
//! How soon an end counts: a sign-out ends a session at once in the process that hears of it, and in every other process
//! on the same database within [`FRESH_MS`]. The people database tells no news between processes, so that is the longest
//! that a signed-out session lives, and the price is one short read per session in that time.

use std::sync::Arc;

use domain::{people::User, time::Timestamp};
use quick_cache::sync::Cache;

use super::{NewSession, Places};
use crate::{
    Fault,
    actor::Session,
    ports::{Clock, Commerce, Entropy, People, PeopleChanges, PeopleWrite, SessionRow},
    seal::{secret_text, sha256_hex},
};

/// A session ends after this long, whatever happens.
const LIFE_SECONDS: i64 = 30 * 86_400;
/// How many sessions are kept in memory.
const MAX_IN_MEMORY: usize = 100_000;
/// After this long in memory, in milliseconds, a session is read again, so that an end in another process counts here
/// too.
const FRESH_MS: i64 = 5_000;
/// The longest cookie we look at.
const MAX_TOKEN_LENGTH: usize = 64;

#[derive(Clone)]
struct Remembered {
    session: Arc<Session>,
    expires_at: Timestamp,
    read_at: Timestamp,
    /// The session's epoch before it was read.
    lives: u64,
    /// The person's epoch before the place was read.
    epoch: u64,
}

pub(super) struct Sessions {
    people: People,
    commerce: Commerce,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    memory: Cache<String, Remembered>,
    pub(super) places: Arc<Places>,
    /// Which sessions were ended here.
    ends: Places,
}

impl Sessions {
    pub(super) fn new(
        people: People,
        commerce: Commerce,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        let (memory, places, ends) = (Cache::new(MAX_IN_MEMORY), Arc::default(), Places::default());
        Self { people, commerce, clock, entropy, memory, places, ends }
    }

    /// A fresh session for the cookie, and the row that makes it valid once it is stored.
    pub(super) fn fresh(&self, user: &User) -> (NewSession, SessionRow) {
        let now = self.clock.system();
        let token = secret_text(self.entropy.as_ref());
        let row = SessionRow {
            token_hash: sha256_hex(token.as_bytes()),
            user: user.id.clone(),
            created_at: now,
            expires_at: now.plus_seconds(LIFE_SECONDS),
        };
        (NewSession { token, max_age_seconds: LIFE_SECONDS }, row)
    }

    pub(super) async fn begin(&self, user: &User) -> Result<NewSession, Fault> {
        let (session, row) = self.fresh(user);
        self.people.commit(PeopleChanges { writes: vec![PeopleWrite::InsertSession(row)] }).await?;
        Ok(session)
    }

    pub(super) async fn find(&self, token: &str) -> Result<Option<Arc<Session>>, Fault> {
        if token.is_empty() || token.len() > MAX_TOKEN_LENGTH {
            return Ok(None);
        }
        let (now, hash) = (self.clock.system(), sha256_hex(token.as_bytes()));
        let lives = self.ends.epoch(&hash);
        if let Some(known) = self.memory.get(&hash)
            && known.expires_at > now
            && (0..FRESH_MS).contains(&now.ms_since(known.read_at))
            && known.lives == lives
            && known.epoch == self.places.epoch(&known.session.user.id)
        {
            return Ok(Some(known.session));
        }
        let Some((row, user)) = self.people.session(&hash, now).await? else {
            self.memory.remove(&hash);
            return Ok(None);
        };
        let epoch = self.places.epoch(&user.id);
        let place = self.commerce.place_of(&user.id).await?;
        let session = Arc::new(Session { token_hash: hash.clone(), user, place });
        let remembered = Remembered {
            session: Arc::clone(&session),
            expires_at: row.expires_at,
            read_at: now,
            lives,
            epoch,
        };
        self.memory.insert(hash, remembered);
        Ok(Some(session))
    }

    /// Somebody's sessions were ended in the database, all at once. Whose a token is, is known only once its row has been
    /// read, so everybody's are read again; that is done every few seconds in any case.
    pub(super) fn ended_of_somebody(&self) {
        self.ends.all_moved();
    }

    pub(super) async fn end(&self, token_hash: &str) -> Result<(), Fault> {
        let gone = PeopleWrite::DeleteSession(token_hash.to_owned());
        let ended = self.people.commit(PeopleChanges { writes: vec![gone] }).await;
        // Whatever the answer was: it may be lost and the row gone. A request that read the row before must not bring it
        // back into memory.
        self.ends.moved(token_hash);
        self.memory.remove(token_hash);
        ended.map(|_| ()).map_err(Fault::from)
    }
}
