//! One paid period of one person in one community.

use serde::{Deserialize, Serialize};

use super::PaidTime;
use crate::{
    catalogue::Period,
    id::{CommunityId, MembershipId, OrderId, ProductId, UserId},
    time::Timestamp,
};

/// What a membership is worth right now; derived from its dates and marks, never stored by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MembershipState {
    /// Paid for, but its time has not begun: it follows an earlier period.
    Upcoming,
    /// The door is open.
    Active,
    /// The paid time is over; the door stays open for the days of grace.
    Grace,
    /// Over.
    Expired,
    /// Taken away.
    Revoked,
}

/// One paid period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The identifier.
    pub id: MembershipId,
    /// Whose.
    pub member: UserId,
    /// Where.
    pub community: CommunityId,
    /// What was bought.
    pub product: ProductId,
    /// The order that paid for it; unique, so that one payment grants once.
    pub source_order: OrderId,
    /// 1 for the first period of this person in this community, then 2, 3 …; unique, so that two renewals paid at
    /// once follow each other instead of overlapping.
    pub sequence: u32,
    /// The first paid moment.
    pub valid_from: Timestamp,
    /// The first moment that is no longer paid for; `None` for good.
    pub valid_until: Option<Timestamp>,
    /// When it was taken away.
    pub revoked_at: Option<Timestamp>,
    /// The version that was loaded.
    pub version: i64,
}

impl Membership {
    /// The period that a payment at `now` buys. It is counted after the person's latest period there, and begins where
    /// the last of those that were not taken away ends, while that lies ahead; else now.
    pub fn following(
        latest: Option<&Self>,
        paid_until: Option<Timestamp>,
        id: MembershipId,
        (member, community, product, source_order): (UserId, CommunityId, ProductId, OrderId),
        period: Period,
        now: Timestamp,
    ) -> Self {
        let PaidTime { from: valid_from, until: valid_until } = PaidTime::bought(period, paid_until, now);
        let sequence = latest.map_or(1, |earlier| earlier.sequence.saturating_add(1));
        Self {
            id,
            member,
            community,
            product,
            source_order,
            sequence,
            valid_from,
            valid_until,
            revoked_at: None,
            version: 0,
        }
    }

    /// Whether it grants no time, so that nothing may be sold for it.
    pub fn is_empty(&self) -> bool {
        PaidTime { from: self.valid_from, until: self.valid_until }.is_empty()
    }

    /// The period that a payment gives to whoever is in for good: none.
    #[must_use]
    pub fn without_time(self) -> Self {
        Self { valid_until: Some(self.valid_from), ..self }
    }

    /// It is taken away: its payment went back.
    #[must_use]
    pub fn revoked(mut self, at: Timestamp) -> Self {
        self.revoked_at = Some(at);
        self
    }

    /// What it is worth at a moment, with some days of grace.
    pub fn state(&self, now: Timestamp, grace_days: u16) -> MembershipState {
        if self.revoked_at.is_some() {
            return MembershipState::Revoked;
        }
        if now < self.valid_from {
            return MembershipState::Upcoming;
        }
        match self.valid_until {
            None => MembershipState::Active,
            Some(end) if now < end => MembershipState::Active,
            Some(end) if now < end.plus_days(i64::from(grace_days)) => MembershipState::Grace,
            Some(_) => MembershipState::Expired,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Membership, MembershipState};
    use crate::{
        catalogue::Period,
        id::{CommunityId, MembershipId, OrderId, ProductId, UserId},
        time::Timestamp,
    };

    fn buy(latest: Option<&Membership>, period: Period, now: Timestamp) -> Membership {
        let who =
            (UserId::new(now, 1), CommunityId::new(now, 2), ProductId::new(now, 3), OrderId::new(now, 4));
        let paid_until = latest.and_then(|earlier| earlier.valid_until);
        Membership::following(latest, paid_until, MembershipId::new(now, 5), who, period, now)
    }

    proptest! {
        #[test]
        fn renewals_tile_time_without_gap_or_overlap(
            start in 0i64..4_000_000_000_000,
            gaps in prop::collection::vec((0i64..200 * 86_400_000, 0usize..3), 1..12),
        ) {
            let mut now = Timestamp::from_unix_ms(start);
            let mut latest: Option<Membership> = None;
            for (gap, period) in gaps {
                now = now.plus_ms(gap);
                let next = buy(latest.as_ref(), Period::ALL[period], now);
                if let Some(earlier) = &latest {
                    let end = earlier.valid_until.unwrap();
                    prop_assert_eq!(next.valid_from, end.max(now));
                    prop_assert_eq!(next.sequence, earlier.sequence + 1);
                }
                prop_assert!(next.valid_until.unwrap() >= next.valid_from.plus_days(28));
                latest = Some(next);
            }
        }
    }

    #[test]
    fn whoever_is_in_for_good_is_given_no_time_by_whatever_they_pay() {
        let now = Timestamp::from_unix_ms(1_767_225_600_000);
        for period in [Period::Month, Period::Lifetime] {
            let bought = buy(None, period, now);
            assert!(!bought.is_empty() && bought.without_time().is_empty());
        }
    }

    #[test]
    fn a_period_that_was_taken_away_leaves_the_paid_time_before_it_as_it_was() {
        let now = Timestamp::from_unix_ms(1_767_225_600_000);
        let first = buy(None, Period::Month, now);
        let mut second = buy(Some(&first), Period::Month, now);
        second.revoked_at = Some(now);
        let who =
            (UserId::new(now, 1), CommunityId::new(now, 2), ProductId::new(now, 3), OrderId::new(now, 4));
        let id = MembershipId::new(now, 6);
        let third = Membership::following(Some(&second), first.valid_until, id, who, Period::Month, now);
        assert_eq!((third.sequence, Some(third.valid_from)), (3, first.valid_until));
    }

    #[test]
    fn the_door_stays_open_through_grace_and_then_closes() {
        let now = Timestamp::from_unix_ms(1_767_225_600_000);
        let month = buy(None, Period::Month, now);
        let end = month.valid_until.unwrap();
        assert_eq!(month.state(now, 3), MembershipState::Active);
        assert_eq!(month.state(end.plus_ms(-1), 3), MembershipState::Active);
        assert_eq!(month.state(end, 3), MembershipState::Grace);
        assert_eq!(month.state(end.plus_days(3), 3), MembershipState::Expired);
        assert_eq!(buy(None, Period::Lifetime, now).state(now.plus_days(40_000), 3), MembershipState::Active);
    }
}
