//! The payout scenarios of the use cases, on the real databases: the same play, with processes that are killed and run
//! twice at once. `verify` looks every few steps, and at the end.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use services::ports::{Commerce, People};

use crate::{
    backend::{Database, on_both},
    scenarios::{House, Play, play},
};

on_both!(months_of_payouts_balance_whatever_is_killed);

struct Real {
    db: Database,
    steps: Mutex<u32>,
}

#[async_trait]
impl House for Real {
    fn commerce(&self) -> Commerce {
        self.db.commerce.clone()
    }

    fn people(&self) -> People {
        self.db.people.clone()
    }

    /// Looks at the whole database, so not after each of thousands of steps.
    async fn breaks(&self) -> Vec<String> {
        let due = {
            let mut steps = self.steps.lock().unwrap();
            *steps += 1;
            steps.is_multiple_of(25)
        };
        if due { self.all_breaks().await } else { Vec::new() }
    }

    async fn all_breaks(&self) -> Vec<String> {
        self.db.commerce.verify().await.unwrap().breaks
    }

    /// A real database does not fail at a wish: here processes are killed.
    fn fail(&self, _: u32, _: bool) {}

    fn heal(&self) {}

    fn wants_orders(&self) -> bool {
        true
    }
}

async fn months_of_payouts_balance_whatever_is_killed(db: Database) {
    let house = Arc::new(Real { db, steps: Mutex::new(0) });
    play(house, Play { seed: 7, creators: 12, days: 24 }).await;
}
