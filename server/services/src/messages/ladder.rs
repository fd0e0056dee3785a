//! When a letter that did not leave is tried again. Without jitter: one process at a time sends, a few letters at a time.

use domain::time::Timestamp;

/// Minutes to the next try after the first failed one, the second one, and so on: a restart, a full mailbox, a night.
const MINUTES: [i64; 6] = [1, 5, 30, 120, 720, 1_440];

/// When to try again after so many failed tries; `None` once there is no hope left.
pub(super) fn next_try(failed: u32, now: Timestamp) -> Option<Timestamp> {
    let step = usize::try_from(failed).ok()?.checked_sub(1)?;
    MINUTES.get(step).map(|minutes| now.plus_seconds(minutes.saturating_mul(60)))
}

#[cfg(test)]
mod tests {
    use domain::time::Timestamp;

    use super::next_try;

    #[test]
    fn the_pauses_grow_and_end() {
        let now = Timestamp::from_unix_ms(5);
        let minutes = |failed| next_try(failed, now).map(|at| at.ms_since(now) / 60_000);
        let pauses: Vec<_> = (1..=8).map(minutes).collect();
        let expected = [1, 5, 30, 120, 720, 1_440].map(Some).into_iter().chain([None, None]);
        assert_eq!(pauses, expected.collect::<Vec<_>>());
    }
}
