//! Changing one's mind: whatever is switched to whatever on any day, money leaves once, and none is forgotten.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{
    Schedule,
    testing::{any_schedule, samples},
};
use crate::{
    money::{Currency, Money},
    payouts::{
        Calendar, Fallback, Funds, InstantTerms, PayoutKind, PlanFacts, Planned, Planner, RecentAmount,
    },
    policy::Policy,
    time::Day,
};

fn yuan(minor: i64) -> Money {
    Money::new(minor, Currency::Cny)
}

fn planner() -> Planner {
    let policy = Policy::default();
    Planner {
        calendar: Calendar::of(&policy),
        terms: InstantTerms::of(&policy, None, Day::default(), yuan(0)),
        minimum: policy.minimum_payout(Currency::Cny),
    }
}

/// An amount that any single sale reaches, so that only dates decide.
fn without_amount(schedule: Schedule) -> Schedule {
    if matches!(schedule, Schedule::OnAmount { .. }) { Schedule::OnAmount { minor: 1_000 } } else { schedule }
}

/// A creator with one sale each noon, sold from the first day through the last, and paid by the planner every morning.
struct Simulation {
    planner: Planner,
    today: Day,
    balance: Money,
    /// The sales by day, kept for as long as the store lists them.
    sales: BTreeMap<Day, Money>,
    sold: i64,
    paid: i64,
    /// Everything before this day has left.
    taken_before: Day,
}

impl Simulation {
    fn new(today: Day) -> Self {
        let sales = BTreeMap::new();
        Self { planner: planner(), today, balance: yuan(0), sales, sold: 0, paid: 0, taken_before: today }
    }

    /// A morning's runs and a day's sale. What was paid must be everything before the cut-off that had not left yet,
    /// to the fen.
    fn live(&mut self, schedule: Schedule, sale: i64) {
        let recent = self.sales.iter().map(|(day, amount)| RecentAmount {
            captured_at: day.start().plus_seconds(12 * 3600),
            settles_at: day.start().plus_seconds(12 * 3600),
            amount: *amount,
        });
        let funds = Funds { balance: self.balance, recent: recent.collect(), reserve: None };
        let facts = PlanFacts {
            schedule,
            fallback: Fallback::Wait,
            threshold: yuan(1_000),
            paused: None,
            has_destination: true,
            held_until: None,
            eligible: true,
            funds: &funds,
        };
        let next = self.planner.on_day(facts, self.today).unwrap();
        assert_eq!(next.is_some(), schedule.is_due(self.today));
        if let Some(next) = next {
            let cut_off = next.run.covers_through.plus_days(1);
            let waiting: i64 = self
                .sales
                .range(self.taken_before..cut_off.max(self.taken_before))
                .map(|(_, sale)| sale.minor())
                .sum();
            assert_eq!(next.amount().map_or(0, Money::minor), waiting, "{schedule} on {}", self.today);
            if let Some(amount) = next.amount() {
                self.balance = self.balance.minus(amount).unwrap();
                self.paid += amount.minor();
                self.taken_before = cut_off;
            }
            let instant = matches!(next.planned, Planned::Instant(_));
            assert!(!instant || next.run.kind == PayoutKind::Instant);
        }
        self.sales.insert(self.today, yuan(sale));
        self.balance = self.balance.plus(yuan(sale)).unwrap();
        self.sold += sale;
        assert_eq!(self.paid + self.balance.minor(), self.sold, "money is neither made nor lost");
        self.today = self.today.plus_days(1);
    }
}

#[test]
fn a_switch_between_any_two_schedules_on_any_day_neither_skips_nor_repeats_a_sale() {
    let start = Day::from_calendar(2028, 2, 1).unwrap();
    for (before, after) in
        samples().into_iter().flat_map(|one| samples().into_iter().map(move |other| (one, other)))
    {
        let (before, after) = (without_amount(before), without_amount(after));
        for switched in [7, 24, 28, 29, 31, 46] {
            let mut creator = Simulation::new(start);
            for day in 0..60 {
                creator.live(if day < switched { before } else { after }, 1_000 + i64::from(day));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn changing_ones_mind_again_and_again_neither_skips_nor_repeats_a_sale(
        start in 20_000i32..40_000,
        choices in prop::collection::vec((any_schedule(), 1u16..40), 1..6),
        sale in 1_000i64..900_000,
    ) {
        let mut creator = Simulation::new(Day::from_epoch_days(start));
        for (schedule, days) in choices {
            for day in 0..days {
                creator.live(without_amount(schedule), sale + i64::from(day));
            }
        }
        // Whatever was chosen before, two daily runs and a week without sales leave nothing behind.
        for _ in 0..2 {
            creator.live(Schedule::Daily, 1_000);
        }
        prop_assert_eq!(creator.balance, yuan(1_000));
    }
}
