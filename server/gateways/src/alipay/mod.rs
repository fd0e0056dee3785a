//! Alipay's OpenAPI with RSA2, in key mode and in certificate mode.
//!
//! Requests are signed over their sorted parameters. Every answer is verified over the exact text that was signed in it
//! before a word of it is believed; notifications over their values, decoded once. A code to scan is asked for; a page
//! to visit is an address that we sign ourselves.

mod amount;
mod bill;
mod bill_file;
mod certificate;
mod close;
mod config;
mod create;
mod errors;
mod exchange;
mod form;
mod instant;
mod notification;
mod number;
mod query;
mod refund;
mod signing;
mod slice;
mod verifying;
mod wire;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use domain::{
    money::Currency,
    order::{Channel, Gateway, PayWay},
    time::{Day, Timestamp},
};
use reqwest::Url;
use services::ports::{
    Bill, Clock, CloseAnswer, CreateAnswer, CreatePayment, GatewayFault, Notification, NotificationHeaders,
    NotificationRefused, PaymentGateway, PaymentReference, QueryAnswer, RefundAnswer, RefundRequest,
};

pub use self::config::{AlipayConfig, AlipayTrust};
use self::{signing::Signer, verifying::Verifier};
use crate::{
    config::ConfigError,
    http::{HttpClient, Limits},
};

/// Nobody waits for a bill, and a busy day's is long.
const BILL_LIMITS: Limits =
    Limits { connect: Duration::from_secs(3), total: Duration::from_mins(1), body_bytes: 32 * 1024 * 1024 };

/// The adapter. All keys are parsed once, when it is made.
pub struct Alipay {
    http: HttpClient,
    files: HttpClient,
    /// `…/gateway.do`.
    gateway: Url,
    app_id: String,
    seller_id: String,
    ways: Vec<PayWay>,
    notify_url: String,
    signer: Signer,
    verifier: Verifier,
    clock: Arc<dyn Clock>,
}

impl Alipay {
    /// An adapter for one application. Requests say the system time; the business time decides how late a bill is.
    pub fn new(config: AlipayConfig, clock: Arc<dyn Clock>) -> Result<Self, ConfigError> {
        Ok(Self {
            http: HttpClient::new(Limits::default())?,
            files: HttpClient::new(BILL_LIMITS)?,
            gateway: config.checked()?,
            signer: Signer::new(&config)?,
            verifier: Verifier::new(&config.trust)?,
            app_id: config.app_id,
            seller_id: config.seller_id,
            ways: config.ways,
            notify_url: config.notify_url,
            clock,
        })
    }
}

#[async_trait]
impl PaymentGateway for Alipay {
    fn gateway(&self) -> Gateway {
        Gateway::Alipay
    }

    fn ways(&self, channel: Channel, currency: Currency) -> Vec<PayWay> {
        match (channel, currency) {
            (Channel::Alipay, Currency::Cny) => self.ways.clone(),
            _ => Vec::new(),
        }
    }

    async fn create(&self, payment: &CreatePayment) -> Result<CreateAnswer, GatewayFault> {
        self.create_trade(payment).await
    }

    async fn query(&self, payment: &PaymentReference) -> Result<QueryAnswer, GatewayFault> {
        self.query_trade(&payment.number).await
    }

    async fn close(&self, payment: &PaymentReference) -> Result<CloseAnswer, GatewayFault> {
        self.close_trade(&payment.number).await
    }

    async fn refund(&self, refund: &RefundRequest) -> Result<RefundAnswer, GatewayFault> {
        self.ask_refund(refund).await
    }

    async fn query_refund(&self, refund: &RefundRequest) -> Result<RefundAnswer, GatewayFault> {
        self.look_up_refund(refund).await
    }

    async fn bill(&self, day: Day) -> Result<Bill, GatewayFault> {
        self.download_bill(day).await
    }

    fn parse_notification(
        &self,
        _headers: NotificationHeaders<'_>,
        body: &[u8],
        _now: Timestamp,
    ) -> Result<Notification, NotificationRefused> {
        self.read_notification(body)
    }
}
