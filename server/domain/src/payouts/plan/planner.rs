//! What a run makes of a balance.

use serde::{Deserialize, Serialize};

use super::{NextPayout, NoPayout, Obstacle, PlanFacts, Planned, Preview};
use crate::{
    money::{Money, MoneyError},
    payouts::{
        Calendar, Decision, Fallback, Funds, InstantTerms, PausedBy, PayoutKind, Run, Schedule, SkipReason,
        Verdict,
    },
    time::{Day, Timestamp},
};

/// The rules that a plan follows, in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planner {
    /// The dates.
    pub calendar: Calendar,
    /// What instant payouts cost and carry.
    pub terms: InstantTerms,
    /// The platform's minimum payout.
    pub minimum: Money,
}

impl Planner {
    /// What one schedule would do next with today's balance.
    pub fn preview(&self, schedule: Schedule, funds: &Funds, now: Timestamp) -> Result<Preview, MoneyError> {
        let run = self.calendar.next_run(schedule, now);
        let share = funds.share_of(run)?;
        let quote = match run.kind {
            PayoutKind::Instant => self.terms.quote(share.payable).ok(),
            PayoutKind::Standard => None,
        };
        Ok(Preview { schedule, run, share, quote })
    }

    /// The least that is paid. A threshold that a raised platform minimum has overtaken stays stored and simply does
    /// not count any more.
    pub fn effective_minimum(&self, threshold: Money) -> Money {
        Money::new(self.minimum.minor().max(threshold.minor()), self.minimum.currency())
    }

    /// The next payout: what the next run of the schedule does, or the later run that the money really waits for.
    pub fn next_payout(&self, facts: PlanFacts<'_>, now: Timestamp) -> Result<NextPayout, MoneyError> {
        let own = self.in_run(facts, self.calendar.next_run(facts.schedule, now))?;
        match own.planned {
            Planned::Nothing(NoPayout::Waiting(_)) if facts.fallback == Fallback::Standard => {
                self.next_fallback(facts, own, now)
            }
            // Looked at every day: the day that counts is the one on which the amount is reached.
            Planned::Nothing(NoPayout::NothingPayable | NoPayout::BelowMinimum)
                if matches!(facts.schedule, Schedule::OnAmount { .. }) =>
            {
                Ok(self.upcoming(facts, now, 1)?.pop().unwrap_or(own))
            }
            Planned::Instant(_) | Planned::Standard { .. } | Planned::Nothing(_) => Ok(own),
        }
    }

    /// What the runs of one day do for a creator; `None` when none of them looks at a creator of this schedule.
    pub fn on_day(&self, facts: PlanFacts<'_>, day: Day) -> Result<Option<NextPayout>, MoneyError> {
        self.calendar.run_on(facts.schedule, day).map(|run| self.in_run(facts, run)).transpose()
    }

    /// After a daily run that cannot be instant. A creator who may be paid instantly is tried again every morning: the
    /// standard run is the next thing that happens to the money only if it is the first that pays.
    fn next_fallback(
        &self,
        facts: PlanFacts<'_>,
        own: NextPayout,
        now: Timestamp,
    ) -> Result<NextPayout, MoneyError> {
        let weekly = self.calendar.next_run(Schedule::Weekly, now);
        let next = if facts.eligible {
            self.upcoming(facts, now, 1)?.pop().filter(|first| first.run == weekly)
        } else {
            self.on_day(facts, weekly.day())?
        };
        Ok(next.unwrap_or(own))
    }

    /// What the runs of one day do together: the creator's own run, or, on a day on which it cannot be instant, the
    /// standard run that takes its place, if there is one and the creator wants it.
    fn in_run(&self, facts: PlanFacts<'_>, run: Run) -> Result<NextPayout, MoneyError> {
        let own = self.own(facts, run)?;
        let instead = if own.pays() || run.kind == PayoutKind::Standard {
            None
        } else {
            self.decide(facts, PayoutKind::Standard, run.day())?
        };
        Ok(NextPayout::of(instead.unwrap_or(own)))
    }
}

impl NextPayout {
    /// A decision as the page shows it.
    pub(super) fn of(decision: Decision) -> Self {
        let Decision { run, share, minimum, obstacle, verdict } = decision;
        let planned = match verdict {
            Verdict::Instant(quote) => Planned::Instant(quote),
            Verdict::Standard(_) => Planned::Standard { instead_of_instant: obstacle },
            Verdict::Skipped(reason) => Planned::Nothing(nothing(reason, run.kind, obstacle)),
        };
        Self { run, share, minimum, planned }
    }
}

fn nothing(reason: SkipReason, kind: PayoutKind, obstacle: Option<Obstacle>) -> NoPayout {
    match (reason, kind, obstacle) {
        (_, PayoutKind::Instant, Some(obstacle)) => NoPayout::Waiting(obstacle),
        (SkipReason::PausedByPlatform, ..) => NoPayout::Paused(PausedBy::Platform),
        (SkipReason::PausedAfterFailures, ..) => NoPayout::Paused(PausedBy::Failures),
        (SkipReason::PausedByCreator, ..) => NoPayout::Paused(PausedBy::Creator),
        (SkipReason::UnderReview, ..) => NoPayout::Paused(PausedBy::Review),
        (SkipReason::NoDestination, ..) => NoPayout::NoDestination,
        (SkipReason::DestinationOnHold, ..) => NoPayout::DestinationOnHold,
        (SkipReason::BelowMinimum, ..) => NoPayout::BelowMinimum,
        // A decision with one of the three behind names its obstacle, and none says that it could not be made, so that
        // only the first three get here.
        (
            SkipReason::NegativeBalance
            | SkipReason::NothingPayable
            | SkipReason::StillSettling
            | SkipReason::NotEligible
            | SkipReason::CannotBeSplit
            | SkipReason::FellBack
            | SkipReason::NotReadable,
            ..,
        ) => NoPayout::NothingPayable,
    }
}
