//! Two clocks: the system's, for signatures, and a business clock that tests may move, for everything a trade says about
//! its own time (expiry, when it was paid). All instants are milliseconds of the unix epoch.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

use time::{OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};
use tokio::sync::watch;

/// The last instant that RFC 3339 can write (the end of the year 9999, in China), in milliseconds.
pub const LAST_INSTANT_MS: i64 = 253_402_271_999_999;

/// The gateway writes its times as Chinese wall-clock time.
const OFFSET_HOURS: i8 = 8;

/// The real time.
#[expect(
    clippy::disallowed_methods,
    reason = "the sandbox is a program of its own; this is where it reads the time"
)]
pub fn system_ms() -> i64 {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since_epoch.as_millis()).unwrap_or(LAST_INSTANT_MS)
}

/// The business clock: so and so far from the real time.
#[derive(Debug, Default)]
pub struct Clock {
    offset_ms: AtomicI64,
    moves: watch::Sender<()>,
}

impl Clock {
    /// The time trades live in.
    pub fn business_ms(&self) -> i64 {
        system_ms().saturating_add(self.offset_ms.load(Ordering::Relaxed)).clamp(0, LAST_INSTANT_MS)
    }

    /// Moves the business clock by `advance_ms`, forwards or backwards.
    pub fn advance(&self, advance_ms: i64) {
        let moved =
            |offset: i64| Some(offset.saturating_add(advance_ms).clamp(-LAST_INSTANT_MS, LAST_INSTANT_MS));
        // The closure always answers, so there is no failure to look at.
        let _previous = self.offset_ms.fetch_update(Ordering::Relaxed, Ordering::Relaxed, moved);
        self.moves.send_replace(());
    }

    /// Sets the business clock, which then goes on at its usual pace.
    pub fn set(&self, now_ms: i64) {
        self.offset_ms.store(now_ms.clamp(0, LAST_INSTANT_MS) - system_ms(), Ordering::Relaxed);
        self.moves.send_replace(());
    }

    /// Waits until somebody moves the business clock to this instant or beyond.
    pub async fn is_moved_to(&self, instant_ms: i64) {
        let mut moves = self.moves.subscribe();
        // The sender is this clock's own, so that there is always another move to wait for.
        while self.business_ms() < instant_ms && moves.changed().await.is_ok() {}
    }
}

fn in_china(instant_ms: i64) -> OffsetDateTime {
    let utc = OffsetDateTime::from_unix_timestamp(instant_ms.div_euclid(1000))
        .unwrap_or(OffsetDateTime::UNIX_EPOCH);
    utc.to_offset(UtcOffset::from_hms(OFFSET_HOURS, 0, 0).unwrap_or(UtcOffset::UTC))
}

/// An instant the way the gateway writes it: `2026-01-01T08:01:00+08:00`.
pub fn written(instant_ms: i64) -> String {
    in_china(instant_ms).format(&Rfc3339).unwrap_or_default()
}

/// The day of an instant, as eight digits.
pub fn day_digits(instant_ms: i64) -> String {
    let date = in_china(instant_ms).date();
    format!("{:04}{:02}{:02}", date.year(), u8::from(date.month()), date.day())
}

/// The month of an instant in China, counted from the year 0.
pub fn month(instant_ms: i64) -> i64 {
    let date = in_china(instant_ms).date();
    i64::from(date.year())
        .saturating_mul(12)
        .saturating_add(i64::from(u8::from(date.month())))
        .saturating_sub(1)
}

/// Reads an RFC 3339 instant.
pub fn read(text: &str) -> Option<i64> {
    let instant = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    i64::try_from(instant.unix_timestamp_nanos() / 1_000_000).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_in_chinese_time_and_read_back() {
        assert_eq!(written(1_767_225_660_000), "2026-01-01T08:01:00+08:00");
        assert_eq!(read("2026-01-01T08:01:00+08:00"), Some(1_767_225_660_000));
        assert_eq!(read("2026-01-01 08:01:00"), None);
        assert_eq!(day_digits(1_767_225_660_000), "20260101");
        assert_eq!(written(LAST_INSTANT_MS), "9999-12-31T23:59:59+08:00");
    }

    #[test]
    fn moving_the_business_clock_leaves_the_system_clock_alone() {
        let clock = Clock::default();
        let before = system_ms();
        clock.advance(86_400_000);
        assert!(clock.business_ms() >= before + 86_400_000);
        assert!(system_ms() < before + 86_400_000);
        clock.set(1_000);
        assert!((1_000..60_000).contains(&clock.business_ms()));
        clock.advance(i64::MAX);
        assert!(clock.business_ms() <= LAST_INSTANT_MS);
    }
}
