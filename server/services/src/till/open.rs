//! Asking the gateway to take a payment.

use domain::{
    order::{Attempt, AttemptState, Channel, Order, PayerAction},
    policy::Policy,
    time::Timestamp,
};

use super::{
    Till, Visit,
    expire::{Ended, reference, watch_at},
};
use crate::{
    Fault,
    checkout::language,
    ports::{Changes, Commit, CreateAnswer, CreatePayment, GatewayFault, QueryAnswer, Room, Write},
    seal::bits,
};

/// How many attempts one order may have in one channel: a gateway that refuses so often is asked no more, and nobody
/// changes to and fro for ever.
const MAX_ATTEMPTS: u32 = 5;

/// Whether an order may have one more attempt in a channel.
pub(super) fn has_room(attempts: &[Attempt], channel: Channel) -> bool {
    let same = attempts.iter().filter(|attempt| attempt.channel == channel).count();
    u32::try_from(same).is_ok_and(|same| same < MAX_ATTEMPTS)
}

/// One more attempt of an order that has some, while there is room for it: somebody else may be adding one as well.
pub(super) fn one_more(attempt: Attempt) -> [Write; 2] {
    let of = Room::Attempts(attempt.order.clone(), attempt.channel);
    [Write::RequireRoom { of, most: MAX_ATTEMPTS }, Write::InsertAttempt(attempt)]
}

/// What a payer can do about an order that waits.
pub(super) enum Payable {
    /// The gateway waits for the payer.
    Open(Attempt),
    /// The wallet has to say first who pays.
    NeedsPayer(Attempt),
    /// The payer did their part, and the bank is at it.
    UnderWay(Channel),
    /// Nothing yet: the gateway did not answer, or money turned up.
    NotYet(Option<Channel>),
    /// The gateway does not take it that way, and is not asked again by itself.
    Refused(Option<Channel>),
}

/// What came of asking the gateway for a payment.
pub(super) enum Opened {
    /// The gateway waits for the payer.
    Waits(Box<Attempt>),
    /// It does not take this payment.
    Refused,
    /// It did not answer, money turned up, or the number was used up: the next look at the order shows more.
    NotYet,
}

impl Opened {
    /// What the payer has to do, when the gateway waits.
    pub(super) fn action(self) -> Option<PayerAction> {
        if let Self::Waits(attempt) = self { attempt.action } else { None }
    }
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
        // Whatever else is open: paid as well, it would be paid twice.
        if let Some(paying) = newest(AttemptState::UnderWay) {
            return Ok(Payable::UnderWay(paying.channel));
        }
        if let Some(open) = newest(AttemptState::AwaitingUser) {
            return Ok(Payable::Open(open.clone()));
        }
        let created = newest(AttemptState::Created);
        // What was refused would be refused again. The payer may ask for another try, or for another channel.
        let refused = attempts.last().is_some_and(|attempt| attempt.state == AttemptState::Failed);
        if created.is_none() && refused {
            return Ok(Payable::Refused(channel));
        }
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
            // No account takes it any more, or too many numbers were used up: nobody will ask again.
            None => Ok(Payable::Refused(channel)),
            Some(attempt) if attempt.way.needs_payer() => Ok(Payable::NeedsPayer(attempt)),
            Some(attempt) => {
                let channel = Some(attempt.channel);
                Ok(match self.open(order, attempt, visit, None, now).await? {
                    Opened::Waits(attempt) => Payable::Open(*attempt),
                    Opened::Refused => Payable::Refused(channel),
                    Opened::NotYet => Payable::NotYet(channel),
                })
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
        let attempt = Attempt::begun(order, route, locale, bits(self.parts.entropy.as_ref()), now);
        let changes = Changes { writes: one_more(attempt.clone()).into(), ..Changes::default() };
        match self.parts.commerce.commit(changes).await? {
            Commit::Committed => Ok(Some(attempt)),
            // The last one was added by somebody else meanwhile.
            Commit::Conflict => Ok(None),
            Commit::Duplicate => Err(Fault::Contention),
        }
    }

    /// Asks for a payment under the attempt's number, also once more for one that waits: what the payer was given works no
    /// longer, or another payer came. Everything in it is stored or follows from what is, except the payer and the
    /// browser's address, which are kept nowhere: a gateway that refuses a repetition because one of them has changed is
    /// asked for another number next time, after this one is closed.
    pub(super) async fn open(
        &self,
        order: &Order,
        attempt: Attempt,
        visit: &Visit,
        payer: Option<String>,
        now: Timestamp,
    ) -> Result<Opened, Fault> {
        let account = self.account(&attempt.account)?;
        let payment = self.payment(order, &attempt, visit, payer);
        let id = attempt.id.clone();
        let next = match account.adapter.create(&payment).await {
            Ok(answer) => self.answered(order, attempt, answer, now).await?,
            // Our account there is not set up for it. The payment itself may be fine: our intent stays.
            Err(GatewayFault::Refused { code }) => {
                tracing::warn!(attempt.id = %id, code, "the gateway does not let our account take a payment");
                return Ok(Opened::Refused);
            }
            // The page says that nothing was charged and tries again; our intent is stored under its number.
            Err(fault) => {
                tracing::warn!(attempt.id = %id, %fault, "the gateway did not open a payment");
                return Ok(Opened::NotYet);
            }
        };
        let Some(next) = next else { return Ok(Opened::NotYet) };
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
        Ok(match stored {
            Some(attempt) if attempt.state == AttemptState::AwaitingUser => Opened::Waits(Box::new(attempt)),
            Some(attempt) if attempt.state == AttemptState::Failed => Opened::Refused,
            _ => Opened::NotYet,
        })
    }

    /// The attempt after the gateway's answer; `None` when money turned up.
    async fn answered(
        &self,
        order: &Order,
        attempt: Attempt,
        answer: CreateAnswer,
        now: Timestamp,
    ) -> Result<Option<Attempt>, Fault> {
        // What nobody has seen cannot be paid late.
        let was_seen = attempt.state == AttemptState::AwaitingUser;
        let watch = watch_at(now, self.watch_until(order));
        Ok(match answer {
            CreateAnswer::Open { action, reference } => Some(attempt.opened(action, reference, now)),
            CreateAnswer::AlreadyPaid => {
                let account = self.account(&attempt.account)?;
                match account.adapter.query(&reference(&attempt)).await? {
                    QueryAnswer::Paid(capture) => {
                        self.settle(account, &attempt.gateway_number, &capture, None).await?;
                        None
                    }
                    QueryAnswer::Waiting => Some(attempt.under_way()),
                    QueryAnswer::Closed | QueryAnswer::Unknown => None,
                }
            }
            CreateAnswer::Closed => Some(attempt.closed(watch.filter(|_| was_seen))),
            CreateAnswer::Refused { code } => {
                tracing::warn!(attempt.id = %attempt.id, code, "the gateway refused a payment");
                match self.end(&attempt).await? {
                    Ended::Paid => None,
                    Ended::UnderWay => Some(attempt.under_way()),
                    Ended::NeverKnown if !was_seen => Some(attempt.failed()),
                    Ended::Closed | Ended::NeverKnown => Some(attempt.closed(watch)),
                }
            }
        })
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
            expires_at: order.expires_at.plus_seconds(Policy::LATER_AT_GATEWAYS_SECONDS),
            channel: attempt.channel,
            way: attempt.way,
            payer,
            return_url: format!("{}/o/{}?back=wallet", self.parts.public_url, order.token.as_str()),
            client_address: visit.address.clone(),
            language: language(attempt.locale),
        }
    }
}
