//! The scenarios on the database in memory: many seeds, audited after every step.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use services::ports::{Commerce, People};

use super::{
    scenarios::{House, Play, play},
    support::{Cut, Ledger, MemoryCommerce, MemoryPeople, Switch, breaks},
};

struct Memory {
    switch: Arc<Switch>,
    commerce: Arc<MemoryCommerce>,
    people: Arc<MemoryPeople>,
    ledger: Mutex<Ledger>,
}

impl Memory {
    fn new() -> Self {
        let switch = Arc::new(Switch::default());
        Self {
            commerce: Arc::new(MemoryCommerce::new(Arc::clone(&switch))),
            people: Arc::new(MemoryPeople::new(Arc::clone(&switch))),
            switch,
            ledger: Mutex::default(),
        }
    }
}

#[async_trait]
impl House for Memory {
    fn commerce(&self) -> Commerce {
        self.commerce.clone()
    }

    fn people(&self) -> People {
        self.people.clone()
    }

    async fn breaks(&self) -> Vec<String> {
        self.commerce.look(|tables| self.ledger.lock().unwrap().breaks(tables))
    }

    async fn all_breaks(&self) -> Vec<String> {
        self.commerce.look(|tables| breaks(tables, &[]))
    }

    fn fail(&self, call: u32, after: bool) {
        self.switch.fail(call, if after { Cut::AfterTheCall } else { Cut::BeforeTheCall });
    }

    fn heal(&self) {
        self.switch.heal();
    }

    fn wants_orders(&self) -> bool {
        false
    }
}

/// How many plays there are; together they have some two thousand creators.
const PLAYS: u64 = 48;

fn put_on(seed: u64) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let creators = 30 + u32::try_from(seed % 31).unwrap();
    runtime.block_on(play(Arc::new(Memory::new()), Play { seed, creators, days: 63 }));
}

#[expect(clippy::disallowed_methods, reason = "a test's own switch, not a setting of the program")]
fn put_on_all(share: u64) {
    if let Some(seed) = std::env::var("PAYOUT_SEED").ok().and_then(|seed| seed.parse().ok()) {
        if share == 0 {
            put_on(seed);
        }
        return;
    }
    (0..PLAYS).filter(|seed| seed % 2 == share).for_each(put_on);
}

#[test]
fn months_of_payouts_balance_at_every_step_whatever_fails() {
    put_on_all(0);
}

#[test]
fn months_of_payouts_balance_at_every_step_whatever_fails_elsewhere() {
    put_on_all(1);
}
