//! Paying through something else: what is open is closed first, and money that turned up meanwhile wins.

use domain::{
    id::OrderToken,
    order::{Attempt, Channel, Order, Route},
    time::Timestamp,
};

use super::{
    MAX_DECISIONS, Till, Visit,
    expire::{Ended, watch_at},
    open::{has_room, one_more},
};
use crate::{
    Fault,
    actor::Member,
    ports::{Changes, Commit, Write},
    seal::bits,
};

/// How a change of the channel ended. Whatever it is, the order page shows what is true now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeOutcome {
    /// The order waits for its payment that way.
    Changed,
    /// It does not wait for a payment any more: it was paid, a payment is under way, or its time is up.
    NotWaiting,
    /// This cannot be paid that way from where the payer is, or it was changed too often.
    NotOffered,
    /// The gateway did not say what became of the old way, or has been asked too often; nothing was changed, so that
    /// nothing is paid twice.
    NoAnswer,
    /// No such order of this person.
    NotFound,
}

impl Till {
    /// Lets one's own order be paid through another channel, or another way of the same one that fits the browser.
    pub async fn change_channel(
        &self,
        viewer: &Member,
        token: &OrderToken,
        channel: &str,
        visit: &Visit,
    ) -> Result<ChangeOutcome, Fault> {
        for _ in 0..MAX_DECISIONS {
            let Some(order) = self.own_order(viewer, token).await? else {
                return Ok(ChangeOutcome::NotFound);
            };
            let now = self.parts.clock.business();
            if !order.is_payable(now) {
                return Ok(ChangeOutcome::NotWaiting);
            }
            let wanted = Channel::from_code(channel).and_then(|channel| {
                self.parts.accounts.route(channel, order.price.currency(), visit.scene, now)
            });
            let Some(route) = wanted else { return Ok(ChangeOutcome::NotOffered) };
            match self.change(&order, route, visit, now).await {
                Ok(Some(outcome)) => return Ok(outcome),
                // Somebody else changed something meanwhile: look again.
                Ok(None) => {}
                Err(Fault::Gateway(fault)) => {
                    tracing::warn!(%fault, "the way to pay was not changed");
                    return Ok(ChangeOutcome::NoAnswer);
                }
                Err(other) => return Err(other),
            }
        }
        Err(Fault::Contention)
    }

    async fn change(
        &self,
        order: &Order,
        route: Route,
        visit: &Visit,
        now: Timestamp,
    ) -> Result<Option<ChangeOutcome>, Fault> {
        let attempts = self.parts.commerce.attempts(&order.id).await?;
        let is_open = |attempt: &&Attempt| attempt.state.is_open();
        if attempts.iter().filter(is_open).any(|attempt| attempt.goes(&route)) {
            return Ok(Some(ChangeOutcome::Changed));
        }
        if !has_room(&attempts, route.channel) {
            return Ok(Some(ChangeOutcome::NotOffered));
        }
        if attempts.iter().any(|attempt| is_open(&attempt)) && !self.may_open(&order.id) {
            return Ok(Some(ChangeOutcome::NoAnswer));
        }
        let watch = watch_at(now, self.watch_until(order));
        let mut writes = Vec::new();
        for attempt in attempts.iter().filter(is_open) {
            match self.end(attempt).await? {
                Ended::Paid => return Ok(Some(ChangeOutcome::NotWaiting)),
                Ended::UnderWay => {
                    self.goes_on(order, attempt.clone(), now).await?;
                    return Ok(Some(ChangeOutcome::NotWaiting));
                }
                Ended::Closed | Ended::NeverKnown => {
                    writes.push(Write::UpdateAttempt(attempt.clone().closed(watch)));
                }
            }
        }
        let random = bits(self.parts.entropy.as_ref());
        writes.extend(one_more(Attempt::begun(order, route, visit.locale, random, now)));
        Ok(match self.parts.commerce.commit(Changes { writes, ..Changes::default() }).await? {
            Commit::Committed => Some(ChangeOutcome::Changed),
            Commit::Conflict | Commit::Duplicate => None,
        })
    }
}
