//! Events about payments: verified over their raw bytes, and checked to be about our money.
//!
//! They come twice, late and in any order, and each holds its object as it was. Money that was captured stays captured,
//! so that a paid session is believed; everything that can change is asked about.

use domain::time::Timestamp;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use services::ports::{Notification, NotificationHeaders, NotificationRefused, RefundAnswer};

use super::{
    StripePayments, disputes,
    wire::{Charge, Dispute, Refund, Session, moment},
};
use crate::stripe::events::{is_of_payouts, verified};

/// Whether an event is for the payout rail; both kinds come to one address. Only for finding whom to hand it to: nothing
/// is verified, and whoever gets it verifies it. What cannot be read belongs to the payments, which refuse it.
pub fn is_about_payouts(body: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Kind {
        #[serde(rename = "type")]
        kind: String,
    }
    serde_json::from_slice::<Kind>(body).is_ok_and(|event| is_of_payouts(&event.kind))
}

impl StripePayments {
    pub(super) fn read_notification(
        &self,
        headers: NotificationHeaders<'_>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Notification, NotificationRefused> {
        let event = verified(&self.stripe.webhook_keys, headers, body, now)?;
        // Play money is no money, and the other way round.
        if self.config.mode().is_some_and(|live| live != event.livemode) {
            return Err(NotificationRefused::OtherMerchant);
        }
        let (event_id, object) = (event.id, event.data.object);
        if event.account.is_some() {
            // A creator's own business at their connected account.
            return Ok(Notification::Ignored { event_id });
        }
        match event.kind.as_str() {
            "checkout.session.completed" | "checkout.session.async_payment_succeeded" => {
                paid(event_id, &document(object)?, event.created)
            }
            "checkout.session.async_payment_failed" | "checkout.session.expired" => {
                Ok(asked(event_id, &document(object)?))
            }
            "refund.created" | "refund.updated" | "refund.failed" | "charge.refund.updated" => {
                Ok(refunded(event_id, &document(object)?))
            }
            "charge.refunded" => match newest_refund(document(object)?) {
                Some(refund) => Ok(refunded(event_id, &refund)),
                None => Ok(Notification::Ignored { event_id }),
            },
            kind if kind.starts_with("charge.dispute.") => Ok(disputed(event_id, document(object)?)),
            _ => Ok(Notification::Ignored { event_id }),
        }
    }
}

fn document<T: DeserializeOwned>(object: Value) -> Result<T, NotificationRefused> {
    serde_json::from_value(object).map_err(|_| NotificationRefused::Malformed)
}

fn paid(event_id: String, session: &Session, seconds: i64) -> Result<Notification, NotificationRefused> {
    let Some(number) = session.number() else { return Ok(Notification::Ignored { event_id }) };
    if !session.is_paid() {
        // The payer has done their part; the money is not there yet.
        return Ok(asked(event_id, session));
    }
    // An event without its moment is none of Stripe's.
    let at = Some(seconds).filter(|seconds| *seconds > 0).map(moment);
    let capture = at.and_then(|at| session.captured_at(at)).ok_or(NotificationRefused::Malformed)?;
    Ok(Notification::Paid { event_id, number: number.to_owned(), capture })
}

fn asked(event_id: String, session: &Session) -> Notification {
    match session.number() {
        Some(number) => Notification::Ask { event_id, number: number.to_owned() },
        // Of another business of the same account.
        None => Notification::Ignored { event_id },
    }
}

/// One whose state is not there, which Stripe allows, or is a word that we do not know, is under way as far as this event
/// goes: whoever hears of a refund asks about it, and an address that refuses events is switched off in time.
fn refunded(event_id: String, refund: &Refund) -> Notification {
    // Without our number it was made by hand at Stripe: the day's bill brings it up.
    let Some(refund_number) = refund.refund_number() else { return Notification::Ignored { event_id } };
    let answer = refund.answer().unwrap_or(RefundAnswer::Processing);
    Notification::Refund { event_id, refund_number: refund_number.to_owned(), answer }
}

/// Newer versions of the interface show no refunds in a charge; `refund.…` tells of them.
fn newest_refund(charge: Charge) -> Option<Refund> {
    charge.refunds?.data.into_iter().next()
}

/// Whatever is none of ours is acknowledged: Stripe sends again what was refused, and switches an address off that keeps
/// refusing.
fn disputed(event_id: String, dispute: Dispute) -> Notification {
    match disputes::news(dispute) {
        Some(news) => Notification::Dispute { event_id, news },
        None => Notification::Ignored { event_id },
    }
}
