//! Finding a session: by Stripe's name for it, or by our number among the sessions of the hours in which it can have been
//! made.

use domain::{id::gateway_number_made_at, time::Timestamp};
use services::ports::{GatewayFault, PaymentReference};

use super::{
    INVALID_NUMBER, StripePayments, refused,
    wire::{List, Session, read},
};
use crate::stripe::exchange::{Ask, Reply, is_identifier};

/// Stripe's longest page, and how many pages we read before we say that we do not know.
const PAGE: &str = "100";
const MOST_PAGES: usize = 50;
/// A session is made while its order can be paid, two hours after its attempt at most: a number says when that was. A
/// session without a name here is looked for in that time, however many others the account has before and after it.
const LONGEST_LIFE_SECONDS: i64 = 3 * 3600;
/// Stripe's clock and ours differ.
const CLOCKS_DIFFER_SECONDS: i64 = 10 * 60;

impl StripePayments {
    /// The session of a payment as it is now, with its payment intent and charge. None when Stripe never had it.
    pub(super) async fn find(&self, payment: &PaymentReference) -> Result<Option<Session>, GatewayFault> {
        let id = match &payment.reference {
            Some(id) => id.clone(),
            None => match self.search(&payment.number).await? {
                Some(id) => id,
                None => return Ok(None),
            },
        };
        self.retrieve(&id, &payment.number).await.map(Some)
    }

    /// A session by its name. That something Stripe gave a name to should not be there is a fault, and no answer.
    pub(super) async fn retrieve(&self, id: &str, number: &str) -> Result<Session, GatewayFault> {
        if !is_identifier(id) {
            return Err(refused(INVALID_NUMBER));
        }
        let path = format!("/v1/checkout/sessions/{id}");
        let ask = Ask::get(&path).with("expand[0]", "payment_intent.latest_charge");
        match self.stripe.ask(ask).await? {
            Reply::Done(body) => own(read(&body)?, number),
            Reply::Refused(refusal) => Err(refusal.into_fault()),
        }
    }

    async fn search(&self, number: &str) -> Result<Option<String>, GatewayFault> {
        let (from, until) = self.made_between(number);
        let seconds = |moment: Timestamp| moment.unix_ms().div_euclid(1000).to_string();
        let mut last: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let mut ask = Ask::get("/v1/checkout/sessions")
                .with("limit", PAGE)
                .with("created[gte]", seconds(from))
                .with("created[lte]", seconds(until));
            if let Some(last) = last {
                ask = ask.with("starting_after", last);
            }
            let list: List<Session> = match self.stripe.ask(ask).await? {
                Reply::Done(body) => read(&body)?,
                Reply::Refused(refusal) => return Err(refusal.into_fault()),
            };
            if let Some(found) = list.data.iter().find(|session| session.number() == Some(number)) {
                return Ok(Some(found.id.clone()));
            }
            last = list.data.last().map(|session| session.id.clone());
            if !list.has_more {
                return Ok(None);
            }
            if last.is_none() {
                return Err(GatewayFault::Untrusted);
            }
        }
        tracing::error!("there are too many Stripe sessions to look for one among them");
        Err(GatewayFault::Trouble { code: "TOO_MANY_SESSIONS".to_owned() })
    }

    /// When the session of a number was made, if there is one. A number that is none of ours, which only the doctor asks
    /// about, has no moment: one of now, then.
    fn made_between(&self, number: &str) -> (Timestamp, Timestamp) {
        let now = self.stripe.clock.business();
        let begun = gateway_number_made_at(number)
            .unwrap_or_else(|| now.plus_seconds(LONGEST_LIFE_SECONDS.saturating_neg()));
        let until = begun.plus_seconds(LONGEST_LIFE_SECONDS.saturating_add(CLOCKS_DIFFER_SECONDS));
        (begun.plus_seconds(CLOCKS_DIFFER_SECONDS.saturating_neg()), until)
    }
}

/// A session, if it is the one that has our number.
pub(super) fn own(session: Session, number: &str) -> Result<Session, GatewayFault> {
    if session.number() == Some(number) && is_identifier(&session.id) {
        Ok(session)
    } else {
        tracing::error!("Stripe has something else under the name of a session of ours");
        Err(GatewayFault::Untrusted)
    }
}
