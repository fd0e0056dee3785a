//! WeChat Pay API v3, Native payments, for direct merchants that hold a WeChat Pay public key (`PUB_KEY_ID_…`).
//!
//! Requests are signed over the exact bytes sent. Every answer, refusals and empty ones included, is verified over its
//! raw bytes before a word of it is believed; notifications likewise, and then decrypted.

mod cipher;
mod close;
mod config;
mod create;
mod errors;
mod exchange;
mod instant;
mod notification;
mod number;
mod query;
mod refund;
mod signing;
mod transaction;
mod verifying;
mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use domain::{order::Gateway, time::Timestamp};
use reqwest::Url;
use services::ports::{
    Clock, CloseAnswer, CreateAnswer, CreatePayment, Entropy, GatewayFault, Notification,
    NotificationHeaders, NotificationRefused, PaymentGateway, QueryAnswer, RefundAnswer, RefundRequest,
};

pub use self::config::{ConfigError, PlatformKey, WechatPayConfig};
use self::{cipher::Cipher, signing::Signer, verifying::Verifier};
use crate::http::{HttpClient, Limits};

/// The adapter. All keys are parsed once, when it is made.
pub struct WechatPay {
    http: HttpClient,
    base_url: Url,
    mchid: String,
    appid: String,
    notify_url: String,
    signer: Signer,
    verifier: Verifier,
    cipher: Cipher,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

impl WechatPay {
    /// An adapter for one merchant. `clock` is asked for system time only: signatures age by it.
    pub fn new(
        config: WechatPayConfig,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, ConfigError> {
        let base_url = config.checked()?;
        Ok(Self {
            http: HttpClient::new(Limits::default())?,
            base_url,
            signer: Signer::new(&config)?,
            verifier: Verifier::new(&config.platform_keys)?,
            cipher: Cipher::new(&config.apiv3_key)?,
            mchid: config.mchid,
            appid: config.appid,
            notify_url: config.notify_url,
            clock,
            entropy,
        })
    }
}

#[async_trait]
impl PaymentGateway for WechatPay {
    fn gateway(&self) -> Gateway {
        Gateway::WechatPay
    }

    async fn create(&self, payment: &CreatePayment) -> Result<CreateAnswer, GatewayFault> {
        self.create_native(payment).await
    }

    async fn query(&self, number: &str) -> Result<QueryAnswer, GatewayFault> {
        self.query_trade(number).await
    }

    async fn close(&self, number: &str) -> Result<CloseAnswer, GatewayFault> {
        self.close_trade(number).await
    }

    async fn refund(&self, refund: &RefundRequest) -> Result<RefundAnswer, GatewayFault> {
        self.ask_refund(refund).await
    }

    async fn query_refund(&self, refund_number: &str) -> Result<RefundAnswer, GatewayFault> {
        self.look_up_refund(refund_number).await
    }

    fn parse_notification(
        &self,
        headers: NotificationHeaders<'_>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Notification, NotificationRefused> {
        self.read_notification(headers, body, now)
    }
}
