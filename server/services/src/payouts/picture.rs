//! Everything a decision about payout settings looks at, read at one moment.

use domain::{
    id::{DestinationId, UserId},
    payouts::{
        Calendar, Destination, Eligibility, EligibilityFacts, Fallback, Funds, InstantTerms, PausedBy,
        PayoutSettings, Planner, RecentAmount, Schedule, changes,
    },
    policy::Policy,
    time::Timestamp,
    view::payouts::HISTORY_DAYS,
};

use super::Saved;
use crate::{
    Fault,
    ports::{Commerce, CreatorRow, PayoutFacts, StoreFault},
};

/// The facts, the moment they were read, and the choices that hold.
pub(super) struct Picture {
    pub facts: PayoutFacts,
    pub now: Timestamp,
    /// The stored choices, or the defaults before the first save.
    pub settings: PayoutSettings,
}

impl Picture {
    pub async fn load(
        commerce: &Commerce,
        creator: &CreatorRow,
        policy: &Policy,
        now: Timestamp,
    ) -> Result<Self, Fault> {
        let history_since = now.day().plus_days(1i32.saturating_sub(i32::from(HISTORY_DAYS)));
        let recent_since = oldest_cut_off(policy, now);
        let facts = commerce.payout_facts(&creator.id, recent_since, history_since).await?;
        let facts = facts.ok_or(StoreFault::Inconsistent {
            table: "creators",
            what: "a signed-in creator has no account".to_owned(),
        })?;
        let settings = facts.settings.clone().unwrap_or_else(|| defaults(&facts, policy));
        if settings.threshold.currency() != facts.creator.currency {
            let what = "the threshold is in another currency than the account".to_owned();
            return Err(StoreFault::Inconsistent { table: "payout_settings", what }.into());
        }
        Ok(Self { facts, now, settings })
    }

    /// The choices of a creator who has not made any.
    pub fn defaults(&self, policy: &Policy) -> PayoutSettings {
        defaults(&self.facts, policy)
    }

    pub fn destination(&self, id: Option<&DestinationId>) -> Option<&Destination> {
        self.facts.destinations.iter().find(|destination| Some(&destination.id) == id)
    }

    /// The checklist, as it would stand under some choices.
    pub fn eligibility(&self, settings: &PayoutSettings, policy: &Policy) -> Eligibility {
        let facts = EligibilityFacts {
            standing: self.facts.standing.as_ref(),
            paused_by_creator: settings.paused_at.is_some(),
            destination: self.destination(settings.destination.as_ref()),
            completed_payouts: self.facts.completed_payouts,
        };
        Eligibility::evaluate(facts, policy)
    }

    pub fn paused_by(&self) -> Option<PausedBy> {
        PausedBy::of(self.facts.standing.as_ref(), self.settings.paused_at.is_some())
    }

    pub fn planner(&self, policy: &Policy) -> Planner {
        let currency = self.facts.creator.currency;
        Planner {
            calendar: Calendar::of(policy),
            terms: InstantTerms::of(policy, currency),
            minimum: policy.minimum_payout(currency),
        }
    }

    pub fn funds(&self) -> Funds {
        let recent = self.facts.money.recent.iter().map(|sales| RecentAmount {
            captured_at: sales.captured_at,
            settles_at: sales.settles_at,
            amount: sales.amount,
        });
        Funds { balance: self.facts.money.balance, recent: recent.collect() }
    }

    /// The first run that a choice made now counts for.
    pub fn counts_from(&self, schedule: Schedule, policy: &Policy) -> Timestamp {
        Calendar::of(policy).next_run(schedule, self.now).at
    }

    /// The answer to a form that says what is stored already. A form that was posted again is answered as the last
    /// save was, if that was the same person's.
    pub fn saved_already(&self, posted_again_by: Option<&UserId>, policy: &Policy) -> Saved {
        let own =
            self.facts.last_change.as_ref().filter(|change| Some(&change.changed_by) == posted_again_by);
        let own = own.filter(|change| changes(&change.after, &self.settings).is_empty());
        let counts_from = self.counts_from(self.settings.schedule, policy);
        Saved { change: own.map(|change| change.id.clone()), changes: Vec::new(), counts_from }
    }
}

fn defaults(facts: &PayoutFacts, policy: &Policy) -> PayoutSettings {
    PayoutSettings {
        creator: facts.creator.id.clone(),
        schedule: Schedule::Weekly,
        fallback: Fallback::Standard,
        threshold: policy.minimum_payout(facts.creator.currency),
        paused_at: None,
        destination: facts.destinations.first().map(|destination| destination.id.clone()),
        updated_at: facts.creator.created_at,
        version: 0,
    }
}

/// A moment before the first sale that the next run of any schedule may have to leave out.
fn oldest_cut_off(policy: &Policy, now: Timestamp) -> Timestamp {
    let calendar = Calendar::of(policy);
    let cut_offs = Schedule::ALL.into_iter().map(|schedule| calendar.next_run(schedule, now).cut_off());
    cut_offs.fold(now, Timestamp::min).plus_ms(-1)
}
