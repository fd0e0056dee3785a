//! Order news in memory. Thousands of pages wait for their order to be paid; they are answered from here, and the
//! database hears nothing of it.
//!
//! The database is the truth: what is published has been committed, and a worker reads watched orders again now and
//! then, so that a change made by another process reaches the page too.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{Arc, PoisonError, RwLock},
};

use domain::id::OrderToken;
use tokio::sync::watch;

use crate::ports::OrderStatus;

/// How many orders are remembered; beyond that, those that nobody watches are forgotten.
const MAX_ORDERS: usize = 100_000;

type Sender = Arc<watch::Sender<OrderStatus>>;

/// A watch on one order. While it lives, the order stays in memory.
#[derive(Debug)]
pub struct Watch {
    receiver: watch::Receiver<OrderStatus>,
    // Keeps the sender: a receiver alone would be closed by an eviction.
    _sender: Sender,
}

impl Watch {
    /// What is known now.
    pub fn status(&self) -> OrderStatus {
        self.receiver.borrow().clone()
    }

    /// The version that is known now, without copying the rest.
    pub fn version(&self) -> i64 {
        self.receiver.borrow().version
    }

    /// Waits until something newer than what was last seen is known.
    pub async fn changed(&mut self) {
        // The sender lives as long as this watch, so there is always somebody to wait for.
        let _ = self.receiver.changed().await;
    }

    /// Marks what is known now as seen and returns it.
    pub fn see(&mut self) -> OrderStatus {
        self.receiver.borrow_and_update().clone()
    }
}

/// Order news in memory.
#[derive(Default)]
pub struct OrderFeed {
    orders: RwLock<HashMap<OrderToken, Sender>>,
}

impl OrderFeed {
    /// What is known of an order, when it is in memory.
    pub fn watch(&self, token: &OrderToken) -> Option<Watch> {
        // Subscribed under the lock: without a subscriber the order could be forgotten in between.
        let orders = self.orders.read().unwrap_or_else(PoisonError::into_inner);
        let sender = Arc::clone(orders.get(token)?);
        Some(Watch { receiver: sender.subscribe(), _sender: sender })
    }

    /// Tells everybody who waits. Older news than what is known changes nothing.
    pub fn publish(&self, status: OrderStatus) {
        let known =
            self.orders.read().unwrap_or_else(PoisonError::into_inner).get(&status.token).map(Arc::clone);
        match known {
            Some(sender) => tell(&sender, status),
            None => self.remember(status),
        }
    }

    /// Whether somebody waits for an order.
    pub fn is_watched(&self, token: &OrderToken) -> bool {
        let orders = self.orders.read().unwrap_or_else(PoisonError::into_inner);
        orders.get(token).is_some_and(|sender| sender.receiver_count() > 0)
    }

    /// The orders that somebody waits for.
    pub fn watched(&self) -> Vec<OrderToken> {
        let orders = self.orders.read().unwrap_or_else(PoisonError::into_inner);
        orders
            .iter()
            .filter(|(_, sender)| sender.receiver_count() > 0)
            .map(|(token, _)| token.clone())
            .collect()
    }

    fn remember(&self, status: OrderStatus) {
        let mut orders = self.orders.write().unwrap_or_else(PoisonError::into_inner);
        if orders.len() >= MAX_ORDERS {
            orders.retain(|_, sender| sender.receiver_count() > 0);
        }
        match orders.entry(status.token.clone()) {
            // Somebody remembered it between the two locks, perhaps with older news.
            Entry::Occupied(known) => tell(known.get(), status),
            Entry::Vacant(place) => {
                place.insert(Arc::new(watch::Sender::new(status)));
            }
        }
    }
}

fn tell(sender: &Sender, status: OrderStatus) {
    sender.send_if_modified(|current| {
        let newer = status.version > current.version;
        if newer {
            *current = status;
        }
        newer
    });
}

#[cfg(test)]
mod tests {
    use domain::{
        id::{OrderToken, UserId},
        order::{OrderException, OrderState},
        time::Timestamp,
    };

    use super::OrderFeed;
    use crate::ports::OrderStatus;

    fn status(version: i64) -> OrderStatus {
        let now = Timestamp::from_unix_ms(0);
        OrderStatus {
            token: OrderToken::new(1),
            buyer: UserId::new(now, 1),
            state: OrderState::Pending,
            exception: OrderException::None,
            version,
            expires_at: now,
        }
    }

    #[tokio::test]
    async fn a_watch_hears_of_newer_news_only() {
        let feed = OrderFeed::default();
        assert!(feed.watch(&OrderToken::new(1)).is_none());
        feed.publish(status(2));
        let mut watch = feed.watch(&OrderToken::new(1)).unwrap();
        feed.publish(status(1));
        assert_eq!(watch.version(), 2);
        assert_eq!(feed.watched().len(), 1);
        feed.publish(status(3));
        watch.changed().await;
        assert_eq!(watch.see().version, 3);
        drop(watch);
        assert!(feed.watched().is_empty());
    }

    #[test]
    fn news_that_meets_older_news_on_the_way_into_memory_is_not_lost() {
        let feed = OrderFeed::default();
        feed.remember(status(1));
        feed.remember(status(2));
        feed.remember(status(1));
        assert_eq!(feed.watch(&OrderToken::new(1)).unwrap().version(), 2);
    }
}
