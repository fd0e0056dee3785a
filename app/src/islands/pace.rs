//! When to ask again. Pure, so that it can be tested without a browser.

/// The pace of polling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pace {
    next_poll_ms: u32,
    failures: u32,
    over: bool,
}

/// The first pause after a failure, in milliseconds; it doubles with each further one.
const FIRST_RETRY_MS: u32 = 2_000;
/// The longest pause, in milliseconds.
const LONGEST_RETRY_MS: u32 = 60_000;
/// Pauses vary by this much up and down, in percent, so that many pages do not ask in step.
const JITTER_PERCENT: u32 = 20;

impl Default for Pace {
    fn default() -> Self {
        Self { next_poll_ms: FIRST_RETRY_MS, failures: 0, over: false }
    }
}

impl Pace {
    /// The server answered and said when to ask again; 0 means that nothing can change any more.
    pub(super) fn answered(&mut self, next_poll_ms: u32) {
        *self = Self { next_poll_ms, failures: 0, over: next_poll_ms == 0 };
    }

    /// The server answered that nothing changed.
    pub(super) fn unchanged(&mut self) {
        self.failures = 0;
    }

    /// No answer, or one that cannot be read.
    pub(super) fn failed(&mut self) {
        self.failures = self.failures.saturating_add(1);
    }

    /// There is nothing to watch any more.
    pub(super) fn end(&mut self) {
        self.over = true;
    }

    /// Whether there is nothing to watch any more.
    pub(super) fn is_over(self) -> bool {
        self.over
    }

    /// Milliseconds until the next question; `chance` draws a number below its argument.
    pub(super) fn pause_ms(self, chance: impl Fn(u32) -> u32) -> u32 {
        let pause = match self.failures {
            0 => self.next_poll_ms,
            failures => FIRST_RETRY_MS
                .saturating_mul(1u32.checked_shl(failures.saturating_sub(1)).unwrap_or(u32::MAX))
                .min(LONGEST_RETRY_MS),
        };
        let least = pause.saturating_mul(100 - JITTER_PERCENT) / 100;
        least.saturating_add(chance((pause.saturating_mul(2 * JITTER_PERCENT) / 100).saturating_add(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::Pace;

    /// The middle of the jitter.
    fn middle(limit: u32) -> u32 {
        limit / 2
    }

    #[test]
    fn failures_double_the_pause_up_to_a_minute_and_an_answer_ends_that() {
        let mut pace = Pace::default();
        pace.answered(2_000);
        let mut pauses = Vec::new();
        for _ in 0..7 {
            pace.failed();
            pauses.push(pace.pause_ms(middle));
        }
        assert_eq!(pauses, [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
        pace.unchanged();
        assert_eq!(pace.pause_ms(middle), 2_000);
        for _ in 0..200 {
            pace.failed();
        }
        assert_eq!(pace.pause_ms(middle), 60_000);
    }

    #[test]
    fn the_server_names_the_pause_and_jitter_stays_within_a_fifth() {
        let mut pace = Pace::default();
        pace.answered(5_000);
        assert_eq!(pace.pause_ms(|_| 0), 4_000);
        assert_eq!(pace.pause_ms(|limit| limit - 1), 6_000);
    }

    #[test]
    fn nothing_is_asked_once_nothing_can_change() {
        let mut pace = Pace::default();
        assert!(!pace.is_over());
        pace.answered(0);
        assert!(pace.is_over());
        let mut gone = Pace::default();
        gone.end();
        assert!(gone.is_over());
    }
}
