//! Asking the gateway to take a payment.

use domain::{
    order::{Attempt, AttemptState, Channel, Order},
    time::Timestamp,
};

use super::{
    Till, Visit,
    expire::{Ended, reference, watch_at},
};
use crate::{
    Fault,
    checkout::{language, new_attempt},
    ports::{Changes, Commit, CreateAnswer, CreatePayment, QueryAnswer, Write},
    seal::bits,
};

/// How many attempts one order may have in one channel: a gateway that refuses so often is asked no more, and nobody
/// changes to and fro for ever.
const MAX_ATTEMPTS: usize = 5;

/// Whether an order may have one more attempt in a channel.
pub(super) fn has_room(attempts: &[Attempt], channel: Channel) -> bool {
    attempts.iter().filter(|attempt| attempt.channel == channel).count() < MAX_ATTEMPTS
}

/// What a payer can do about an order that waits.
pub(super) enum Payable {
    /// The gateway waits for the payer.
    Open(Attempt),
    /// The wallet has to say first who pays.
    NeedsPayer(Attempt),
    /// Nothing yet: the gateway did not answer, or money turned up.
    NotYet(Option<Channel>),
}

impl Till {
    /// The attempt a payer can pay now, if the gateway gave one; asks the gateway when our intent is stored and its
    /// answer is not. Asking twice is harmless: one number is one payment.
    pub(super) async fn payable_attempt(
        &self,
        order: &Order,
        visit: &Visit,
        now: Timestamp,
    ) -> Result<Payable, Fault> {
        let attempts = self.parts.commerce.attempts(&order.id).await?;
        let channel = attempts.last().map(|attempt| attempt.channel);
        // Paid since the order was read: nobody needs another code.
        if attempts.iter().any(|attempt| attempt.state == AttemptState::Succeeded) {
            return Ok(Payable::NotYet(channel));
        }
        let newest = |state| attempts.iter().rev().find(|attempt: &&Attempt| attempt.state == state);
        if let Some(open) = newest(AttemptState::AwaitingUser) {
            return Ok(Payable::Open(open.clone()));
        }
        let created = newest(AttemptState::Created);
        let asks = created.is_none_or(|attempt| !attempt.way.needs_payer());
        // Whoever reads the page again and again is shown what is known.
        if asks && !self.may_open(&order.id) {
            return Ok(Payable::NotYet(channel));
        }
        let attempt = match created {
            Some(attempt) => Some(attempt.clone()),
            None => self.another_attempt(order, &attempts, visit, now).await?,
        };
        match attempt {
            None => Ok(Payable::NotYet(channel)),
            Some(attempt) if attempt.way.needs_payer() => Ok(Payable::NeedsPayer(attempt)),
            Some(attempt) => {
                let opened = self.open(order, attempt, visit, None, now).await?;
                Ok(opened.map_or(Payable::NotYet(channel), Payable::Open))
            }
        }
    }

    /// Another number for the same channel, while it is offered; else for the first one that is.
    async fn another_attempt(
        &self,
        order: &Order,
        attempts: &[Attempt],
        visit: &Visit,
        now: Timestamp,
    ) -> Result<Option<Attempt>, Fault> {
        let last = attempts.last();
        let offered = self.parts.accounts.offered(order.price.currency(), visit.scene, now);
        let wanted = last.map(|attempt| attempt.channel);
        let same = offered.iter().find(|route| Some(route.channel) == wanted);
        let route = same.or(offered.first()).filter(|route| has_room(attempts, route.channel));
        let Some(route) = route.cloned() else { return Ok(None) };
        let locale = last.map_or(visit.locale, |attempt| attempt.locale);
        let attempt = new_attempt(order, route, locale, bits(self.parts.entropy.as_ref()), now);
        let changes = Changes { writes: vec![Write::InsertAttempt(attempt.clone())], ..Changes::default() };
        match self.parts.commerce.commit(changes).await? {
            Commit::Committed => Ok(Some(attempt)),
            Commit::Conflict | Commit::Duplicate => Err(Fault::Contention),
        }
    }

    /// Asks for a payment under the attempt's number. Everything in it is stored or follows from what is, except the
    /// payer and the browser's address, which are kept nowhere: a gateway that refuses a repetition because one of them
    /// has changed is asked for another number next time, after this one is closed.
    pub(super) async fn open(
        &self,
        order: &Order,
        attempt: Attempt,
        visit: &Visit,
        payer: Option<String>,
        now: Timestamp,
    ) -> Result<Option<Attempt>, Fault> {
        let account = self.account(&attempt.account)?;
        let payment = self.payment(order, &attempt, visit, payer);
        let next = match account.adapter.create(&payment).await {
            Ok(CreateAnswer::Open { action, reference }) => attempt.opened(action, reference),
            Ok(CreateAnswer::AlreadyPaid) => {
                if let QueryAnswer::Paid(capture) = account.adapter.query(&reference(&attempt)).await? {
                    self.settle(account, &attempt.gateway_number, &capture, None).await?;
                }
                return Ok(None);
            }
            Ok(CreateAnswer::Closed) => attempt.closed(None),
            Ok(CreateAnswer::Refused { code }) => {
                tracing::warn!(attempt.id = %attempt.id, code, "the gateway refused a payment");
                match self.end(&attempt).await? {
                    Ended::Paid => return Ok(None),
                    Ended::Closed => attempt.closed(watch_at(now, self.watch_until(order))),
                    Ended::NeverKnown => attempt.failed(),
                }
            }
            // The page says that nothing was charged and tries again; our intent is stored under its number.
            Err(fault) => {
                tracing::warn!(attempt.id = %attempt.id, %fault, "the gateway did not open a payment");
                return Ok(None);
            }
        };
        let changes = Changes { writes: vec![Write::UpdateAttempt(next.clone())], ..Changes::default() };
        let stored = match self.parts.commerce.commit(changes).await? {
            Commit::Committed => Some(next),
            // Somebody was faster. They stored the same answer of the same gateway, or have closed the number since.
            Commit::Conflict | Commit::Duplicate => {
                let attempts = self.parts.commerce.attempts(&order.id).await?;
                let known = attempts.into_iter().find(|known| known.id == next.id);
                if known.as_ref().is_some_and(|known| known.state == AttemptState::Closed) {
                    // Closed before the gateway heard of it: nobody has seen what it opened after that.
                    account.adapter.close(&reference(&next)).await?;
                }
                known
            }
        };
        Ok(stored.filter(|attempt| attempt.state == AttemptState::AwaitingUser))
    }

    fn payment(
        &self,
        order: &Order,
        attempt: &Attempt,
        visit: &Visit,
        payer: Option<String>,
    ) -> CreatePayment {
        let shelf = self.parts.catalogue.by_community(&order.community);
        CreatePayment {
            number: attempt.gateway_number.clone(),
            description: shelf.map_or_else(|| "Membership".to_owned(), |shelf| shelf.community.name.clone()),
            amount: attempt.amount,
            expires_at: order.expires_at,
            channel: attempt.channel,
            way: attempt.way,
            payer,
            return_url: format!("{}/o/{}?back=wallet", self.parts.public_url, order.token.as_str()),
            client_address: visit.address.clone(),
            language: language(attempt.locale),
        }
    }
}
