//! Stripe, in the sandbox.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    money::{Currency, Money},
    payouts::PayoutKind,
};
use gateways::stripe::{Stripe, StripeConfig};
use serde_json::json;
use services::ports::{BankDetails, Clock, PayoutOrder, PayoutRail};

use super::{
    driver::{Driver, Event, Fault, TestClock, To, details, order},
    sandbox_control::{Sandbox, keys},
};

pub const ACCOUNT: &str = "acct_1Creator";

pub struct StripeDriver {
    pub sandbox: Sandbox,
    pub rail: Arc<Stripe>,
    pub clock: Arc<TestClock>,
}

impl StripeDriver {
    pub async fn start() -> Self {
        let (sandbox, clock) = (Sandbox::start("stripe").await, Arc::new(TestClock::default()));
        let external = |currency: &str| json!({ "id": format!("ba_1{currency}"), "currency": currency });
        let mut accounts: Vec<_> = ["usd", "jpy", "isk", "huf", "kwd"].map(external).to_vec();
        accounts.push(json!({ "id": "ba_1slow", "currency": "usd", "instant": false }));
        let asked = json!({ "id": ACCOUNT, "external_accounts": accounts });
        sandbox.post("stripe/accounts", &asked).await;
        let rail = Arc::new(rail(&sandbox.base_url, Arc::<TestClock>::clone(&clock)));
        Self { sandbox, rail, clock }
    }
}

pub fn rail(base_url: &str, clock: Arc<dyn Clock>) -> Stripe {
    let config = StripeConfig::from_folder(&keys().join("stripe"), base_url).unwrap();
    Stripe::new(&config, clock).unwrap()
}

#[async_trait]
impl Driver for StripeDriver {
    fn rail(&self) -> Arc<dyn PayoutRail> {
        Arc::<Stripe>::clone(&self.rail)
    }

    fn restarted(&self) -> Arc<dyn PayoutRail> {
        Arc::new(rail(&self.sandbox.base_url, Arc::<TestClock>::clone(&self.clock)))
    }

    fn order(&self, kind: PayoutKind) -> PayoutOrder {
        order(&*self.clock, kind, Money::new(12_345, Currency::Usd), self.destination(Currency::Usd))
    }

    fn destination(&self, currency: Currency) -> BankDetails {
        details(&format!("ba_1{}", currency.code().to_ascii_lowercase()), ACCOUNT)
    }

    fn slow_destination(&self) -> BankDetails {
        details("ba_1slow", ACCOUNT)
    }

    fn currencies(&self) -> Vec<(Money, String)> {
        [
            (Money::new(1_234_567, Currency::Jpy), "1234567 jpy standard"),
            (Money::new(1_234_567, Currency::Isk), "123456700 isk standard"),
            (Money::new(1_234_567, Currency::Usd), "1234567 usd standard"),
            (Money::new(1_234_500, Currency::Huf), "1234500 huf standard"),
            (Money::new(1_234_560, Currency::Kwd), "1234560 kwd standard"),
        ]
        .map(|(amount, wire)| (amount, wire.to_owned()))
        .to_vec()
    }

    async fn take(&self, order: &PayoutOrder, to: To) {
        self.sandbox.push(order.number.as_str(), to, "account_closed").await;
    }

    async fn recorded(&self, order: &PayoutOrder) -> Vec<String> {
        self.sandbox.recorded(order.number.as_str()).await
    }

    async fn goes_wrong(&self, fault: Fault) -> bool {
        self.sandbox.goes_wrong(fault).await;
        true
    }

    async fn event(&self, order: &PayoutOrder, kind: &str) -> Option<Event> {
        let kind = match kind {
            "in_transit" => "updated",
            "returned" => "failed",
            other => other,
        };
        Some(self.sandbox.event(&format!("payout.{kind}"), order.number.as_str()).await)
    }
}
