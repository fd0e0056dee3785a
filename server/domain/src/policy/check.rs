//! What a host may not write: rules that could never count, and limits that leave no room. Each refusal names its key
//! as the settings file writes it, counted from 0 inside a list.

use super::Policy;
use crate::{
    money::{BasisPoints, Currency},
    payouts::{FeePolicy, FeeTier},
};

/// A policy that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("policy.{key} {reason}")]
pub struct PolicyError {
    /// The key, from below `policy`.
    pub key: String,
    /// What it must be.
    pub reason: &'static str,
}

type Checked = Result<(), PolicyError>;

fn require(holds: bool, key: impl Into<String>, reason: &'static str) -> Checked {
    if holds { Ok(()) } else { Err(PolicyError { key: key.into(), reason }) }
}

impl Policy {
    /// Finds the first rule that cannot be used.
    pub fn check(&self) -> Result<(), PolicyError> {
        require(self.run_hour <= 23, "run_hour", "must be between 0 and 23")?;
        require(self.failures_before_pause >= 1, "failures_before_pause", "must be at least 1")?;
        require(self.approval_limit_major >= 1, "approval_limit_major", "must be at least 1")?;
        require(self.credit_limit_major >= 0, "credit_limit_major", "must not be negative")?;
        require(self.review_limit_major >= 0, "review_limit_major", "must not be negative")?;
        require(self.minimum_payout_major >= 1, "minimum_payout_major", "must be at least 1")?;
        self.check_minimums()?;
        self.check_maximums()?;
        self.fee.check()
    }

    fn check_minimums(&self) -> Checked {
        for (currency, major) in &self.minimums.currencies_major {
            let key = format!("minimums.currencies_major.{}", currency.code());
            require(*major >= 1, key, "must be at least 1")?;
        }
        for (country, minimum) in &self.minimums.countries {
            let key = format!("minimums.countries.{country}");
            let is_code = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase());
            require(is_code, key.as_str(), "must be a country of two capital letters")?;
            require(minimum.major >= 1, format!("{key}.major"), "must be at least 1")?;
        }
        Ok(())
    }

    /// A day over the maximum is cut; twice the minimum always leaves room for that. Countries with a higher minimum
    /// may have no instant payouts, which is no mistake.
    fn check_maximums(&self) -> Checked {
        const REASON: &str = "must be at least twice the minimum payout: a larger day is cut into parts";
        for currency in Currency::ALL {
            let own = self.instant_maximums_major.contains_key(currency);
            let special = own || self.minimums.currencies_major.contains_key(currency);
            let twice = self.minimum_payout(*currency).minor().saturating_mul(2);
            let key = format!("instant_maximums_major.{}", currency.code());
            let key = if special { key } else { "instant_maximum_major".to_owned() };
            require(self.instant_maximum(*currency).minor() >= twice, key, REASON)?;
        }
        Ok(())
    }
}

impl FeePolicy {
    fn check(&self) -> Checked {
        let whole = BasisPoints::new(BasisPoints::WHOLE);
        require(self.rate <= whole, "fee.rate", "must be at most 10000 basis points")?;
        for (currency, major) in &self.caps_major {
            let key = format!("fee.caps_major.{}", currency.code());
            require(*major >= 1, key, "must be at least 1; leave it out for no cap")?;
        }
        for (index, promotion) in self.promotions.iter().enumerate() {
            let key = |field| format!("fee.promotions[{index}].{field}");
            let ordered = promotion.first_day <= promotion.last_day;
            require(ordered, key("last_day"), "must not be before its first_day")?;
            require(promotion.rate < self.rate, key("rate"), "must be lower than fee.rate to count")?;
        }
        for (index, tier) in self.tiers.iter().enumerate() {
            let key = |field| format!("fee.tiers[{index}].{field}");
            require(tier.from_major >= 1, key("from_major"), "must be at least 1")?;
            require(tier.rate < self.rate, key("rate"), "must be lower than fee.rate to count")?;
            for other in self.tiers.iter().take(index).filter(|other| other.currency == tier.currency) {
                let twice = other.from_major == tier.from_major;
                require(!twice, key("from_major"), "is there twice in this currency")?;
                require(falls(other, tier), key("rate"), "must be lower than that of a smaller volume")?;
            }
        }
        Ok(())
    }
}

/// Whether more volume costs less.
fn falls(one: &FeeTier, other: &FeeTier) -> bool {
    (one.from_major < other.from_major) == (one.rate > other.rate) && one.rate != other.rate
}

