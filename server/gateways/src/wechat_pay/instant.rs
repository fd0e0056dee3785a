//! Instants as the gateway writes them: RFC 3339, in Chinese wall-clock time.

use domain::time::Timestamp;
use time::{OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};

/// China has one time zone, without summer time.
const CHINA_OFFSET_HOURS: i8 = 8;

/// `2026-01-01T08:00:00+08:00`, cut to the second: the gateway stops taking money no later than we do. None outside
/// the years that RFC 3339 can write.
pub(super) fn written(instant: Timestamp) -> Option<String> {
    let china = UtcOffset::from_hms(CHINA_OFFSET_HOURS, 0, 0).ok()?;
    let seconds = instant.unix_ms().div_euclid(1000);
    OffsetDateTime::from_unix_timestamp(seconds).ok()?.to_offset(china).format(&Rfc3339).ok()
}

/// Reads an instant in any offset.
pub(super) fn read(text: &str) -> Option<Timestamp> {
    let instant = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    i64::try_from(instant.unix_timestamp_nanos().div_euclid(1_000_000)).ok().map(Timestamp::from_unix_ms)
}

#[cfg(test)]
mod tests {
    use super::{Timestamp, read, written};

    #[test]
    fn instants_are_written_in_chinese_time_cut_to_the_second_and_read_back() {
        let instant = Timestamp::from_unix_ms(1_767_225_660_999);
        assert_eq!(written(instant).as_deref(), Some("2026-01-01T08:01:00+08:00"));
        assert_eq!(read("2026-01-01T08:01:00+08:00"), Some(Timestamp::from_unix_ms(1_767_225_660_000)));
        assert_eq!(read("2026-01-01T00:01:00Z"), Some(Timestamp::from_unix_ms(1_767_225_660_000)));
        assert_eq!(read("2026-01-01 08:01:00"), None);
        assert_eq!(written(Timestamp::from_unix_ms(i64::MAX)), None);
    }
}
