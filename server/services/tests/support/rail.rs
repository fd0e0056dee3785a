//! A payout rail in memory that keeps a book of its own: what it was sent, and how often.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use domain::{
    money::{Currency, Money},
    payouts::{PayoutKind, Rail, RailNews},
    time::Timestamp,
};
use services::ports::{
    BankDetails, DestinationFacts, GatewayFault, NotificationHeaders, NotificationRefused, PayoutOrder,
    PayoutRail, RailEvent,
};

use super::switch::Switch;

/// A payout as the rail knows it.
#[derive(Clone, Debug)]
pub struct Taken {
    pub order: PayoutOrder,
    pub sends: u32,
    pub stands: RailNews,
}

/// What the rail knows.
#[derive(Clone, Debug, Default)]
pub struct RailBook {
    pub taken: BTreeMap<String, Taken>,
    /// Answers to the next payouts that it does not know yet, instead of taking them.
    pub refusals: VecDeque<RailNews>,
    /// Whether it gives back what it has when it is asked to.
    pub gives_back: bool,
    script: BTreeMap<Vec<u8>, RailEvent>,
}

impl RailBook {
    fn submit(&mut self, order: &PayoutOrder) -> RailNews {
        let plain = PayoutOrder { reference: None, ..order.clone() };
        if !self.taken.contains_key(order.number.as_str())
            && let Some(refusal) = self.refusals.pop_front()
        {
            return refusal;
        }
        let stands = RailNews::InTransit { reference: Some("bank-1".to_owned()) };
        let fresh = || Taken { order: plain.clone(), sends: 0, stands };
        let taken = self.taken.entry(order.number.to_string()).or_insert_with(fresh);
        assert_eq!(taken.order, plain, "one number is one payout");
        taken.sends += 1;
        taken.stands.clone()
    }

    fn query(&self, number: &str) -> RailNews {
        self.taken.get(number).map_or(RailNews::NotKnown, |taken| taken.stands.clone())
    }

    fn cancel(&mut self, number: &str) -> RailNews {
        let gives_back = self.gives_back;
        if let Some(taken) = self.taken.get_mut(number).filter(|_| gives_back)
            && matches!(taken.stands, RailNews::InTransit { .. })
        {
            taken.stands = RailNews::Cancelled;
        }
        self.query(number)
    }

    /// From now on every payout stands so.
    pub fn all_stand(&mut self, stands: &RailNews) {
        for taken in self.taken.values_mut() {
            taken.stands = stands.clone();
        }
    }
}

/// The rail.
pub struct TestRail {
    switch: Arc<Switch>,
    book: Mutex<RailBook>,
}

impl TestRail {
    pub fn new(switch: Arc<Switch>) -> Self {
        Self { switch, book: Mutex::default() }
    }

    pub fn book(&self) -> RailBook {
        self.book.lock().unwrap().clone()
    }

    pub fn change(&self, change: impl FnOnce(&mut RailBook)) {
        change(&mut self.book.lock().unwrap());
    }

    /// Writes an event; the raw body stands for it from now on.
    pub fn announce(&self, body: &str, event: RailEvent) {
        self.change(|book| drop(book.script.insert(body.as_bytes().to_vec(), event)));
    }

    async fn call(
        &self,
        name: &'static str,
        call: impl FnOnce(&mut RailBook) -> RailNews + Send,
    ) -> RailNews {
        let answer = self.switch.around(name, || call(&mut self.book.lock().unwrap())).await;
        answer.unwrap_or(RailNews::NoAnswer)
    }
}

#[async_trait]
impl PayoutRail for TestRail {
    fn rail(&self) -> Rail {
        Rail::SandboxBank
    }

    fn carries(&self, _: PayoutKind, _: Currency) -> bool {
        true
    }

    async fn submit(&self, order: &PayoutOrder) -> RailNews {
        self.call("rail.submit", |book| book.submit(order)).await
    }

    async fn query(&self, order: &PayoutOrder) -> RailNews {
        self.call("rail.query", |book| book.query(order.number.as_str())).await
    }

    async fn cancel(&self, order: &PayoutOrder) -> RailNews {
        self.call("rail.cancel", |book| book.cancel(order.number.as_str())).await
    }

    async fn available(&self, _: Currency) -> Result<Option<Money>, GatewayFault> {
        Ok(None)
    }

    async fn look_at(&self, _: &BankDetails) -> Result<DestinationFacts, GatewayFault> {
        Ok(DestinationFacts { takes_instant: true, unusable: None })
    }

    fn parse_event(
        &self,
        _: NotificationHeaders<'_>,
        body: &[u8],
        _: Timestamp,
    ) -> Result<RailEvent, NotificationRefused> {
        self.book.lock().unwrap().script.get(body).cloned().ok_or(NotificationRefused::Signature)
    }
}
