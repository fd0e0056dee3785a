//! Everything a decision about payout settings looks at, read at one moment.

use domain::{
    id::{DestinationId, UserId},
    money::Money,
    payouts::{
        Calendar, Destination, Eligibility, EligibilityFacts, Fallback, Funds, PausedBy, PayoutKind,
        PayoutSettings, Planner, Reserve, Schedule, TermsAhead, changes,
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
        let read = async |recent_since| {
            let facts = commerce.payout_facts(&creator.id, recent_since, history_since).await?;
            facts.ok_or(StoreFault::Inconsistent {
                table: "creators",
                what: "a signed-in creator has no account".to_owned(),
            })
        };
        let recent_since = oldest_cut_off(policy, now);
        let mut facts = read(recent_since).await?;
        // Few creators have a reserve, and it looks further back than any run.
        let reserved_since = reserve(&facts).map(|reserve| reserve.since(now.day()).start().plus_ms(-1));
        if let Some(since) = reserved_since.filter(|since| *since < recent_since) {
            facts = read(since).await?;
        }
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
            paused_by_failures: self.paused_by_failures(),
            paused_by_creator: settings.paused_at.is_some(),
            destination: self.destination(settings.destination.as_ref()),
            held_until: settings.held_until,
            now: self.now,
            completed_payouts: self.facts.account.completed,
        };
        Eligibility::evaluate(facts, policy)
    }

    pub fn paused_by(&self) -> Option<PausedBy> {
        let by_creator = self.settings.paused_at.is_some();
        PausedBy::of(self.facts.standing.as_ref(), self.paused_by_failures(), by_creator)
    }

    /// Who or what has stopped payouts, whatever the creator chooses.
    pub fn stopped(&self) -> Option<PausedBy> {
        PausedBy::of(self.facts.standing.as_ref(), self.paused_by_failures(), false)
    }

    fn paused_by_failures(&self) -> bool {
        self.facts.account.paused_after_failures_at.is_some()
    }

    /// The rules, with the fee of the day of the next daily run: what a promotion or a new month makes of it is shown
    /// before that run, and not after.
    pub fn planner(&self, policy: &Policy) -> Planner {
        let calendar = Calendar::of(policy);
        let day = calendar.next_run(Schedule::Daily, self.now).day();
        Planner { calendar, terms: self.terms_ahead(policy).on(day), minimum: minimum(&self.facts, policy) }
    }

    /// What instant payouts cost on the days ahead.
    pub fn terms_ahead<'a>(&'a self, policy: &'a Policy) -> TermsAhead<'a> {
        TermsAhead { policy, country: country(&self.facts), volume: self.facts.account.volume }
    }

    /// The platform's or the country's minimum.
    pub fn minimum(&self, policy: &Policy) -> Money {
        minimum(&self.facts, policy)
    }

    pub fn funds(&self) -> Funds {
        self.facts.money.funds(reserve(&self.facts))
    }

    /// Until when payouts wait under a choice of destination. A change from one to another makes them wait, so that
    /// whoever took over an account cannot take the money with it before its owner has read the message. The first
    /// destination changes nothing, and no save shortens a hold.
    pub fn held_until(&self, destination: Option<&DestinationId>, policy: &Policy) -> Option<Timestamp> {
        let settings = &self.settings;
        match (settings.destination.as_ref(), destination) {
            (Some(before), Some(after)) if before != after => {
                Some(self.now.plus_ms(policy.destination_hold_ms())).max(settings.held_until)
            }
            _ => settings.held_until,
        }
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
        threshold: minimum(facts, policy),
        paused_at: None,
        destination: facts.destinations.first().map(|destination| destination.id.clone()),
        held_until: None,
        updated_at: facts.creator.created_at,
        version: 0,
    }
}

fn country(facts: &PayoutFacts) -> Option<&str> {
    facts.standing.as_ref().map(|standing| standing.country.as_str())
}

fn minimum(facts: &PayoutFacts, policy: &Policy) -> Money {
    policy.minimum_payout_in(facts.creator.currency, country(facts))
}

fn reserve(facts: &PayoutFacts) -> Option<Reserve> {
    let standing = facts.standing.as_ref()?;
    Reserve::of(standing.reserve_rate, standing.reserve_days)
}

/// A moment before the first sale that any run ahead may have to leave out: some schedule may run on the very next day.
fn oldest_cut_off(policy: &Policy, now: Timestamp) -> Timestamp {
    let calendar = Calendar::of(policy);
    calendar.cut_off(PayoutKind::Standard, calendar.first_open_day(now)).min(now).plus_ms(-1)
}
