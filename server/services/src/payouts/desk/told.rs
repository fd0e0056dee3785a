//! Telling the owner what was done with the account, in the unit that does it; and the log of who did what.

use domain::{
    id::{CreatorId, UserId},
    message::{MessageKind, Recipient},
};

use super::PayoutDesk;
use crate::{actor::Creator, messages::tell, ports::Changes};

impl PayoutDesk {
    /// Adds a message to the owner, and its mail, to what it tells.
    pub(super) fn tell_owner(&self, changes: &mut Changes, creator: &Creator, about: MessageKind) {
        self.tell_creator(changes, &creator.account.id, about);
    }

    /// The same, where the platform did it.
    pub(super) fn tell_creator(&self, changes: &mut Changes, creator: &CreatorId, about: MessageKind) {
        self.tell(changes, Recipient::Owner(creator.clone()), about);
    }

    /// Adds a message, and its mail, to what it tells.
    pub(super) fn tell(&self, changes: &mut Changes, to: Recipient, about: MessageKind) {
        let (clock, entropy) = (self.parts.clock.as_ref(), self.parts.entropy.as_ref());
        let (message, mail) = tell(clock, entropy, to, about);
        changes.writes.push(message);
        changes.outbox.push(mail);
    }
}

/// The log is the record of who did what at the desk; nothing personal is in it.
pub(super) fn record(user: &UserId, act: &'static str, about: &str) {
    tracing::info!(operator = user.as_str(), act, about, "the desk acted");
}
