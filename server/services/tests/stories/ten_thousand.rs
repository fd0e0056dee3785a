//! The cases of an order on the database in memory: ten thousand of them, the whole book audited after every one.
//! `ORDER_SEED` plays one season again.

use std::sync::Arc;

use async_trait::async_trait;
use services::ports::{Commerce, People};

use super::{
    cases::{Season, Tally, play_lost_day, play_season},
    scenarios::House,
    support::{Cut, MemoryCommerce, MemoryPeople, Switch, breaks},
};

const SEASONS: u64 = 400;
const CASES: u16 = 25;
/// Each thing that a case can show happens at least so often in half of them.
const LEAST: usize = 25;
const SELDOM: usize = 3;

struct Memory {
    switch: Arc<Switch>,
    commerce: Arc<MemoryCommerce>,
    people: Arc<MemoryPeople>,
}

impl Memory {
    fn new() -> Self {
        let switch = Arc::new(Switch::default());
        Self {
            commerce: Arc::new(MemoryCommerce::new(switch.clone())),
            people: Arc::new(MemoryPeople::new(switch.clone())),
            switch,
        }
    }
}

#[tokio::test]
async fn the_night_after_a_lost_day_repairs_it() {
    assert_eq!(Box::pin(play_lost_day(Arc::new(Memory::new()))).await, 4);
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
        self.all_breaks().await
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
        true
    }
}

fn play(seed: u64) -> Tally {
    let house = Memory::new();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(play_season(Arc::new(house), Season { seed, cases: CASES }))
}

#[expect(clippy::disallowed_methods, reason = "a test's own switch, not a setting of the program")]
fn play_all(share: u64) {
    if let Some(seed) = std::env::var("ORDER_SEED").ok().and_then(|seed| seed.parse().ok()) {
        if share == 0 {
            play(seed);
        }
        return;
    }
    let mut all = Tally::default();
    for seed in (0..SEASONS).filter(|seed| seed % 2 == share) {
        all.merge(&play(seed));
    }
    assert_eq!(all.of("cases"), usize::try_from(SEASONS / 2).unwrap() * usize::from(CASES));
    all.shows_everything(LEAST, SELDOM);
}

#[test]
fn ten_thousand_cases_of_an_order_are_each_answered_once() {
    play_all(0);
}

#[test]
fn ten_thousand_cases_of_an_order_are_each_answered_once_the_other_half() {
    play_all(1);
}
