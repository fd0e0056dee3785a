//! Coupons: a code that makes a product cheaper, within limits that the database keeps.

use serde::{Deserialize, Serialize};

use crate::{
    id::{CommunityId, CouponId, ProductId},
    money::{BasisPoints, Currency, Money},
    time::Timestamp,
};

/// A code as people type it: 3 to 32 letters, digits and hyphens. Case does not matter; it is kept in upper case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CouponCode(String);

/// A text that is no code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a coupon code has 3 to 32 letters, digits and hyphens")]
pub struct InvalidCouponCode;

impl CouponCode {
    /// The text, in upper case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for CouponCode {
    type Error = InvalidCouponCode;
    fn try_from(text: String) -> Result<Self, InvalidCouponCode> {
        text.parse()
    }
}

impl std::str::FromStr for CouponCode {
    type Err = InvalidCouponCode;
    fn from_str(text: &str) -> Result<Self, InvalidCouponCode> {
        let text = text.trim();
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if (3..=32).contains(&text.len()) && text.bytes().all(fits) {
            Ok(Self(text.to_ascii_uppercase()))
        } else {
            Err(InvalidCouponCode)
        }
    }
}

impl From<CouponCode> for String {
    fn from(code: CouponCode) -> Self {
        code.0
    }
}

/// What a coupon takes off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Discount {
    /// A share of the price, more than nothing and less than all of it. The discount is rounded down to a minor unit.
    Percent(BasisPoints),
    /// An amount; it counts for prices in its own currency only.
    Amount(Money),
}

/// A coupon of one community.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coupon {
    /// The identifier.
    pub id: CouponId,
    /// Whose.
    pub community: CommunityId,
    /// What is typed; unique in its community.
    pub code: CouponCode,
    /// What it takes off.
    pub discount: Discount,
    /// The one product it is for; `None` for each of the community.
    pub product: Option<ProductId>,
    /// How often one person can use it; `None` is without limit.
    pub per_person: Option<u32>,
    /// How often it can be used; `None` is without limit.
    pub total: Option<u32>,
    /// How often it is used: pending and paid orders. An order that expires gives it back.
    pub taken: u32,
    /// From when it counts.
    pub from: Option<Timestamp>,
    /// The first moment at which it no longer counts.
    pub until: Option<Timestamp>,
    /// When the creator took it back.
    pub withdrawn_at: Option<Timestamp>,
    /// The version that was loaded.
    pub version: i64,
}

/// Why a coupon does not count. The price stays as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CouponRefusal {
    /// There is no such code, or it was taken back.
    Unknown,
    /// Its time has not come.
    NotYet,
    /// Its time is over.
    Over,
    /// It has been used as often as it can be.
    UsedUp,
    /// This person has used it as often as one person can.
    UsedByYou,
    /// It is for another product.
    OtherProduct,
    /// It takes an amount off, which counts for prices in this other currency only.
    OtherCurrency(Currency),
    /// It would leave nothing to pay.
    DoesNotFit,
}

impl Coupon {
    /// Whether it can be used once more by somebody who uses it so often. An order that comes back to life asks only this:
    /// its price was made while the coupon's time lasted.
    pub fn has_room(&self, used_by_person: u32) -> bool {
        self.withdrawn_at.is_none()
            && self.total.is_none_or(|total| self.taken < total)
            && self.per_person.is_none_or(|most| used_by_person < most)
    }

    /// What a product costs with it. `used_by_person` are the person's own pending and paid orders with it. The limits are
    /// checked again by the database in the commit that uses it.
    pub fn price(
        &self,
        product: &ProductId,
        list: Money,
        used_by_person: u32,
        now: Timestamp,
    ) -> Result<Money, CouponRefusal> {
        if self.withdrawn_at.is_some() {
            return Err(CouponRefusal::Unknown);
        }
        if self.from.is_some_and(|from| now < from) {
            return Err(CouponRefusal::NotYet);
        }
        if self.until.is_some_and(|until| now >= until) {
            return Err(CouponRefusal::Over);
        }
        if self.product.as_ref().is_some_and(|only| only != product) {
            return Err(CouponRefusal::OtherProduct);
        }
        if self.total.is_some_and(|total| self.taken >= total) {
            return Err(CouponRefusal::UsedUp);
        }
        if self.per_person.is_some_and(|most| used_by_person >= most) {
            return Err(CouponRefusal::UsedByYou);
        }
        if let Discount::Amount(amount) = self.discount
            && amount.currency() != list.currency()
        {
            return Err(CouponRefusal::OtherCurrency(amount.currency()));
        }
        let left = self.discount.off(list).and_then(|off| list.minus(off).ok());
        left.filter(|price| price.is_positive()).ok_or(CouponRefusal::DoesNotFit)
    }
}

