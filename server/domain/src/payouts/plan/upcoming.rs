//! The payouts ahead, as today's money makes them.

use super::{NextPayout, PlanFacts, Planner};
use crate::{
    money::MoneyError,
    payouts::{Funds, Schedule},
    time::{Day, Timestamp},
};

/// No gateway lets money settle for longer than this many days: a row that says otherwise must not make us count days
/// for ever.
const LONGEST_SETTLING: i32 = 400;

impl Planner {
    /// The payouts ahead, at most so many: every run that would pay something of what the creator has today, each
    /// taking only what the earlier ones leave. Sales that are still to come make more of them.
    ///
    /// Days go by one after the other as the runner sees them, and nothing but choices, money and dates is asked: what
    /// became of a payout today moves no date.
    pub fn upcoming(
        &self,
        facts: PlanFacts<'_>,
        now: Timestamp,
        most: usize,
    ) -> Result<Vec<NextPayout>, MoneyError> {
        let mut funds = facts.funds.clone();
        let mut ahead = Vec::new();
        let mut day = self.calendar.first_open_day(now);
        let last = self.all_taken_by(&funds, day);
        while day <= last && ahead.len() < most {
            let next = self.on_day(PlanFacts { funds: &funds, ..facts }, day)?;
            if let Some((next, amount)) = next.and_then(|next| next.amount().map(|amount| (next, amount))) {
                funds.balance = funds.balance.minus(amount)?;
                ahead.push(next);
            }
            day = day.plus_days(1);
        }
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