#[cfg(test)]
mod tests {
    use super::Policy;
    use crate::{
        money::{BasisPoints, Currency},
        payouts::{FeeTier, Promotion},
        policy::CountryMinimum,
        time::Day,
    };

    fn tier(from_major: i64, rate: u32) -> FeeTier {
        FeeTier { currency: Currency::Cny, from_major, rate: BasisPoints::new(rate) }
    }

    fn promotion(first: i32, last: i32, rate: u32) -> Promotion {
        let day = Day::from_epoch_days;
        Promotion { first_day: day(first), last_day: day(last), rate: BasisPoints::new(rate) }
    }

    fn refusal(change: impl FnOnce(&mut Policy)) -> String {
        let mut policy = Policy::default();
        change(&mut policy);
        policy.check().unwrap_err().to_string()
    }

    #[test]
    fn the_default_policy_can_be_used() {
        assert_eq!(Policy::default().check(), Ok(()));
    }

    #[test]
    fn tiers_in_any_order_with_falling_rates_can_be_used() {
        let mut policy = Policy::default();
        let dollars = FeeTier { currency: Currency::Usd, ..tier(1_000, 299) };
        policy.fee.tiers = vec![tier(100_000, 200), tier(10_000, 250), dollars, tier(500_000, 100)];
        policy.fee.promotions = vec![promotion(7, 7, 0)];
        policy.fee.caps_major.insert(Currency::Cny, 50);
        assert_eq!(policy.check(), Ok(()));
    }

    #[test]
    fn a_rule_that_could_never_count_is_refused_by_its_key() {
        let cases = [
            (refusal(|policy| policy.fee.rate = BasisPoints::new(10_001)), "policy.fee.rate must be at most"),
            (
                refusal(|policy| policy.fee.tiers = vec![tier(1, 300)]),
                "policy.fee.tiers[0].rate must be lower",
            ),
            (refusal(|policy| policy.fee.tiers = vec![tier(0, 1)]), "policy.fee.tiers[0].from_major must be"),
            (
                refusal(|policy| policy.fee.tiers = vec![tier(5, 200), tier(9, 200)]),
                "policy.fee.tiers[1].rate must be lower than that of a smaller volume",
            ),
            (
                refusal(|policy| policy.fee.tiers = vec![tier(9, 200), tier(5, 100)]),
                "policy.fee.tiers[1].rate must be lower than that of a smaller volume",
            ),
            (
                refusal(|policy| policy.fee.tiers = vec![tier(5, 200), tier(5, 100)]),
                "policy.fee.tiers[1].from_major is there twice",
            ),
            (
                refusal(|policy| policy.fee.promotions = vec![promotion(1, 2, 1), promotion(2, 1, 1)]),
                "policy.fee.promotions[1].last_day must not be before",
            ),
            (
                refusal(|policy| policy.fee.promotions = vec![promotion(1, 2, 301)]),
                "policy.fee.promotions[0].rate must be lower",
            ),
            (
                refusal(|policy| {
                    policy.fee.caps_major.insert(Currency::Usd, 0);
                }),
                "policy.fee.caps_major.USD must be at least 1",
            ),
        ];
        for (said, expected) in cases {
            assert!(said.starts_with(expected), "{said}");
        }
    }

    #[test]
    fn limits_that_leave_no_room_are_refused_by_their_key() {
        let small = CountryMinimum { currency: Currency::Clp, major: 5 };
        let cases = [
            (refusal(|policy| policy.minimum_payout_major = 0), "policy.minimum_payout_major must"),
            (
                refusal(|policy| policy.instant_maximum_major = 19),
                "policy.instant_maximum_major must be at least twice",
            ),
            (
                refusal(|policy| {
                    policy.minimums.currencies_major.insert(Currency::Krw, 10_000);
                }),
                "policy.instant_maximums_major.KRW must be at least twice",
            ),
            (
                refusal(|policy| {
                    policy.minimums.currencies_major.insert(Currency::Krw, 0);
                }),
                "policy.minimums.currencies_major.KRW must",
            ),
            (
                refusal(|policy| {
                    policy.minimums.countries.insert("Chile".to_owned(), small);
                }),
                "policy.minimums.countries.Chile must be a country",
            ),
            (refusal(|policy| policy.failures_before_pause = 0), "policy.failures_before_pause must"),
            (refusal(|policy| policy.approval_limit_major = 0), "policy.approval_limit_major must"),
            (refusal(|policy| policy.credit_limit_major = -1), "policy.credit_limit_major must"),
            (refusal(|policy| policy.run_hour = 24), "policy.run_hour must"),
        ];
        for (said, expected) in cases {
            assert!(said.starts_with(expected), "{said}");
        }
    }
}
