//! Making runs: chunk after chunk, the next one being read while one is written.

use std::collections::BTreeSet;

use domain::{
    id::RunId,
    payouts::{PayoutKind, PayoutRun, Rail, RunOrigin, RunState, SkipReason, Verdict},
    time::Day,
    version::Versioned as _,
};

use super::{MAX_DECISIONS, PayoutEngine, RunReport, RunsOutcome, candidates::Candidate, report::Sums};
use crate::{
    Fault,
    ports::{Changes, Commit, RunTotal, StoreFault, Write},
};

/// The job's name in the lease table.
const JOB: &str = "payout-runs";
/// A lease lasts this long. A run that takes longer may be joined by another process, which does no harm.
const LEASE_SECONDS: i64 = 120;
/// What a creator comes to of whom nothing can be decided.
const NOT_READABLE: Verdict = Verdict::Skipped(SkipReason::NotReadable);

impl PayoutEngine {
    /// Makes every run that is due now, if this process holds the lease. For a worker, every few seconds.
    pub async fn make_runs(&self, holder: &str) -> Result<Vec<RunReport>, Fault> {
        let system = self.parts.clock.system();
        let until = system.plus_seconds(LEASE_SECONDS);
        if self.parts.commerce.lease(JOB, holder, system, until).await?.is_none() {
            return Ok(Vec::new());
        }
        self.made(self.last_day(), |report| report.fresh).await
    }

    /// Makes the runs of a day, and those that were missed before it. Any number of times, in any number of processes:
    /// it is the same set.
    pub async fn run_due(&self, day: Day) -> Result<RunsOutcome, Fault> {
        if let Some(later) = self.not_yet(day) {
            return Ok(later);
        }
        Ok(RunsOutcome::Made(self.made(day, |_| true).await?))
    }

    /// What the runs of a day would come to. Writes nothing.
    pub async fn try_due(&self, day: Day) -> Result<RunsOutcome, Fault> {
        if let Some(later) = self.not_yet(day) {
            return Ok(later);
        }
        let mut reports = Vec::new();
        for (rail, kind) in self.rails_and_kinds() {
            for day in self.due_days(rail, kind, day).await? {
                reports.push(self.tried(rail, kind, day).await?);
            }
        }
        Ok(RunsOutcome::Made(reports))
    }

    fn not_yet(&self, day: Day) -> Option<RunsOutcome> {
        let begin = self.calendar().run_at(day);
        (begin > self.parts.clock.business()).then_some(RunsOutcome::NotYet { begin })
    }

    /// Instant runs go first: a standard run pays who could not be paid instantly that day.
    fn rails_and_kinds(&self) -> Vec<(Rail, PayoutKind)> {
        let rails = || self.parts.rails.iter().map(|rail| rail.rail());
        PayoutKind::ALL.into_iter().flat_map(|kind| rails().map(move |rail| (rail, kind))).collect()
    }

    /// Goes on with runs that were begun, then makes those that are due. One that cannot be finished is told in the end,
    /// and keeps no other one waiting.
    async fn made(&self, day: Day, wanted: impl Fn(&RunReport) -> bool) -> Result<Vec<RunReport>, Fault> {
        let mut works = Works::default();
        for run in self.parts.commerce.open_runs().await? {
            let unfinished = run.state == RunState::Computing && run.origin == RunOrigin::Schedule;
            if unfinished && self.rail(run.rail).is_some() {
                works.take(run.id.clone(), self.worked_on(run).await);
            }
        }
        for (rail, kind) in self.rails_and_kinds() {
            for day in self.due_days(rail, kind, day).await? {
                let run = self.run_of(rail, kind, day).await?;
                if !works.stuck.contains(&run.id) {
                    works.take(run.id.clone(), self.worked_on(run).await);
                }
            }
        }
        let mut made = Vec::new();
        for (mut report, run) in works.done {
            if wanted(&report) && !made.iter().any(|known| same_run(known, &report)) {
                report.totals = self.parts.commerce.run_totals(&run.id).await?;
                made.push(report);
            }
        }
        works.first_fault.map_or(Ok(made), Err)
    }

    async fn worked_on(&self, run: PayoutRun) -> Result<(RunReport, PayoutRun), Fault> {
        let fresh = run.state == RunState::Computing;
        let run = self.compute(run).await?;
        let (rail, kind, day, state) = (run.rail, run.kind, run.day, Some(run.state));
        if fresh {
            tracing::info!(run.id = %run.id, rail = rail.code(), kind = kind.code(), %day, "a payout run was made");
        }
        Ok((RunReport { rail, kind, day, state, fresh, totals: Vec::new() }, run))
    }

