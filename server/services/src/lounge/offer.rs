//! The worker's part: a free seat is held for the first in line, and an offer that ran out goes to the next.

use domain::{
    catalogue::{Waiting, WaitingState},
    message::{MessageKind, Recipient},
    order::Order,
    time::Timestamp,
};

use super::{Lounge, OFFER_HOURS};
use crate::{
    Fault,
    messages::tell,
    ports::{Changes, Commit, Write},
};

/// Rows per round.
const ROUND: u32 = 200;

/// What a round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offered {
    /// Seats that are held now.
    pub offers: usize,
    /// Offers that ran out.
    pub run_out: usize,
    /// Seats of memberships that are over.
    pub freed: usize,
}

/// What becomes of a place in line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// The seat that is free is held for whoever came first.
    Offers,
    /// Nobody ordered the seat in time.
    RunsOut,
    /// Whoever came first has a seat by now, and needs no other.
    Sits,
}

impl Lounge {
    /// One round. Two processes at once are harmless: versions let one of them through, and a seat is taken once.
    pub async fn sweep(&self) -> Result<Offered, Fault> {
        let now = self.parts.clock.business();
        let mut done = Offered { freed: self.free_ended(now).await?, ..Offered::default() };
        for row in self.parts.commerce.due_waiting(now, ROUND).await? {
            let Some((step, changes)) = self.step(row, now).await? else { continue };
            if self.parts.commerce.commit(changes).await? == Commit::Committed {
                done.offers = done.offers.saturating_add(usize::from(step == Step::Offers));
                done.run_out = done.run_out.saturating_add(usize::from(step == Step::RunsOut));
            }
        }
        Ok(done)
    }

    /// What becomes of a place in line whose turn has come.
    async fn step(&self, row: Waiting, now: Timestamp) -> Result<Option<(Step, Changes)>, Fault> {
        let mut changes = Changes::default();
        let product = row.product.clone();
        if row.state != WaitingState::Waiting {
            changes.writes.push(Write::UpdateWaiting(Waiting { state: WaitingState::Gone, ..row }));
            changes.writes.push(Write::ReleaseSeat(product));
            return Ok(Some((Step::RunsOut, changes)));
        }
        let Some(shelf) = self.parts.catalogue.by_product(&product) else { return Ok(None) };
        if self.has_seat(&row.user, &product, &shelf.community.id).await? {
            changes.writes.push(Write::UpdateWaiting(Waiting { state: WaitingState::Gone, ..row }));
            return Ok(Some((Step::Sits, changes)));
        }
        let until = now.plus_seconds(OFFER_HOURS.saturating_mul(3_600));
        let about = MessageKind::SeatOffered {
            community: shelf.community.name.clone(),
            slug: shelf.community.slug.clone(),
            product: product.clone(),
            until,
        };
        let to = Recipient::Person(row.user.clone());
        let (message, mail) = tell(self.parts.clock.as_ref(), self.parts.entropy.as_ref(), to, about);
        let state = WaitingState::Offered { until };
        changes.writes.push(Write::UpdateWaiting(Waiting { state, ..row }));
        changes.writes.push(Write::TakeSeat(product));
        changes.writes.push(message);
        changes.outbox.push(mail);
        Ok(Some((Step::Offers, changes)))
    }

    /// Gives back the seats of people whose time is over, the days of grace included.
    async fn free_ended(&self, now: Timestamp) -> Result<usize, Fault> {
        let before = now.plus_days(i64::from(self.parts.grace_days).saturating_neg());
        let mut freed = 0usize;
        for order in self.parts.commerce.ended_seats(before, ROUND).await? {
            let seat = Write::ReleaseSeat(order.product.clone());
            let writes = vec![seat, Write::UpdateOrder(Order { holds_seat: false, ..order })];
            let committed = self.parts.commerce.commit(Changes { writes, ..Changes::default() }).await?;
            freed = freed.saturating_add(usize::from(committed == Commit::Committed));
        }
        Ok(freed)
    }
}
