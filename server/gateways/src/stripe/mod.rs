//! Stripe, twice: [`StripePayments`] takes payments by Checkout ([`payments`]), and [`Stripe`] is a payout rail.
//!
//! Stripe Connect payouts go from a creator's connected account to that account's own bank account or debit card.
//!
//! Bank details hold Stripe's identifiers only: `account` is the external account (`ba_…`, `card_…`), `bank` the connected
//! account (`acct_…`). What protects from paying twice, in this order:
//!
//! 1. the payout's number is the `Idempotency-Key`, so that within the key's life a repeated request is one payout;
//! 2. a request older than that is never sent ([`KEY_LIFE_MS`]): Stripe is asked what it has instead;
//! 3. the number stands in the payout's metadata, so that a payout whose answer was lost is found in the account's list.

mod amount;
mod config;
mod events;
mod exchange;
mod find;
pub mod payments;
mod reason;
mod submit;
mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    money::{Currency, Money},
    payouts::{FailureReason, PayoutKind, Rail, RailNews},
    time::Timestamp,
};
use http::HeaderValue;
use reqwest::Url;
use services::ports::{
    BankDetails, Clock, DestinationFacts, GatewayFault, NotificationHeaders, NotificationRefused,
    PayoutOrder, PayoutRail, RailEvent,
};

pub use self::{
    config::StripeConfig,
    payments::{StripePayments, StripePaymentsConfig, is_about_payouts},
};
use self::{
    exchange::{Ask, Reply, is_identifier},
    find::Found,
    wire::ExternalAccount,
};
use crate::{
    config::{ConfigError, base_url, wrong},
    http::{HttpClient, Limits},
    mac::MacKey,
};

/// The version of the interface that this adapter was written for, and that the endpoint of the events must be set to.
pub const API_VERSION: &str = "2026-10-28.endive";

/// Stripe forgets an idempotency key after 24 hours, by its own clock; ours may be a little off.
pub const KEY_LIFE_MS: i64 = 23 * 3_600_000;

/// What Stripe pays out within minutes, of the currencies we hold: the local ones of the countries that have it.
const INSTANT: [Currency; 8] = [
    Currency::Aud,
    Currency::Cad,
    Currency::Eur,
    Currency::Gbp,
    Currency::Hkd,
    Currency::Myr,
    Currency::Sgd,
    Currency::Usd,
];

/// The rail.
pub struct Stripe {
    http: HttpClient,
    base_url: Url,
    authorization: HeaderValue,
    webhook_keys: Vec<MacKey>,
    clock: Arc<dyn Clock>,
}

impl Stripe {
    /// A rail for one platform. `clock` is asked for business time: the age of orders is told by it.
    pub fn new(config: &StripeConfig, clock: Arc<dyn Clock>) -> Result<Self, ConfigError> {
        if config.webhook_secrets.is_empty() {
            return Err(wrong("webhook_secret", "must hold at least one secret"));
        }
        let mut authorization = HeaderValue::try_from(format!("Bearer {}", config.secret_key.expose()))
            .map_err(|_| wrong("secret_key", "must be one word"))?;
        authorization.set_sensitive(true);
        Ok(Self {
            base_url: base_url("stripe.url", &config.base_url)?,
            http: HttpClient::new(Limits::default())?,
            authorization,
            webhook_keys: config.webhook_secrets.iter().map(MacKey::new).collect(),
            clock,
        })
    }

    /// Whether Stripe answers and knows us.
    pub async fn check(&self) -> Result<(), GatewayFault> {
        match self.ask(Ask::get("/v1/balance")).await? {
            Reply::Done(_) => Ok(()),
            Reply::Refused(refusal) => Err(refusal.into_fault()),
        }
    }
}

#[async_trait]
impl PayoutRail for Stripe {
    fn rail(&self) -> Rail {
        Rail::Stripe
    }

    fn carries(&self, kind: PayoutKind, currency: Currency) -> bool {
        kind == PayoutKind::Standard || INSTANT.contains(&currency)
    }

    async fn submit(&self, order: &PayoutOrder) -> RailNews {
        self.send(order).await
    }

    async fn query(&self, order: &PayoutOrder) -> RailNews {
        match self.find(order).await {
            Found::Payout(payout) => payout.news().unwrap_or(RailNews::NoAnswer),
            Found::Nowhere => RailNews::NotKnown,
            Found::NotTold => RailNews::NoAnswer,
        }
    }

    async fn cancel(&self, order: &PayoutOrder) -> RailNews {
        self.call_off(order).await
    }

    /// Every payout is made from the money of its own connected account, so that there is no one amount.
    async fn available(&self, _currency: Currency) -> Result<Option<Money>, GatewayFault> {
        Ok(None)
    }

    async fn look_at(&self, details: &BankDetails) -> Result<DestinationFacts, GatewayFault> {
        let unusable = |reason| Ok(DestinationFacts { takes_instant: false, unusable: Some(reason) });
        if !is_identifier(&details.account) || !is_identifier(&details.bank) {
            return unusable(FailureReason::AccountUnknown);
        }
        let path = format!("/v1/accounts/{}/external_accounts/{}", details.bank, details.account);
        let external = match self.ask(Ask::get(&path)).await? {
            Reply::Done(body) => ExternalAccount::read(&body).ok_or(GatewayFault::Untrusted)?,
            Reply::Refused(refusal) if refusal.names_nothing() => {
                return unusable(FailureReason::AccountUnknown);
            }
            Reply::Refused(refusal) => return Err(refusal.into_fault()),
        };
        if external.is_unusable() {
            return unusable(FailureReason::AccountUnknown);
        }
        Ok(DestinationFacts { takes_instant: external.takes_instant(), unusable: None })
    }

    fn parse_event(
        &self,
        headers: NotificationHeaders<'_>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<RailEvent, NotificationRefused> {
        events::read(&self.webhook_keys, headers, body, now)
    }
}
