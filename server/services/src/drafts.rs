//! Refused forms, kept on the server for ten minutes so that nothing typed is lost without JavaScript.

use std::sync::Arc;

use domain::id::DraftId;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    Fault,
    ports::{Clock, Draft, Entropy, EntropyExt, People, PeopleChanges, PeopleWrite},
};

/// How long a draft lives.
pub const DRAFT_LIFE_SECONDS: i64 = 600;
/// The largest draft we keep, in bytes of JSON.
const MAX_DRAFT_BYTES: usize = 16 * 1024;
/// The longest text of a draft, in characters: longer than any field takes.
const MAX_TEXT: usize = 500;

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
        let mut content = serde_json::to_value(content).map_err(|error| Fault::Rule(error.to_string()))?;
        cut_texts(&mut content);
        let content = content.to_string();
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

/// Cuts what no field could have held, so that the reasons of a refusal always fit.
fn cut_texts(content: &mut Value) {
    match content {
        Value::String(text) => {
            if let Some((end, _)) = text.char_indices().nth(MAX_TEXT) {
                text.truncate(end);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(cut_texts),
        Value::Object(fields) => fields.values_mut().for_each(cut_texts),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{MAX_TEXT, cut_texts};

    #[test]
    fn texts_that_no_field_could_hold_are_cut_and_everything_else_is_kept() {
        let mut draft =
            json!({ "name": "窑".repeat(50_000), "problems": [{ "code": "name_invalid" }], "short": "a" });
        cut_texts(&mut draft);
        assert_eq!(draft["name"].as_str().unwrap().chars().count(), MAX_TEXT);
        assert_eq!(draft["problems"][0]["code"], "name_invalid");
        assert_eq!(draft["short"], "a");
    }
}
