//! The play itself, from the opening night until the curtain falls and the last payout has ended.

use std::sync::{Arc, Mutex};

use domain::{
    payouts::{ItemRecord, Payout, PayoutState, RailNews, Standing},
    time::Timestamp,
};
use services::{
    payouts::engine::PayoutEngine,
    ports::{CandidateFacts, Changes, Write},
};

use super::{
    house::House,
    opening::{Actor, Stage, opening_night},
};

/// Which play.
#[derive(Clone, Copy, Debug)]
pub struct Play {
    pub seed: u64,
    pub creators: u32,
    pub days: i32,
}

/// A play under way.
pub struct Scene {
    pub stage: Stage,
    /// What each creator has earned: sales and adjustments.
    pub earned: Vec<i64>,
    /// Nothing is injected any more.
    pub is_over: bool,
    engines: Mutex<Vec<PayoutEngine>>,
    seed: u64,
}

/// Says how to see it again when an assertion fails.
struct Programme(Play);

impl Drop for Programme {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let Play { seed, creators, days } = self.0;
            eprintln!(
                "the play of seed {seed}, {creators} creators, {days} days; once more with PAYOUT_SEED={seed}"
            );
        }
    }
}

/// Puts a play on in a house, to the end.
pub async fn play(house: Arc<dyn House>, play: Play) {
    let _programme = Programme(play);
    let stage = Stage::set(house, play.seed, play.creators).await;
    let earned = vec![0; stage.actors.len()];
    let engines = Mutex::default();
    let mut scene = Scene { stage, earned, is_over: false, engines, seed: play.seed };
    for ahead in 0..play.days {
        scene.day(opening_night().plus_days(i64::from(ahead))).await;
    }
    scene.curtain().await;
}

impl Scene {
    async fn day(&mut self, midnight: Timestamp) {
        self.at(midnight.plus_seconds(2 * 3_600));
        self.trade().await;
        self.decide().await;
        self.at(midnight.plus_seconds(8 * 3_600 + self.stage.dice.below(600)));
        // On some days the program is down.
        if self.stage.dice.chance(93) {
            self.run(midnight.day()).await;
        }
        for hour in [8, 8, 9, 12, 20] {
            self.at(midnight.plus_seconds(hour * 3_600 + 700 + self.stage.dice.below(1_500)));
            self.approve().await;
            self.send().await;
            self.hear().await;
            if hour == 12 {
                self.trade().await;
            }
        }
    }

    fn at(&self, moment: Timestamp) {
        if moment > self.stage.clock.now() {
            self.stage.clock.set(moment);
        }
    }

    /// A process of the program that has just been started.
    pub fn engine(&self) -> PayoutEngine {
        let engine = self.stage.engine();
        self.engines.lock().unwrap().push(engine.clone());
        engine
    }

    pub async fn step(&self, what: &str) {
        let breaks = self.stage.house.breaks().await;
        let (seed, now) = (self.seed, self.stage.clock.now().to_rfc3339());
        assert!(breaks.is_empty(), "seed {seed}, {now}, after {what}: {breaks:#?}");
    }

    pub async fn facts(&self, actor: &Actor) -> CandidateFacts {
        let facts = self.stage.house.commerce().candidate(&actor.creator, self.stage.clock.now()).await;
        facts.unwrap().unwrap()
    }

    /// What was decided before the platform paused a creator waits until that is over.
    async fn lift_every_pause(&self) {
        for index in 0..self.stage.actors.len() {
            let Some(actor) = self.stage.actors.get(index) else { continue };
            let Some(known) = self.facts(actor).await.standing else { continue };
            let writes = vec![Write::PutStanding(Standing { platform_paused_at: None, ..known })];
            self.stage.commit(Changes { writes, ..Changes::default() }).await;
        }
    }

