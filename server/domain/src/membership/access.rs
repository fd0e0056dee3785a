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

#[cfg(test)]
mod tests {
    use super::{Access, access};
    use crate::{
        catalogue::{Period, Trial},
        id::{CommunityId, MembershipId, OrderId, ProductId, UserId},
        membership::Membership,
        time::Timestamp,
    };

    #[test]
    fn a_trial_opens_the_door_for_its_days_and_a_membership_goes_before_it() {
        let now = Timestamp::from_unix_ms(1_767_225_600_000);
        let (user, community, product) =
            (UserId::new(now, 1), CommunityId::new(now, 2), ProductId::new(now, 3));
        let trial = Trial {
            member: user.clone(),
            community: community.clone(),
            product: product.clone(),
            started_at: now,
            ends_at: now.plus_days(7),
        };
        let seen = |rows: &[Membership], at| access(rows, Some(&trial), at, 3);
        assert_eq!(seen(&[], now), Access::LookingAround);
        assert_eq!(seen(&[], trial.ends_at.plus_ms(-1)), Access::LookingAround);
        assert_eq!(seen(&[], trial.ends_at), Access::Visitor, "no days of grace");
        assert_eq!(access(&[], None, now, 3), Access::Visitor);
        let who = (user, community, product, OrderId::new(now, 4));
        let row = Membership::following(None, None, MembershipId::new(now, 5), who, Period::Month, now);
        assert_eq!(seen(&[row], now), Access::Member);
    }
}
