//! What the next payout is worked out from, as far as a browser may know it.

use serde::{Deserialize, Serialize};

use super::Choices;
use crate::{
    id::DestinationId,
    money::MoneyError,
    payouts::{Funds, NextPayout, PausedBy, PlanFacts, Planner},
    time::Timestamp,
};

/// Everything but the choices. The server fills the page with [`PlanBasis::next_payout`] of the stored choices, the
/// browser shows it of the ones being made: one function, so that the preview is what the page says after saving.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct PlanBasis {
    /// Now, by the server's business clock.
    pub now: Timestamp,
    /// The platform's rules.
    pub planner: Planner,
    /// What there is.
    pub funds: Funds,
    /// Whether the platform has paused payouts.
    pub paused_by_platform: bool,
    /// The destinations, with whether each takes instant payouts.
    pub destinations: Vec<(DestinationId, bool)>,
    /// Whether the instant checklist is met apart from what the form itself decides: pause and destination.
    pub otherwise_eligible: bool,
}

impl PlanBasis {
    /// The next payout under some choices.
    pub fn next_payout(&self, choices: &Choices) -> Result<NextPayout, MoneyError> {
        let destination = self.destinations.iter().find(|(id, _)| Some(id) == choices.destination.as_ref());
        let paused = if self.paused_by_platform {
            Some(PausedBy::Platform)
        } else {
            choices.paused.then_some(PausedBy::Creator)
        };
        let takes_instant = destination.is_some_and(|(_, takes_instant)| *takes_instant);
        let facts = PlanFacts {
            schedule: choices.schedule,
            fallback: choices.fallback,
            threshold: choices.threshold,
            paused,
            has_destination: destination.is_some(),
            eligible: self.otherwise_eligible && paused.is_none() && takes_instant,
            funds: &self.funds,
        };
        self.planner.next_payout(facts, self.now)
    }
}
