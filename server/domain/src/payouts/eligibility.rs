//! Who may be paid instantly: one checklist, which the server enforces and the page explains.

use serde::{Deserialize, Serialize};

use super::{Destination, Standing};
use crate::policy::Policy;

/// Who has stopped payouts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PausedBy {
    /// The platform; the creator cannot lift it.
    Platform,
    /// The creator.
    Creator,
}

impl PausedBy {
    /// Who has stopped payouts, if anybody. The platform's pause comes first: lifting one's own would change nothing.
    pub fn of(standing: Option<&Standing>, paused_by_creator: bool) -> Option<Self> {
        if standing.is_some_and(|standing| standing.platform_paused_at.is_some()) {
            Some(Self::Platform)
        } else {
            paused_by_creator.then_some(Self::Creator)
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
        /// Who has, if anybody.
        by: Option<PausedBy>,
    },
    /// The country has instant payouts.
    Country,
    /// There is a destination, and it takes instant payouts.
    Destination {
        /// Whether there is one at all.
        chosen: bool,
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

/// What eligibility is decided from. Nothing here asks a processor: a page must work while one is down.
#[derive(Clone, Copy, Debug)]
pub struct EligibilityFacts<'a> {
    /// What the platform knows; nothing known means nothing is passed.
    pub standing: Option<&'a Standing>,
    /// Whether the creator has paused payouts.
    pub paused_by_creator: bool,
    /// Where payouts go.
    pub destination: Option<&'a Destination>,
    /// How many payouts have arrived.
    pub completed_payouts: u32,
}

impl Eligibility {
    /// Goes through the checklist.
    pub fn evaluate(facts: EligibilityFacts<'_>, policy: &Policy) -> Self {
        let paused = PausedBy::of(facts.standing, facts.paused_by_creator);
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
                    Requirement::Destination { chosen: facts.destination.is_some() },
                    facts.destination.is_some_and(|destination| destination.takes_instant),
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
mod tests {
    use proptest::prelude::*;

    use super::{Eligibility, EligibilityFacts, PausedBy, Requirement};
    use crate::{
        id::{CreatorId, DestinationId},
        money::Currency,
        payouts::{Destination, Rail, Standing},
        policy::Policy,
        time::Timestamp,
    };

    fn standing() -> Standing {
        Standing {
            creator: CreatorId::new(Timestamp::default(), 1),
            country: "CN".to_owned(),
            country_has_instant: true,
            compliant: true,
            platform_paused_at: None,
        }
    }

    fn destination(takes_instant: bool) -> Destination {
        Destination {
            id: DestinationId::new(Timestamp::default(), 1),
            creator: CreatorId::new(Timestamp::default(), 1),
            rail: Rail::SandboxBank,
            label: "Sandbox Bank".to_owned(),
            last_four: "4417".to_owned(),
            fingerprint: "f".to_owned(),
            currency: Currency::Cny,
            takes_instant,
            added_at: Timestamp::default(),
        }
    }

    fn missing(facts: EligibilityFacts<'_>) -> Vec<&'static str> {
        let eligibility = Eligibility::evaluate(facts, &Policy::default());
        assert_eq!(eligibility.is_eligible(), eligibility.missing().is_empty());
        eligibility.missing().into_iter().map(Requirement::code).collect()
    }

    #[test]
    fn each_requirement_alone_keeps_instant_payouts_away() {
        let (good, bank) = (standing(), destination(true));
        let facts = EligibilityFacts {
            standing: Some(&good),
            paused_by_creator: false,
            destination: Some(&bank),
            completed_payouts: 4,
        };
        assert_eq!(missing(facts), [""; 0]);
        assert_eq!(missing(EligibilityFacts { paused_by_creator: true, ..facts }), ["not_paused"]);
        let (risky, abroad) = (
            Standing { compliant: false, ..standing() },
            Standing { country_has_instant: false, ..standing() },
        );
        assert_eq!(missing(EligibilityFacts { standing: Some(&risky), ..facts }), ["compliant"]);
        assert_eq!(missing(EligibilityFacts { standing: Some(&abroad), ..facts }), ["country"]);
        assert_eq!(
            missing(EligibilityFacts { destination: Some(&destination(false)), ..facts }),
            ["destination"]
        );
        assert_eq!(missing(EligibilityFacts { destination: None, ..facts }), ["destination"]);
    }

    #[test]
    fn four_completed_payouts_are_enough_and_three_are_not_defect_4_4_d() {
        let (good, bank) = (standing(), destination(true));
        for (have, expected) in [(3, vec!["completed_payouts"]), (4, vec![]), (5, vec![])] {
            let facts = EligibilityFacts {
                standing: Some(&good),
                paused_by_creator: false,
                destination: Some(&bank),
                completed_payouts: have,
            };
            assert_eq!(missing(facts), expected, "{have}");
        }
    }

    #[test]
    fn the_platforms_pause_is_named_before_the_creators() {
        let paused = Standing { platform_paused_at: Some(Timestamp::default()), ..standing() };
        assert_eq!(PausedBy::of(Some(&paused), true), Some(PausedBy::Platform));
        assert_eq!(PausedBy::of(Some(&standing()), true), Some(PausedBy::Creator));
        assert_eq!(PausedBy::of(None, false), None);
    }

    proptest! {
        #[test]
        fn nothing_known_is_never_eligible(paused: bool, has_bank: bool, instant: bool, have: u32) {
            let bank = destination(instant);
            let facts = EligibilityFacts {
                standing: None,
                paused_by_creator: paused,
                destination: has_bank.then_some(&bank),
                completed_payouts: have,
            };
            prop_assert!(!Eligibility::evaluate(facts, &Policy::default()).is_eligible());
        }
    }
}
