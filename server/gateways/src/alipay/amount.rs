//! Amounts as the gateway writes them: yuan with two digits, as text. Never through a float.

use domain::money::{Currency, Money};

/// One fen, and a hundred million yuan: what the gateway takes.
const PAYABLE_FEN: std::ops::RangeInclusive<i64> = 1..=10_000_000_000;

/// Whether the gateway could be asked for this much.
pub(super) fn is_payable(amount: Money) -> bool {
    amount.currency() == Currency::Cny && PAYABLE_FEN.contains(&amount.minor())
}

/// `9.90`.
pub(super) fn written(amount: Money) -> String {
    let fen = amount.minor().unsigned_abs();
    let sign = if amount.minor() < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", fen.div_euclid(100), fen.rem_euclid(100))
}

/// Reads `9.90`, `9.9`, `9` and `-9.90`: the same number, however many zeros end it. Nothing is rounded: a fraction of
/// a fen is an error.
pub(super) fn read(text: &str) -> Option<Money> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits(whole) || !all_digits(fraction) || digits.len() > 20 {
        return None;
    }
    let cents = match fraction.trim_end_matches('0') {
        "" => 0,
        tenths if tenths.len() == 1 => tenths.parse::<i64>().ok()?.checked_mul(10)?,
        cents if cents.len() == 2 => cents.parse().ok()?,
        _ => return None,
    };
    let fen = whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents)?;
    (fen <= Money::MAX_MINOR)
        .then(|| Money::new(if negative { fen.saturating_neg() } else { fen }, Currency::Cny))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Currency, Money, is_payable, read, written};

    fn yuan(fen: i64) -> Money {
        Money::new(fen, Currency::Cny)
    }

    #[test]
    fn amounts_are_compared_as_numbers_and_not_as_texts() {
        for (text, fen) in
            [("9.90", 990), ("9.9", 990), ("9.900", 990), ("9", 900), ("0.01", 1), ("-35.80", -3580)]
        {
            assert_eq!(read(text), Some(yuan(fen)), "{text}");
        }
        for text in
            ["", ".", "9.", ".9", "9.905", "9,90", " 9.90", "+9.90", "1e3", "٩.90", "99999999999999999999999"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn only_what_the_gateway_takes_is_payable() {
        assert!(is_payable(yuan(1)) && is_payable(yuan(10_000_000_000)));
        assert!(!is_payable(yuan(0)) && !is_payable(yuan(-1)) && !is_payable(yuan(10_000_000_001)));
        assert!(!is_payable(Money::new(990, Currency::Usd)));
    }

    proptest! {
        #[test]
        fn every_amount_is_read_back(fen in -Money::MAX_MINOR..=Money::MAX_MINOR) {
            prop_assert_eq!(read(&written(yuan(fen))), Some(yuan(fen)));
        }
    }
}
