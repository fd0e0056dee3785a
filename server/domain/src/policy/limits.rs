//! The least and the most that a payout may carry.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Policy;
use crate::money::{Currency, Money};

/// Minimum payouts that differ from the platform's. A table in the settings file replaces the one here, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Minimums {
    /// The platform's minimum by currency, in major units, instead of `minimum_payout_major`.
    pub currencies_major: BTreeMap<Currency, i64>,
    /// The least that banks of a country (ISO 3166) take from abroad.
    pub countries: BTreeMap<String, CountryMinimum>,
}

/// The least that a country's banks take from abroad, in its own currency. It says nothing about a payout in another
/// one: there is no conversion in this house.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountryMinimum {
    /// The country's currency.
    pub currency: Currency,
    /// The least, in major units.
    pub major: i64,
}

/// Cross-border minimums, in local currency, as a large processor asks for them.
const COUNTRIES: [(&str, Currency, i64); 11] = [
    ("AL", Currency::Lek, 3_000),
    ("AM", Currency::Amd, 12_100),
    ("AO", Currency::Aoa, 23_000),
    ("AR", Currency::Ars, 4_600),
    ("CL", Currency::Clp, 23_000),
    ("CO", Currency::Cop, 140_000),
    ("KH", Currency::Khr, 123_000),
    ("LA", Currency::Lak, 516_000),
    ("MG", Currency::Mga, 132_300),
    ("MN", Currency::Mnt, 105_000),
    ("MY", Currency::Myr, 133),
];

impl Default for Minimums {
    fn default() -> Self {
        let countries = COUNTRIES
            .into_iter()
            .map(|(country, currency, major)| (country.to_owned(), CountryMinimum { currency, major }));
        Self { currencies_major: BTreeMap::new(), countries: countries.collect() }
    }
}

impl Policy {
    /// The platform's minimum payout in a currency.
    pub fn minimum_payout(&self, currency: Currency) -> Money {
        let own = self.minimums.currencies_major.get(&currency).copied();
        Money::of_major(own.unwrap_or(self.minimum_payout_major), currency)
    }

    /// The minimum payout in a currency to a country: the platform's or the country's, whichever is higher. A
    /// creator's own threshold can raise it further, and is never changed by it.
    pub fn minimum_payout_in(&self, currency: Currency, country: Option<&str>) -> Money {
        let platform = self.minimum_payout(currency);
        let country = country.and_then(|country| self.minimums.countries.get(country));
        match country.filter(|minimum| minimum.currency == currency) {
            Some(country) => {
                Money::of_major(country.major.max(0), currency).at_least(platform).unwrap_or(platform)
            }
            None => platform,
        }
    }

    /// The most one instant payout may carry, before its fee.
    pub fn instant_maximum(&self, currency: Currency) -> Money {
        let own = self.instant_maximums_major.get(&currency).copied();
        Money::of_major(own.unwrap_or(self.instant_maximum_major), currency)
    }

    /// The total above which two persons must approve a run.
    pub fn approval_limit(&self, currency: Currency) -> Money {
        Money::of_major(self.approval_limit_major, currency)
    }

    /// The amount above which a credit needs a second person.
    pub fn credit_limit(&self, currency: Currency) -> Money {
        Money::of_major(self.credit_limit_major, currency)
    }

    /// The amount above which a decision in the review queue, or a refund by the staff, needs a second person.
    pub fn review_limit(&self, currency: Currency) -> Money {
        Money::of_major(self.review_limit_major, currency)
    }
}

#[cfg(test)]
mod tests {
    use super::Policy;
    use crate::money::{Currency, Money};

    #[test]
    fn a_countrys_minimum_counts_in_its_own_currency_and_only_when_it_is_the_higher_one() {
        let mut policy = Policy::default();
        let chile = policy.minimum_payout_in(Currency::Clp, Some("CL"));
        assert_eq!(chile, Money::new(23_000, Currency::Clp), "pesos have no minor unit");
        let dollars = Money::of_major(10, Currency::Usd);
        assert_eq!(policy.minimum_payout_in(Currency::Usd, Some("CL")), dollars);
        assert_eq!(policy.minimum_payout_in(Currency::Usd, Some("US")), dollars);
        assert_eq!(policy.minimum_payout_in(Currency::Usd, None), dollars);
        policy.minimums.currencies_major.insert(Currency::Clp, 50_000);
        assert_eq!(policy.minimum_payout_in(Currency::Clp, Some("CL")).minor(), 50_000);
        assert_eq!(policy.minimum_payout_in(Currency::Usd, Some("CL")), dollars);
    }

    #[test]
    fn limits_are_whole_units_of_each_currency() {
        let mut policy = Policy::default();
        assert_eq!(policy.instant_maximum(Currency::Jpy).minor(), 9_999);
        policy.instant_maximums_major.insert(Currency::Jpy, 1_500_000);
        assert_eq!(policy.instant_maximum(Currency::Jpy).minor(), 1_500_000);
        assert_eq!(policy.instant_maximum(Currency::Cny).minor(), 999_900);
        assert_eq!(policy.approval_limit(Currency::Cny).minor(), 10_000_000);
        assert_eq!(policy.credit_limit(Currency::Jpy).minor(), 1_000);
    }
}
