//! `Money`: checked arithmetic, and never two currencies in one sum.

use serde::{Deserialize, Serialize};

use super::{BasisPoints, Currency};

/// An amount in minor units (fen, cents) of one currency. May be negative: a balance can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

/// Why two amounts could not be combined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The amounts have different currencies; there is no conversion in this house.
    #[error("{0:?} and {1:?} cannot be combined")]
    CurrencyMismatch(Currency, Currency),
    /// The result is outside ±2^53, the range that JSON and browsers keep exact.
    #[error("the amount is too large")]
    TooLarge,
}

impl Money {
    /// The largest magnitude: JavaScript numbers are exact up to here.
    pub const MAX_MINOR: i64 = 9_007_199_254_740_991;

    /// An amount from minor units.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing, in a currency.
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// Minor units.
    pub const fn minor(self) -> i64 {
        self.minor
    }

    /// The currency.
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// Whether the amount is more than nothing.
    pub const fn is_positive(self) -> bool {
        self.minor > 0
    }

    /// Whether the amount is exactly nothing.
    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }

    /// The sum.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        Self::checked(self.minor.checked_add(other.minor), self.currency)
    }

    /// The difference.
    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        Self::checked(self.minor.checked_sub(other.minor), self.currency)
    }

    /// The same amount with the other sign.
    #[must_use]
    pub fn negated(self) -> Self {
        Self::new(self.minor.saturating_neg(), self.currency)
    }

    /// The sum of many amounts of one currency.
    pub fn sum(currency: Currency, amounts: impl IntoIterator<Item = Self>) -> Result<Self, MoneyError> {
        amounts.into_iter().try_fold(Self::zero(currency), Self::plus)
    }

    /// The smaller of two amounts of one currency.
    pub fn at_most(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        Ok(Self::new(self.minor.min(other.minor), self.currency))
    }

    /// The larger of two amounts of one currency.
    pub fn at_least(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        Ok(Self::new(self.minor.max(other.minor), self.currency))
    }

    /// Whole major units of a currency, as policies are written; stops at the largest amount.
    pub fn of_major(major: i64, currency: Currency) -> Self {
        let minor = major.saturating_mul(currency.minor_per_major());
        Self::new(minor.clamp(-Self::MAX_MINOR, Self::MAX_MINOR), currency)
    }

    /// The most of this amount that a payout can carry: whole steps of [`Currency::payout_granularity`]. The rest
    /// stays where it is.
    #[must_use]
    pub fn in_payout_steps(self) -> Self {
        let rest = self.minor.checked_rem_euclid(self.currency.payout_granularity()).unwrap_or(0);
        Self::new(self.minor.saturating_sub(rest), self.currency)
    }

    /// A share of this amount, rounded down; nothing of an amount that is not positive.
    #[must_use]
    pub fn share(self, rate: BasisPoints) -> Self {
        let part = i128::from(self.minor.max(0)).saturating_mul(i128::from(rate.get()));
        let part = part.checked_div(i128::from(BasisPoints::WHOLE)).unwrap_or(0);
        Self::new(i64::try_from(part).unwrap_or(Self::MAX_MINOR).min(Self::MAX_MINOR), self.currency)
    }

    fn same_currency(self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            Ok(())
        } else {
            Err(MoneyError::CurrencyMismatch(self.currency, other.currency))
        }
    }

    fn checked(minor: Option<i64>, currency: Currency) -> Result<Self, MoneyError> {
        match minor {
            Some(minor) if (-Self::MAX_MINOR..=Self::MAX_MINOR).contains(&minor) => {
                Ok(Self::new(minor, currency))
            }
            _ => Err(MoneyError::TooLarge),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{BasisPoints, Currency, Money, MoneyError};

    #[test]
    fn two_currencies_never_meet_in_a_sum() {
        let yuan = Money::new(1, Currency::Cny);
        let dollar = Money::new(1, Currency::Usd);
        assert_eq!(yuan.plus(dollar), Err(MoneyError::CurrencyMismatch(Currency::Cny, Currency::Usd)));
        assert_eq!(Money::new(Money::MAX_MINOR, Currency::Cny).plus(yuan), Err(MoneyError::TooLarge));
    }

    #[test]
    fn a_share_is_rounded_down_and_a_payout_carries_whole_steps() {
        let forints = |minor| Money::new(minor, Currency::Huf);
        assert_eq!(forints(12_399).in_payout_steps(), forints(12_300));
        assert_eq!(forints(99).in_payout_steps(), forints(0));
        assert_eq!(Money::new(99, Currency::Cny).in_payout_steps(), Money::new(99, Currency::Cny));
        assert_eq!(forints(999).share(BasisPoints::new(1_000)), forints(99));
        assert_eq!(forints(-999).share(BasisPoints::new(1_000)), forints(0));
        assert_eq!(Money::of_major(10, Currency::Huf), forints(1_000));
        assert_eq!(Money::of_major(i64::MAX, Currency::Huf).minor(), Money::MAX_MINOR);
    }

    proptest! {
        #[test]
        fn what_is_added_can_be_taken_away(a in -1_000_000_000i64..1_000_000_000, b in -1_000_000_000i64..1_000_000_000) {
            let (a, b) = (Money::new(a, Currency::Cny), Money::new(b, Currency::Cny));
            prop_assert_eq!(a.plus(b).unwrap().minus(b).unwrap(), a);
        }
    }
}
