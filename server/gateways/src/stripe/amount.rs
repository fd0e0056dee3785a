//! Amounts as Stripe counts them, which is not always as ISO 4217 does.

use domain::money::{Currency, Money};

/// The amount in Stripe's smallest unit; none where Stripe has no number for it.
///
/// Krónur and Ugandan shillings are written as if they had hundredths, always zero. Ariary are written without any.
/// Forints and New Taiwan dollars are paid out in hundredths that divide by 100, dinars in thousandths that divide by 10.
pub(super) fn written(amount: Money) -> Option<i64> {
    let minor = amount.minor();
    if minor < 1 {
        return None;
    }
    let divides = |by: i64| minor.checked_rem(by) == Some(0);
    match amount.currency() {
        Currency::Isk | Currency::Ugx => minor.checked_mul(100),
        Currency::Mga => {
            if divides(100) {
                minor.checked_div(100)
            } else {
                None
            }
        }
        Currency::Huf | Currency::Twd => divides(100).then_some(minor),
        Currency::Kwd => divides(10).then_some(minor),
        _ => Some(minor),
    }
}

/// The code as Stripe writes it.
pub(super) fn code(currency: Currency) -> String {
    currency.code().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::{Currency, Money, code, written};

    #[test]
    fn amounts_are_written_as_stripe_counts_them() {
        for (minor, currency, wire) in [
            (1_099, Currency::Usd, Some(1_099)),
            (1_099, Currency::Jpy, Some(1_099)),
            (1_099, Currency::Isk, Some(109_900)),
            (1_099, Currency::Ugx, Some(109_900)),
            (1_100, Currency::Huf, Some(1_100)),
            (1_099, Currency::Huf, None),
            (1_099, Currency::Twd, None),
            (1_990, Currency::Kwd, Some(1_990)),
            (1_995, Currency::Kwd, None),
            (1_100, Currency::Mga, Some(11)),
            (1_099, Currency::Mga, None),
            (0, Currency::Usd, None),
            (-5, Currency::Usd, None),
            (i64::MAX, Currency::Isk, None),
        ] {
            assert_eq!(written(Money::new(minor, currency)), wire, "{minor} {}", currency.code());
        }
        assert_eq!(code(Currency::Usd), "usd");
    }

    #[test]
    fn what_a_payout_may_be_in_our_steps_can_be_written() {
        for currency in
            Currency::ALL.iter().filter(|currency| !matches!(currency, Currency::Mga | Currency::Kwd))
        {
            let amount = Money::new(currency.payout_granularity() * 7, *currency);
            assert!(written(amount).is_some(), "{}", currency.code());
        }
    }
}
