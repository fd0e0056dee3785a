//! Instants as the gateway writes them: `2026-01-01 08:00:00`, Chinese wall-clock time, without an offset.

use domain::time::{Day, Timestamp};
use time::{
    OffsetDateTime, PrimitiveDateTime, UtcOffset,
    format_description::{BorrowedFormatItem, parse_borrowed},
};

/// China has one time zone, without summer time.
const CHINA_OFFSET_SECONDS: i64 = 8 * 3600;

fn format() -> Option<Vec<BorrowedFormatItem<'static>>> {
    parse_borrowed::<2>("[year]-[month]-[day] [hour]:[minute]:[second]").ok()
}

/// `2026-01-01 08:00:00`, cut to the second: the gateway stops taking money no later than we do. None outside the years
/// of four digits.
pub(super) fn written(instant: Timestamp) -> Option<String> {
    let china = UtcOffset::from_whole_seconds(i32::try_from(CHINA_OFFSET_SECONDS).ok()?).ok()?;
    let utc = OffsetDateTime::from_unix_timestamp(instant.unix_ms().div_euclid(1000)).ok()?;
    utc.checked_to_offset(china)?.format(&format()?).ok()
}

/// Reads such an instant. Bills have tabulators behind theirs, and some answers have milliseconds (R).
pub(super) fn read(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let whole = text.get(..19)?;
    let rest = text.get(19..)?;
    let fraction_reads =
        rest.strip_prefix('.').is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    if !rest.is_empty() && !fraction_reads {
        return None;
    }
    let wall = PrimitiveDateTime::parse(whole, &format()?).ok()?;
    let seconds = wall.assume_utc().unix_timestamp().checked_sub(CHINA_OFFSET_SECONDS)?;
    seconds.checked_mul(1000).map(Timestamp::from_unix_ms)
}

/// The first moment of a day in China.
pub(super) fn start_of(day: Day) -> Timestamp {
    day.start().plus_seconds(-CHINA_OFFSET_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::{Day, Timestamp, read, start_of, written};

    #[test]
    fn instants_are_written_in_chinese_time_cut_to_the_second_and_read_back() {
        let instant = Timestamp::from_unix_ms(1_767_225_660_999);
        assert_eq!(written(instant).as_deref(), Some("2026-01-01 08:01:00"));
        for text in ["2026-01-01 08:01:00", "2026-01-01 08:01:00\t", "2026-01-01 08:01:00.123"] {
            assert_eq!(read(text), Some(Timestamp::from_unix_ms(1_767_225_660_000)), "{text}");
        }
        for text in
            ["", "2026-01-01T08:01:00+08:00", "2026-01-01", "2026-13-01 08:01:00", "2026-01-01 08:01:00x"]
        {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(written(Timestamp::from_unix_ms(i64::MAX)), None);
    }

    #[test]
    fn a_chinese_day_begins_eight_hours_before_utc_does() {
        let day = Day::from_calendar(2026, 1, 1).unwrap();
        assert_eq!(written(start_of(day)).as_deref(), Some("2026-01-01 00:00:00"));
    }
}