impl Discount {
    /// What it takes off a price; `None` when it does not fit the price's currency or takes nothing.
    pub fn off(self, list: Money) -> Option<Money> {
        let off = match self {
            Self::Amount(amount) if amount.currency() == list.currency() => amount,
            Self::Amount(_) => return None,
            Self::Percent(rate) => {
                let product = i128::from(list.minor()).checked_mul(i128::from(rate.get()))?;
                let minor = product.checked_div(i128::from(BasisPoints::WHOLE))?;
                Money::new(i64::try_from(minor).ok()?, list.currency())
            }
        };
        off.is_positive().then_some(off)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Coupon, CouponCode, CouponRefusal, Discount};
    use crate::{
        id::{CommunityId, CouponId, ProductId},
        money::{BasisPoints, Currency, Money},
        time::Timestamp,
    };

    const NOW: Timestamp = Timestamp::from_unix_ms(1_000_000);

    fn yuan(minor: i64) -> Money {
        Money::new(minor, Currency::Cny)
    }

    fn coupon(discount: Discount) -> Coupon {
        Coupon {
            id: CouponId::new(NOW, 1),
            community: CommunityId::new(NOW, 2),
            code: "spring-26".parse().unwrap(),
            discount,
            product: None,
            per_person: Some(1),
            total: Some(100),
            taken: 0,
            from: None,
            until: None,
            withdrawn_at: None,
            version: 1,
        }
    }

    fn price(coupon: &Coupon, list: Money, used: u32) -> Result<Money, CouponRefusal> {
        coupon.price(&ProductId::new(NOW, 3), list, used, NOW)
    }

    #[test]
    fn a_code_is_the_same_in_any_case_and_with_blanks_around_it() {
        let code: CouponCode = " Spring-26 ".parse().unwrap();
        assert_eq!(code.as_str(), "SPRING-26");
        for wrong in ["", "ab", "with blank", "ä-umlaut", &"x".repeat(33)] {
            assert!(wrong.parse::<CouponCode>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn each_limit_refuses_with_its_own_reason() {
        let plain = coupon(Discount::Amount(yuan(500)));
        assert_eq!(price(&plain, yuan(6_800), 0), Ok(yuan(6_300)));
        assert_eq!(price(&plain, yuan(6_800), 1), Err(CouponRefusal::UsedByYou));
        assert_eq!(
            price(&plain, yuan(500), 0),
            Err(CouponRefusal::DoesNotFit),
            "nothing would be left to pay"
        );
        assert_eq!(
            price(&plain, Money::new(6_800, Currency::Usd), 0),
            Err(CouponRefusal::OtherCurrency(Currency::Cny))
        );
        let refused = |change: fn(&mut Coupon)| {
            let mut coupon = plain.clone();
            change(&mut coupon);
            price(&coupon, yuan(6_800), 0).unwrap_err()
        };
        assert_eq!(refused(|coupon| coupon.taken = 100), CouponRefusal::UsedUp);
        assert_eq!(refused(|coupon| coupon.from = Some(NOW.plus_ms(1))), CouponRefusal::NotYet);
        assert_eq!(refused(|coupon| coupon.until = Some(NOW)), CouponRefusal::Over);
        assert_eq!(refused(|coupon| coupon.withdrawn_at = Some(NOW)), CouponRefusal::Unknown);
        let other = |coupon: &mut Coupon| coupon.product = Some(ProductId::new(NOW, 9));
        assert_eq!(refused(other), CouponRefusal::OtherProduct);
    }

    proptest! {
        #[test]
        fn a_share_counts_in_every_currency_and_an_amount_only_in_its_own(
            list in proptest::sample::select(Currency::ALL), own in proptest::sample::select(Currency::ALL),
        ) {
            let list = Money::new(1_000, list);
            let share = price(&coupon(Discount::Percent(BasisPoints::new(2_500))), list, 0);
            prop_assert_eq!(share, Ok(Money::new(750, list.currency())));
            let amount = price(&coupon(Discount::Amount(Money::new(300, own))), list, 0);
            let fits = own == list.currency();
            prop_assert_eq!(amount, if fits { Ok(Money::new(700, own)) } else { Err(CouponRefusal::OtherCurrency(own)) });
        }

        #[test]
        fn a_share_leaves_a_price_between_one_minor_unit_and_the_list_price(
            list in 1i64..10_000_000_000, rate in 1u32..10_000,
        ) {
            let discounted = price(&coupon(Discount::Percent(BasisPoints::new(rate))), yuan(list), 0);
            match discounted {
                Ok(price) => {
                    let off = i128::from(list - price.minor());
                    let exact = i128::from(list) * i128::from(rate);
                    prop_assert!(off * 10_000 <= exact && (off + 1) * 10_000 > exact, "rounded down by less than one unit");
                    prop_assert!(price.minor() >= 1 && price.minor() < list);
                }
                // A share of less than one minor unit takes nothing off.
                Err(refusal) => {
                    prop_assert_eq!(refusal, CouponRefusal::DoesNotFit);
                    prop_assert!(i128::from(list) * i128::from(rate) < 10_000);
                }
            }
        }
    }
}
