//! When the next request is begun.

use std::{
    cell::Cell,
    time::{Duration, Instant},
};

/// Hands out the numbers and moments of requests to all connections of a load.
pub struct Pace {
    begun: Instant,
    limit: Duration,
    between: Option<Duration>,
    next: Cell<u32>,
}

impl Pace {
    /// Begins now; without a rate the next request follows the last answer.
    pub fn new(begun: Instant, seconds: u64, rate: Option<u32>) -> Self {
        let between = rate.map(|rate| Duration::from_secs(1) / rate.max(1));
        Self { begun, limit: Duration::from_secs(seconds), between, next: Cell::new(0) }
    }

    /// The next request's number, and in an open loop the moment it should begin; none when the time is over.
    pub fn next(&self, now: Instant) -> Option<(usize, Option<Instant>)> {
        let number = self.next.get();
        let due = self.between.map(|between| self.begun + between * number);
        if due.unwrap_or(now).duration_since(self.begun) >= self.limit {
            return None;
        }
        self.next.set(number + 1);
        Some((usize::try_from(number).ok()?, due))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Pace;
    use crate::clock;

    #[test]
    fn an_open_loop_begins_when_it_should_and_not_when_answers_come() {
        let begun = clock::now();
        let pace = Pace::new(begun, 1, Some(4));
        let late = begun + Duration::from_millis(900);
        let dues: Vec<_> =
            std::iter::from_fn(|| pace.next(late)).map(|(_, due)| due.unwrap() - begun).collect();
        assert_eq!(dues, [0, 250, 500, 750].map(Duration::from_millis));
    }

    #[test]
    fn a_closed_loop_ends_when_its_time_is_over() {
        let begun = clock::now();
        let pace = Pace::new(begun, 1, None);
        assert_eq!(pace.next(begun), Some((0, None)));
        assert_eq!(pace.next(begun + Duration::from_secs(1)), None);
    }
}
