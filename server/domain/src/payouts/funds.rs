//! Which part of a balance a run can take.

use serde::{Deserialize, Serialize};

use super::{PayoutKind, Run};
use crate::{
    money::{BasisPoints, Money, MoneyError},
    time::{Day, Timestamp},
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

/// A part of recent sales that is kept back for refunds and disputes: a share of the sales of the last `days` UTC days
/// before the day of the payout. Each day's part becomes payable when the window has moved past it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reserve {
    /// The share that is kept back, rounded down.
    pub rate: BasisPoints,
    /// How many days back.
    pub days: u16,
}

impl Reserve {
    /// A reserve as it is stored; none when nothing would be kept back.
    pub fn of(rate: BasisPoints, days: u16) -> Option<Self> {
        (rate.get() > 0 && days > 0).then_some(Self { rate, days })
    }

    /// The first day whose sales count for a payout on `day`: sales since then must be listed.
    pub fn since(self, day: Day) -> Day {
        day.plus_days(i32::from(self.days).saturating_neg())
    }
}

/// A balance with the sales that may be too young to leave it.
///
/// Money leaves oldest first, so what is payable up to a moment is the balance less the sales after it, and never less
/// than nothing: a refund is taken from the oldest money first. A balance under nothing is carried: the next sales
/// fill it up before anything is payable again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Funds {
    /// What the creator has; can be negative after refunds.
    pub balance: Money,
    /// The young sales; older ones need not be listed. With a reserve, those since [`Reserve::since`].
    pub recent: Vec<RecentAmount>,
    /// What is kept back, if anything.
    pub reserve: Option<Reserve>,
}

/// A balance as one payout divides it. `payable + remaining + reserved` is the balance, or nothing when that is
/// negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// What can be taken, in whole steps of a payout.
    pub payable: Money,
    /// What stays: captured after the cut-off, still settling, or less than a step.
    pub remaining: Money,
    /// What is kept back for refunds and disputes.
    pub reserved: Money,
}

/// A balance as pages divide it. `settled + settling` is the balance, always: one that is negative is owed now, so it
/// counts as settled, and nothing of it is settling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// What has settled.
    pub settled: Money,
    /// What is still settling.
    pub settling: Money,
}

impl Funds {
    /// Divides the balance for a run: a standard one takes what was captured before its cut-off, an instant one
    /// additionally only what has settled by the moment it starts.
    pub fn share_of(&self, run: Run) -> Result<Share, MoneyError> {
        self.share(run.day(), |sale| {
            let captured = sale.captured_at < run.cut_off();
            match run.kind {
                PayoutKind::Instant => captured && sale.settles_at <= run.at,
                PayoutKind::Standard => captured,
            }
        })
    }

    /// Divides the balance for an instant payout on demand: it takes what has settled by now.
    pub fn share_on_demand(&self, now: Timestamp) -> Result<Share, MoneyError> {
        self.share(now.day(), |sale| sale.settles_at <= now)
    }

    /// Divides the balance into what has settled by a moment and what is still settling.
    pub fn settled_at(&self, moment: Timestamp) -> Result<Settled, MoneyError> {
        let nothing = Money::zero(self.balance.currency());
        let later = self.recent.iter().filter(|sale| sale.settles_at > moment).map(|sale| sale.amount);
        let settled = self.balance.minus(Money::sum(self.balance.currency(), later)?)?;
        let settled = settled.at_least(self.balance.at_most(nothing)?)?;
        Ok(Settled { settled, settling: self.balance.minus(settled)? })
    }

    fn share(&self, day: Day, takes: impl Fn(&RecentAmount) -> bool) -> Result<Share, MoneyError> {
        let currency = self.balance.currency();
        let nothing = Money::zero(currency);
        let whole = self.balance.at_least(nothing)?;
        let young = self.recent.iter().filter(|sale| !takes(sale)).map(|sale| sale.amount);
        let old_enough = self.balance.minus(Money::sum(currency, young)?)?.at_least(nothing)?;
        let taken = self.recent.iter().filter(|sale| takes(sale));
        let reserved = self.kept_back(day, taken)?.at_most(old_enough)?;
        let payable = old_enough.minus(reserved)?.in_payout_steps();
        Ok(Share { payable, remaining: whole.minus(payable)?.minus(reserved)?, reserved })
    }

    fn kept_back<'a>(
        &self,
        day: Day,
        taken: impl Iterator<Item = &'a RecentAmount>,
    ) -> Result<Money, MoneyError> {
        let currency = self.balance.currency();
        let Some(reserve) = self.reserve else { return Ok(Money::zero(currency)) };
        let since = reserve.since(day);
        let in_window = taken.filter(|sale| sale.captured_at.day() >= since).map(|sale| sale.amount);
        Ok(Money::sum(currency, in_window)?.share(reserve.rate))
    }
}

#[cfg(test)]
#[path = "funds_tests.rs"]
mod tests;
