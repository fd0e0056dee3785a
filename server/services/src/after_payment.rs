//! What the use cases after the payment are put together from.

use std::sync::Arc;

use domain::{
    id::UserId,
    message::{MessageKind, OrderNews, Recipient},
    order::{Order, Refund},
    policy::Policy,
    view::refunds::RefundLine,
};

use crate::{
    Fault,
    catalogue::Catalogue,
    feed::OrderFeed,
    messages::tell,
    ports::{Changes, Clock, Commerce, Entropy, OrderStatus, People},
    till::GatewayAccounts,
};

/// How often a unit of work is decided again when its rows changed meanwhile.
pub(crate) const MAX_DECISIONS: usize = 8;

/// The parts, shared by several services.
#[derive(Clone)]
pub struct AfterPayment {
    /// The commerce database.
    pub commerce: Commerce,
    /// The people database.
    pub people: People,
    /// What is sold.
    pub catalogue: Arc<Catalogue>,
    /// Our accounts at gateways.
    pub accounts: Arc<GatewayAccounts>,
    /// Who waits for order news.
    pub feed: Arc<OrderFeed>,
    /// The clocks.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// The policy.
    pub policy: Arc<Policy>,
}

impl AfterPayment {
    /// Tells somebody something about an order, in the unit that makes it so.
    pub(crate) fn tell(&self, changes: &mut Changes, to: Recipient, news: OrderNews) {
        let about = MessageKind::Order(news);
        let (write, row) = tell(self.clock.as_ref(), self.entropy.as_ref(), to, about);
        changes.writes.push(write);
        changes.outbox.push(row);
    }

    /// Whether a person bought what an order is about, or has a part in the account that sold it. Who has decides nothing
    /// about its money.
    pub(crate) async fn is_own(&self, user: &UserId, order: &Order) -> Result<bool, Fault> {
        if order.buyer == *user {
            return Ok(true);
        }
        let place = self.commerce.place_of(user).await?;
        Ok(place.is_some_and(|place| place.holds(&order.creator)))
    }

    /// Tells waiting pages about an order that was committed.
    pub(crate) fn publish(&self, order: Order) {
        use domain::version::Versioned as _;
        self.feed.publish(OrderStatus::from(&order.next_version()));
    }

    /// The names of an order's community, empty when it is not in the catalogue, and of the tier as it was sold.
    pub(crate) fn names(&self, order: &Order) -> (String, String) {
        let shelf = self.catalogue.by_community(&order.community);
        (shelf.map(|shelf| shelf.community.name.clone()).unwrap_or_default(), order.sold_as.tier.clone())
    }
}

/// Refunds as lines, oldest first. Notes are for whoever may read them.
pub(crate) fn refund_lines(refunds: &[Refund], with_notes: bool) -> Vec<RefundLine> {
    let replaced = |refund: &Refund| refunds.iter().any(|other| other.replaces.as_ref() == Some(&refund.id));
    let line = |refund: &Refund| RefundLine {
        id: refund.id.clone(),
        number: refund.refund_number.clone(),
        amount: refund.amount,
        reason: refund.reason,
        note: if with_notes { refund.note.clone() } else { String::new() },
        state: refund.state,
        failure: if with_notes { refund.failure.clone() } else { String::new() },
        asked_at: refund.created_at,
        finished_at: refund.finished_at,
        is_replaced: replaced(refund),
    };
    refunds.iter().map(line).collect()
}
