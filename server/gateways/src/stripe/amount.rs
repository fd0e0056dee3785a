//! Amounts as Stripe counts them, which is not always as ISO 4217 does.

use domain::money::{Currency, Money};

/// What is paid out, in Stripe's smallest unit; none where Stripe has no number for it.
///
/// Forints and New Taiwan dollars are paid out in hundredths that divide by 100; for the rest see [`charged`].
pub(super) fn written(amount: Money) -> Option<i64> {
    let whole = amount.minor().checked_rem(100) == Some(0);
    if matches!(amount.currency(), Currency::Huf | Currency::Twd) && !whole {
        return None;
    }
    charged(amount)
}

/// What a payer is charged, in Stripe's smallest unit; none where Stripe has no number for it.
///
/// Krónur and Ugandan shillings are written as if they had hundredths, always zero. Ariary are written without any.
/// Dinars are written in thousandths that divide by 10.
pub(super) fn charged(amount: Money) -> Option<i64> {
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
        Currency::Kwd => divides(10).then_some(minor),
        _ => Some(minor),
    }
}

/// The amount that Stripe wrote; none when it is nothing, not of our currencies, or not a number of our smallest units.
pub(super) fn read(wire: i64, currency: &str) -> Option<Money> {
    let currency: Currency = currency.to_ascii_uppercase().parse().ok()?;
    let minor = match currency {
        Currency::Isk | Currency::Ugx if wire.checked_rem(100) != Some(0) => None,
        Currency::Isk | Currency::Ugx => wire.checked_div(100),
        Currency::Mga => wire.checked_mul(100),
        _ => Some(wire),
    }?;
    ((1..=Money::MAX_MINOR).contains(&minor)).then(|| Money::new(minor, currency))
}

/// The code as Stripe writes it.
pub(super) fn code(currency: Currency) -> String {
    currency.code().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::{Currency, Money, charged, code, read, written};

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
    fn what_is_charged_is_read_back_to_the_minor_unit() {
        for currency in Currency::ALL {
            for minor in [1, 7, 99, 100, 990, 1_099, 12_300] {
                let amount = Money::new(minor, *currency);
                let Some(wire) = charged(amount) else {
                    assert!(matches!(currency, Currency::Mga | Currency::Kwd), "{minor} {}", currency.code());
                    continue;
                };
                assert_eq!(read(wire, &code(*currency)), Some(amount), "{minor} {}", currency.code());
            }
        }
        assert_eq!(charged(Money::new(1_099, Currency::Huf)), Some(1_099));
        assert_eq!(charged(Money::new(1_100, Currency::Mga)), Some(11));
        for (wire, currency) in
            [(0, "usd"), (-1, "usd"), (1, "xxx"), (150, "isk"), (i64::MAX, "mga"), (i64::MAX, "usd")]
        {
            assert_eq!(read(wire, currency), None, "{wire} {currency}");
        }
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
