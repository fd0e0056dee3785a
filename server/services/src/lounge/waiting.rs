//! Waiting for a seat, and leaving the line.

use domain::{
    catalogue::{Waiting, WaitingState},
    id::{CommunityId, ProductId, UserId},
};

use super::{Lounge, MAX_TRIES};
use crate::{
    Fault,
    actor::Member,
    memberships,
    ports::{Changes, Commit, Write},
    rate_limit::Admission,
};

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitOutcome {
    /// The person is in line.
    InLine,
    /// A seat is held for the person: it can be ordered now.
    Offered,
    /// There is a free seat and nobody waits for it, or the person has one already: it can be ordered now, or is.
    SeatFree,
    /// The person is not in line any more.
    Left,
    /// This product has no limit, or is not sold now.
    NotOffered,
    /// Too many tries in a short time.
    Later {
        /// Seconds until the next one is worth it.
        retry_after_seconds: u32,
    },
}

impl Lounge {
    /// Puts a person in line for a seat. Asking again keeps their place.
    pub async fn wait(&self, member: &Member, product: &ProductId) -> Result<WaitOutcome, Fault> {
        let admitted = self.limit.admit(member.user.as_str(), self.parts.clock.system());
        if let Admission::Refused { retry_after_seconds } = admitted {
            return Ok(WaitOutcome::Later { retry_after_seconds });
        }
        let now = self.parts.clock.business();
        let shelf = self.parts.catalogue.by_product(product);
        let offered = shelf.as_ref().and_then(|shelf| {
            shelf.offered(now.day()).find(|known| known.id == *product && known.seats.is_some()).cloned()
        });
        let Some(offered) = offered else { return Ok(WaitOutcome::NotOffered) };
        if self.has_seat(&member.user, product, &offered.community).await? {
            return Ok(WaitOutcome::SeatFree);
        }
        for _ in 0..MAX_TRIES {
            let commerce = &self.parts.commerce;
            let taken = commerce.seats_taken(product).await?;
            let line = commerce.waiting_counts(&offered.community).await?;
            let waits = line.iter().any(|(id, _)| id == product);
            let known = commerce.waiting(product, &member.user).await?;
            let fresh = |version| Waiting {
                product: product.clone(),
                user: member.user.clone(),
                asked_at: now,
                state: WaitingState::Waiting,
                version,
            };
            let write = match known {
                Some(Waiting { state: WaitingState::Waiting, .. }) => return Ok(WaitOutcome::InLine),
                Some(row) if row.state.holds_seat(now) => return Ok(WaitOutcome::Offered),
                // A seat that nobody waits for needs no line.
                _ if !waits && taken.zip(offered.seats).is_some_and(|(taken, all)| taken < all) => {
                    return Ok(WaitOutcome::SeatFree);
                }
                // An offer that ran out holds a seat until it is taken back: the next round of the worker does that.
                Some(Waiting { state: WaitingState::Offered { .. }, .. }) => return Ok(WaitOutcome::InLine),
                Some(row) => Write::UpdateWaiting(fresh(row.version)),
                None => Write::InsertWaiting(fresh(1)),
            };
            match commerce.commit(Changes { writes: vec![write], ..Changes::default() }).await? {
                Commit::Committed => return Ok(WaitOutcome::InLine),
                Commit::Conflict | Commit::Duplicate => {}
            }
        }
        Err(Fault::Contention)
    }

    /// Whether a person has a seat, paid for or held by an order that waits for its payment: another one would be kept from
    /// somebody else for a day.
    pub(super) async fn has_seat(
        &self,
        user: &UserId,
        product: &ProductId,
        community: &CommunityId,
    ) -> Result<bool, Fault> {
        let commerce = &self.parts.commerce;
        if commerce.pending_order(user, product).await?.is_some_and(|order| order.holds_seat) {
            return Ok(true);
        }
        let rows = commerce.memberships_in(user, community).await?;
        Ok(memberships::seat_of(commerce, &rows, product).await?.is_some())
    }

    /// Takes a person out of the line; a seat that was held is free again.
    pub async fn leave(&self, member: &Member, product: &ProductId) -> Result<WaitOutcome, Fault> {
        for _ in 0..MAX_TRIES {
            let Some(row) = self.parts.commerce.waiting(product, &member.user).await? else {
                return Ok(WaitOutcome::Left);
            };
            let held = matches!(row.state, WaitingState::Offered { .. });
            if matches!(row.state, WaitingState::Taken { .. } | WaitingState::Gone) {
                return Ok(WaitOutcome::Left);
            }
            let mut writes = vec![Write::UpdateWaiting(Waiting { state: WaitingState::Gone, ..row })];
            if held {
                writes.push(Write::ReleaseSeat(product.clone()));
            }
            match self.parts.commerce.commit(Changes { writes, ..Changes::default() }).await? {
                Commit::Committed => return Ok(WaitOutcome::Left),
                Commit::Conflict | Commit::Duplicate => {}
            }
        }
        Err(Fault::Contention)
    }
}
