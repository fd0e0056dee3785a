//! What people, banks and processes do during the play.

use domain::{
    payouts::{
        AdjustmentKind, ItemRecord, PayoutKind, PayoutRun, PayoutSettings, Rail, RunState, Schedule, Standing,
    },
    time::Day,
};
use services::{
    payouts::engine::PayoutEngine,
    ports::{Changes, NotificationHeaders, Write},
};

use super::{
    house::Crash,
    opening::{Actor, yuan},
    play::Scene,
};

/// Who asks for the lease of a job; the same one after each restart.
const HOLDER: &str = "the program";

impl Scene {
    /// A day's sales, and what else happens to balances.
    pub async fn trade(&mut self) {
        for index in 0..self.stage.actors.len() {
            if self.stage.dice.chance(40) {
                let ago = self.stage.dice.one_of(&[0, 0, 60, 7_200]);
                let amount = yuan(500 + self.stage.dice.below(60_000));
                let captured_at = self.stage.clock.now().plus_seconds(-ago);
                let sale = self.stage.sale(&self.stage.actors[index], amount, captured_at);
                self.books(index, sale, amount.minor(), "a sale").await;
            }
            let kind = match self.stage.dice.below(100) {
                0..4 => AdjustmentKind::Refund,
                4..6 => AdjustmentKind::Dispute,
                6..7 => AdjustmentKind::DisputeWon,
                7..9 => AdjustmentKind::Credit,
                _ => continue,
            };
            // Often more than there is.
            let amount = yuan(1 + self.stage.dice.below(90_000));
            let (changes, change) = self.stage.adjustment(&self.stage.actors[index], kind, amount);
            self.books(index, changes, change, "an adjustment").await;
        }
    }

    async fn books(&mut self, index: usize, changes: Changes, change: i64, what: &str) {
        self.stage.commit(changes).await;
        self.earned[index] += change;
        self.step(what).await;
    }

    /// Choices, pauses and new bank accounts.
    pub async fn decide(&mut self) {
        for index in 0..self.stage.actors.len() {
            let actor = &self.stage.actors[index];
            match self.stage.dice.below(100) {
                0..3 => self.chooses_anew(actor).await,
                3..5 => self.changes_bank(actor).await,
                5..7 => self.is_paused_or_resumed(actor).await,
                7..30 => self.resumes_after_failures(actor).await,
                _ => continue,
            }
            self.step("a choice").await;
        }
    }

    async fn chooses_anew(&self, actor: &Actor) {
        let facts = self.facts(actor).await;
        let Some(known) = facts.settings else { return };
        let fresh = self.stage.settings(&actor.creator, known.destination.clone());
        let paused_at = self.stage.dice.chance(15).then(|| self.stage.clock.now());
        let (version, held_until) = (known.version, known.held_until);
        self.stage.choose(PayoutSettings { version, held_until, paused_at, ..fresh }).await;
    }

    async fn changes_bank(&self, actor: &Actor) {
        let facts = self.facts(actor).await;
        let bank = self.stage.open_account(&actor.creator).await;
        let held_until = Some(self.stage.clock.now().plus_ms(self.stage.policy.destination_hold_ms()));
        let known = facts.settings.unwrap_or_else(|| self.stage.settings(&actor.creator, None));
        self.stage.choose(PayoutSettings { destination: Some(bank), held_until, ..known }).await;
    }

    async fn is_paused_or_resumed(&self, actor: &Actor) {
        let Some(known) = self.facts(actor).await.standing else { return };
        let platform_paused_at =
            if known.platform_paused_at.is_some() { None } else { Some(self.stage.clock.now()) };
        let standing = Standing { platform_paused_at, pause_reason: "A check".to_owned(), ..known };
        let writes = vec![Write::PutStanding(standing)];
        self.stage.commit(Changes { writes, ..Changes::default() }).await;
    }

    async fn resumes_after_failures(&self, actor: &Actor) {
        let account = self.facts(actor).await.account;
        if account.paused_after_failures_at.is_some() {
            let writes = vec![Write::PutPayoutAccount(account.resumed())];
            self.stage.commit(Changes { writes, ..Changes::default() }).await;
        }
    }

