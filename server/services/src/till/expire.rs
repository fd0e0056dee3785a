//! Giving up on an order whose time is over: query first, then close, then expire. Money beats the clock.

use domain::{
    order::{Attempt, AttemptState, Order, OrderState},
    time::Timestamp,
    version::Versioned as _,
};

use super::{Till, put_off::wait_ms};
use crate::{
    Fault,
    ports::{Changes, CloseAnswer, Commit, OrderStatus, PaymentReference, QueryAnswer, Write},
};

/// How often a closed attempt is still asked about, in hours, until late money is impossible.
const WATCH_HOURS: i64 = 2;

/// What ends an order that nobody paid, once its gateways take no money for it any more.
#[derive(Clone, Debug)]
pub(crate) struct Ending {
    /// What has to be committed.
    pub writes: Vec<Write>,
    /// The order as it is after that.
    pub order: Order,
}

/// Whether an order can be ended.
enum Verdict {
    /// It can.
    Ends(Ending),
    /// Money turned up.
    Paid,
    /// The bank is at a payment of it.
    UnderWay(Attempt),
}

/// What became of an attempt that was to be ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// Money turned up; it is settled, or will be at the next question.
    Paid,
    /// The payer did their part, and the gateway has no money yet: nothing can be closed.
    UnderWay,
    /// The gateway takes none under this number any more.
    Closed,
    /// The gateway never heard of it.
    NeverKnown,
}

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
        let (mut writes, order) = match self.ending(order.clone(), attempts, now).await? {
            Verdict::Ends(Ending { writes, order }) => (writes, order),
            Verdict::Paid => return Ok(()),
            Verdict::UnderWay(attempt) => return self.goes_on(&order, attempt, now).await,
        };
        if order.holds_seat {
            writes.push(self.leaves_seat(&order, now).await?);
        }
        match self.parts.commerce.commit(Changes { writes, ..Changes::default() }).await? {
            Commit::Committed => self.parts.feed.publish(OrderStatus::from(&order)),
            // Paid or expired by somebody else in between: the next sweep sees it.
            Commit::Conflict | Commit::Duplicate => {}
        }
        Ok(())
    }

    /// Closes an unpaid order before its time, because its buyer orders something else in its place; nothing when money
    /// turned up. Its end is for the commit that makes the new order.
    pub(crate) async fn give_up(&self, order: Order) -> Result<Option<Ending>, Fault> {
        let attempts = self.parts.commerce.attempts(&order.id).await?;
        // Settled since the order was read.
        if attempts.iter().any(|attempt| attempt.state == AttemptState::Succeeded) {
            return Ok(None);
        }
        let now = self.parts.clock.business();
        match self.ending(order.clone(), attempts, now).await? {
            Verdict::Ends(mut ending) => {
                // The order in its place takes it in the same commit.
                let seat = ending.order.holds_seat.then(|| Write::ReleaseSeat(order.product.clone()));
                ending.writes.extend(seat);
                Ok(Some(ending))
            }
            Verdict::Paid => Ok(None),
            Verdict::UnderWay(attempt) => {
                self.goes_on(&order, attempt, now).await?;
                Ok(None)
            }
        }
    }

    /// Keeps in mind that the bank is at a payment, so that the page says it, and asks more and more rarely once the
    /// order's time is up. The order is written unchanged: pages hear of new versions only.
    pub(super) async fn goes_on(&self, order: &Order, attempt: Attempt, now: Timestamp) -> Result<(), Fault> {
        let mut writes = Vec::new();
        let is_news = attempt.state != AttemptState::UnderWay;
        if is_news {
            writes.push(Write::UpdateAttempt(attempt.under_way().asked(now)));
            writes.push(Write::UpdateOrder(order.clone()));
        }
        if now >= order.expires_at {
            writes.push(Write::PutOffOrder(order.id.clone(), now.plus_ms(wait_ms(order, now))));
        }
        if writes.is_empty() {
            return Ok(());
        }
        let done = self.parts.commerce.commit(Changes { writes, ..Changes::default() }).await?;
        if is_news && done == Commit::Committed {
            self.parts.feed.publish(OrderStatus::from(&order.clone().next_version()));
        }
        Ok(())
    }

    /// What becomes of the seat of an order that ran out: whoever waited for it was told until when it is theirs, and keeps
    /// it until then; any other is free.
    async fn leaves_seat(&self, order: &Order, now: Timestamp) -> Result<Write, Fault> {
        let waited = self.parts.commerce.waiting(&order.product, &order.buyer).await?;
        let kept = waited.and_then(|row| row.held_again(now)).map(Write::UpdateWaiting);
        Ok(kept.unwrap_or_else(|| Write::ReleaseSeat(order.product.clone())))
    }

    /// Closes what is open at gateways, unless money turned up or is under way. What becomes of the seat is the caller's.
    async fn ending(&self, order: Order, attempts: Vec<Attempt>, now: Timestamp) -> Result<Verdict, Fault> {
        let watch = watch_at(now, self.watch_until(&order));
        let mut writes = Vec::new();
        for attempt in attempts {
            if !attempt.state.is_open() {
                continue;
            }
            match self.end(&attempt).await? {
                Ended::Paid => return Ok(Verdict::Paid),
                Ended::UnderWay => return Ok(Verdict::UnderWay(attempt)),
                Ended::Closed | Ended::NeverKnown => {}
            }
            writes.push(Write::UpdateAttempt(attempt.closed(watch)));
        }
        writes.extend(self.given_back(&order).await?);
        let expired = order.expire(now)?;
        writes.push(Write::UpdateOrder(expired.clone()));
        Ok(Verdict::Ends(Ending { writes, order: expired.next_version() }))
    }

    /// Asks, then closes; settles when money turns up at either question.
    pub(super) async fn end(&self, attempt: &Attempt) -> Result<Ended, Fault> {
        let account = self.account(&attempt.account)?;
        let ended = match account.adapter.query(&reference(attempt)).await? {
            QueryAnswer::Paid(capture) => {
                self.settle(account, &attempt.gateway_number, &capture, None).await?;
                return Ok(Ended::Paid);
            }
            QueryAnswer::Closed => return Ok(Ended::Closed),
            QueryAnswer::Unknown => Ended::NeverKnown,
            QueryAnswer::Waiting => Ended::Closed,
        };
        // Also what it does not know: a creation may be under way, and some gateways open a code only when it is
        // scanned.
        match account.adapter.close(&reference(attempt)).await? {
            CloseAnswer::Closed => Ok(ended),
            CloseAnswer::AlreadyPaid => match account.adapter.query(&reference(attempt)).await? {
                QueryAnswer::Paid(capture) => {
                    self.settle(account, &attempt.gateway_number, &capture, None).await?;
                    Ok(Ended::Paid)
                }
                // The bank said no since.
                QueryAnswer::Closed => Ok(Ended::Closed),
                QueryAnswer::Waiting | QueryAnswer::Unknown => Ok(Ended::UnderWay),
            },
        }
    }

    /// Asks about one attempt: because its turn has come, or because somebody wants to know now.
    pub(super) async fn ask(&self, attempt: Attempt, order: &Order, now: Timestamp) -> Result<(), Fault> {
        if attempt.state.is_open() && !matches!(order.state, OrderState::Pending) {
            return self.retire(attempt, order, now).await;
        }
        let account = self.account(&attempt.account)?;
        let answer = account.adapter.query(&reference(&attempt)).await;
        if let Ok(QueryAnswer::Paid(capture)) = &answer {
            self.settle(account, &attempt.gateway_number, capture, None).await?;
            return Ok(());
        }
        if !attempt.state.is_open()
            && let Err(fault) = answer
        {
            // The question stays: the last one, too, is asked until it is answered.
            return Err(fault.into());
        }
        let watch = watch_at(now, self.watch_until(order));
        if matches!(answer, Ok(QueryAnswer::Waiting)) && !attempt.state.is_open() {
            // Closed here and open there: the gateway heard of it only after it had been closed.
            account.adapter.close(&reference(&attempt)).await?;
        }
        let over_there = matches!(answer, Ok(QueryAnswer::Closed)) && attempt.state.is_open();
        // A question out of turn does not put off the one that is due anyway.
        if !over_there && attempt.next_query_at.is_none_or(|due| due > now) {
            return answer.map(|_| ()).map_err(Fault::from);
        }
        // The pages say that the bank is at it, and hear of new versions of the order only.
        let is_news = over_there && attempt.state == AttemptState::UnderWay;
        let next = if over_there {
            // Closed at the gateway by itself: the page opens another one.
            attempt.closed(watch)
        } else if attempt.state.is_open() {
            attempt.asked(now)
        } else {
            let mut watched = attempt.closed(watch);
            watched.queries = watched.queries.saturating_add(1);
            watched
        };
        let mut writes = vec![Write::UpdateAttempt(next)];
        writes.extend(is_news.then(|| Write::UpdateOrder(order.clone())));
        let done = self.parts.commerce.commit(Changes { writes, ..Changes::default() }).await?;
        if is_news && done == Commit::Committed {
            self.parts.feed.publish(OrderStatus::from(&order.clone().next_version()));
        }
        answer.map(|_| ()).map_err(Fault::from)
    }

    /// Closes what is still open although its order no longer waits for money: two screens opened two codes and one of
    /// them was paid. Left open it could be paid as well.
    async fn retire(&self, attempt: Attempt, order: &Order, now: Timestamp) -> Result<(), Fault> {
        let next = match self.end(&attempt).await? {
            Ended::Paid => return Ok(()),
            Ended::UnderWay => attempt.under_way().asked(now),
            Ended::Closed | Ended::NeverKnown => attempt.closed(watch_at(now, self.watch_until(order))),
        };
        let writes = vec![Write::UpdateAttempt(next)];
        self.parts.commerce.commit(Changes { writes, ..Changes::default() }).await?;
        Ok(())
    }

    /// Until when money for an order is looked for.
    pub(super) fn watch_until(&self, order: &Order) -> Timestamp {
        order.expires_at.plus_ms(self.parts.policy.late_money_ms())
    }
}

/// How a gateway is asked about an attempt.
pub(super) fn reference(attempt: &Attempt) -> PaymentReference {
    PaymentReference { number: attempt.gateway_number.clone(), reference: attempt.reference.clone() }
}

/// When a closed attempt is asked about next.
pub(super) fn watch_at(now: Timestamp, watch_until: Timestamp) -> Option<Timestamp> {
    watch_after(WATCH_HOURS.saturating_mul(3600), now, watch_until)
}

/// When a question about a closed attempt that stayed without an answer is asked again: the last one, too, wants one, since the
/// money may have come while nobody could be asked.
pub(super) fn watch_again(now: Timestamp, watch_until: Timestamp) -> Timestamp {
    watch_at(now, watch_until).unwrap_or_else(|| now.plus_seconds(WATCH_HOURS.saturating_mul(3600)))
}

/// After so many seconds, and once more at the very end.
pub(super) fn watch_after(seconds: i64, now: Timestamp, watch_until: Timestamp) -> Option<Timestamp> {
    (now < watch_until).then(|| now.plus_seconds(seconds).min(watch_until))
}
