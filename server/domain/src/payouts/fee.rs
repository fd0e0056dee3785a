//! The instant fee. The preview in the browser and the booking on the server are the functions of this file.

use serde::{Deserialize, Serialize};

use crate::{
    money::{BasisPoints, Currency, Money},
    policy::Policy,
};

/// What instant payouts cost and carry, in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstantTerms {
    /// The fee, as a rate of what is **received**; it is taken inside the gross amount.
    pub fee: BasisPoints,
    /// The least that one instant payout may carry, before its fee.
    pub minimum: Money,
    /// The most that one instant payout may carry, before its fee.
    pub maximum: Money,
}

/// Why an amount cannot be paid out instantly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum NoQuote {
    /// It is under the least that an instant payout may carry.
    #[error("below the instant minimum")]
    BelowMinimum,
    /// It is over the maximum, and no cut keeps every part over the minimum. Only terms whose maximum is less than
    /// twice their minimum can get here.
    #[error("cannot be cut into parts within the limits")]
    CannotBeSplit,
    /// It is in another currency than the terms; there is no conversion in this house.
    #[error("another currency than the terms")]
    OtherCurrency,
}

/// One instant payout: what leaves the balance, and how it divides. `gross = fee + net`, always.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstantPart {
    /// What leaves the balance.
    pub gross: Money,
    /// What the platform keeps.
    pub fee: Money,
    /// What arrives.
    pub net: Money,
}

impl InstantPart {
    /// net = floor(gross × 10000 ÷ (10000 + fee)), fee = gross − net. A gross that is not positive costs nothing.
    pub fn of(gross: Money, fee: BasisPoints) -> Self {
        let whole = i128::from(BasisPoints::WHOLE);
        let net = i128::from(gross.minor())
            .saturating_mul(whole)
            .checked_div_euclid(whole.saturating_add(i128::from(fee.get())))
            .and_then(|net| i64::try_from(net).ok());
        let net = net.filter(|_| gross.is_positive()).unwrap_or(gross.minor());
        let money = |minor| Money::new(minor, gross.currency());
        Self { gross, fee: money(gross.minor().saturating_sub(net)), net: money(net) }
    }
}

/// Parts of one size. Parts differ by at most one minor unit, so a quote has one or two sizes however large it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EqualParts {
    /// How many.
    pub count: i64,
    /// Each of them.
    pub each: InstantPart,
}

/// What paying an amount out instantly comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstantQuote {
    /// What leaves the balance.
    pub gross: Money,
    /// The sum of the parts' fees.
    pub fee: Money,
    /// The sum of what arrives.
    pub net: Money,
    /// The parts by size, larger ones first; together one or more.
    pub sizes: Vec<EqualParts>,
}

impl InstantQuote {
    /// How many payouts it takes.
    pub fn part_count(&self) -> i64 {
        self.sizes.iter().fold(0, |count, size| count.saturating_add(size.count))
    }

    /// The payouts one by one, larger ones first.
    pub fn parts(&self) -> impl Iterator<Item = InstantPart> + '_ {
        self.sizes.iter().flat_map(|size| (0..size.count).map(|_| size.each))
    }
}

impl InstantTerms {
    /// The terms that a policy sets in a currency.
    pub fn of(policy: &Policy, currency: Currency) -> Self {
        Self {
            fee: policy.instant_fee,
            minimum: policy.minimum_payout(currency),
            maximum: policy.instant_maximum(currency),
        }
    }

    /// The fee as a rate of what leaves the balance: 3 % of what is received is 2.91 % of the balance. The page says
    /// both.
    pub fn rate_of_gross(self) -> BasisPoints {
        let fee = i64::from(self.fee.get());
        BasisPoints::ratio(fee, fee.saturating_add(i64::from(BasisPoints::WHOLE)))
    }

    /// Quotes an amount: in one payout when it fits, else in the fewest, as equal as possible.
    pub fn quote(self, gross: Money) -> Result<InstantQuote, NoQuote> {
        let same = gross.currency() == self.minimum.currency() && gross.currency() == self.maximum.currency();
        if !same {
            return Err(NoQuote::OtherCurrency);
        }
        if !gross.is_positive() || gross.minor() < self.minimum.minor() {
            return Err(NoQuote::BelowMinimum);
        }
        let (count, smaller, larger_count) =
            fewest_equal_parts(gross.minor(), self.maximum.minor()).ok_or(NoQuote::CannotBeSplit)?;
        if smaller < self.minimum.minor() {
            return Err(NoQuote::CannotBeSplit);
        }
        let size = |count: i64, minor: i64| EqualParts {
            count,
            each: InstantPart::of(Money::new(minor, gross.currency()), self.fee),
        };
        let sizes = [
            size(larger_count, smaller.saturating_add(1)),
            size(count.saturating_sub(larger_count), smaller),
        ];
        Ok(InstantQuote::summed(gross, sizes.into_iter().filter(|size| size.count > 0).collect()))
    }
}

impl InstantQuote {
    fn summed(gross: Money, sizes: Vec<EqualParts>) -> Self {
        let fee = sizes
            .iter()
            .fold(0i64, |sum, size| sum.saturating_add(size.count.saturating_mul(size.each.fee.minor())));
        let money = |minor| Money::new(minor, gross.currency());
        Self { gross, fee: money(fee), net: money(gross.minor().saturating_sub(fee)), sizes }
    }
}

