//! Telling the owner what was done with the account, in the unit that does it.

use domain::message::{MessageKind, Recipient};

use super::PayoutDesk;
use crate::{actor::Creator, messages::tell, ports::Changes};

impl PayoutDesk {
    /// Adds a message to the owner, and its mail, to what it tells.
    pub(super) fn tell_owner(&self, changes: &mut Changes, creator: &Creator, about: MessageKind) {
        let owner = Recipient::Owner(creator.account.id.clone());
        let (clock, entropy) = (self.parts.clock.as_ref(), self.parts.entropy.as_ref());
        let (message, mail) = tell(clock, entropy, owner, about);
        changes.writes.push(message);
        changes.outbox.push(mail);
    }
}
