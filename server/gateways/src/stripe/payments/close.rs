//! Closing a payment: the session is expired, so that nobody can pay by it.

use http::StatusCode;
use services::ports::{CloseAnswer, GatewayFault, PaymentReference};

use super::{
    StripePayments,
    find::own,
    wire::{Session, Standing, read},
};
use crate::stripe::exchange::{Ask, Refusal, Reply};

impl StripePayments {
    pub(super) async fn expire_session(
        &self,
        payment: &PaymentReference,
    ) -> Result<CloseAnswer, GatewayFault> {
        let Some(session) = self.find(payment).await? else { return Ok(CloseAnswer::Closed) };
        if let Some(answer) = closed(&session)? {
            return Ok(answer);
        }
        let path = format!("/v1/checkout/sessions/{}/expire", session.id);
        let refusal = match self.stripe.ask(Ask::post(&path)).await? {
            Reply::Done(body) => {
                let session = own(read(&body)?, &payment.number)?;
                return closed(&session)?.ok_or(GatewayFault::Untrusted);
            }
            Reply::Refused(refusal) => refusal,
        };
        // "Only Checkout Sessions with a status in ["open"] can be expired": somebody was quicker.
        if refusal.status == StatusCode::BAD_REQUEST {
            let session = self.retrieve(&session.id, &payment.number).await?;
            return closed(&session)?.ok_or_else(|| Refusal::into_fault(refusal));
        }
        Err(refusal.into_fault())
    }
}

/// What a session that is not open any more answers to a close; none while it is.
fn closed(session: &Session) -> Result<Option<CloseAnswer>, GatewayFault> {
    match session.standing().ok_or(GatewayFault::Untrusted)? {
        Standing::Open => Ok(None),
        // The payer has done their part: the money may still come, and nothing can be closed.
        Standing::Paid | Standing::Underway => Ok(Some(CloseAnswer::AlreadyPaid)),
        Standing::Over => Ok(Some(CloseAnswer::Closed)),
    }
}
