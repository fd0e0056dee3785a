//! Access is derived from memberships; nobody stores it.

use super::{Membership, MembershipState};
use crate::{catalogue::Trial, time::Timestamp};

/// What a person may see of a community.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// The public page.
    Visitor,
    /// The way in, without having paid: a trial is open.
    LookingAround,
    /// The way in.
    Member,
}

/// Derives a person's access to one community from all their memberships in it, and their trial.
pub fn access<'a>(
    memberships: impl IntoIterator<Item = &'a Membership>,
    trial: Option<&Trial>,
    now: Timestamp,
    grace_days: u16,
) -> Access {
    let open = |membership: &Membership| {
        matches!(membership.state(now, grace_days), MembershipState::Active | MembershipState::Grace)
    };
    if memberships.into_iter().any(open) {
        Access::Member
    } else if trial.is_some_and(|trial| trial.is_open(now)) {
        Access::LookingAround
    } else {
        Access::Visitor
    }
}
