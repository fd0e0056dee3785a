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

impl Lounge {
    /// One round. Two processes at once are harmless: versions let one of them through, and a seat is taken once.
    pub async fn sweep(&self) -> Result<Offered, Fault> {
        let now = self.parts.clock.business();
        let mut done = Offered { freed: self.free_ended(now).await?, ..Offered::default() };
        for row in self.parts.commerce.due_waiting(now, ROUND).await? {
            let (product, is_offer) = (row.product.clone(), row.state == WaitingState::Waiting);
            let mut changes = Changes::default();
            if is_offer {
                let until = now.plus_seconds(OFFER_HOURS.saturating_mul(3_600));
                let Some(shelf) = self.parts.catalogue.by_product(&product) else { continue };
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
            } else {
                changes.writes.push(Write::UpdateWaiting(Waiting { state: WaitingState::Gone, ..row }));
                changes.writes.push(Write::ReleaseSeat(product));
            }
            if self.parts.commerce.commit(changes).await? == Commit::Committed {
                done.offers = done.offers.saturating_add(usize::from(is_offer));
                done.run_out = done.run_out.saturating_add(usize::from(!is_offer));
            }
        }
        Ok(done)
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
