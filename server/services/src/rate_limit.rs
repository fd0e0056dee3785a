//! Limits on tries, in memory: a bucket per key that fills again with time.

use std::sync::Mutex;

use domain::time::Timestamp;
use quick_cache::sync::Cache;

/// How many keys are remembered; the least used are forgotten first.
const MAX_KEYS: usize = 50_000;

/// A limiter: `burst` tries at once, then one more every `refill_ms`.
pub struct RateLimit {
    burst: i64,
    refill_ms: i64,
    buckets: Cache<String, std::sync::Arc<Mutex<Timestamp>>>,
}

/// How a try ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Go on.
    Admitted,
    /// Too many; worth trying again after some seconds.
    Refused {
        /// How many.
        retry_after_seconds: u32,
    },
}

impl RateLimit {
    /// A limiter of `burst` tries at once and one more every `refill_ms` milliseconds.
    pub fn new(burst: u32, refill_ms: i64) -> Self {
        Self { burst: i64::from(burst), refill_ms, buckets: Cache::new(MAX_KEYS) }
    }

    /// Counts one try (GCRA: one stored moment per key says when the bucket would be full again).
    pub fn admit(&self, key: &str, now: Timestamp) -> Admission {
        let fresh = || Ok::<_, std::convert::Infallible>(std::sync::Arc::new(Mutex::new(now)));
        let Ok(bucket) = self.buckets.get_or_insert_with(key, fresh);
        let mut full_at = bucket.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let most = self.burst.saturating_mul(self.refill_ms);
        if *full_at > now.plus_ms(most) {
            // No admitted try leads so far: the clock was ahead and was set back. Nobody is locked out for that long.
            *full_at = now;
        }
        let next = (*full_at).max(now).plus_ms(self.refill_ms);
        let over = next.ms_since(now).saturating_sub(most);
        if over > 0 {
            let seconds = over.saturating_add(999).div_euclid(1000);
            return Admission::Refused { retry_after_seconds: u32::try_from(seconds).unwrap_or(u32::MAX) };
        }
        *full_at = next;
        Admission::Admitted
    }
}

#[cfg(test)]
mod tests {
    use domain::time::Timestamp;

    use super::{Admission, RateLimit};

    #[test]
    fn a_burst_is_admitted_and_the_bucket_fills_again() {
        let limit = RateLimit::new(3, 10_000);
        let start = Timestamp::from_unix_ms(1_000_000);
        for _ in 0..3 {
            assert_eq!(limit.admit("a", start), Admission::Admitted);
        }
        assert_eq!(limit.admit("a", start), Admission::Refused { retry_after_seconds: 10 });
        assert_eq!(limit.admit("b", start), Admission::Admitted);
        assert_eq!(limit.admit("a", start.plus_ms(10_000)), Admission::Admitted);
        assert!(matches!(limit.admit("a", start.plus_ms(10_001)), Admission::Refused { .. }));
    }
    #[test]
    fn a_clock_that_was_ahead_locks_nobody_out_once_it_is_right() {
        let limit = RateLimit::new(3, 10_000);
        let (right, ahead) =
            (Timestamp::from_unix_ms(1_000_000), Timestamp::from_unix_ms(1_000_000).plus_days(365));
        assert_eq!(limit.admit("a", ahead), Admission::Admitted);
        for _ in 0..3 {
            assert_eq!(limit.admit("a", right), Admission::Admitted);
        }
        assert_eq!(
            limit.admit("a", right),
            Admission::Refused { retry_after_seconds: 10 },
            "and then as always"
        );
    }
}
