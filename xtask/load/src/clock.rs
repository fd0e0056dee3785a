//! The clocks of a measurement.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Now, for durations.
#[expect(clippy::disallowed_methods, reason = "measuring time is what this program is for")]
pub fn now() -> Instant {
    Instant::now()
}

/// Now, for signatures: seconds since 1970.
#[expect(
    clippy::disallowed_methods,
    reason = "a signature names the real time; nothing here is tested by it"
)]
pub fn unix_seconds() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// Whole microseconds.
pub fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
