use proptest::prelude::*;

use super::{Funds, RecentAmount, Reserve};
use crate::{
    money::{BasisPoints, Currency, Money},
    payouts::{Calendar, Schedule},
    policy::Policy,
    time::{Day, Timestamp},
};

fn yuan(minor: i64) -> Money {
    Money::new(minor, Currency::Cny)
}

fn sale(captured_at: Timestamp, settle_days: i64, minor: i64) -> RecentAmount {
    RecentAmount { captured_at, settles_at: captured_at.plus_days(settle_days), amount: yuan(minor) }
}

fn funds(balance: i64, recent: Vec<RecentAmount>) -> Funds {
    Funds { balance: yuan(balance), recent, reserve: None }
}

fn noon(date: u8) -> Timestamp {
    Day::from_calendar(2026, 11, date).unwrap().start().plus_seconds(12 * 3600)
}

fn calendar() -> Calendar {
    Calendar::of(&Policy::default())
}

#[test]
fn a_daily_run_takes_what_has_settled_and_not_all_that_is_unpaid_defect_4_4_c() {
    let now = noon(21);
    let run = calendar().next_run(Schedule::Daily, now);
    let funds = funds(100_000, vec![sale(noon(20), 1, 20_000), sale(noon(21), 1, 5_000)]);
    // The run is on the 22nd at 08:00: the sale of the 20th settles on the 21st at noon, that of the 21st does not.
    let share = funds.share_of(run).unwrap();
    assert_eq!((share.payable, share.remaining), (yuan(95_000), yuan(5_000)));
    assert_eq!(funds.settled_at(now).unwrap().settled, yuan(95_000));
    assert_eq!(funds.settled_at(now.plus_ms(-1)).unwrap().settling, yuan(25_000));
    assert_eq!(funds.share_on_demand(now.plus_ms(-1)).unwrap().payable, yuan(75_000));
}

#[test]
fn a_sale_after_the_cut_off_waits_even_when_it_settles_at_once() {
    let before_the_hour = Day::from_calendar(2026, 11, 21).unwrap().start().plus_seconds(3600);
    let run = calendar().next_run(Schedule::Daily, before_the_hour);
    let funds = funds(3_000, vec![sale(before_the_hour, 0, 1_000)]);
    assert_eq!(funds.share_of(run).unwrap().payable, yuan(2_000));
    assert_eq!(funds.share_on_demand(before_the_hour).unwrap().payable, yuan(3_000));
}

#[test]
fn a_balance_under_nothing_pays_nothing_and_is_carried_until_sales_fill_it_defect_4_4_n() {
    let run = calendar().next_run(Schedule::Weekly, noon(21));
    for balance in [-5_000, 0, 300] {
        let share = funds(balance, vec![sale(noon(21), 0, 1_000)]).share_of(run).unwrap();
        assert_eq!((share.payable, share.remaining), (yuan(0), yuan(balance.max(0))));
    }
    let filled = funds(-5_000 + 6_000, vec![]).share_of(run).unwrap();
    assert_eq!(filled.payable, yuan(1_000));
}

#[test]
fn a_negative_balance_is_owed_now_and_nothing_of_it_is_settling() {
    let moment = noon(21);
    for (balance, settled, settling) in
        [(-5_000, -5_000, 0), (0, 0, 0), (300, 0, 300), (1_000, 0, 1_000), (1_500, 500, 1_000)]
    {
        let answer = funds(balance, vec![sale(moment, 1, 1_000)]).settled_at(moment).unwrap();
        assert_eq!((answer.settled, answer.settling), (yuan(settled), yuan(settling)), "{balance}");
    }
}

