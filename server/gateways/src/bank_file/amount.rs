//! Amounts as ISO 20022 writes them: digits, and a point when the currency has a minor unit.

use domain::money::{Currency, Money, parse_money};

/// Most digits of a total (`totalDigits` of the schema).
const MOST_DIGITS: u32 = 18;

/// `12.34` for 1234 EUR cents, `12` for 12 JPY.
pub fn written(amount: Money) -> String {
    decimal(i128::from(amount.minor()), amount.currency().exponent())
}

/// The total of amounts of whatever currencies, as `CtrlSum` wants it: the figures are added as if they had no unit. With
/// as many digits after the point as the currency with the most of them. `None` when it has more than 18 digits.
pub fn control_sum(amounts: &[Money]) -> Option<String> {
    let exponent = amounts.iter().map(|amount| amount.currency().exponent()).max().unwrap_or(0);
    let sum = amounts.iter().try_fold(0i128, |sum, amount| {
        let shift = exponent.saturating_sub(amount.currency().exponent());
        sum.checked_add(i128::from(amount.minor()).checked_mul(10i128.checked_pow(shift)?)?)
    })?;
    (sum < 10i128.checked_pow(MOST_DIGITS)?).then(|| decimal(sum, exponent))
}

/// Reads an amount from a message: digits with at most one point, nothing rounded.
pub fn read(text: &str, currency: &str) -> Option<Money> {
    let currency: Currency = currency.parse().ok()?;
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if plain { parse_money(text, currency).ok() } else { None }
}

/// Whether two figures say the same number: `12.30` and `12.3` do.
pub fn same_figure(one: &str, other: &str) -> bool {
    fn normal(figure: &str) -> (&str, &str) {
        let (whole, fraction) = figure.trim().split_once('.').unwrap_or((figure.trim(), ""));
        (whole.trim_start_matches('0'), fraction.trim_end_matches('0'))
    }
    normal(one) == normal(other)
}

fn decimal(minor: i128, exponent: u32) -> String {
    let places = usize::try_from(exponent).unwrap_or(0);
    let digits = format!("{minor:0>width$}", width = places.saturating_add(1));
    match digits.split_at_checked(digits.len().saturating_sub(places)) {
        Some((whole, fraction)) if !fraction.is_empty() => format!("{whole}.{fraction}"),
        _ => digits,
    }
}
