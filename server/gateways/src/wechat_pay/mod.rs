//! WeChat Pay API v3 for direct merchants: codes, pages on phones, calls inside the wallet and from mini-programs.
//!
//! Requests are signed over the exact bytes sent. Every answer, refusals and empty ones included, is verified over its
//! raw bytes before a word of it is believed; notifications likewise, and then decrypted. The gateway's keys are public
//! keys (`PUB_KEY_ID_…`), certificates, or both while a merchant changes from these to those.

mod bill;
mod bill_file;
mod cipher;
mod close;
mod config;
mod create;
mod errors;
mod exchange;
mod folder;
mod instant;
mod notification;
mod number;
mod places;
mod query;
mod refund;
mod renewal;
mod sign_in;
mod signing;
mod transaction;
mod verifying;
mod wallet_call;
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
    Bill, Clock, CloseAnswer, CreateAnswer, CreatePayment, Entropy, GatewayFault, Notification,
    NotificationHeaders, NotificationRefused, PaymentGateway, PaymentReference, QueryAnswer, RefundAnswer,
    RefundRequest,
};

pub use self::config::{MiniProgram, PlatformKey, SignIn, WechatPayConfig};
use self::{
    cipher::Cipher,
    places::Places,
    sign_in::{Door, MiniDoor},
    signing::Signer,
    verifying::Verifier,
};
use crate::{
    config::ConfigError,
    http::{HttpClient, Limits},
};

/// The adapter. All configured keys are parsed once, when it is made.
pub struct WechatPay {
    http: HttpClient,
    /// For bills, which are longer than answers and which nobody waits for.
    files: HttpClient,
    base_url: Url,
    places: Places,
    mchid: String,
    appid: String,
    mini_appid: Option<String>,
    ways: Vec<PayWay>,
    door: Option<Door>,
    mini_door: Option<MiniDoor>,
    notify_url: String,
    signer: Signer,
    verifier: Verifier,
    certificates: bool,
    /// When certificates were last asked for; whoever holds it asks.
    renewed: tokio::sync::Mutex<Option<Timestamp>>,
    cipher: Cipher,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

/// What a day's bill may hold and take: some 100,000 lines.
const FILE_LIMITS: Limits =
    Limits { connect: Duration::from_secs(3), total: Duration::from_mins(2), body_bytes: 64 * 1024 * 1024 };

/// A page for phones works for five minutes; one of them is for the way there.
const PAGE_LIFE_SECONDS: i64 = 4 * 60;

impl WechatPay {
    /// An adapter for one merchant. `clock` is asked for system time, because signatures age by it; only whether a bill
    /// should be there by now is asked of the business time.
    pub fn new(
        config: WechatPayConfig,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, ConfigError> {
        let base_url = config.checked()?;
        Ok(Self {
            http: HttpClient::new(Limits::default())?,
            files: HttpClient::new(FILE_LIMITS)?,
            places: Places::new(base_url.clone()),
            base_url,
            signer: Signer::new(&config)?,
            verifier: Verifier::new(&config.platform_keys)?,
            certificates: config.certificates,
            renewed: tokio::sync::Mutex::default(),
            cipher: Cipher::new(&config.apiv3_key)?,
            door: config.sign_in.map(Door::new).transpose()?,
            mini_door: config.mini_program.map(MiniDoor::new).transpose()?,
            mchid: config.mchid,
            appid: config.appid,
            mini_appid: config.mini_appid,
            ways: config.ways,
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

    fn ways(&self, channel: Channel, currency: Currency) -> Vec<PayWay> {
        match (channel, currency) {
            (Channel::WechatPay, Currency::Cny) => self.ways.clone(),
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
        self.look_up_refund(&refund.refund_number).await
    }

    async fn bill(&self, day: Day) -> Result<Bill, GatewayFault> {
        self.trade_bill(day).await
    }

    fn parse_notification(
        &self,
        headers: NotificationHeaders<'_>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Notification, NotificationRefused> {
        self.read_notification(headers, body, now)
    }
    async fn refresh_keys(&self) -> Result<(), GatewayFault> {
        self.renew_keys().await
    }

    fn sign_in_url(&self, return_url: &str, state: &str) -> Option<String> {
        self.sign_in_address(return_url, state)
    }

    fn native_page(&self) -> Option<&str> {
        let has = self.ways.contains(&PayWay::MiniProgram);
        self.mini_door.as_ref().filter(|_| has).map(|door| door.page.as_str())
    }

    fn page_life_seconds(&self, way: PayWay) -> Option<i64> {
        (way == PayWay::Phone).then_some(PAGE_LIFE_SECONDS)
    }

    async fn payer(&self, way: PayWay, code: &str) -> Result<String, GatewayFault> {
        self.openid_of(way, code).await
    }
}
