//! The promise to mail an invitation. Its token rests nowhere in the open: sealed in the promise, hashed beside the people.
//! Only a demo keeps the letter itself, in place of the mail program of whoever gets it.

use domain::{
    id::{InvitationId, InvitationToken, MessageId, OutboxId},
    message::Importance,
};
use serde::{Deserialize, Serialize};

use super::TeamParts;
use crate::{
    Fault,
    messages::MAIL,
    ports::{EntropyExt as _, OutboxRow},
    seal::{Secrets, sha256_hex},
};

/// What the row of an invitation's mail says.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Invited {
    /// The number of the mail; no message in anybody's list has it.
    pub message: MessageId,
    /// Which invitation.
    pub invitation: InvitationId,
    /// The token, sealed for this invitation.
    sealed: Vec<u8>,
}

impl Invited {
    pub(super) fn promise(
        parts: &TeamParts,
        invitation: &InvitationId,
        token: &InvitationToken,
    ) -> Result<OutboxRow, Fault> {
        let (clock, entropy) = (parts.clock.as_ref(), parts.entropy.as_ref());
        let sealed = parts.secrets.seal(entropy, &place(invitation), token.as_str().as_bytes())?;
        let promised = clock.system();
        let message = MessageId::new(clock.business(), entropy.bits());
        let payload = Self { message, invitation: invitation.clone(), sealed };
        let payload = serde_json::to_string(&payload).map_err(|error| Fault::Rule(error.to_string()))?;
        Ok(OutboxRow {
            id: OutboxId::new(promised, entropy.bits()),
            kind: MAIL,
            payload,
            importance: Importance::News,
            created_at: promised,
        })
    }

    /// The path that the letter names; nothing when the token is not the one of this invitation any more.
    pub(crate) fn path(&self, secrets: &Secrets, token_hash: &str) -> Option<String> {
        let token = String::from_utf8(secrets.open(&place(&self.invitation), &self.sealed).ok()?).ok()?;
        (sha256_hex(token.as_bytes()) == token_hash).then(|| format!("/team/accept/{token}"))
    }
}

fn place(invitation: &InvitationId) -> String {
    format!("outbox/invitation/{invitation}")
}
