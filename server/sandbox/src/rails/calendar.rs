//! Business days, and when payouts depart, arrive and come back. Days are UTC days; there are no holidays.

use std::time::Duration;

/// One day, in milliseconds.
pub const DAY_MS: i64 = 86_400_000;
/// A standard payout can be called back for this long.
const NOTICE_MS: i64 = 3_600_000;
/// An instant payout departs after this long, before the time scale.
pub const INSTANT_NOTICE: Duration = Duration::from_secs(1);
/// How long an instant payout is under way, before the time scale; also how long a return takes.
pub const INSTANT_TRAVEL: Duration = Duration::from_secs(4);

/// When a payout moves: instants of the business clock, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timetable {
    /// It is handed over, and can no longer be called back.
    pub departs: i64,
    /// It is there, or turns out not to get there.
    pub arrives: i64,
    /// If it comes back after all, it is then.
    pub comes_back: i64,
}

impl Timetable {
    /// A payout within seconds, which the sandbox's time scale makes shorter.
    pub fn instant(now_ms: i64, notice: Duration, travel: Duration) -> Self {
        let after = |from_ms: i64, wait: Duration| {
            from_ms.saturating_add(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX))
        };
        let departs = after(now_ms, notice);
        let arrives = after(departs, travel);
        Self { departs, arrives, comes_back: after(arrives, travel) }
    }

    /// A payout that arrives one business day later, at the same time of day.
    pub fn standard(now_ms: i64) -> Self {
        let arrives = next_business_day(now_ms);
        let departs = now_ms.saturating_add(NOTICE_MS);
        Self { departs, arrives, comes_back: next_business_day(arrives) }
    }
}

/// The same time of day on the next day that is neither Saturday nor Sunday.
pub fn next_business_day(instant_ms: i64) -> i64 {
    let next_ms = instant_ms.saturating_add(DAY_MS);
    // The first of January 1970 was a Thursday: day 0 is weekday 4, and Sunday is 0.
    match next_ms.div_euclid(DAY_MS).saturating_add(4).rem_euclid(7) {
        6 => next_ms.saturating_add(2 * DAY_MS),
        0 => next_ms.saturating_add(DAY_MS),
        _ => next_ms,
    }
}

/// The midnight (UTC) that an instant's day began with.
pub fn midnight(instant_ms: i64) -> i64 {
    instant_ms.div_euclid(DAY_MS).saturating_mul(DAY_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Thursday, 2026-01-01 at noon.
    const THURSDAY: i64 = 1_767_268_800_000;

    #[test]
    fn a_business_day_later_is_never_at_the_weekend() {
        let later = |days: i64| (next_business_day(THURSDAY + days * DAY_MS) - THURSDAY) / DAY_MS;
        assert_eq!([0, 1, 2, 3, 4].map(later), [1, 4, 4, 4, 5]);
    }

    #[test]
    fn payouts_depart_before_they_arrive_and_arrive_before_they_come_back() {
        for hours in 0..240 {
            let now_ms = THURSDAY + hours * 3_600_000;
            let instant = Timetable::instant(now_ms, INSTANT_NOTICE, INSTANT_TRAVEL);
            for table in [Timetable::standard(now_ms), instant] {
                assert!(now_ms < table.departs, "{table:?}");
                assert!(table.departs < table.arrives, "{table:?}");
                assert!(table.arrives < table.comes_back, "{table:?}");
            }
        }
        assert_eq!(midnight(THURSDAY), THURSDAY - DAY_MS / 2);
    }
}
