//! The next payout, worked out. The page shows what this file answers, and a run books it.

use serde::{Deserialize, Serialize};

use super::{
    Calendar, Fallback, Funds, InstantQuote, InstantTerms, NoQuote, PausedBy, PayoutKind, Run, Schedule,
    Share,
};
use crate::{
    money::{Money, MoneyError},
    time::Timestamp,
};

/// What one schedule would do next with today's balance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// Which schedule.
    pub schedule: Schedule,
    /// Its next run.
    pub run: Run,
    /// What that run can take, and what stays.
    pub share: Share,
    /// What an instant run would cost; `None` for a standard run, which is free, and for an amount that instant
    /// payouts do not carry.
    pub quote: Option<InstantQuote>,
}

/// Why a day's payout is not an instant one although the creator asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Obstacle {
    /// The checklist has an unmet item.
    NotEligible,
    /// Nothing has settled by the run.
    NothingSettled,
    /// What has settled is under the effective minimum.
    BelowMinimum,
    /// The amount cannot be cut into parts within the limits.
    CannotBeSplit,
}

/// Why nothing is paid on the next run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoPayout {
    /// Payouts are paused.
    Paused(PausedBy),
    /// There is nowhere to pay to.
    NoDestination,
    /// There is nothing that the run can take.
    NothingPayable,
    /// What the run can take is under the effective minimum.
    BelowMinimum,
    /// Instant is not possible, and nothing else is paid instead: the next morning tries again.
    Waiting(Obstacle),
}

/// What the next run does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Planned {
    /// An instant payout.
    Instant(InstantQuote),
    /// A standard payout, free of charge.
    Standard {
        /// Why it is not instant, when the creator asks for instant.
        instead_of_instant: Option<Obstacle>,
    },
    /// No payout.
    Nothing(NoPayout),
}

/// The next payout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextPayout {
    /// The run it belongs to. Its cut-off is the one that counts: a fallback to the standard payout shows the standard
    /// run's dates and amounts.
    pub run: Run,
    /// What the run can take, and what stays.
    pub share: Share,
    /// The least that is paid: the higher of the platform's minimum and the creator's threshold.
    pub minimum: Money,
    /// What happens.
    pub planned: Planned,
}

/// What the next payout is worked out from.
#[derive(Clone, Copy, Debug)]
pub struct PlanFacts<'a> {
    /// How often the creator wants to be paid.
    pub schedule: Schedule,
    /// What to do when instant is not possible.
    pub fallback: Fallback,
    /// The creator's own minimum.
    pub threshold: Money,
    /// Who has stopped payouts, if anybody.
    pub paused: Option<PausedBy>,
    /// Whether there is somewhere to pay to.
    pub has_destination: bool,
    /// Whether the instant checklist is met.
    pub eligible: bool,
    /// What there is.
    pub funds: &'a Funds,
}

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

    /// The next payout.
    pub fn next_payout(&self, facts: PlanFacts<'_>, now: Timestamp) -> Result<NextPayout, MoneyError> {
        let own = self.preview(facts.schedule, facts.funds, now)?;
        let minimum = self.effective_minimum(facts.threshold);
        let answer = |preview: Preview, planned| NextPayout {
            run: preview.run,
            share: preview.share,
            minimum,
            planned,
        };
        let stopped = facts.paused.map(NoPayout::Paused);
        if let Some(reason) = stopped.or((!facts.has_destination).then_some(NoPayout::NoDestination)) {
            return Ok(answer(own, Planned::Nothing(reason)));
        }
        if own.run.kind == PayoutKind::Standard {
            let planned = standard(own.share, minimum, None);
            return Ok(answer(own, planned));
        }
        let obstacle = match self.instant(own.share, minimum, facts.eligible) {
            Ok(quote) => return Ok(answer(own, Planned::Instant(quote))),
            Err(obstacle) => obstacle,
        };
        let waits = Planned::Nothing(NoPayout::Waiting(obstacle));
        if facts.fallback == Fallback::Wait {
            return Ok(answer(own, waits));
        }
        let weekly = self.preview(Schedule::Weekly, facts.funds, now)?;
        let planned = standard(weekly.share, minimum, Some(obstacle));
        // A creator who may be paid instantly is tried again every morning: a standard run that would pay nothing
        // either is not the next thing that happens to the money.
        let nothing_either = matches!(planned, Planned::Nothing(_));
        if facts.eligible && nothing_either { Ok(answer(own, waits)) } else { Ok(answer(weekly, planned)) }
    }

    fn instant(&self, share: Share, minimum: Money, eligible: bool) -> Result<InstantQuote, Obstacle> {
        if !eligible {
            return Err(Obstacle::NotEligible);
        }
        if !share.payable.is_positive() {
            return Err(Obstacle::NothingSettled);
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

fn standard(share: Share, minimum: Money, instead_of_instant: Option<Obstacle>) -> Planned {
    if !share.payable.is_positive() {
        Planned::Nothing(NoPayout::NothingPayable)
    } else if share.payable.minor() < minimum.minor() {
        Planned::Nothing(NoPayout::BelowMinimum)
    } else {
        Planned::Standard { instead_of_instant }
    }
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
