//! The real clock, and the demo's movable one.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

use domain::time::Timestamp;
use services::ports::Clock;

/// System time as it is; business time moved by an offset that only the demo can change.
#[derive(Debug, Default)]
pub struct RealClock {
    business_offset_ms: AtomicI64,
}

impl RealClock {
    /// Moves business time; returns what it is now. Demo only: the caller checks.
    pub fn advance_business(&self, milliseconds: i64) -> Timestamp {
        self.business_offset_ms.fetch_add(milliseconds, Ordering::Relaxed);
        self.business()
    }
}

impl Clock for RealClock {
    fn business(&self) -> Timestamp {
        self.system().plus_ms(self.business_offset_ms.load(Ordering::Relaxed))
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the real clock")]
    fn system(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_unix_ms(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}
