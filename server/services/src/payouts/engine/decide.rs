//! What a run makes of one creator, from the facts that were read about them.

use domain::{
    money::Money,
    payouts::{
        Calendar, Decision, Eligibility, EligibilityFacts, Fallback, InstantTerms, PausedBy, PayoutKind,
        PayoutSettings, PlanFacts, Planner, Reserve, Schedule,
    },
    policy::Policy,
    time::Day,
};

use crate::{Fault, ports::CandidateFacts};

/// The choices of a creator, or the defaults of one who has not made any.
pub fn settings_of(facts: &CandidateFacts, policy: &Policy) -> PayoutSettings {
    let defaults = || PayoutSettings {
        creator: facts.creator.id.clone(),
        schedule: Schedule::Weekly,
        fallback: Fallback::Standard,
        threshold: minimum(facts, policy),
        paused_at: None,
        destination: facts.destination.as_ref().map(|destination| destination.id.clone()),
        held_until: None,
        updated_at: facts.creator.created_at,
        version: 0,
    };
    facts.settings.clone().unwrap_or_else(defaults)
}

/// What the run of some kind on a day does for a creator; `None` when it does not look at them. The page's plan is made
/// by the same rules ([`Planner::decide`]) from the same facts.
pub fn decide(
    facts: &CandidateFacts,
    kind: PayoutKind,
    day: Day,
    policy: &Policy,
) -> Result<Option<Decision>, Fault> {
    let settings = settings_of(facts, policy);
    let calendar = Calendar::of(policy);
    let volume = facts.account.volume.before(day);
    let planner = Planner {
        calendar,
        terms: InstantTerms::of(policy, country(facts), day, volume),
        minimum: minimum(facts, policy),
    };
    let failed = facts.account.paused_after_failures_at.is_some();
    let by_creator = settings.paused_at.is_some();
    let eligibility = EligibilityFacts {
        standing: facts.standing.as_ref(),
        paused_by_failures: failed,
        paused_by_creator: by_creator,
        destination: facts.destination.as_ref(),
        // A hold stops payouts of every kind, and is looked at by itself.
        held_until: None,
        now: calendar.run_at(day),
        completed_payouts: facts.account.completed,
    };
    let funds = facts.money.funds(reserve(facts));
    let plan = PlanFacts {
        schedule: settings.schedule,
        fallback: settings.fallback,
        threshold: settings.threshold,
        paused: PausedBy::of(facts.standing.as_ref(), failed, by_creator),
        has_destination: facts.destination.is_some(),
        held_until: settings.held_until,
        eligible: Eligibility::evaluate(eligibility, policy).is_eligible(),
        funds: &funds,
    };
    Ok(planner.decide(plan, kind, day)?)
}

/// What is kept back of a creator's recent sales.
pub(super) fn reserve(facts: &CandidateFacts) -> Option<Reserve> {
    let standing = facts.standing.as_ref()?;
    Reserve::of(standing.reserve_rate, standing.reserve_days)
}

fn country(facts: &CandidateFacts) -> Option<&str> {
    facts.standing.as_ref().map(|standing| standing.country.as_str())
}

fn minimum(facts: &CandidateFacts, policy: &Policy) -> Money {
    policy.minimum_payout_in(facts.creator.currency, country(facts))
}
