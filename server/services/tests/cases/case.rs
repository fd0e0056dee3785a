//! One case after another, each to its end.

use std::sync::Mutex;

use domain::{
    catalogue::Product,
    id::{OrderToken, ProductId},
    order::Gateway,
};
use services::{Services, actor::Member, till::Visit};

use super::{stage::Stage, tally::Tally};
use crate::scenarios::{Crash, SharedHouse};

/// Which cases: so many in which somebody orders.
#[derive(Clone, Copy, Debug)]
pub struct Season {
    pub seed: u64,
    pub cases: u16,
}

/// A notification on its way.
#[derive(Clone, Debug)]
pub(super) struct Mail {
    pub gateway: Gateway,
    pub body: String,
    pub is_stray: bool,
}

/// The case at hand.
pub(super) struct Scene {
    pub stage: Stage,
    pub services: Services,
    /// The orders of the case.
    pub orders: Vec<(Member, OrderToken)>,
    /// Those of the cases before.
    pub earlier: Vec<(Member, OrderToken)>,
    pub mail: Mutex<Vec<Mail>>,
    /// What has arrived once, in any case: it may arrive again.
    pub arrived: Mutex<Vec<Mail>>,
    /// What was ordered last: others want the same seat.
    pub wanted: Mutex<Option<ProductId>>,
    /// The seat and the coupon of the case.
    pub scarce: Option<(Product, String)>,
    pub tally: Mutex<Tally>,
    seed: u64,
    number: u16,
}

/// Says how to see it again when an assertion fails.
struct Programme(Season);

impl Drop for Programme {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let Season { seed, cases } = self.0;
            eprintln!("a season of seed {seed} with {cases} cases; once more with ORDER_SEED={seed}");
        }
    }
}

/// Plays a season in a house; every case is audited, and at the end everything that came of it is counted.
pub async fn play_season(house: SharedHouse, season: Season) -> Tally {
    let _programme = Programme(season);
    let stage = Stage::set(house, season.seed).await;
    let services = stage.process().await;
    let mut scene = Scene {
        stage,
        services,
        orders: Vec::new(),
        earlier: Vec::new(),
        mail: Mutex::default(),
        arrived: Mutex::default(),
        wanted: Mutex::default(),
        scarce: None,
        tally: Mutex::default(),
        seed: season.seed,
        number: 0,
    };
    while scene.tally.lock().unwrap().of("cases") < usize::from(season.cases) {
        scene.case().await;
        assert!(scene.number < 2 * season.cases, "seed {}: nobody orders", season.seed);
    }
    scene.curtain().await;
    let tally = scene.counted().await;
    tally.adds_up();
    assert_eq!(scene.stage.house.all_breaks().await, Vec::<String>::new());
    tally
}

impl Scene {
    async fn case(&mut self) {
        self.number += 1;
        self.scarce = Some(self.stage.scarce(self.number).await);
        self.services = self.stage.any_process().await;
        let before = std::mem::take(&mut self.orders);
        self.earlier.extend(before);
        *self.wanted.lock().unwrap() = None;
        self.is_opened().await;
        if self.orders.is_empty() {
            // Nothing can happen: it is no case.
            self.count("empty");
            return;
        }
        // Most people look at once where they can pay.
        for (member, token) in &self.orders {
            if self.stage.dice.chance(80) {
                let _ = self.services.till.page(member, token, &Visit::default()).await;
            }
        }
        let acts = 4 + self.stage.dice.below(14);
        for act in 0..acts {
            if act == acts / 2 && self.stage.dice.chance(50) {
                // Time is up, the seat is free again, and somebody else takes it.
                self.stage.clock.advance(901);
                let _ = self.services.till.sweep("a case").await;
                let ordered = self.order(90).await;
                self.knows(ordered);
            }
            // Now and then the program is killed in the middle, and started again.
            let steps = if self.stage.dice.chance(6) { self.stage.dice.below(30) } else { i64::MAX };
            if Crash::after(steps, self.act()).await.is_none() {
                self.services = self.stage.any_process().await;
            }
        }
        self.ends().await;
        self.is_answered().await;
        let breaks = self.stage.house.breaks().await;
        assert!(breaks.is_empty(), "{}: {breaks:#?}", self.name());
        self.count("cases");
    }

    /// Somebody orders, alone, after somebody else, or when three want the same thing with the same coupon.
    async fn is_opened(&mut self) {
        let dice = self.stage.dice.clone();
        match dice.below(3) {
            0 => {
                let together = tokio::join!(self.order(90), self.order(90), self.order(90));
                self.knows(together.0);
                self.knows(together.1);
                self.knows(together.2);
            }
            more => {
                for _ in 0..more {
                    let ordered = self.order(40).await;
                    self.knows(ordered);
                }
            }
        }
        // What was wanted may be sold out to them all.
        for _ in 0..6 {
            if !self.orders.is_empty() {
                return;
            }
            *self.wanted.lock().unwrap() = None;
            let ordered = self.order(10).await;
            self.knows(ordered);
        }
    }

    fn knows(&mut self, ordered: Option<(Member, OrderToken)>) {
        if let Some(order) = ordered
            && !self.orders.iter().chain(&self.earlier).any(|(_, known)| *known == order.1)
        {
            self.orders.push(order);
        }
    }

    pub(super) fn count(&self, what: &'static str) {
        self.tally.lock().unwrap().count(what);
    }

    pub(super) fn name(&self) -> String {
        format!("seed {}, case {}", self.seed, self.number)
    }
}
