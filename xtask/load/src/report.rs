//! What came of a load.

use std::time::Duration;

use serde_json::json;

use crate::clock::micros;

/// What came of a load.
#[derive(Debug, Default)]
pub struct Report {
    /// Answers that were right.
    pub right: usize,
    /// Answers that were wrong, and connections that broke.
    pub errors: usize,
    /// What the first wrong one said.
    pub first_error: Option<String>,
    /// From the first request to the last answer.
    pub took: Duration,
    /// Each right answer's microseconds; in an open loop from the moment it should have been asked for.
    pub latencies: Vec<u64>,
}

impl Report {
    /// One line of JSON. Whole numbers only.
    pub fn line(&self) -> String {
        let mut sorted = self.latencies.clone();
        sorted.sort_unstable();
        let took = self.took.as_millis().max(1);
        let per_second = u128::try_from(self.right).unwrap_or_default() * 1000 / took;
        json!({
            "right": self.right,
            "errors": self.errors,
            "first_error": self.first_error,
            "milliseconds": u64::try_from(took).unwrap_or(u64::MAX),
            "per_second": u64::try_from(per_second).unwrap_or(u64::MAX),
            "p50_us": at(&sorted, 50),
            "p99_us": at(&sorted, 99),
            "max_us": at(&sorted, 100),
        })
        .to_string()
    }

    /// Notes a right answer.
    pub fn right(&mut self, latency: Duration) {
        self.right += 1;
        self.latencies.push(micros(latency));
    }

    /// Notes a wrong one.
    pub fn wrong(&mut self, what: impl FnOnce() -> String) {
        self.errors += 1;
        if self.first_error.is_none() {
            self.first_error = Some(what());
        }
    }
}

/// The smallest value that so many percent do not exceed.
fn at(sorted: &[u64], percent: usize) -> u64 {
    let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::at;

    #[test]
    fn a_percentile_is_a_value_that_was_measured() {
        let sorted: Vec<u64> = (1..=200).collect();
        assert_eq!((at(&sorted, 50), at(&sorted, 99), at(&sorted, 100)), (100, 198, 200));
        assert_eq!(at(&[7], 99), 7);
        assert_eq!(at(&[], 99), 0);
    }
}
