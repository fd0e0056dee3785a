//! Who may be paid instantly: one checklist, which the server enforces and the page explains.

use serde::{Deserialize, Serialize};

use super::{Destination, Standing};
use crate::{policy::Policy, time::Timestamp};

/// Who or what has stopped payouts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PausedBy {
    /// The platform; the creator cannot lift it.
    Platform,
    /// Failures in a row to one destination; the creator may resume.
    Failures,
    /// The creator.
    Creator,
    /// Identity or risk checks are under way, or have not begun: money waits until they are passed.
    Review,
}

impl PausedBy {
    /// Who or what has stopped payouts, if anything. The platform's pause comes first, because lifting another would
    /// change nothing; then the failures, because the creator must mend something before resuming is of use. Nothing
    /// known means that nothing is passed.
    pub fn of(standing: Option<&Standing>, after_failures: bool, by_creator: bool) -> Option<Self> {
        if standing.is_some_and(|standing| standing.platform_paused_at.is_some()) {
            Some(Self::Platform)
        } else if after_failures {
            Some(Self::Failures)
        } else if by_creator {
            Some(Self::Creator)
        } else {
            let passed = standing.is_some_and(|standing| standing.compliant);
            (!passed).then_some(Self::Review)
        }
    }
}

/// One thing that instant payouts ask for, with what the page needs to explain it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "code")]
pub enum Requirement {
    /// Identity and risk checks are passed.
    Compliant,
    /// Nobody has paused payouts.
    NotPaused {
        /// Who or what has, if anything.
        by: Option<PausedBy>,
    },
    /// The country has instant payouts.
    Country,
    /// There is a destination, it takes instant payouts, and it has not changed a short while ago.
    Destination {
        /// Whether there is one at all.
        chosen: bool,
        /// Until when no payout of any kind goes there, because it has changed.
        on_hold_until: Option<Timestamp>,
    },
    /// Enough payouts have arrived.
    CompletedPayouts {
        /// How many have.
        have: u32,
        /// How many must.
        need: u32,
    },
}

impl Requirement {
    /// The word that forms, logs and tests use.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Compliant => "compliant",
            Self::NotPaused { .. } => "not_paused",
            Self::Country => "country",
            Self::Destination { .. } => "destination",
            Self::CompletedPayouts { .. } => "completed_payouts",
        }
    }
}

/// One line of the checklist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// What is asked for.
    pub requirement: Requirement,
    /// Whether it is so.
    pub met: bool,
}

/// The whole checklist, in the order of the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Eligibility {
    /// Its lines; every requirement stands here once, met or not.
    pub checks: Vec<Check>,
}

/// What eligibility is decided from. Nothing here asks a processor: a page must work while one is down. A balance under
/// nothing is no requirement: it pays nothing, and fills up with the next sales.
#[derive(Clone, Copy, Debug)]
pub struct EligibilityFacts<'a> {
    /// What the platform knows; nothing known means nothing is passed.
    pub standing: Option<&'a Standing>,
    /// Whether payouts pause after failures in a row.
    pub paused_by_failures: bool,
    /// Whether the creator has paused payouts.
    pub paused_by_creator: bool,
    /// Where payouts go.
    pub destination: Option<&'a Destination>,
    /// Until when payouts wait because the destination has changed; may lie in the past.
    pub held_until: Option<Timestamp>,
    /// The moment that is asked about: now for a checklist, the run's moment for what a run will do.
    pub now: Timestamp,
    /// How many payouts have arrived.
    pub completed_payouts: u32,
}

impl EligibilityFacts<'_> {
    /// The hold that still lasts; at its last moment it is over.
    fn on_hold_until(&self) -> Option<Timestamp> {
        self.held_until.filter(|until| *until > self.now)
    }
}

impl Eligibility {
    /// Goes through the checklist.
    pub fn evaluate(facts: EligibilityFacts<'_>, policy: &Policy) -> Self {
        let paused = PausedBy::of(facts.standing, facts.paused_by_failures, facts.paused_by_creator);
        // Said by a line of its own.
        let paused = paused.filter(|by| *by != PausedBy::Review);
        let (chosen, on_hold_until) = (facts.destination.is_some(), facts.on_hold_until());
        let takes_instant = facts.destination.is_some_and(|destination| destination.takes_instant);
        let (have, need) = (facts.completed_payouts, policy.instant_needs_payouts);
        let check = |requirement, met| Check { requirement, met };
        Self {
            checks: vec![
                check(Requirement::Compliant, facts.standing.is_some_and(|standing| standing.compliant)),
                check(Requirement::NotPaused { by: paused }, paused.is_none()),
                check(
                    Requirement::Country,
                    facts.standing.is_some_and(|standing| standing.country_has_instant),
                ),
                check(
                    Requirement::Destination { chosen, on_hold_until },
                    takes_instant && on_hold_until.is_none(),
                ),
                check(Requirement::CompletedPayouts { have, need }, have >= need),
            ],
        }
    }

    /// Whether everything is met.
    pub fn is_eligible(&self) -> bool {
        self.checks.iter().all(|check| check.met)
    }

    /// What is not met yet.
    pub fn missing(&self) -> Vec<Requirement> {
        self.checks.iter().filter(|check| !check.met).map(|check| check.requirement).collect()
    }
}

#[cfg(test)]
#[path = "eligibility_tests.rs"]
mod tests;