    /// Goes through the creators that a run has not looked at yet, to the end.
    async fn compute(&self, mut run: PayoutRun) -> Result<PayoutRun, Fault> {
        let cohort = self.cohort(&run);
        let mut chunk = self.read(&cohort, &run).await?;
        let mut conflicts = 0usize;
        while run.state == RunState::Computing {
            let Some(last) = chunk.candidates.last().map(|candidate| candidate.key().creator) else {
                run = self.conclude(run).await?;
                continue;
            };
            let changes = self.book(&run, &chunk);
            let behind = PayoutRun { cursor: Some(last), ..run.clone() };
            let commit = self.parts.commerce.commit(changes);
            let (committed, ahead) = tokio::join!(commit, self.read(&cohort, &behind));
            match committed? {
                Commit::Committed => {
                    run = behind.next_version();
                    chunk = ahead?;
                    conflicts = 0;
                }
                // Money or an account moved meanwhile, or another process was faster.
                Commit::Conflict | Commit::Duplicate => {
                    conflicts = conflicts.saturating_add(1);
                    if conflicts >= MAX_DECISIONS {
                        return Err(Fault::Contention);
                    }
                    run = self.again(&run).await?;
                    chunk = self.read(&cohort, &run).await?;
                }
            }
        }
        Ok(run)
    }

    async fn again(&self, run: &PayoutRun) -> Result<PayoutRun, Fault> {
        let what = || StoreFault::Inconsistent { table: "payout_runs", what: "a run is gone".to_owned() };
        Ok(self.parts.commerce.payout_run(&run.id).await?.ok_or_else(what)?)
    }

    /// Everybody has been looked at: the run is sent, unless it is so large that two persons must approve it.
    async fn conclude(&self, run: PayoutRun) -> Result<PayoutRun, Fault> {
        let totals = self.parts.commerce.run_totals(&run.id).await?;
        let state =
            if self.needs_approval(&totals) { RunState::AwaitingApproval } else { RunState::Released };
        let computed_at = Some(self.parts.clock.business());
        let done = PayoutRun { state, computed_at, ..run };
        let writes = vec![Write::UpdateRun(done.clone())];
        match self.parts.commerce.commit(Changes { writes, ..Changes::default() }).await? {
            Commit::Committed => {
                if state == RunState::AwaitingApproval {
                    tracing::warn!(run.id = %done.id, "a payout run is above the limit and waits for two approvals");
                }
                Ok(done.next_version())
            }
            Commit::Conflict | Commit::Duplicate => self.again(&done).await,
        }
    }

    fn needs_approval(&self, totals: &[RunTotal]) -> bool {
        let limit = |total: &RunTotal| self.parts.policy.approval_limit(total.gross.currency());
        totals.iter().any(|total| total.gross.minor() > limit(total).minor())
    }

    async fn tried(&self, rail: Rail, kind: PayoutKind, day: Day) -> Result<RunReport, Fault> {
        let commerce = &self.parts.commerce;
        let known = commerce.scheduled_run(rail, kind, self.calendar().cut_off(kind, day)).await?;
        let report = |state, totals| RunReport { rail, kind, day, state, fresh: false, totals };
        if let Some(run) = known.as_ref().filter(|run| run.state != RunState::Computing) {
            return Ok(report(Some(run.state), commerce.run_totals(&run.id).await?));
        }
        let so_far = match &known {
            Some(run) => commerce.run_totals(&run.id).await?,
            None => Vec::new(),
        };
        let mut run = known.unwrap_or_else(|| self.draft(rail, kind, day));
        let (cohort, mut sums) = (self.cohort(&run), Sums::of(so_far));
        loop {
            let chunk = self.read(&cohort, &run).await?;
            let Some(last) = chunk.candidates.last() else { break };
            run.cursor = Some(last.key().creator);
            for candidate in &chunk.candidates {
                let verdict = match candidate {
                    Candidate::NotReadable(_) => Some(NOT_READABLE),
                    Candidate::Read(facts) => match self.decision(&run, facts) {
                        Ok(decision) => decision.map(|decision| decision.verdict),
                        Err(_) => Some(NOT_READABLE),
                    },
                };
                if let Some((verdict, currency)) = verdict.zip(candidate.key().currency) {
                    sums.add(&verdict, currency)?;
                }
            }
        }
        Ok(report(None, sums.into_totals()))
    }
}

/// What came of runs, each tried once.
#[derive(Default)]
struct Works {
    done: Vec<(RunReport, PayoutRun)>,
    stuck: BTreeSet<RunId>,
    first_fault: Option<Fault>,
}

impl Works {
    fn take(&mut self, run: RunId, ended: Result<(RunReport, PayoutRun), Fault>) {
        match ended {
            Ok(done) => self.done.push(done),
            Err(fault) => {
                tracing::error!(run.id = %run, code = fault.code(), %fault, "a payout run could not be finished; it is tried again");
                self.stuck.insert(run);
                self.first_fault.get_or_insert(fault);
            }
        }
    }
}

fn same_run(one: &RunReport, other: &RunReport) -> bool {
    (one.rail, one.kind, one.day) == (other.rail, other.kind, other.day)
}
