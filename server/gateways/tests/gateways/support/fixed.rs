//! The clock of tests that need no sandbox.

use domain::time::Timestamp;
use services::ports::Clock;

/// A clock that stands still; its business time is far away, so that a mix-up shows.
pub struct Fixed(pub i64);

impl Clock for Fixed {
    fn business(&self) -> Timestamp {
        Timestamp::from_unix_ms(self.0).plus_days(3650)
    }

    fn system(&self) -> Timestamp {
        Timestamp::from_unix_ms(self.0)
    }
}
