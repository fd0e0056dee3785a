//! The cases of an order, on the real databases, with processes that are killed. The store's own `verify` looks now and then
//! while they are played, and at the end of each season over everything.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use async_trait::async_trait;
use services::ports::{Commerce, People};

use crate::{
    backend::{Database, on_both},
    cases::{Season, Tally, play_season},
    scenarios::House,
};

on_both!(every_case_of_an_order_is_answered_once);

/// Seasons one after another in one database, each with a community and days of its own.
const SEASONS: u64 = 12;
const CASES: u16 = 25;
/// `verify` reads every table whole: it looks after so many cases.
const LOOKS_EVERY: u32 = 10;

pub struct Real {
    database: Database,
    looks: AtomicU32,
}

impl Real {
    pub fn new(database: Database) -> Self {
        Self { database, looks: AtomicU32::new(0) }
    }
}

#[async_trait]
impl House for Real {
    fn commerce(&self) -> Commerce {
        self.database.commerce.clone()
    }

    fn people(&self) -> People {
        self.database.people.clone()
    }

    async fn breaks(&self) -> Vec<String> {
        let look = self.looks.fetch_add(1, Ordering::Relaxed);
        if look.is_multiple_of(LOOKS_EVERY) { self.all_breaks().await } else { Vec::new() }
    }

    async fn all_breaks(&self) -> Vec<String> {
        self.database.commerce.verify().await.unwrap().breaks
    }

    /// A real database does not fail at a wish: here processes are killed.
    fn fail(&self, _: u32, _: bool) {}

    fn heal(&self) {}

    fn wants_orders(&self) -> bool {
        true
    }
}

async fn every_case_of_an_order_is_answered_once(db: Database) {
    let house = Arc::new(Real::new(db.clone()));
    let mut all = Tally::default();
    for seed in 0..SEASONS {
        all.merge(&Box::pin(play_season(house.clone(), Season { seed, cases: CASES })).await);
    }
    // How far a killed process comes differs from run to run, and with it how often each thing happens.
    all.shows_everything(1, 0);
    let report = db.commerce.verify().await.unwrap();
    assert_eq!(report.breaks, Vec::<String>::new());
    let rows = |kind: &str| report.checked.iter().find(|(name, _)| *name == kind).map(|(_, count)| *count);
    let orders = i64::try_from(all.of("orders")).unwrap();
    assert_eq!(rows("orders"), Some(orders), "an order that nobody counted");
}
