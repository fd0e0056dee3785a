//! What paying an amount out instantly comes to: in one payout when it fits, else cut.

use serde::{Deserialize, Serialize};

use super::{InstantPart, InstantTerms};
use crate::money::{BasisPoints, Money};

/// Why an amount cannot be paid out instantly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum NoQuote {
    /// It is under the least that an instant payout may carry.
    #[error("below the instant minimum")]
    BelowMinimum,
    /// It is over the maximum, and no cut keeps every part over the minimum. Only terms whose maximum is less than
    /// twice their minimum can get here, or nearly so where payouts are whole units.
    #[error("cannot be cut into parts within the limits")]
    CannotBeSplit,
    /// It is in another currency than the terms; there is no conversion in this house.
    #[error("another currency than the terms")]
    OtherCurrency,
}

/// Parts of one size. Parts differ by at most one step of a payout, so a quote has one or two sizes however large it
/// is.
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
    /// What of the amount asked for stays in the balance, because payouts carry whole steps only; `gross + left` is
    /// that amount. Nothing in most currencies.
    pub left: Money,
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

    /// The fee as a rate of what leaves the balance, cap included, to the nearest basis point.
    pub fn rate_of_gross(&self) -> BasisPoints {
        BasisPoints::ratio(self.fee.minor(), self.gross.minor())
    }

    fn summed(asked: Money, sizes: Vec<EqualParts>) -> Self {
        let sum = |of: fn(&InstantPart) -> Money| {
            let add = |sum: i64, size: &EqualParts| {
                sum.saturating_add(size.count.saturating_mul(of(&size.each).minor()))
            };
            Money::new(sizes.iter().fold(0i64, add), asked.currency())
        };
        let (gross, fee, net) = (sum(|part| part.gross), sum(|part| part.fee), sum(|part| part.net));
        let left = Money::new(asked.minor().saturating_sub(gross.minor()), asked.currency());
        Self { gross, fee, net, left, sizes }
    }
}

impl InstantTerms {
    /// Quotes an amount: in one payout when it fits, else in the fewest, as equal as possible. Preview and booking
    /// both call this.
    pub fn quote(self, asked: Money) -> Result<InstantQuote, NoQuote> {
        let same = asked.currency() == self.minimum.currency() && asked.currency() == self.maximum.currency();
        if !same {
            return Err(NoQuote::OtherCurrency);
        }
        let carried = asked.in_payout_steps();
        if !carried.is_positive() || carried.minor() < self.minimum.minor() {
            return Err(NoQuote::BelowMinimum);
        }
        let (count, smaller, larger_count) =
            fewest_equal_parts(carried.minor(), self.maximum.minor()).ok_or(NoQuote::CannotBeSplit)?;
        let part = |minor| InstantPart::within(Money::new(minor, asked.currency()), self.rate, self.cap);
        let sizes = [
            EqualParts { count: larger_count, each: part(smaller.saturating_add(1)) },
            EqualParts { count: count.saturating_sub(larger_count), each: part(smaller) },
        ];
        let sizes: Vec<EqualParts> = sizes.into_iter().filter(|size| size.count > 0).collect();
        if sizes.iter().any(|size| size.each.gross.minor() < self.minimum.minor()) {
            return Err(if count == 1 { NoQuote::BelowMinimum } else { NoQuote::CannotBeSplit });
        }
        Ok(InstantQuote::summed(asked, sizes))
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
