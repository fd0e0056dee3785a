//! Ninety days of payouts as one line of bars, and the same as a table.

use std::collections::BTreeMap;

use domain::{
    payouts::{PayoutKind, PayoutOutcome},
    time::Day,
    view::payouts::{HistoryLine, HistoryView},
};

/// Width of a day in the picture.
const DAY_WIDTH: i64 = 10;
/// Height of the picture.
pub(super) const HEIGHT: i64 = 100;
/// Height of the least bar, so that every payout is seen.
const LEAST: i64 = 5;

/// What a bar tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Skipped,
    Standard,
    Instant,
    Failed,
}

impl Kind {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Skipped => "skipped",
            Self::Standard => "standard",
            Self::Instant => "instant",
            Self::Failed => "failed",
        }
    }

    pub fn of(line: &HistoryLine) -> Self {
        match (line.outcome, line.kind) {
            (PayoutOutcome::Skipped(_) | PayoutOutcome::Cancelled, _) => Self::Skipped,
            (PayoutOutcome::Failed(_) | PayoutOutcome::Returned(_), _) => Self::Failed,
            (PayoutOutcome::Paid | PayoutOutcome::InTransit, PayoutKind::Instant) => Self::Instant,
            (PayoutOutcome::Paid | PayoutOutcome::InTransit, PayoutKind::Standard) => Self::Standard,
        }
    }
}

/// One bar, in the units of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bar {
    pub kind: Kind,
    pub x: i64,
    pub y: i64,
    pub height: i64,
}

/// The width of the picture.
pub(super) fn width(history: &HistoryView) -> i64 {
    days(history.from, history.through).saturating_add(1).saturating_mul(DAY_WIDTH)
}

fn days(from: Day, to: Day) -> i64 {
    i64::from(to.epoch_days()).saturating_sub(i64::from(from.epoch_days()))
}

/// One bar a day: parts of one day stand as their sum, and a failure among them is shown.
pub(super) fn bars(history: &HistoryView) -> Vec<Bar> {
    let mut by_day: BTreeMap<Day, (Kind, i64)> = BTreeMap::new();
    for line in &history.lines {
        let (kind, sum) = by_day.entry(line.day).or_insert((Kind::Skipped, 0));
        *kind = (*kind).max(Kind::of(line));
        *sum = sum.saturating_add(line.gross.minor().max(0));
    }
    let largest = by_day.values().map(|(_, sum)| *sum).max().unwrap_or(0).max(1);
    let inside = by_day.into_iter().filter(|(day, _)| *day >= history.from && *day <= history.through);
    let bar = |(day, (kind, sum)): (Day, (Kind, i64))| {
        let share = i128::from(sum).saturating_mul(i128::from(HEIGHT)).checked_div(i128::from(largest));
        let height = share.and_then(|share| i64::try_from(share).ok()).unwrap_or(LEAST).clamp(LEAST, HEIGHT);
        let x = days(history.from, day).saturating_mul(DAY_WIDTH).saturating_add(1);
        Bar { kind, x, y: HEIGHT.saturating_sub(height), height }
    };
    inside.map(bar).collect()
}

#[cfg(test)]
mod tests {
    use domain::{
        money::{Currency, Money},
        payouts::{FailureReason, PayoutKind, PayoutOutcome, SkipReason},
        time::Day,
        view::payouts::{HistoryLine, HistoryView},
    };

    use super::{Bar, Kind, bars, width};

    fn line(day: Day, outcome: PayoutOutcome, gross: i64) -> HistoryLine {
        let money = |minor| Money::new(minor, Currency::Cny);
        let (gross, fee) = (money(gross), money(0));
        HistoryLine { day, kind: PayoutKind::Instant, outcome, gross, fee, net: gross }
    }

    #[test]
    fn parts_of_one_day_are_one_bar_and_a_failure_among_them_shows() {
        let from = Day::from_calendar(2026, 8, 24).unwrap();
        let through = from.plus_days(89);
        let lines = vec![
            line(through, PayoutOutcome::Paid, 6_000),
            line(through, PayoutOutcome::Paid, 4_000),
            line(from.plus_days(2), PayoutOutcome::Failed(FailureReason::Refused), 5_000),
            line(from.plus_days(2), PayoutOutcome::Paid, 0),
            line(from, PayoutOutcome::Skipped(SkipReason::StillSettling), 0),
        ];
        let history = HistoryView { from, through, lines };
        assert_eq!(width(&history), 900);
        assert_eq!(
            bars(&history),
            [
                Bar { kind: Kind::Skipped, x: 1, y: 95, height: 5 },
                Bar { kind: Kind::Failed, x: 21, y: 50, height: 50 },
                Bar { kind: Kind::Instant, x: 891, y: 0, height: 100 },
            ]
        );
    }
}
