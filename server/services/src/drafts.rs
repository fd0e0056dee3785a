//! Refused forms, kept on the server for ten minutes so that nothing typed is lost without JavaScript.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use domain::id::DraftId;
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    Fault,
    ports::{Clock, Draft, Entropy, EntropyExt, People, PeopleChanges, PeopleWrite},
    seal::Secrets,
};

/// How long a draft lives.
pub const DRAFT_LIFE_SECONDS: i64 = 600;
/// The largest draft we keep, in bytes of JSON: whatever a request can bring fits, also an agreement that is too long. A
/// request has at most 512 KiB, and a byte of it becomes at most two of JSON.
const MAX_DRAFT_BYTES: usize = 1024 * 1024 + 1024;
/// What sealed content begins with; no JSON does.
const SEALED: &str = "sealed:";

/// Keeps drafts. Never give it a password.
pub struct Drafts {
    people: People,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    secrets: Arc<Secrets>,
}

/// How a draft rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// As it was typed.
    Clear,
    /// Sealed with the program's own key: the text may name people who are not here.
    Sealed,
}

impl Drafts {
    /// Puts the service together.
    pub fn new(
        people: People,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        secrets: Arc<Secrets>,
    ) -> Self {
        Self { people, clock, entropy, secrets }
    }

    /// Keeps what was typed; the answer goes into a cookie. None when it does not fit: nothing is cut, because a part of
    /// a text that is sent again would replace the whole of it.
    pub async fn keep<T: Serialize + Sync>(
        &self,
        form: &'static str,
        content: &T,
        rest: Rest,
    ) -> Result<Option<DraftId>, Fault> {
        let now = self.clock.system();
        let content = serde_json::to_string(content).map_err(|error| Fault::Rule(error.to_string()))?;
        if content.len() > MAX_DRAFT_BYTES {
            return Ok(None);
        }
        let id = DraftId::new(now, self.entropy.bits());
        let content = match rest {
            Rest::Clear => content,
            Rest::Sealed => {
                let sealed = self.secrets.seal(self.entropy.as_ref(), &place(&id), content.as_bytes())?;
                format!("{SEALED}{}", STANDARD_NO_PAD.encode(sealed))
            }
        };
        let draft = Draft {
            id: id.clone(),
            form: form.to_owned(),
            content,
            expires_at: now.plus_seconds(DRAFT_LIFE_SECONDS),
        };
        self.people.commit(PeopleChanges { writes: vec![PeopleWrite::PutDraft(draft)] }).await?;
        Ok(Some(id))
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
        let content = ours.and_then(|draft| match draft.content.strip_prefix(SEALED) {
            Some(sealed) => self.secrets.open(&place(id), &STANDARD_NO_PAD.decode(sealed).ok()?).ok(),
            None => Some(draft.content.into_bytes()),
        });
        Ok(content.and_then(|content| serde_json::from_slice(&content).ok()))
    }
}

fn place(id: &DraftId) -> String {
    format!("drafts/{id}")
}
