//! The payouts ahead, as today's money makes them.

use super::{NextPayout, PlanFacts, Planner};
use crate::{
    money::{Money, MoneyError},
    payouts::{Funds, InstantTerms, PayoutKind, Schedule, TermsAhead},
    time::{Day, Timestamp},
};

/// No gateway lets money settle for longer than this many days: a row that says otherwise must not make us count days
/// for ever.
const LONGEST_SETTLING: i32 = 400;

/// What instant payouts cost on each day, as far as whoever asks knows the rules.
trait Terms {
    fn on(&self, day: Day) -> InstantTerms;
    /// An instant payout is planned.
    fn planned(&mut self, day: Day, gross: Money);
}

/// The terms of the next run on every day: enough to say whether and when something is paid, which no fee decides.
impl Terms for InstantTerms {
    fn on(&self, _day: Day) -> InstantTerms {
        *self
    }
    fn planned(&mut self, _day: Day, _gross: Money) {}
}

impl Terms for TermsAhead<'_> {
    fn on(&self, day: Day) -> InstantTerms {
        TermsAhead::on(self, day)
    }
    fn planned(&mut self, day: Day, gross: Money) {
        self.volume = self.volume.with(day, gross);
    }
}

impl Planner {
    /// The payouts ahead, at most so many: every run that would pay something of what the creator has today, each
    /// taking only what the earlier ones leave. Sales that are still to come make more of them.
    ///
    /// Days go by one after the other as the runner sees them, and nothing but choices, money and dates is asked: what
    /// became of a payout today moves no date. Fees are those of the next run; see [`Planner::upcoming_under`].
    pub fn upcoming(
        &self,
        facts: PlanFacts<'_>,
        now: Timestamp,
        most: usize,
    ) -> Result<Vec<NextPayout>, MoneyError> {
        self.walk(facts, self.terms, now, most)
    }

    /// The same, with the fee of each day: what it says for a day is what the run of that day books, as long as nothing
    /// is sold, paid or changed in between.
    pub fn upcoming_under(
        &self,
        facts: PlanFacts<'_>,
        terms: TermsAhead<'_>,
        now: Timestamp,
        most: usize,
    ) -> Result<Vec<NextPayout>, MoneyError> {
        self.walk(facts, terms, now, most)
    }

    fn walk(
        &self,
        facts: PlanFacts<'_>,
        mut terms: impl Terms,
        now: Timestamp,
        most: usize,
    ) -> Result<Vec<NextPayout>, MoneyError> {
        let mut funds = facts.funds.clone();
        let mut ahead = Vec::new();
        let mut day = self.calendar.first_open_day(now);
        let last = self.all_taken_by(&funds, day);
        while day <= last && ahead.len() < most {
            let planner = Self { terms: terms.on(day), ..*self };
            // Both runs of a day look, the instant one first: what it leaves, because it has not settled, may be old
            // enough for the standard one.
            for kind in PayoutKind::ALL {
                let decision = planner.decide(PlanFacts { funds: &funds, ..facts }, kind, day)?;
                let Some(next) = decision.map(NextPayout::of) else { continue };
                let Some(amount) = next.amount() else { continue };
                funds.balance = funds.balance.minus(amount)?;
                if kind == PayoutKind::Instant {
                    terms.planned(day, amount);
                }
                ahead.push(next);
            }
            day = day.plus_days(1);
        }
        ahead.truncate(most);
        Ok(ahead)
    }

    /// The last day on which a run can take something of this money: once all of it is old enough, has settled and is
    /// out of the reserve, the next run takes it or never does.
    fn all_taken_by(&self, funds: &Funds, from: Day) -> Day {
        let reserved = funds.reserve.map_or(0, |reserve| reserve.days);
        let hold = i32::from(self.calendar.hold_days.max(reserved));
        let ripe = |captured: Timestamp, settles: Timestamp| {
            captured.day().plus_days(hold).max(settles.day()).plus_days(1)
        };
        let ripe = funds.recent.iter().map(|sale| ripe(sale.captured_at, sale.settles_at));
        let ripe = ripe.fold(from, Day::max).min(from.plus_days(LONGEST_SETTLING));
        ripe.plus_days(Schedule::LONGEST_WAIT)
    }
}
