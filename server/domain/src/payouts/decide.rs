//! What one run does for one creator: the one place that decides it. The runner books this answer, the plan on the page
//! is made of it, so that nobody is promised what no run does.

use super::{
    Fallback, Funds, InstantQuote, NoQuote, Obstacle, PausedBy, PayoutKind, PlanFacts, Planner, Run,
    Schedule, Share, SkipReason,
};
use crate::{
    money::{Money, MoneyError},
    time::Day,
};

/// What a run does for a creator it looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The run.
    pub run: Run,
    /// What it can take, and what stays.
    pub share: Share,
    /// The least that it pays.
    pub minimum: Money,
    /// Why an instant payout is not possible for a creator who asks for them.
    pub obstacle: Option<Obstacle>,
    /// What comes of it.
    pub verdict: Verdict,
}

/// What comes of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// An instant payout, cut as the quote says.
    Instant(InstantQuote),
    /// A standard payout of this amount, free of charge.
    Standard(Money),
    /// Nothing is paid.
    Skipped(SkipReason),
}

impl Decision {
    /// Whether something is paid.
    pub const fn pays(&self) -> bool {
        !matches!(self.verdict, Verdict::Skipped(_))
    }
}

impl Planner {
    /// What the run of some kind on a day does for a creator; `None` when it does not look at them: the schedule is not
    /// due, or the creator's own run of that day has the word.
    ///
    /// Reasons have an order, and the first one that holds is told: stopped by somebody, under review, nowhere to pay
    /// to, a destination on hold, a negative balance, nothing there, nothing old enough or settled; then what keeps a
    /// payout from being instant, then the minimum.
    pub fn decide(
        &self,
        facts: PlanFacts<'_>,
        kind: PayoutKind,
        day: Day,
    ) -> Result<Option<Decision>, MoneyError> {
        if facts.schedule.kind() == kind {
            let run = self.calendar.run_on(facts.schedule, day);
            return run.map(|run| self.own(facts, run)).transpose();
        }
        match kind {
            PayoutKind::Instant => Ok(None),
            PayoutKind::Standard => self.instead_of_instant(facts, day),
        }
    }

    /// What the creator's own run does.
    pub(super) fn own(&self, facts: PlanFacts<'_>, run: Run) -> Result<Decision, MoneyError> {
        let share = facts.funds.share_of(run)?;
        let minimum = self.least(facts);
        let answer = |obstacle, verdict| Ok(Decision { run, share, minimum, obstacle, verdict });
        if let Some(reason) = stopped(facts, run) {
            return answer(None, Verdict::Skipped(reason));
        }
        match run.kind {
            PayoutKind::Standard => answer(None, standard(facts.funds, share, minimum)),
            PayoutKind::Instant => match self.instant(share, minimum, facts.eligible) {
                Ok(quote) => answer(None, Verdict::Instant(quote)),
                Err(obstacle) => {
                    let reason = not_instant(obstacle, facts);
                    answer(Some(obstacle), Verdict::Skipped(reason))
                }
            },
        }
    }

    /// The standard run of a day on which a daily creator cannot be paid instantly and wants the standard payout
    /// instead. A creator who could be paid instantly, were there enough, is not looked at a second time for nothing:
    /// the instant run's own answer stands, and the next morning tries again.
    fn instead_of_instant(&self, facts: PlanFacts<'_>, day: Day) -> Result<Option<Decision>, MoneyError> {
        let runs = self.calendar.run_on(facts.schedule, day).zip(self.calendar.run_on(Schedule::Weekly, day));
        let Some((daily, weekly)) = runs.filter(|_| facts.fallback == Fallback::Standard) else {
            return Ok(None);
        };
        let Some(obstacle) = self.own(facts, daily)?.obstacle else { return Ok(None) };
        let share = facts.funds.share_of(weekly)?;
        let minimum = self.least(facts);
        let verdict = standard(facts.funds, share, minimum);
        let decision = Decision { run: weekly, share, minimum, obstacle: Some(obstacle), verdict };
        Ok(Some(decision).filter(|decision| decision.pays() || !facts.eligible))
    }

    /// The effective minimum, or the amount that the schedule waits for where that is higher.
    fn least(&self, facts: PlanFacts<'_>) -> Money {
        let least = self.effective_minimum(facts.threshold);
        if let Schedule::OnAmount { minor } = facts.schedule {
            Money::new(least.minor().max(minor), least.currency())
        } else {
            least
        }
    }

    fn instant(&self, share: Share, minimum: Money, eligible: bool) -> Result<InstantQuote, Obstacle> {
        if !share.payable.is_positive() {
            return Err(Obstacle::NothingSettled);
        }
        if !eligible {
            return Err(Obstacle::NotEligible);
        }
        if share.payable.minor() < minimum.minor() {
            return Err(Obstacle::BelowMinimum);
        }
        self.terms.quote(share.payable).map_err(|reason| match reason {
            NoQuote::BelowMinimum => Obstacle::BelowMinimum,
            NoQuote::CannotBeSplit | NoQuote::OtherCurrency => Obstacle::CannotBeSplit,
        })
    }
}

/// What keeps every kind of payout from leaving, whatever there is to pay.
fn stopped(facts: PlanFacts<'_>, run: Run) -> Option<SkipReason> {
    if let Some(by) = facts.paused {
        return Some(match by {
            PausedBy::Platform => SkipReason::PausedByPlatform,
            PausedBy::Failures => SkipReason::PausedAfterFailures,
            PausedBy::Creator => SkipReason::PausedByCreator,
            PausedBy::Review => SkipReason::UnderReview,
        });
    }
    if !facts.has_destination {
        return Some(SkipReason::NoDestination);
    }
    facts.held_until.filter(|until| *until > run.at).map(|_| SkipReason::DestinationOnHold)
}

fn standard(funds: &Funds, share: Share, minimum: Money) -> Verdict {
    if !share.payable.is_positive() {
        Verdict::Skipped(nothing_payable(funds))
    } else if share.payable.minor() < minimum.minor() {
        Verdict::Skipped(SkipReason::BelowMinimum)
    } else {
        Verdict::Standard(share.payable)
    }
}

/// Why nothing can be taken.
fn nothing_payable(funds: &Funds) -> SkipReason {
    match funds.balance.minor() {
        ..0 => SkipReason::NegativeBalance,
        0 => SkipReason::NothingPayable,
        1.. => SkipReason::StillSettling,
    }
}

/// Waiting and falling back differ only where the standard payout could take what the instant one cannot: money that is
/// missing or too little is so for both.
fn not_instant(obstacle: Obstacle, facts: PlanFacts<'_>) -> SkipReason {
    match (obstacle, facts.fallback) {
        (Obstacle::NothingSettled, _) => nothing_payable(facts.funds),
        (Obstacle::BelowMinimum, _) => SkipReason::BelowMinimum,
        (Obstacle::NotEligible | Obstacle::CannotBeSplit, Fallback::Standard) => SkipReason::FellBack,
        (Obstacle::NotEligible, Fallback::Wait) => SkipReason::NotEligible,
        (Obstacle::CannotBeSplit, Fallback::Wait) => SkipReason::CannotBeSplit,
    }
}

#[cfg(test)]
#[path = "decide_tests.rs"]
mod tests;
