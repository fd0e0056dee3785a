//! What the next payout is worked out from, as far as a browser may know it.

use serde::{Deserialize, Serialize};

use super::Choices;
use crate::{
    id::DestinationId,
    money::MoneyError,
    payouts::{Funds, NextPayout, PausedBy, PlanFacts, Planner, TermsAhead},
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
    /// Who or what has stopped payouts, apart from the creator.
    pub stopped: Option<PausedBy>,
    /// The destinations, with whether each takes instant payouts, and until when no payout would go there: changing from
    /// one to another makes payouts wait.
    pub destinations: Vec<(DestinationId, bool, Option<Timestamp>)>,
    /// Whether the instant checklist is met apart from what the form itself decides, pause and destination, and from a
    /// hold on the destination, which passes.
    pub otherwise_eligible: bool,
}

impl PlanBasis {
    /// The next payout under some choices.
    pub fn next_payout(&self, choices: &Choices) -> Result<NextPayout, MoneyError> {
        self.planner.next_payout(self.facts(choices), self.now)
    }

    /// The payouts ahead under some choices, at most so many, each at the fee of its own day: see
    /// [`Planner::upcoming_under`].
    pub fn upcoming(
        &self,
        choices: &Choices,
        terms: TermsAhead<'_>,
        most: usize,
    ) -> Result<Vec<NextPayout>, MoneyError> {
        self.planner.upcoming_under(self.facts(choices), terms, self.now, most)
    }

    fn facts(&self, choices: &Choices) -> PlanFacts<'_> {
        let destination = self.destinations.iter().find(|(id, ..)| Some(id) == choices.destination.as_ref());
        let paused = match self.stopped {
            Some(PausedBy::Review) | None if choices.paused => Some(PausedBy::Creator),
            stopped => stopped,
        };
        let takes_instant = destination.is_some_and(|(_, takes_instant, _)| *takes_instant);
        PlanFacts {
            schedule: choices.schedule,
            fallback: choices.fallback,
            threshold: choices.threshold,
            paused,
            has_destination: destination.is_some(),
            held_until: destination.and_then(|(_, _, held_until)| *held_until),
            eligible: self.otherwise_eligible && paused.is_none() && takes_instant,
            funds: &self.funds,
        }
    }
}
