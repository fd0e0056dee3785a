//! The next payouts, worked out. The page shows what this module answers, and a run books it.

mod planner;
mod upcoming;

pub use self::planner::Planner;

use serde::{Deserialize, Serialize};

use super::{Fallback, Funds, InstantQuote, PausedBy, Run, Schedule, Share};
use crate::{money::Money, time::Timestamp};

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

impl Obstacle {
    /// Every obstacle.
    pub const ALL: [Self; 4] =
        [Self::NotEligible, Self::NothingSettled, Self::BelowMinimum, Self::CannotBeSplit];

    /// The word the store uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotEligible => "not_eligible",
            Self::NothingSettled => "nothing_settled",
            Self::BelowMinimum => "below_minimum",
            Self::CannotBeSplit => "cannot_be_split",
        }
    }

    /// Reads the stored word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|obstacle| obstacle.code() == code)
    }
}

/// Why nothing is paid on the next run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoPayout {
    /// Payouts are paused.
    Paused(PausedBy),
    /// There is nowhere to pay to.
    NoDestination,
    /// The destination has changed a short while before.
    DestinationOnHold,
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
    /// The least that is paid: the highest of the platform's minimum, the creator's threshold, and the amount that a
    /// schedule waits for.
    pub minimum: Money,
    /// What happens.
    pub planned: Planned,
}

impl NextPayout {
    /// What leaves the balance, before any fee; `None` when nothing is paid.
    pub fn amount(&self) -> Option<Money> {
        match &self.planned {
            Planned::Instant(quote) => Some(quote.gross),
            Planned::Standard { .. } => Some(self.share.payable),
            Planned::Nothing(_) => None,
        }
    }
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
    /// Until when no payout goes to the destination, because it has changed.
    pub held_until: Option<Timestamp>,
    /// Whether the instant checklist is met, apart from such a hold: it may be over by the day that is asked for.
    pub eligible: bool,
    /// What there is.
    pub funds: &'a Funds,
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod upcoming_terms_tests;
#[cfg(test)]
mod upcoming_tests;