    /// The runs of a day: as they should go, in two processes at once, killed, or with a database that fails.
    pub async fn run(&mut self, day: Day) {
        let engine = self.engine();
        match self.stage.dice.below(5) {
            0 => {
                let other = self.engine();
                let index =
                    usize::try_from(self.stage.dice.below(self.earned.len().try_into().unwrap())).unwrap();
                let amount = yuan(1 + self.stage.dice.below(90_000));
                let (refund, change) =
                    self.stage.adjustment(&self.stage.actors[index], AdjustmentKind::Refund, amount);
                // Somewhere between reading and writing.
                let turns = self.stage.dice.below(80);
                let meanwhile = async {
                    for _ in 0..turns {
                        tokio::task::yield_now().await;
                    }
                    self.stage.commit(refund).await
                };
                let _ = tokio::join!(engine.run_due(day), meanwhile, other.run_due(day));
                self.earned[index] += change;
            }
            1 => {
                for _ in 0..self.stage.dice.below(4) {
                    let steps = 1 + self.stage.dice.below(40);
                    Crash::after(steps, self.engine().run_due(day)).await;
                    self.step("a run that was killed").await;
                }
            }
            2 => {
                self.fails_soon();
                let _ = engine.make_runs(HOLDER).await;
                self.step("a run whose database failed").await;
            }
            _ => {
                let _ = engine.make_runs(HOLDER).await;
            }
        }
        self.stage.house.heal();
        self.step("a run").await;
        let again = self.engine();
        again.run_due(day).await.unwrap();
        self.step("a run after which everybody has been looked at").await;
        let once_more = again.run_due(day).await.unwrap();
        let services::payouts::engine::RunsOutcome::Made(reports) = once_more else { panic!("not yet?") };
        assert!(reports.iter().all(|report| !report.fresh), "a finished run was worked on: {reports:?}");
        for actor in &self.stage.actors {
            self.was_looked_at(actor, day).await;
        }
    }

    /// Nobody on daily payouts is left out silently.
    async fn was_looked_at(&self, actor: &Actor, day: Day) {
        let facts = self.facts(actor).await;
        if facts.settings.is_none_or(|settings| settings.schedule != Schedule::Daily) {
            return;
        }
        let soon = self.stage.clock.now().plus_days(1);
        let records = self.stage.house.commerce().items_of(&actor.creator, soon, 4).await.unwrap();
        let of_today =
            |record: &ItemRecord| (record.item.day, record.item.kind) == (day, PayoutKind::Instant);
        assert!(records.iter().any(of_today), "{} was left out on {day}", actor.creator);
    }

    /// Two persons look at the runs that wait for them.
    pub async fn approve(&mut self) {
        for run in self.stage.house.commerce().open_runs().await.unwrap() {
            if run.state == RunState::AwaitingApproval && (self.is_over || self.stage.dice.chance(60)) {
                let writes = vec![Write::UpdateRun(PayoutRun { state: RunState::Released, ..run })];
                self.stage.commit(Changes { writes, ..Changes::default() }).await;
            }
        }
        self.step("an approval").await;
    }

    /// Payouts go to the rail: as they should, killed, twice at once, or with a database that fails.
    pub async fn send(&mut self) {
        let engine = self.engine();
        match self.stage.dice.below(6) {
            0 => {
                let other = self.engine();
                let _ = tokio::join!(engine.dispatch(HOLDER), other.dispatch(HOLDER));
            }
            1 => {
                let steps = 1 + self.stage.dice.below(60);
                Crash::after(steps, engine.dispatch(HOLDER)).await;
            }
            2 => {
                self.fails_soon();
                let _ = engine.dispatch(HOLDER).await;
                self.stage.house.heal();
            }
            _ => while engine.dispatch(HOLDER).await.unwrap().more {},
        }
        self.step("sending").await;
    }

    /// Events of the rail arrive; one that could not be stored comes again.
    pub async fn hear(&mut self) {
        for body in self.stage.rail.arrived() {
            let engine = self.engine();
            if self.stage.dice.chance(10) && !self.is_over {
                self.fails_soon();
            }
            if receive(&engine, &body).await.is_err() {
                self.step("an event that could not be stored").await;
                self.stage.house.heal();
                receive(&engine, &body).await.unwrap();
            }
            self.stage.house.heal();
            self.step("an event").await;
        }
    }

    fn fails_soon(&self) {
        let dice = &self.stage.dice;
        self.stage.house.fail(u32::try_from(1 + dice.below(12)).unwrap(), dice.chance(50));
    }
}

async fn receive(engine: &PayoutEngine, body: &str) -> Result<(), services::Fault> {
    let headers = NotificationHeaders(&[]);
    engine.receive(Rail::SandboxBank, headers, body.as_bytes()).await.map(|_| ())
}
