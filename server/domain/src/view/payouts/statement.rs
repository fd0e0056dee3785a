//! `/payouts/{run}`: what one payout is made of, to the minor unit, from the books' own rows.

use serde::{Deserialize, Serialize};

use super::PayoutRow;
use crate::{
    id::{OrderId, RunId},
    money::{BasisPoints, Money, MoneyError},
    order::Gateway,
    payouts::{AdjustmentKind, FailureReason, InstantPart},
    policy::Policy,
    time::{Day, Timestamp},
};

/// `/payouts/{run}`. `carried + sales + adjustments + came back = balance`, `balance = gross + stays`,
/// `gross = fee + net`: always, and without a line that only makes it so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementView {
    /// The item.
    pub row: PayoutRow,
    /// Who was paid.
    pub payee: String,
    /// Where to; `None` when nothing was paid.
    pub destination: Option<String>,
    /// The end of the statement before; `None` for the first one.
    pub since: Option<Timestamp>,
    /// The balance at that moment, after that payout left it.
    pub carried: Money,
    /// The sales since, oldest first; [`StatementView::sales_count`] says whether there are more.
    pub sales: Vec<StatementSale>,
    /// The sum of all of them.
    pub sales_sum: Money,
    /// How many there are.
    pub sales_count: i64,
    /// Refunds, disputes and credits, oldest first.
    pub adjustments: Vec<StatementAdjustment>,
    /// Payouts that came back.
    pub came_back: Vec<StatementReturn>,
    /// What the creator had at the moment of the payout.
    pub balance: Money,
    /// What stayed: too young, kept back, or less than a step.
    pub stays: Money,
    /// How the fee came about; `None` without one.
    pub fee: Option<FeeExplained>,
    /// Whether the platform has yet to approve it before it is sent.
    pub awaits_approval: bool,
}

/// One sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementSale {
    /// The order number.
    pub order: OrderId,
    /// The community's name.
    pub community: String,
    /// The tier's name.
    pub tier: String,
    /// Through whom.
    pub gateway: Gateway,
    /// When it was captured.
    pub at: Timestamp,
    /// For how much.
    pub amount: Money,
}

/// One refund, dispute or credit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementAdjustment {
    /// Why.
    pub kind: AdjustmentKind,
    /// The order it is about.
    pub order: Option<OrderId>,
    /// When.
    pub at: Timestamp,
    /// What it did to the balance: negative when it took.
    pub amount: Money,
}

/// One payout that came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementReturn {
    /// The run that had made it.
    pub run: RunId,
    /// The day of that run.
    pub day: Day,
    /// Which part.
    pub part: u16,
    /// Why; `None` when it was called off.
    pub reason: Option<FailureReason>,
    /// When it was back.
    pub at: Timestamp,
    /// What came back: all of it, the fee included.
    pub amount: Money,
}

impl StatementView {
    /// What the rows come to. The service refuses to show a statement on which this is not the balance.
    pub fn sum(&self) -> Result<Money, MoneyError> {
        let adjustments = self.adjustments.iter().map(|line| line.amount);
        let came_back = self.came_back.iter().map(|line| line.amount);
        let rows = [self.carried, self.sales_sum].into_iter().chain(adjustments).chain(came_back);
        Money::sum(self.balance.currency(), rows)
    }

    /// How many sales are not listed.
    pub fn unlisted(&self) -> i64 {
        self.sales_count.saturating_sub(i64::try_from(self.sales.len()).unwrap_or(i64::MAX))
    }
}

/// Why a fee was what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeExplained {
    /// The rate, of what was received.
    pub rate: BasisPoints,
    /// The same of what left the balance, caps and rounding included.
    pub rate_of_gross: BasisPoints,
    /// Which rule gave it.
    pub rule: FeeRuleSaid,
    /// The cap that a part of it reached.
    pub cap: Option<Money>,
}

/// Which rule gave a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeeRuleSaid {
    /// Everybody's rate.
    Flat,
    /// The rate of a volume.
    Tier {
        /// The least volume in the month before.
        from: Money,
    },
    /// The rate of some days.
    Promotion {
        /// The last of them.
        through: Day,
    },
    /// The policy has changed since: the rate is read from the amounts.
    OfThatDay,
}

