//! The sandbox bank: an asynchronous bank of our own, for demos and for the tests of everything that happens to payouts.
//!
//! Requests and events are signed with a shared key ([`signature`]); the payout's number makes a request safe to repeat,
//! for ever. Answers are believed because of where they come from: the address is TLS, or this very machine.

mod config;
mod events;
mod exchange;
mod reason;
mod signature;
mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    money::{Currency, Money},
    payouts::{FailureReason, PayoutKind, Rail, RailNews},
    time::Timestamp,
};
use reqwest::{Method, Url};
use services::ports::{
    BankDetails, Clock, DestinationFacts, GatewayFault, NotificationHeaders, NotificationRefused,
    PayoutOrder, PayoutRail, RailEvent,
};

pub use self::config::SandboxBankConfig;
use self::{exchange::Reply, signature::Signer, wire::Payout};
use crate::{
    config::{ConfigError, base_url, wrong},
    http::{HttpClient, Limits},
};

const PAYOUTS: &str = "/bank/v1/payouts";

/// What the bank keeps accounts in.
const CURRENCIES: [Currency; 17] = [
    Currency::Aud,
    Currency::Cad,
    Currency::Clp,
    Currency::Cny,
    Currency::Eur,
    Currency::Gbp,
    Currency::Hkd,
    Currency::Huf,
    Currency::Isk,
    Currency::Jpy,
    Currency::Krw,
    Currency::Kwd,
    Currency::Myr,
    Currency::Sgd,
    Currency::Twd,
    Currency::Ugx,
    Currency::Usd,
];

/// The bank's accounts have this many letters or digits, their holders this many characters.
const ACCOUNT_LENGTH: std::ops::RangeInclusive<usize> = 4..=34;
const HOLDER_LENGTH: std::ops::RangeInclusive<usize> = 1..=140;

/// The rail.
pub struct SandboxBank {
    http: HttpClient,
    base_url: Url,
    signer: Signer,
    clock: Arc<dyn Clock>,
}

impl SandboxBank {
    /// A rail to one bank. `clock` is asked for system time only: signatures age by it.
    pub fn new(config: &SandboxBankConfig, clock: Arc<dyn Clock>) -> Result<Self, ConfigError> {
        if config.key_id.is_empty() || !config.key_id.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(wrong("key_id", "must be one word"));
        }
        Ok(Self {
            base_url: base_url("sandbox_bank.url", &config.base_url)?,
            http: HttpClient::new(Limits::default())?,
            signer: Signer::new(config),
            clock,
        })
    }

    /// Whether the bank answers and knows us.
    pub async fn check(&self) -> Result<(), GatewayFault> {
        self.balance(Currency::Cny).await.map(|_| ())
    }

    async fn balance(&self, currency: Currency) -> Result<Option<Money>, GatewayFault> {
        let target = format!("/bank/v1/balance?currency={}", currency.code());
        match self.ask(Method::GET, &target, Vec::new()).await? {
            Reply::Done(body) => wire::balance(&body, currency).map(Some).ok_or(GatewayFault::Untrusted),
            Reply::Refused(refusal) => Err(refusal.into_fault()),
        }
    }

    async fn show(&self, order: &PayoutOrder) -> RailNews {
        let target = format!("{PAYOUTS}/{}", order.number.as_str());
        match self.ask(Method::GET, &target, Vec::new()).await {
            Ok(Reply::Done(body)) => Self::believed(&body, order),
            Ok(Reply::Refused(refusal)) if refusal.is_payout_unknown() => RailNews::NotKnown,
            Ok(Reply::Refused(_)) | Err(_) => RailNews::NoAnswer,
        }
    }

    /// What a document says, if it is about this order.
    fn believed(body: &[u8], order: &PayoutOrder) -> RailNews {
        let payout = Payout::read(body).filter(|payout| payout.is(order));
        payout.and_then(|payout| payout.news()).unwrap_or_else(|| {
            tracing::error!(payout = order.number.as_str(), "the bank answered with something else");
            RailNews::NoAnswer
        })
    }
}

#[async_trait]
impl PayoutRail for SandboxBank {
    fn rail(&self) -> Rail {
        Rail::SandboxBank
    }

    fn carries(&self, _kind: PayoutKind, currency: Currency) -> bool {
        CURRENCIES.contains(&currency)
    }

    async fn submit(&self, order: &PayoutOrder) -> RailNews {
        match self.ask(Method::POST, PAYOUTS, wire::asked(order)).await {
            Ok(Reply::Done(body)) => Self::believed(&body, order),
            Ok(Reply::Refused(refusal)) => refusal.of_submit(),
            Err(_) => RailNews::NoAnswer,
        }
    }

    async fn query(&self, order: &PayoutOrder) -> RailNews {
        self.show(order).await
    }

    async fn cancel(&self, order: &PayoutOrder) -> RailNews {
        let target = format!("{PAYOUTS}/{}/cancel", order.number.as_str());
        match self.ask(Method::POST, &target, Vec::new()).await {
            Ok(Reply::Done(body)) => Self::believed(&body, order),
            // Too late: how it stands instead.
            Ok(Reply::Refused(refusal)) if refusal.is_too_late() => self.show(order).await,
            // Unknown, too: what we sent may still be on its way there.
            Ok(Reply::Refused(_)) | Err(_) => RailNews::NoAnswer,
        }
    }

    async fn available(&self, currency: Currency) -> Result<Option<Money>, GatewayFault> {
        self.balance(currency).await
    }

    async fn look_at(&self, details: &BankDetails) -> Result<DestinationFacts, GatewayFault> {
        let account = details.account.as_str();
        let reads = ACCOUNT_LENGTH.contains(&account.len())
            && account.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let holder = HOLDER_LENGTH.contains(&details.holder.trim().chars().count());
        let unusable = match (reads, holder) {
            (false, _) => Some(FailureReason::AccountUnknown),
            (true, false) => Some(FailureReason::HolderMismatch),
            (true, true) => None,
        };
        // The bank tells what an account takes only when it is paid.
        Ok(DestinationFacts { takes_instant: unusable.is_none(), unusable })
    }

    fn parse_event(
        &self,
        headers: NotificationHeaders<'_>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<RailEvent, NotificationRefused> {
        events::read(&self.signer, headers, body, now)
    }
}
