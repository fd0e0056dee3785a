//! The team of a creator's account: who is invited, who comes, what they may, and who leaves.
//!
//! Every change is told to the owner and to whom it is about, and counts at once: remembered sessions are read again, and
//! what somebody decides in a role is committed only while the role is still theirs ([`guard`]).

mod accept;
mod change;
mod guard;
mod invite;
mod letter;
mod page;

use std::sync::Arc;

use domain::{
    id::UserId,
    message::{MessageKind, Recipient, TeamStep},
    people::AccountRole,
};

pub use accept::AcceptOutcome;
pub use change::ChangeOutcome;
pub(crate) use guard::{guard, still_holds};
pub use invite::InviteOutcome;
pub(crate) use letter::Invited;

use crate::{
    identity::Places,
    messages::tell,
    ports::{Changes, Clock, Commerce, Entropy, OutboxRow, People, Write},
    rate_limit::RateLimit,
    seal::Secrets,
};

/// How many people and invitations there may be.
pub const MOST: u32 = 20;
/// How often a decision is made again when rows change under it.
const MAX_TRIES: u8 = 3;

/// What the service is made of.
pub struct TeamParts {
    /// The commerce database.
    pub commerce: Commerce,
    /// The people database.
    pub people: People,
    /// The clocks.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// The program's own keys.
    pub secrets: Arc<Secrets>,
    /// Where remembered sessions learn of changes.
    pub places: Arc<Places>,
}

/// The use cases of `/settings/team` and `/team/accept`.
pub struct Team {
    parts: TeamParts,
    invite_limit: RateLimit,
    letters_limit: RateLimit,
}

impl Team {
    /// Puts the service together.
    pub fn new(parts: TeamParts) -> Self {
        // Ten invitations at once, then one a minute: nobody makes a mail cannon of it.
        let invite_limit = RateLimit::new(10, 60_000);
        // A hundred of all accounts together, then a hundred an hour: many accounts are no mail cannon either.
        Self { parts, invite_limit, letters_limit: RateLimit::new(100, 36_000) }
    }

    /// Adds what a change of somebody's place tells the owner and the person, to the change itself.
    fn told(&self, mut changes: Changes, moved: &Moved<'_>) -> Changes {
        let about = || MessageKind::TeamChanged {
            role: moved.role.code().to_owned(),
            step: moved.step,
            member: moved.member.clone(),
            by: moved.by.clone(),
        };
        for to in [moved.owner.clone(), Recipient::Person(moved.member.clone())] {
            let (write, mail): (Write, OutboxRow) =
                tell(self.parts.clock.as_ref(), self.parts.entropy.as_ref(), to, about());
            changes.writes.push(write);
            changes.outbox.push(mail);
        }
        changes
    }
}

/// What happened to somebody's place.
struct Moved<'a> {
    owner: Recipient,
    member: &'a UserId,
    role: AccountRole,
    step: TeamStep,
    by: &'a UserId,
}