impl FeeExplained {
    /// Finds the rule whose fee is exactly the booked one, part by part. The booked fee is the truth; this only says
    /// where it comes from.
    pub fn find(policy: &Policy, day: Day, parts: &[InstantPart]) -> Option<Self> {
        let first = parts.first()?;
        let currency = first.gross.currency();
        let sum = |of: fn(&InstantPart) -> Money| {
            parts.iter().fold(0i64, |sum, part| sum.saturating_add(of(part).minor()))
        };
        let (gross, fee, net) = (sum(|part| part.gross), sum(|part| part.fee), sum(|part| part.net));
        if fee <= 0 {
            return None;
        }
        let cap = policy.fee.cap(currency);
        let reached = cap.filter(|cap| parts.iter().any(|part| part.fee == *cap));
        let fits = |rate| parts.iter().all(|part| InstantPart::of(part.gross, rate, cap).fee == part.fee);
        let tiers =
            policy.fee.tiers.iter().filter(|tier| tier.currency == currency).map(|tier| {
                (tier.rate, FeeRuleSaid::Tier { from: Money::of_major(tier.from_major, currency) })
            });
        let promotions = policy
            .fee
            .promotions
            .iter()
            .filter(|offer| (offer.first_day..=offer.last_day).contains(&day))
            .map(|offer| (offer.rate, FeeRuleSaid::Promotion { through: offer.last_day }));
        let mut rules = [(policy.fee.rate, FeeRuleSaid::Flat)].into_iter().chain(promotions).chain(tiers);
        let found = rules.find(|(rate, _)| fits(*rate));
        let (rate, rule) = found.unwrap_or((BasisPoints::ratio(fee, net), FeeRuleSaid::OfThatDay));
        Some(Self { rate, rate_of_gross: BasisPoints::ratio(fee, gross), rule, cap: reached })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{FeeExplained, FeeRuleSaid};
    use crate::{
        money::{BasisPoints, Currency, Money},
        payouts::{FeeTier, InstantPart},
        policy::Policy,
        time::Day,
    };

    fn part(gross: i64, rate: u32, cap: Option<Money>) -> InstantPart {
        InstantPart::of(Money::new(gross, Currency::Cny), BasisPoints::new(rate), cap)
    }

    fn day() -> Day {
        Day::from_calendar(2026, 11, 21).unwrap()
    }

    #[test]
    fn both_rates_and_the_rule_are_read_from_what_was_booked() {
        let mut policy = Policy::default();
        let said = FeeExplained::find(&policy, day(), &[part(11_000, 300, None)]).unwrap();
        assert_eq!((said.rate.percent(), said.rate_of_gross.percent()), ("3".to_owned(), "2.92".to_owned()));
        assert_eq!((said.rule, said.cap), (FeeRuleSaid::Flat, None));
        policy.fee.tiers =
            vec![FeeTier { currency: Currency::Cny, from_major: 10_000, rate: BasisPoints::new(200) }];
        let tier = FeeExplained::find(&policy, day(), &[part(500_000, 200, None)]).unwrap();
        assert_eq!(tier.rule, FeeRuleSaid::Tier { from: Money::new(1_000_000, Currency::Cny) });
        let past = FeeExplained::find(&policy, day(), &[part(500_000, 150, None)]).unwrap();
        assert_eq!((past.rule, past.rate), (FeeRuleSaid::OfThatDay, BasisPoints::new(150)));
        assert_eq!(FeeExplained::find(&policy, day(), &[part(500_000, 0, None)]), None);
    }

    #[test]
    fn a_cap_that_was_reached_is_said() {
        let mut policy = Policy::default();
        policy.fee.caps_major.insert(Currency::Cny, 50);
        let cap = policy.fee.cap(Currency::Cny);
        let said = FeeExplained::find(&policy, day(), &[part(900_000, 300, cap)]).unwrap();
        assert_eq!((said.rule, said.cap), (FeeRuleSaid::Flat, cap));
    }

    proptest! {
        #[test]
        fn whatever_the_policy_of_today_books_is_explained_by_its_own_rule(gross in 1_000i64..=999_900) {
            let said = FeeExplained::find(&Policy::default(), day(), &[part(gross, 300, None)]).unwrap();
            prop_assert_eq!(said.rule, FeeRuleSaid::Flat);
        }
    }
}
