//! Payments by Stripe Checkout: a page of Stripe's own for cards, Alipay and WeChat Pay.
//!
//! One attempt is one Checkout Session. What keeps it one, and finds it:
//!
//! 1. our number is the `Idempotency-Key` of its creation, and everything sent is a function of the attempt, so that the
//!    same session comes back within the key's life of 24 hours;
//! 2. after that the session's last moment, which we set, is over: Stripe refuses to create it;
//! 3. the number stands in the session (`client_reference_id` and `metadata[number]`), and by Stripe's own copying in the
//!    payment intent and the charge: a session whose answer was lost is found in the list, a charge in the bill.
//!
//! The captured payment is known by its payment intent (`pi_…`): refunds, disputes and charges all name it.

mod bill;
mod close;
mod config;
mod create;
mod disputes;
mod events;
mod find;
mod query;
mod refund;
mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    money::Currency,
    order::{Channel, DisputeNews, Gateway, PayWay},
    time::{Day, Timestamp},
};
use services::ports::{
    Bill, Clock, CloseAnswer, CreateAnswer, CreatePayment, GatewayFault, Notification, NotificationHeaders,
    NotificationRefused, PaymentGateway, PaymentReference, QueryAnswer, RefundAnswer, RefundRequest,
};

pub use self::{config::StripePaymentsConfig, events::is_about_payouts};
use super::{
    Stripe,
    exchange::{Ask, Reply, is_identifier},
};
use crate::config::ConfigError;

/// Our number does not fit Stripe's `client_reference_id`, or a name is not one of Stripe's.
const INVALID_NUMBER: &str = "INVALID_NUMBER";
/// Nothing, less than nothing, more than was captured, or an amount that Stripe has no number for.
const INVALID_AMOUNT: &str = "INVALID_AMOUNT";
/// The channel is not switched on for this account, or not charged in this currency.
const NOT_OFFERED: &str = "NOT_OFFERED";

/// Under this key our number stands in Stripe's metadata; the rail's payouts have theirs under the same.
const NUMBER: &str = "number";
/// Under this key a refund's number stands in its metadata.
const REFUND_NUMBER: &str = "refund_number";

/// Stripe reads at most so many characters of a text that speaks for us. (R)
const LONGEST_EVIDENCE: usize = 20_000;

/// The adapter for one account.
pub struct StripePayments {
    stripe: Stripe,
    config: StripePaymentsConfig,
}

impl StripePayments {
    /// An adapter for one account. `clock` is asked for business time, which is Stripe's own time outside demos.
    pub fn new(config: StripePaymentsConfig, clock: Arc<dyn Clock>) -> Result<Self, ConfigError> {
        Ok(Self { stripe: Stripe::new(&config.account, clock)?, config })
    }

    fn offers(&self, channel: Channel, currency: Currency) -> bool {
        self.config.channels.contains(&channel) && config::is_charged_in(channel, currency)
    }
}

/// Refused by ourselves, before any call.
fn refused(code: &str) -> GatewayFault {
    GatewayFault::Refused { code: code.to_owned() }
}

/// Text cut to so many characters.
fn shortened(text: &str, longest: usize) -> &str {
    let end = text.char_indices().nth(longest).map_or(text.len(), |(end, _)| end);
    text.get(..end).unwrap_or(text)
}

#[async_trait]
impl PaymentGateway for StripePayments {
    fn gateway(&self) -> Gateway {
        Gateway::Stripe
    }

    fn ways(&self, channel: Channel, currency: Currency) -> Vec<PayWay> {
        if self.offers(channel, currency) { vec![PayWay::Page] } else { Vec::new() }
    }

    /// By its account: a number that Stripe does not know is looked for among the sessions of days.
    async fn check(&self) -> Result<(), GatewayFault> {
        self.stripe.check().await
    }

    async fn create(&self, payment: &CreatePayment) -> Result<CreateAnswer, GatewayFault> {
        self.create_session(payment).await
    }

    async fn query(&self, payment: &PaymentReference) -> Result<QueryAnswer, GatewayFault> {
        self.query_session(payment).await
    }

    async fn close(&self, payment: &PaymentReference) -> Result<CloseAnswer, GatewayFault> {
        self.expire_session(payment).await
    }

    async fn refund(&self, refund: &RefundRequest) -> Result<RefundAnswer, GatewayFault> {
        self.ask_refund(refund).await
    }

    async fn query_refund(&self, refund: &RefundRequest) -> Result<RefundAnswer, GatewayFault> {
        self.look_up_refund(refund).await
    }

    async fn bill(&self, day: Day) -> Result<Bill, GatewayFault> {
        self.read_bill(day).await
    }

    fn parse_notification(
        &self,
        headers: NotificationHeaders<'_>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Notification, NotificationRefused> {
        self.read_notification(headers, body, now)
    }

    async fn disputes_since(&self, since: Timestamp) -> Result<Vec<DisputeNews>, GatewayFault> {
        self.list_disputes(since).await
    }

    async fn dispute(&self, reference: &str) -> Result<Option<DisputeNews>, GatewayFault> {
        self.look_up_dispute(reference).await
    }

    async fn submit_evidence(&self, dispute: &str, text: &str) -> Result<(), GatewayFault> {
        if !is_identifier(dispute) {
            return Err(refused(INVALID_NUMBER));
        }
        let path = format!("/v1/disputes/{dispute}");
        let ask = Ask::post(&path)
            .with("evidence[uncategorized_text]", shortened(text, LONGEST_EVIDENCE))
            .with("submit", "true");
        match self.stripe.ask(ask).await? {
            Reply::Done(_) => Ok(()),
            Reply::Refused(refusal) => Err(refusal.into_fault()),
        }
    }
}
