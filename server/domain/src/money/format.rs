//! Amounts as people read them.

use rust_decimal::Decimal;

use super::Money;
use crate::locale::Locale;

/// `¥1,204.50`, `-¥3.00`, `JP¥1,200`: sign first, thousands grouped, exactly the currency's digits. Both languages of
/// the house group by three and use a point, so the locale decides nothing yet; it is asked for all the same, because
/// a caller that cannot name its locale would print the wrong thing in the third language.
pub fn format_money(amount: Money, _locale: Locale) -> String {
    let exponent = amount.currency().exponent();
    let plain = Decimal::new(amount.minor(), exponent).abs().to_string();
    let (whole, fraction) =
        plain.split_once('.').map_or((plain.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let minus = if amount.minor() < 0 { "-" } else { "" };
    let grouped = group_by_three(whole);
    match fraction {
        Some(fraction) => format!("{minus}{}{grouped}.{fraction}", amount.currency().sign()),
        None => format!("{minus}{}{grouped}", amount.currency().sign()),
    }
}

fn group_by_three(digits: &str) -> String {
    let mut grouped = String::with_capacity(digits.len().saturating_mul(2));
    for (position, digit) in digits.chars().enumerate() {
        let left = digits.len().saturating_sub(position);
        if position > 0 && left.rem_euclid(3) == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