/// How many parts, the size of the smaller ones, and how many carry one minor unit more (largest remainder).
fn fewest_equal_parts(total: i64, maximum: i64) -> Option<(i64, i64, i64)> {
    if maximum < 1 {
        return None;
    }
    let count = total.saturating_sub(1).checked_div_euclid(maximum)?.saturating_add(1);
    Some((count, total.checked_div_euclid(count)?, total.checked_rem_euclid(count)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{InstantPart, InstantTerms, NoQuote};
    use crate::{
        money::{BasisPoints, Currency, Money, split_evenly},
        policy::Policy,
    };

    fn yuan(minor: i64) -> Money {
        Money::new(minor, Currency::Cny)
    }

    fn terms() -> InstantTerms {
        InstantTerms::of(&Policy::default(), Currency::Cny)
    }

    /// An amount of every magnitude, not only large ones.
    fn any_amount() -> impl Strategy<Value = i64> {
        (0u32..53)
            .prop_flat_map(|bits| (1i64 << bits) - 1..=(1i64 << (bits + 1)) - 1)
            .prop_map(|m| m.min(Money::MAX_MINOR))
    }

    #[test]
    fn the_example_of_the_product_description_holds() {
        let quote = terms().quote(yuan(11_000)).unwrap();
        assert_eq!((quote.net, quote.fee, quote.part_count()), (yuan(10_679), yuan(321), 1));
        assert_eq!(terms().fee.percent(), "3");
        assert_eq!(terms().rate_of_gross().percent(), "2.91");
    }

    #[test]
    fn the_limits_are_within_the_limits() {
        assert_eq!(terms().quote(yuan(999)), Err(NoQuote::BelowMinimum));
        assert_eq!(terms().quote(yuan(1_000)).unwrap().part_count(), 1);
        assert_eq!(terms().quote(yuan(999_900)).unwrap().part_count(), 1);
        assert_eq!(terms().quote(yuan(999_901)).unwrap().part_count(), 2);
        assert_eq!(terms().quote(Money::new(2_000, Currency::Usd)), Err(NoQuote::OtherCurrency));
        assert_eq!(terms().quote(yuan(-5_000)), Err(NoQuote::BelowMinimum));
    }

    #[test]
    fn a_day_over_the_maximum_is_cut_and_not_skipped_defect_4_4_e() {
        let quote = terms().quote(yuan(2_500_001)).unwrap();
        let grosses: Vec<i64> = quote.parts().map(|part| part.gross.minor()).collect();
        assert_eq!(grosses, [833_334, 833_334, 833_333]);
        assert_eq!(quote.fee.minor(), quote.parts().map(|part| part.fee.minor()).sum::<i64>());
    }

    #[test]
    fn terms_that_leave_no_room_are_refused_rather_than_bent() {
        let narrow = InstantTerms { fee: BasisPoints::new(300), minimum: yuan(1_000), maximum: yuan(1_500) };
        assert_eq!(narrow.quote(yuan(1_600)), Err(NoQuote::CannotBeSplit));
        let shut = InstantTerms { maximum: yuan(0), ..narrow };
        assert_eq!(shut.quote(yuan(1_600)), Err(NoQuote::CannotBeSplit));
    }

    proptest! {
        #[test]
        fn what_leaves_is_what_arrives_and_the_fee_defect_4_4_h(gross in any_amount(), bp in 0u32..20_000) {
            let part = InstantPart::of(yuan(gross), BasisPoints::new(bp));
            prop_assert_eq!(part.net.minor() + part.fee.minor(), gross);
            prop_assert!(part.fee.minor() >= 0 && part.fee.minor() <= gross);
            // The fee is the rate of what is received, rounded up to the next minor unit, never by a whole one more.
            let exact = i128::from(part.net.minor()) * i128::from(bp);
            let booked = i128::from(part.fee.minor()) * 10_000;
            prop_assert!(booked >= exact && booked - exact < 10_000 + i128::from(bp));
        }

        #[test]
        fn more_never_yields_less(gross in any_amount(), more in 0i64..1_000_000, bp in 0u32..20_000) {
            let rate = BasisPoints::new(bp);
            let (less, more) = (InstantPart::of(yuan(gross), rate), InstantPart::of(yuan(gross + more), rate));
            prop_assert!(more.net.minor() >= less.net.minor());
            prop_assert!(more.fee.minor() >= less.fee.minor());
        }

        #[test]
        fn every_amount_over_the_minimum_is_quoted_within_the_limits(gross in any_amount()) {
            prop_assume!(gross >= 1_000);
            let quote = terms().quote(yuan(gross)).unwrap();
            let whole: i64 = quote.sizes.iter().map(|size| size.count * size.each.gross.minor()).sum();
            prop_assert_eq!(whole, gross);
            prop_assert_eq!(quote.fee.minor() + quote.net.minor(), gross);
            prop_assert!(quote.sizes.iter().all(|size| (1_000..=999_900).contains(&size.each.gross.minor())));
            // Fewest: one part less would not hold it.
            prop_assert!((quote.part_count() - 1).saturating_mul(999_900) < gross);
        }

        #[test]
        fn parts_are_as_equal_as_the_largest_remainder_makes_them(gross in 1_000i64..100_000_000) {
            let quote = terms().quote(yuan(gross)).unwrap();
            let parts: Vec<i64> = quote.parts().map(|part| part.gross.minor()).collect();
            prop_assert_eq!(&parts, &split_evenly(gross, u16::try_from(parts.len()).unwrap()));
            let fees: i64 = quote.parts().map(|part| InstantPart::of(part.gross, terms().fee).fee.minor()).sum();
            prop_assert_eq!(fees, quote.fee.minor());
        }
    }
}