#[test]
fn a_reserve_keeps_back_a_share_of_recent_sales_until_its_window_has_passed_defect_4_4_n() {
    let reserve = Reserve::of(BasisPoints::new(1_000), 5);
    let run = |now| calendar().next_run(Schedule::Daily, now);
    // Sold on the 10th: 99.99; 10 % are kept back for payouts through the 15th.
    let sold = |balance| Funds { reserve, ..funds(balance, vec![sale(noon(10), 0, 9_999)]) };
    let first = sold(9_999).share_of(run(noon(10))).unwrap();
    assert_eq!((first.payable, first.reserved, first.remaining), (yuan(9_000), yuan(999), yuan(0)));
    let last_day = sold(999).share_of(run(noon(14))).unwrap();
    assert_eq!((last_day.payable, last_day.reserved), (yuan(0), yuan(999)));
    let released = sold(999).share_of(run(noon(15))).unwrap();
    assert_eq!((released.payable, released.reserved), (yuan(999), yuan(0)));
}

#[test]
fn what_is_too_young_to_be_taken_is_not_reserved_as_well() {
    let reserve = Reserve::of(BasisPoints::new(5_000), 30);
    let recent = vec![sale(noon(19), 1, 4_000), sale(noon(21), 1, 6_000)];
    let share = Funds { reserve, ..funds(10_000, recent) }
        .share_of(calendar().next_run(Schedule::Daily, noon(21)))
        .unwrap();
    assert_eq!((share.payable, share.reserved, share.remaining), (yuan(2_000), yuan(2_000), yuan(6_000)));
}

#[test]
fn what_a_bank_cannot_carry_stays_in_the_balance() {
    let run = calendar().next_run(Schedule::Weekly, noon(21));
    for (currency, payable, remaining) in
        [(Currency::Huf, 12_300, 45), (Currency::Twd, 12_300, 45), (Currency::Isk, 12_345, 0)]
    {
        let funds = Funds { balance: Money::new(12_345, currency), recent: vec![], reserve: None };
        let share = funds.share_of(run).unwrap();
        assert_eq!((share.payable.minor(), share.remaining.minor()), (payable, remaining));
    }
}

#[test]
fn a_reserve_of_nothing_is_none() {
    assert_eq!(Reserve::of(BasisPoints::new(0), 30), None);
    assert_eq!(Reserve::of(BasisPoints::new(100), 0), None);
}

proptest! {
    #[test]
    fn a_share_is_within_the_balance_and_adds_up(
        balance in -1_000_000i64..10_000_000,
        sales in prop::collection::vec((0i64..20, 0i64..4, 0i64..500_000), 0..12),
        index in 0usize..4, rate in 0u32..=10_000, days in 0u16..40, whole_units: bool,
    ) {
        let currency = if whole_units { Currency::Huf } else { Currency::Cny };
        let money = |minor| Money::new(minor, currency);
        let recent = sales.iter().map(|(day, settle, minor)| {
            RecentAmount { amount: money(*minor), ..sale(noon(10).plus_days(*day), *settle, 0) }
        });
        let reserve = Reserve::of(BasisPoints::new(rate), days);
        let funds = Funds { balance: money(balance), recent: recent.collect(), reserve };
        let run = calendar().next_run(Schedule::ALL[index], noon(21));
        for share in [funds.share_of(run).unwrap(), funds.share_on_demand(noon(21)).unwrap()] {
            let parts = [share.payable, share.remaining, share.reserved];
            prop_assert!(parts.iter().all(|part| part.minor() >= 0));
            prop_assert_eq!(parts.iter().map(|part| part.minor()).sum::<i64>(), balance.max(0));
            prop_assert_eq!(share.payable.minor() % currency.payout_granularity(), 0);
            let without = Funds { reserve: None, ..funds.clone() }.share_of(run).unwrap();
            prop_assert!(funds.share_of(run).unwrap().payable.minor() <= without.payable.minor());
        }
        let answer = funds.settled_at(noon(21)).unwrap();
        prop_assert_eq!(answer.settled.minor() + answer.settling.minor(), balance);
        prop_assert!(answer.settling.minor() >= 0 && answer.settled.minor() >= balance.min(0));
        let on_demand = funds.share_on_demand(noon(21)).unwrap();
        prop_assert!(on_demand.payable.minor() <= answer.settled.minor().max(0));
    }
}