    /// Everything works again, and time passes until all is at its end.
    async fn curtain(&mut self) {
        self.is_over = true;
        self.stage.house.heal();
        self.stage.rail.calms_down();
        self.lift_every_pause().await;
        for _ in 0..60 {
            self.stage.clock.advance(6 * 3_600);
            self.approve().await;
            let engine = self.engine();
            while engine.dispatch("the program").await.unwrap().more {}
            self.hear().await;
        }
        assert_eq!(self.stage.house.all_breaks().await, Vec::<String>::new());
        assert_eq!(self.stage.rail.wrongs(), Vec::<String>::new());
        assert_eq!(self.stage.house.commerce().open_runs().await.unwrap(), [], "a run is open for ever");
        let contradictions: u64 = self.engines.lock().unwrap().iter().map(PayoutEngine::contradictions).sum();
        assert_eq!(contradictions, 0, "the rail never contradicted itself");
        let mut sent = 0;
        for index in 0..self.stage.actors.len() {
            sent += self.bow(index).await;
        }
        let entries = self.stage.rail.entries();
        assert_eq!(entries.len(), sent, "the rail knows a number that is not ours");
        assert!(entries.values().all(|entry| entry.paid <= 1), "a number was paid twice");
        assert!(entries.values().any(|entry| entry.paid == 1), "a play without a payout proves nothing");
    }

    /// One creator at the end: what was earned is in the balance or at the bank. How many payouts the rail got to know.
    async fn bow(&self, index: usize) -> usize {
        let actor = &self.stage.actors[index];
        let end = self.stage.clock.now().plus_days(1);
        let records = self.stage.house.commerce().items_of(&actor.creator, end, 10_000).await.unwrap();
        let mut days: Vec<_> =
            records.iter().map(|record| (record.item.day, record.item.kind.code())).collect();
        let count = days.len();
        days.sort_unstable();
        days.dedup();
        assert_eq!(days.len(), count, "a run looked at {} twice", actor.creator);
        let payouts: Vec<&Payout> = records.iter().flat_map(|record| &record.payouts).collect();
        assert!(records.iter().all(adds_up), "{records:?}");
        let entries = self.stage.rail.entries();
        let (mut out, mut known) = (0, 0);
        for payout in &payouts {
            assert!(payout.state.is_final(), "{payout:?} never ended");
            let entry = entries.get(payout.id.as_str());
            known += usize::from(entry.is_some());
            let agrees = match (payout.state, entry.map(|entry| &entry.stands)) {
                (PayoutState::Paid, Some(RailNews::Paid { .. })) => {
                    out += payout.gross.minor();
                    true
                }
                (PayoutState::Failed(_), None | Some(RailNews::Failed(_)))
                | (PayoutState::Returned(_), Some(RailNews::Returned(_))) => true,
                _ => false,
            };
            assert!(agrees, "we say {payout:?}, the rail says {entry:?}");
            let same = entry.is_none_or(|entry| entry.order.amount == payout.net().unwrap());
            assert!(same, "{payout:?} was sent with another amount");
        }
        let facts = self.facts(actor).await;
        // A day that was cut into parts is one.
        let is_there = |payout: &Payout| payout.state == PayoutState::Paid;
        let arrived = records.iter().filter(|record| record.payouts.iter().any(is_there)).count();
        assert_eq!(
            usize::try_from(facts.account.completed).unwrap(),
            arrived,
            "{} is counted wrongly",
            actor.creator
        );
        let balance = facts.money.balance.minor();
        assert_eq!(balance, self.earned[index] - out, "money of {} is lost or made", actor.creator);
        known
    }
}

fn adds_up(record: &ItemRecord) -> bool {
    let gross: i64 = record.payouts.iter().map(|payout| payout.gross.minor()).sum();
    let fee: i64 = record.payouts.iter().map(|payout| payout.fee.minor()).sum();
    let within = record.item.gross.minor() <= record.item.balance.minor().max(0);
    gross == record.item.gross.minor() && fee == record.item.fee.minor() && within
}
