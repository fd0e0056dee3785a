//! What a waiting page asks for: answered from memory, and from the database when memory does not know.

use domain::{
    id::OrderToken,
    order::{OrderException, OrderState},
    time::Timestamp,
    view::StatusView,
};

use super::Till;
use crate::{Fault, actor::Member, feed::Watch, ports::OrderStatus};

impl Till {
    /// A watch on one's own order; nothing for an unknown order or another person's.
    pub async fn watch(&self, viewer: &Member, token: &OrderToken) -> Result<Option<Watch>, Fault> {
        let mut watch = self.parts.feed.watch(token);
        if watch.is_none() {
            for status in self.parts.commerce.order_statuses(std::slice::from_ref(token)).await? {
                self.parts.feed.publish(status);
            }
            watch = self.parts.feed.watch(token);
        }
        Ok(watch.filter(|watch| watch.status().buyer == viewer.user))
    }

    /// What the page is told.
    pub fn status_view(&self, status: &OrderStatus) -> StatusView {
        let now = self.parts.clock.business();
        StatusView {
            version: status.version,
            status: status.state.code().to_owned(),
            exception: status.exception.code().to_owned(),
            expires_at: status.expires_at,
            server_time: now,
            next_poll_ms: self.next_poll_ms(status, now),
        }
    }

    /// When to ask again: quickly while a payment is likely, slowly while late money is looked for or a person looks at
    /// the order, never once nothing can change.
    fn next_poll_ms(&self, status: &OrderStatus, now: Timestamp) -> u32 {
        let is_watched = now < status.expires_at.plus_ms(self.parts.policy.late_money_ms());
        match status.state {
            OrderState::Pending if now < status.expires_at => 2_000,
            OrderState::Pending | OrderState::RefundPending { .. } => 5_000,
            OrderState::Expired { .. } if is_watched || status.exception != OrderException::None => 30_000,
            OrderState::Expired { .. } | OrderState::Paid { .. } | OrderState::Refunded { .. } => 0,
        }
    }

    /// Reads the watched orders again: another process may have changed them without our hearing of it.
    pub async fn refresh_watched(&self) -> Result<(), Fault> {
        self.refresh(&self.parts.feed.watched()).await
    }

    /// Waits for news of other processes and reads the orders they name, as far as somebody here waits for them.
    pub async fn hear_news(&self) -> Result<(), Fault> {
        let changed = self.parts.commerce.order_news().await?;
        let waiting: Vec<OrderToken> =
            changed.into_iter().filter(|token| self.parts.feed.is_watched(token)).collect();
        self.refresh(&waiting).await
    }

    async fn refresh(&self, tokens: &[OrderToken]) -> Result<(), Fault> {
        /// Tokens in one question.
        const BATCH: usize = 500;
        for batch in tokens.chunks(BATCH) {
            for status in self.parts.commerce.order_statuses(batch).await? {
                self.parts.feed.publish(status);
            }
        }
        Ok(())
    }
}
