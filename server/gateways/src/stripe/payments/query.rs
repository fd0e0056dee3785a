//! Asking what became of a payment.

use services::ports::{GatewayFault, PaymentReference, QueryAnswer};

use super::{StripePayments, wire::Standing};

impl StripePayments {
    pub(super) async fn query_session(
        &self,
        payment: &PaymentReference,
    ) -> Result<QueryAnswer, GatewayFault> {
        let Some(session) = self.find(payment).await? else { return Ok(QueryAnswer::Unknown) };
        match session.standing().ok_or(GatewayFault::Untrusted)? {
            Standing::Paid => session.capture().map(QueryAnswer::Paid).ok_or(GatewayFault::Untrusted),
            Standing::Open | Standing::Underway => Ok(QueryAnswer::Waiting),
            Standing::Over => Ok(QueryAnswer::Closed),
        }
    }
}
