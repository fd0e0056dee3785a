//! Time and randomness for tests.

use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::rand::{SecureRandom as _, SystemRandom};
use domain::time::Timestamp;
use services::ports::{Clock, Entropy};

/// The real time: what the sandbox signs with. Its business time is far ahead, so that a mix-up shows.
pub struct Real;

impl Clock for Real {
    fn business(&self) -> Timestamp {
        self.system().plus_days(3650)
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the sandbox signs with the real time, so its partner needs it"
    )]
    fn system(&self) -> Timestamp {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        Timestamp::from_unix_ms(i64::try_from(since_epoch.as_millis()).unwrap())
    }
}

/// Real randomness.
pub struct Draws;

impl Entropy for Draws {
    fn fill(&self, buffer: &mut [u8]) {
        SystemRandom::new().fill(buffer).unwrap();
    }
}
