//! Which runs are due: those of a day, and those that were missed.

use domain::{
    id::RunId,
    payouts::{PayoutKind, PayoutRun, PayoutSettings, Rail, RunState, Schedule},
    time::{Day, Timestamp},
};

use super::PayoutEngine;
use crate::{
    Fault,
    ports::{Changes, Cohort, Commit, EntropyExt, Write},
};

/// How far back a missed run is looked for: longer than any schedule waits.
const LOOK_BACK_DAYS: i32 = 100;

impl PayoutEngine {
    /// The last day whose runs have begun: the one to run when nobody names another.
    pub fn last_day(&self) -> Day {
        self.last_begun(self.parts.clock.business())
    }

    pub(super) fn last_begun(&self, now: Timestamp) -> Day {
        self.calendar().first_open_day(now).plus_days(-1)
    }

    /// The days up to one for which a rail's runs of some kind are to be made or gone on with, oldest first.
    ///
    /// An instant run covers everything up to its day, so that mornings on which the program was down need no run of
    /// their own. Standard runs do: who is paid on Fridays is looked at by Friday's run and by no other. Each missed one
    /// is made with its own dates and cut-off. In a new installation nothing has been missed.
    pub(super) async fn due_days(&self, rail: Rail, kind: PayoutKind, day: Day) -> Result<Vec<Day>, Fault> {
        if kind == PayoutKind::Instant {
            return Ok(vec![day]);
        }
        let mut missed = Vec::new();
        for ago in 0..LOOK_BACK_DAYS {
            let earlier = day.plus_days(ago.saturating_neg());
            let cut_off = self.calendar().cut_off(kind, earlier);
            match self.parts.commerce.scheduled_run(rail, kind, cut_off).await? {
                Some(run) if run.state == RunState::Computing || ago == 0 => {
                    missed.push(earlier);
                    missed.reverse();
                    return Ok(missed);
                }
                Some(_) => {
                    missed.reverse();
                    return Ok(missed);
                }
                None => missed.push(earlier),
            }
        }
        Ok(vec![day])
    }

    /// The run of a rail, kind and day: the one that is there, else a new one.
    pub(super) async fn run_of(&self, rail: Rail, kind: PayoutKind, day: Day) -> Result<PayoutRun, Fault> {
        let commerce = &self.parts.commerce;
        let cut_off = self.calendar().cut_off(kind, day);
        if let Some(run) = commerce.scheduled_run(rail, kind, cut_off).await? {
            return Ok(run);
        }
        let run = self.draft(rail, kind, day);
        let writes = vec![Write::InsertRun(run.clone())];
        match commerce.commit(Changes { writes, ..Changes::default() }).await? {
            Commit::Committed => Ok(run),
            // Another process made it at the same moment.
            Commit::Conflict | Commit::Duplicate => {
                commerce.scheduled_run(rail, kind, cut_off).await?.ok_or(Fault::Contention)
            }
        }
    }

    /// A run that has not been stored.
    pub(super) fn draft(&self, rail: Rail, kind: PayoutKind, day: Day) -> PayoutRun {
        let now = self.parts.clock.business();
        let id = RunId::new(now, self.parts.entropy.bits());
        PayoutRun::scheduled(id, (rail, kind), day, self.calendar(), now)
    }

    /// Whom a run looks at, as a question to the database. See [`PayoutEngine::looks_at`] for the last word.
    pub(super) fn cohort(&self, run: &PayoutRun) -> Cohort {
        let due = Schedule::ALL.into_iter().filter(|schedule| self.is_last_due(*schedule, run));
        let mut plain_schedules: Vec<&'static str> =
            due.filter(|schedule| schedule.kind() == run.kind).filter_map(Schedule::preset_code).collect();
        if self.replaces_daily(run) {
            plain_schedules.extend(Schedule::Daily.preset_code());
        }
        Cohort {
            rail: run.rail,
            with_homeless: self.parts.rails.first().is_some_and(|first| first.rail() == run.rail),
            plain_schedules,
            recent_since: run.cut_off.min(run.at).plus_ms(-1),
        }
    }

    /// Whether a run looks at a creator with these choices.
    pub(super) fn looks_at(&self, settings: &PayoutSettings, run: &PayoutRun) -> bool {
        if settings.schedule == Schedule::Daily && run.kind == PayoutKind::Standard {
            return self.replaces_daily(run);
        }
        settings.schedule.kind() == run.kind && self.is_last_due(settings.schedule, run)
    }

    /// Whether a standard run takes the place of daily payouts that cannot be instant: on Fridays.
    fn replaces_daily(&self, run: &PayoutRun) -> bool {
        run.kind == PayoutKind::Standard && self.is_last_due(Schedule::Weekly, run)
    }

    /// Whether the run's day is the schedule's last one that had come when the run was made. Made in time this says that
    /// it is due. Made late it leaves out who has been due again meanwhile: the later run covers the same money, and one
    /// payout is better than two.
    fn is_last_due(&self, schedule: Schedule, run: &PayoutRun) -> bool {
        let begun = self.last_begun(run.created_at).max(run.day);
        schedule.last_before(begun.plus_days(1)) == run.day && schedule.is_due(run.day)
    }
}
