//! Amounts as people type them.

use rust_decimal::Decimal;

use super::{Currency, Money};

/// Longest text we look at.
const MAX_LENGTH: usize = 32;

/// Why a typed amount could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseMoneyError {
    /// Nothing was typed.
    #[error("the amount is empty")]
    Empty,
    /// It is not a number.
    #[error("this is not an amount")]
    NotANumber,
    /// It has more digits after the point than the currency has.
    #[error("too many digits after the point")]
    TooPrecise,
    /// It is outside the range we keep exact.
    #[error("the amount is too large")]
    TooLarge,
}

/// Reads `1,204.50`, `¥1204.5`, `1204`, full-width digits and spaces as an amount of `currency`. Nothing is rounded:
/// a digit too many is an error.
pub fn parse_money(text: &str, currency: Currency) -> Result<Money, ParseMoneyError> {
    if text.chars().count() > MAX_LENGTH {
        return Err(ParseMoneyError::NotANumber);
    }
    let half_width: String =
        text.chars().map(half_width).filter(|symbol| !symbol.is_whitespace() && *symbol != ',').collect();
    let digits = half_width.strip_prefix(currency.sign()).unwrap_or(&half_width);
    if digits.is_empty() {
        return Err(ParseMoneyError::Empty);
    }
    if !digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-') {
        return Err(ParseMoneyError::NotANumber);
    }
    let decimal: Decimal = digits.parse().map_err(|_| ParseMoneyError::NotANumber)?;
    to_minor(decimal, currency)
}

fn to_minor(decimal: Decimal, currency: Currency) -> Result<Money, ParseMoneyError> {
    let per_major = Decimal::from(currency.minor_per_major());
    let minor = decimal.checked_mul(per_major).ok_or(ParseMoneyError::TooLarge)?;
    if minor != minor.trunc() {
        return Err(ParseMoneyError::TooPrecise);
    }
    let minor = i64::try_from(minor.trunc()).map_err(|_| ParseMoneyError::TooLarge)?;
    if minor.abs() > Money::MAX_MINOR {
        Err(ParseMoneyError::TooLarge)
    } else {
        Ok(Money::new(minor, currency))
    }
}

/// Chinese input methods produce full-width digits and punctuation.
fn half_width(symbol: char) -> char {
    match symbol {
        '０'..='９' | '．' | '，' | '－' => {
            char::from_u32(u32::from(symbol).saturating_sub(0xFEE0)).unwrap_or(symbol)
        }
        '。' => '.',
        '￥' => '¥',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{ParseMoneyError, parse_money};
    use crate::{
        locale::Locale,
        money::{Currency, Money, format_money},
    };

    #[test]
    fn amounts_are_read_the_way_people_type_them() {
        let fen = |minor| Ok(Money::new(minor, Currency::Cny));
        assert_eq!(parse_money("1,204.50", Currency::Cny), fen(120_450));
        assert_eq!(parse_money(" ￥１２０４．５ ", Currency::Cny), fen(120_450));
        assert_eq!(parse_money("10", Currency::Cny), fen(1_000));
        assert_eq!(parse_money("0.001", Currency::Cny), Err(ParseMoneyError::TooPrecise));
        assert_eq!(parse_money("", Currency::Cny), Err(ParseMoneyError::Empty));
        assert_eq!(parse_money("1e9", Currency::Cny), Err(ParseMoneyError::NotANumber));
        assert_eq!(parse_money("99999999999999999", Currency::Cny), Err(ParseMoneyError::TooLarge));
        assert_eq!(parse_money("1.5", Currency::Jpy), Err(ParseMoneyError::TooPrecise));
    }

    proptest! {
        #[test]
        fn what_we_print_we_can_read(minor in -Money::MAX_MINOR..=Money::MAX_MINOR, index in 0..Currency::ALL.len()) {
            let currency = Currency::ALL[index];
            let amount = Money::new(minor, currency);
            let printed = format_money(amount, Locale::English).replacen(currency.sign(), "", 1);
            prop_assert_eq!(parse_money(&printed, currency), Ok(amount));
        }
    }
}
