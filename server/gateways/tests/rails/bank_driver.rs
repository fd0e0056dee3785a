//! The sandbox bank.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    money::{Currency, Money},
    payouts::PayoutKind,
};
use gateways::sandbox_bank::{SandboxBank, SandboxBankConfig};
use services::ports::{BankDetails, Clock, PayoutOrder, PayoutRail};

use super::{
    driver::{Driver, Event, Fault, TestClock, To, details, order},
    sandbox_control::{Sandbox, keys},
};

pub struct BankDriver {
    pub sandbox: Sandbox,
    pub rail: Arc<SandboxBank>,
    pub clock: Arc<TestClock>,
}

impl BankDriver {
    pub async fn start() -> Self {
        let (sandbox, clock) = (Sandbox::start("bank").await, Arc::new(TestClock::default()));
        let rail = Arc::new(rail(&sandbox.base_url, Arc::<TestClock>::clone(&clock)));
        Self { sandbox, rail, clock }
    }
}

pub fn rail(base_url: &str, clock: Arc<dyn Clock>) -> SandboxBank {
    let config = SandboxBankConfig::from_folder(&keys().join("bank"), base_url).unwrap();
    SandboxBank::new(&config, clock).unwrap()
}

#[async_trait]
impl Driver for BankDriver {
    fn rail(&self) -> Arc<dyn PayoutRail> {
        Arc::<SandboxBank>::clone(&self.rail)
    }

    fn restarted(&self) -> Arc<dyn PayoutRail> {
        Arc::new(rail(&self.sandbox.base_url, Arc::<TestClock>::clone(&self.clock)))
    }

    fn order(&self, kind: PayoutKind) -> PayoutOrder {
        order(&*self.clock, kind, Money::new(12_345, Currency::Cny), self.destination(Currency::Cny))
    }

    fn destination(&self, _currency: Currency) -> BankDetails {
        details("6222020200112233445", "")
    }

    fn slow_destination(&self) -> BankDetails {
        details("999900034821", "")
    }

    fn currencies(&self) -> Vec<(Money, String)> {
        [(Currency::Jpy, "1234567 JPY"), (Currency::Cny, "1234567 CNY"), (Currency::Kwd, "1234567 KWD")]
            .map(|(currency, wire)| (Money::new(1_234_567, currency), format!("{wire} standard")))
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
        Some(self.sandbox.event(&format!("payout.{kind}"), order.number.as_str()).await)
    }
}
