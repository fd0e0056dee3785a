//! Which part of a balance a run can take.

use serde::{Deserialize, Serialize};

use super::{PayoutKind, Run};
use crate::{
    money::{Money, MoneyError},
    time::Timestamp,
};

/// Recent sales that share their capture day and their settling moment, summed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecentAmount {
    /// The latest capture among them.
    pub captured_at: Timestamp,
    /// From when an instant payout may take them.
    pub settles_at: Timestamp,
    /// Their sum.
    pub amount: Money,
}

/// A balance with the sales that may be too young to leave it.
///
/// Money leaves oldest first, so what is payable up to a moment is the balance less the sales after it, and never less
/// than nothing: a refund is taken from the oldest money first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Funds {
    /// What the creator has; can be negative after refunds.
    pub balance: Money,
    /// The young sales; older ones need not be listed.
    pub recent: Vec<RecentAmount>,
}

/// A balance as one run divides it. `payable + remaining` is the balance, or nothing when that is negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// What the run can take.
    pub payable: Money,
    /// What stays: captured after the cut-off, or still settling.
    pub remaining: Money,
}

impl Funds {
    /// Divides the balance for a run: a standard one takes what was captured before its cut-off, an instant one
    /// additionally only what has settled by the moment it starts.
    pub fn share_of(&self, run: Run) -> Result<Share, MoneyError> {
        self.share(|sale| {
            let captured = sale.captured_at < run.cut_off();
            match run.kind {
                PayoutKind::Instant => captured && sale.settles_at <= run.at,
                PayoutKind::Standard => captured,
            }
        })
    }

    /// Divides the balance into what has settled by a moment and what is still settling.
    pub fn settled_at(&self, moment: Timestamp) -> Result<Share, MoneyError> {
        self.share(|sale| sale.settles_at <= moment)
    }

    fn share(&self, takes: impl Fn(&RecentAmount) -> bool) -> Result<Share, MoneyError> {
        let nothing = Money::zero(self.balance.currency());
        let whole = if self.balance.is_positive() { self.balance } else { nothing };
        let young = self.recent.iter().filter(|sale| !takes(sale)).map(|sale| sale.amount);
        let payable = self.balance.minus(Money::sum(self.balance.currency(), young)?)?;
        let payable = if payable.is_positive() { payable } else { nothing };
        Ok(Share { payable, remaining: whole.minus(payable)? })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Funds, RecentAmount};
    use crate::{
        money::{Currency, Money},
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

    fn noon(date: u8) -> Timestamp {
        Day::from_calendar(2026, 11, date).unwrap().start().plus_seconds(12 * 3600)
    }

    #[test]
    fn a_daily_run_takes_what_has_settled_and_not_all_that_is_unpaid_defect_4_4_c() {
        let now = noon(21);
        let run = Calendar::of(&Policy::default()).next_run(Schedule::Daily, now);
        let funds = Funds {
            balance: yuan(100_000),
            recent: vec![sale(noon(20), 1, 20_000), sale(noon(21), 1, 5_000)],
        };
        // The run is on the 22nd at 08:00: the sale of the 20th settles on the 21st at noon, that of the 21st does not.
        let share = funds.share_of(run).unwrap();
        assert_eq!((share.payable, share.remaining), (yuan(95_000), yuan(5_000)));
        assert_eq!(funds.settled_at(now).unwrap().payable, yuan(95_000));
        assert_eq!(funds.settled_at(now.plus_ms(-1)).unwrap().remaining, yuan(25_000));
    }

    #[test]
    fn a_sale_after_the_cut_off_waits_even_when_it_settles_at_once() {
        let before_the_hour = Day::from_calendar(2026, 11, 21).unwrap().start().plus_seconds(3600);
        let run = Calendar::of(&Policy::default()).next_run(Schedule::Daily, before_the_hour);
        let funds = Funds { balance: yuan(3_000), recent: vec![sale(before_the_hour, 0, 1_000)] };
        assert_eq!(funds.share_of(run).unwrap().payable, yuan(2_000));
    }

    #[test]
    fn a_balance_under_nothing_pays_nothing() {
        let run = Calendar::of(&Policy::default()).next_run(Schedule::Weekly, noon(21));
        for balance in [-5_000, 0, 300] {
            let funds = Funds { balance: yuan(balance), recent: vec![sale(noon(21), 0, 1_000)] };
            let share = funds.share_of(run).unwrap();
            assert_eq!((share.payable, share.remaining), (yuan(0), yuan(balance.max(0))));
        }
    }

    proptest! {
        #[test]
        fn a_share_is_within_the_balance_and_adds_up(
            balance in -1_000_000i64..10_000_000,
            sales in prop::collection::vec((0i64..20, 0i64..4, 0i64..500_000), 0..12),
            index in 0usize..4,
        ) {
            let recent = sales.iter().map(|(day, settle, minor)| sale(noon(10).plus_days(*day), *settle, *minor)).collect();
            let funds = Funds { balance: yuan(balance), recent };
            let run = Calendar::of(&Policy::default()).next_run(Schedule::ALL[index], noon(21));
            let share = funds.share_of(run).unwrap();
            prop_assert!(share.payable.minor() >= 0 && share.remaining.minor() >= 0);
            prop_assert_eq!(share.payable.minor() + share.remaining.minor(), balance.max(0));
        }
    }
}
