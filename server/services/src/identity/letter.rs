//! The promise to mail the way to a new password. Address and token rest nowhere in the open: sealed in the promise, and
//! the token hashed beside the people. Only a demo keeps the letter itself, in place of the mail program of whoever gets it.

use domain::{
    id::{MessageId, OutboxId, PasswordLinkId, PasswordToken},
    message::Importance,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

use super::Identity;
use crate::{
    Fault,
    messages::MAIL,
    ports::{EntropyExt as _, OutboxRow},
    seal::Secrets,
};

/// How long the way to a new password is open: an hour.
const LIFE_SECONDS: i64 = 3_600;

/// What the row of such a mail says.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct LinkAsked {
    /// The number of the mail; no message in anybody's list has it.
    pub message: MessageId,
    /// The way that the letter leads to.
    pub password_link: PasswordLinkId,
    /// What was typed and the token, sealed for this way.
    sealed: Vec<u8>,
}

/// What is sealed.
#[derive(Serialize, Deserialize)]
pub(crate) struct Asked {
    /// The address that was typed, normalised; perhaps nobody's.
    pub email: String,
    /// The token.
    pub token: PasswordToken,
}

impl Asked {
    /// The path that the letter names.
    pub(crate) fn path(&self) -> String {
        format!("/sign-in/forgotten/{}", self.token.as_str())
    }
}

impl LinkAsked {
    pub(super) fn promise(identity: &Identity, email: String) -> Result<OutboxRow, Fault> {
        let (clock, entropy) = (identity.clock.as_ref(), identity.entropy.as_ref());
        let promised = clock.system();
        let password_link = PasswordLinkId::new(promised, entropy.bits());
        let asked = Asked { email, token: PasswordToken::new(entropy.bits()) };
        let body = serde_json::to_vec(&asked).map_err(|error| Fault::Rule(error.to_string()))?;
        let sealed = identity.secrets.seal(entropy, &place(&password_link), &body)?;
        let message = MessageId::new(clock.business(), entropy.bits());
        let payload = serde_json::to_string(&Self { message, password_link, sealed });
        Ok(OutboxRow {
            id: OutboxId::new(promised, entropy.bits()),
            kind: MAIL,
            payload: payload.map_err(|error| Fault::Rule(error.to_string()))?,
            // Somebody sits before the page and waits for it.
            importance: Importance::Warning,
            created_at: promised,
        })
    }

    /// What was sealed; nothing when it is not ours.
    pub(crate) fn open(&self, secrets: &Secrets) -> Option<Asked> {
        serde_json::from_slice(&secrets.open(&place(&self.password_link), &self.sealed).ok()?).ok()
    }

    /// Until when the way is open that was asked for at a moment.
    pub(crate) fn expires_at(asked_at: Timestamp) -> Timestamp {
        asked_at.plus_seconds(LIFE_SECONDS)
    }
}

fn place(link: &PasswordLinkId) -> String {
    format!("outbox/password_link/{link}")
}
