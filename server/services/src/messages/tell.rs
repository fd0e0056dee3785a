//! Telling: a message and its mail, for the commit of what they tell.

use domain::{
    id::{MessageId, OutboxId},
    message::{Message, MessageKind, Recipient},
};
use serde::{Deserialize, Serialize};

use crate::ports::{Clock, Entropy, EntropyExt, OutboxRow, Write};

/// The kind of the outbox's rows that are mails.
pub const MAIL: &str = "mail";

/// What a mail's row says.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Payload {
    /// The message it tells.
    pub message: MessageId,
}

/// A message and the promise to mail it: put both into the unit of work whose effect they tell, so that there is never
/// one without the other.
pub fn tell(
    clock: &dyn Clock,
    entropy: &dyn Entropy,
    to: Recipient,
    about: MessageKind,
) -> (Write, OutboxRow) {
    let (happened, promised) = (clock.business(), clock.system());
    let id = MessageId::new(happened, entropy.bits());
    let row = OutboxRow {
        id: OutboxId::new(promised, entropy.bits()),
        kind: MAIL,
        payload: serde_json::json!(Payload { message: id.clone() }).to_string(),
        importance: about.importance(),
        created_at: promised,
    };
    (Write::InsertMessage(Message { id, to, about, created_at: happened, read_at: None }), row)
}
