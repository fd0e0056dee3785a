//! Amounts as Alipay writes them: yuan with two digits.

use serde_json::Value;

/// The least and the most, in fen.
const RANGE: std::ops::RangeInclusive<i64> = 1..=10_000_000_000;

/// `990` fen is `9.90`.
pub fn written(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", fen.unsigned_abs() / 100, fen.unsigned_abs() % 100)
}

/// Reads an amount of a request, which may be a text or a number: at least a fen, at most a hundred million yuan, and
/// no fraction of a fen.
pub fn read(value: &Value) -> Option<i64> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) || fraction.len() > 2 {
        return None;
    }
    let fen: i64 = format!("{whole}{fraction:0<2}").parse().ok()?;
    RANGE.contains(&fen).then_some(fen)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{read, written};

    #[test]
    fn amounts_are_read_to_the_fen_and_written_with_two_digits() {
        for (value, fen) in [(json!("9.90"), 990), (json!("9.9"), 990), (json!(9), 900), (json!("0.01"), 1)] {
            assert_eq!(read(&value), Some(fen), "{value}");
        }
        assert_eq!(read(&json!("100000000.00")), Some(10_000_000_000));
        for value in [
            json!("0"),
            json!("0.001"),
            json!("-1"),
            json!("100000000.01"),
            json!(".5"),
            json!("1e3"),
            json!(null),
        ] {
            assert_eq!(read(&value), None, "{value}");
        }
        assert_eq!([990, 5, -3_580].map(written), ["9.90", "0.05", "-35.80"]);
    }
}
