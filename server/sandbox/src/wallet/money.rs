//! Amounts as the payer reads them.

/// `123456` fen is `¥1,234.56`.
pub fn yuan(fen: i64) -> String {
    let (whole, rest) = (fen.unsigned_abs() / 100, fen.unsigned_abs() % 100);
    let digits = whole.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if fen < 0 { "-" } else { "" };
    format!("{sign}¥{grouped}.{rest:02}")
}

#[cfg(test)]
mod tests {
    use super::yuan;

    #[test]
    fn every_fen_is_shown() {
        let shown = [0, 5, 990, 99_999, 100_000, 123_456_789].map(yuan);
        assert_eq!(shown, ["¥0.00", "¥0.05", "¥9.90", "¥999.99", "¥1,000.00", "¥1,234,567.89"]);
    }
}
