//! What instant payouts cost and carry, for one creator on one day.

use serde::{Deserialize, Serialize};

use super::FeeRule;
use crate::{
    money::{BasisPoints, Money},
    payouts::InstantVolume,
    policy::Policy,
    time::Day,
};

/// What instant payouts cost and carry, in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstantTerms {
    /// The fee, as a rate of what is **received**; it is taken inside the gross amount.
    pub rate: BasisPoints,
    /// The most that one payout costs, if there is such a limit.
    pub cap: Option<Money>,
    /// Why it is this rate.
    pub why: FeeRule,
    /// The least that one instant payout may carry, before its fee.
    pub minimum: Money,
    /// The most that one instant payout may carry, before its fee.
    pub maximum: Money,
}

impl InstantTerms {
    /// The terms that a policy sets for payouts made on `day` to a creator in `country` (ISO 3166), whose instant
    /// payouts in the UTC calendar month before `day` came to some volume. The volume's currency is the payouts'.
    ///
    /// A page that shows a coming run asks for the terms of the **run's** day, or a promotion that ends tonight would
    /// be promised for tomorrow.
    pub fn of(policy: &Policy, country: Option<&str>, day: Day, volume_of_last_month: Money) -> Self {
        let currency = volume_of_last_month.currency();
        let (rate, why) = policy.fee.rate_on(day, volume_of_last_month);
        Self {
            rate,
            why,
            cap: policy.fee.cap(currency),
            minimum: policy.minimum_payout_in(currency, country),
            maximum: policy.instant_maximum(currency),
        }
    }

    /// The fee as a rate of what leaves the balance: 3 % of what is received is 2.91 % of the balance. The page says
    /// both. A cap can only make it less.
    pub fn rate_of_gross(self) -> BasisPoints {
        let fee = i64::from(self.rate.get());
        BasisPoints::ratio(fee, fee.saturating_add(i64::from(BasisPoints::WHOLE)))
    }
}

/// What instant payouts cost one creator on the days ahead: a promotion ends, a month begins, and what is paid out until
/// then counts for the month after.
#[derive(Clone, Copy, Debug)]
pub struct TermsAhead<'a> {
    /// The platform's rules.
    pub policy: &'a Policy,
    /// The creator's country, ISO 3166, when it is known.
    pub country: Option<&'a str>,
    /// What was paid out so far.
    pub volume: InstantVolume,
}

impl TermsAhead<'_> {
    /// The terms of payouts made on a day.
    pub fn on(&self, day: Day) -> InstantTerms {
        InstantTerms::of(self.policy, self.country, day, self.volume.before(day))
    }
}
