//! Refused forms, kept on the server for ten minutes so that nothing typed is lost without JavaScript.

use std::sync::Arc;

use domain::id::DraftId;
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    Fault,
    ports::{Clock, Draft, Entropy, EntropyExt, People, PeopleChanges, PeopleWrite},
};

/// How long a draft lives.
pub const DRAFT_LIFE_SECONDS: i64 = 600;
/// The largest draft we keep, in bytes of JSON.
const MAX_DRAFT_BYTES: usize = 16 * 1024;

/// Keeps drafts. Never give it a password.
pub struct Drafts {
    people: People,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

impl Drafts {
    /// Puts the service together.
    pub fn new(people: People, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        Self { people, clock, entropy }
    }

    /// Keeps what was typed; the answer goes into a cookie.
    pub async fn keep<T: Serialize + Sync>(&self, form: &'static str, content: &T) -> Result<DraftId, Fault> {
        let now = self.clock.system();
        let content = serde_json::to_string(content).map_err(|error| Fault::Rule(error.to_string()))?;
        if content.len() > MAX_DRAFT_BYTES {
            return Err(Fault::Rule("the form is too large to keep".to_owned()));
        }
        let id = DraftId::new(now, self.entropy.bits());
        let draft = Draft {
            id: id.clone(),
            form: form.to_owned(),
            content,
            expires_at: now.plus_seconds(DRAFT_LIFE_SECONDS),
        };
        self.people.commit(PeopleChanges { writes: vec![PeopleWrite::PutDraft(draft)] }).await?;
        Ok(id)
    }

    /// Reads a draft of one form; a reload reads it again, until its time is over. Content of an older program's
    /// layout is simply not found.
    pub async fn take<T: DeserializeOwned>(
        &self,
        form: &'static str,
        id: &DraftId,
    ) -> Result<Option<T>, Fault> {
        let draft = self.people.draft(id, self.clock.system()).await?;
        let ours = draft.filter(|draft| draft.form == form);
        Ok(ours.and_then(|draft| serde_json::from_str(&draft.content).ok()))
    }
}
