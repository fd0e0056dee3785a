//! Instants as Alipay writes them, Chinese wall-clock time without an offset: `2026-01-01 08:00:00`.

use crate::clock;

/// An instant, cut to the second.
pub fn written(instant_ms: i64) -> String {
    // `2026-01-01T08:00:00+08:00` by the sandbox's clock.
    let text = clock::written(instant_ms);
    text.get(..19).unwrap_or_default().replace('T', " ")
}

/// Reads such an instant.
pub fn read(text: &str) -> Option<i64> {
    let (day, time) = text.split_once(' ')?;
    clock::read(&format!("{day}T{time}+08:00")).filter(|_| text.len() == 19)
}

/// The milliseconds in which a day of China begins and ends.
pub fn day(text: &str) -> Option<(i64, i64)> {
    let from = read(&format!("{text} 00:00:00"))?;
    Some((from, from + 24 * 3_600_000))
}

#[cfg(test)]
mod tests {
    use super::{day, read, written};

    #[test]
    fn instants_are_written_in_chinese_time_and_read_back() {
        assert_eq!(written(1_767_225_660_999), "2026-01-01 08:01:00");
        assert_eq!(read("2026-01-01 08:01:00"), Some(1_767_225_660_000));
        for bad in ["2026-01-01T08:01:00", "2026-01-01 08:01:00+08:00", "2026-01-01", ""] {
            assert_eq!(read(bad), None, "{bad}");
        }
        assert_eq!(day("2026-01-01").map(|(from, _)| written(from)).as_deref(), Some("2026-01-01 00:00:00"));
        assert_eq!(day("2026-01"), None);
    }
}
