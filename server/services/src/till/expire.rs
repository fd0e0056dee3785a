//! Giving up on an order whose time is over: query first, then close, then expire. Money beats the clock.

use domain::{
    order::{Attempt, Order, OrderState},
    time::Timestamp,
};

use super::{Till, settle::next_version};
use crate::{
    Fault,
    ports::{Changes, CloseAnswer, Commit, OrderStatus, QueryAnswer, Write},
};

/// How often a closed attempt is still asked about, in hours, until late money is impossible.
const WATCH_HOURS: i64 = 2;

impl Till {
    /// Ends a pending order whose time is up, if the gateway confirms that nobody paid. A gateway that cannot be
    /// asked leaves the order pending: the page says that we are checking, and the sweep asks again.
    pub(super) async fn conclude(
        &self,
        order: Order,
        attempts: Vec<Attempt>,
        now: Timestamp,
    ) -> Result<(), Fault> {
        if !matches!(order.state, OrderState::Pending) || now < order.expires_at {
            return Ok(());
        }
        let watch_until = order.expires_at.plus_ms(self.parts.policy.late_money_ms());
        let mut writes = Vec::new();
        for attempt in attempts {
            if !attempt.state.is_open() {
                continue;
            }
            if self.paid_after_all(&attempt).await? {
                return Ok(());
            }
            writes.push(Write::UpdateAttempt(attempt.closed(watch_at(now, watch_until))));
        }
        if order.holds_seat {
            writes.push(Write::ReleaseSeat(order.product.clone()));
        }
        let expired = order.expire(now)?;
        writes.push(Write::UpdateOrder(expired.clone()));
        match self.parts.commerce.commit(Changes { writes, ..Changes::default() }).await? {
            Commit::Committed => self.parts.feed.publish(OrderStatus::from(&next_version(expired))),
            // Paid or expired by somebody else in between: the next sweep sees it.
            Commit::Conflict | Commit::Duplicate => {}
        }
        Ok(())
    }

    /// Asks, then closes; settles and answers true when money turns up at either question.
    async fn paid_after_all(&self, attempt: &Attempt) -> Result<bool, Fault> {
        let gateway = self.gateway(attempt.gateway)?;
        match gateway.query(&attempt.gateway_number).await? {
            QueryAnswer::Paid(capture) => {
                self.settle(attempt.gateway, &attempt.gateway_number, &capture, None).await?;
                return Ok(true);
            }
            QueryAnswer::Closed | QueryAnswer::Unknown => return Ok(false),
            QueryAnswer::Waiting => {}
        }
        match gateway.close(&attempt.gateway_number).await? {
            CloseAnswer::Closed => Ok(false),
            CloseAnswer::AlreadyPaid => {
                if let QueryAnswer::Paid(capture) = gateway.query(&attempt.gateway_number).await? {
                    self.settle(attempt.gateway, &attempt.gateway_number, &capture, None).await?;
                }
                Ok(true)
            }
        }
    }

    /// Asks about one attempt: because its turn has come, or because somebody wants to know now.
    pub(super) async fn ask(&self, attempt: Attempt, order: &Order, now: Timestamp) -> Result<(), Fault> {
        if attempt.state.is_open() && !matches!(order.state, OrderState::Pending) {
            return self.retire(attempt, order, now).await;
        }
        let answer = self.gateway(attempt.gateway)?.query(&attempt.gateway_number).await;
        if let Ok(QueryAnswer::Paid(capture)) = &answer {
            self.settle(attempt.gateway, &attempt.gateway_number, capture, None).await?;
            return Ok(());
        }
        // A question out of turn does not put off the one that is due anyway.
        if attempt.next_query_at.is_none_or(|due| due > now) {
            return answer.map(|_| ()).map_err(Fault::from);
        }
        let watch_until = order.expires_at.plus_ms(self.parts.policy.late_money_ms());
        let next = if attempt.state.is_open() {
            attempt.asked()
        } else {
            let mut watched = attempt.closed(watch_at(now, watch_until));
            watched.queries = watched.queries.saturating_add(1);
            watched
        };
        self.parts
            .commerce
            .commit(Changes { writes: vec![Write::UpdateAttempt(next)], ..Changes::default() })
            .await?;
        answer.map(|_| ()).map_err(Fault::from)
    }

    /// Closes a code that is still open although its order no longer waits for money: two screens opened two codes
    /// and one of them was paid. Left open it could be paid as well.
    async fn retire(&self, attempt: Attempt, order: &Order, now: Timestamp) -> Result<(), Fault> {
        if self.paid_after_all(&attempt).await? {
            return Ok(());
        }
        let watch_until = order.expires_at.plus_ms(self.parts.policy.late_money_ms());
        let writes = vec![Write::UpdateAttempt(attempt.closed(watch_at(now, watch_until)))];
        self.parts.commerce.commit(Changes { writes, ..Changes::default() }).await?;
        Ok(())
    }
}

fn watch_at(now: Timestamp, watch_until: Timestamp) -> Option<Timestamp> {
    let next = now.plus_seconds(WATCH_HOURS.saturating_mul(3600));
    (next < watch_until).then_some(next)
}
