//! The cases of an order, on the real databases, with processes that are killed; `verify` looks after every case.

use std::sync::Arc;

use async_trait::async_trait;
use services::ports::{Commerce, People};

use crate::{
    backend::{Database, on_both},
    cases::{Season, Tally, play_season},
    scenarios::House,
};

on_both!(every_case_of_an_order_is_answered_once);

pub struct Real(pub Database);

#[async_trait]
impl House for Real {
    fn commerce(&self) -> Commerce {
        self.0.commerce.clone()
    }

    fn people(&self) -> People {
        self.0.people.clone()
    }

    async fn breaks(&self) -> Vec<String> {
        self.all_breaks().await
    }

    async fn all_breaks(&self) -> Vec<String> {
        self.0.commerce.verify().await.unwrap().breaks
    }

    /// A real database does not fail at a wish: here processes are killed.
    fn fail(&self, _: u32, _: bool) {}

    fn heal(&self) {}

    fn wants_orders(&self) -> bool {
        true
    }
}

async fn every_case_of_an_order_is_answered_once(db: Database) {
    let tally: Tally = play_season(Arc::new(Real(db)), Season { seed: 11, cases: 60 }).await;
    // How far a killed process comes differs from run to run, and with it what exactly happens.
    assert!(tally.sold > 5 && tally.expired > 5, "{tally:?}");
}
