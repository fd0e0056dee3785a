//! What becomes of a person's other periods in a community when one of them goes back. The rule, in one place:
//!
//! 1. Periods that it ended as an upgrade are valid again, with the end they had, or not begun as they were. Who decides
//!    on the refund says which of them can be had again.
//! 2. What follows it begins where the paid time before it ends now: at once, when nothing else is paid for. It lasts as
//!    long as its order was sold for, from its new beginning; a fixed end stays the day it is.
//! 3. What has begun is never moved. Where a period of 1 would reach into one that has begun, or push a fixed end back,
//!    nothing comes back.

use super::{Membership, PaidTime};
use crate::{catalogue::Period, id::MembershipId, time::Timestamp};

/// A period beside the one that goes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodBeside {
    /// The period.
    pub membership: Membership,
    /// For how long its order was sold.
    pub sold_as: Period,
    /// Whether the one that goes back ended it, and it can be had again.
    pub may_return: bool,
}

impl PeriodBeside {
    /// The period with the end that it was sold with.
    pub fn as_sold(&self) -> Membership {
        self.begins_at(self.membership.valid_from)
    }

    fn begins_at(&self, at: Timestamp) -> Membership {
        let PaidTime { from, until } = PaidTime::bought(self.sold_as, Some(at), at);
        Membership { valid_from: from, valid_until: until, revoked_at: None, ..self.membership.clone() }
    }
}

/// The periods as they are afterwards.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Afterwards {
    /// Those that changed, each at the version it was decided on. The latest of the person is among them in any case, so
    /// that no period can be added meanwhile without anybody noticing.
    pub written: Vec<Membership>,
    /// Those of them that an upgrade had ended and that are valid again.
    pub returned: Vec<MembershipId>,
    /// The first that begins at another moment than before.
    pub moved: Option<PaidTime>,
}

impl Afterwards {
    /// Works it out for the periods beside one that goes back now.
    pub fn of(gone: &Membership, beside: &[PeriodBeside], now: Timestamp) -> Self {
        let mut rows: Vec<&PeriodBeside> = beside.iter().collect();
        rows.sort_by_key(|row| row.membership.sequence);
        let (back, end) = returned(&rows, gone, now);
        let whole = follow(&rows, gone, end, now).map(|moved| Self::laid(back, moved));
        let alone = || follow(&rows, gone, None, now).map(|moved| Self::laid(Vec::new(), moved));
        let laid = whole.or_else(alone).unwrap_or_default();
        laid.with_latest(rows.last().map(|row| &row.membership).filter(|row| row.sequence > gone.sequence))
    }

    fn laid(back: Vec<Membership>, moved: Vec<Membership>) -> Self {
        let first = moved.first().map(|row| PaidTime { from: row.valid_from, until: row.valid_until });
        let returned = back.iter().map(|row| row.id.clone()).collect();
        Self { written: back.into_iter().chain(moved).collect(), returned, moved: first }
    }

    fn with_latest(mut self, latest: Option<&Membership>) -> Self {
        let missing = |row: &&Membership| self.written.iter().all(|known| known.id != row.id);
        self.written.extend(latest.filter(missing).cloned());
        self
    }
}

/// The periods that are valid again, and where the last of them ends.
fn returned(
    rows: &[&PeriodBeside],
    gone: &Membership,
    now: Timestamp,
) -> (Vec<Membership>, Option<Timestamp>) {
    let mut back: Vec<Membership> = Vec::new();
    let mut end: Option<Timestamp> = None;
    for row in rows.iter().filter(|row| row.may_return && row.membership.sequence < gone.sequence) {
        let begins = row.membership.valid_from;
        // One that had not begun begins no later than it did: what was before it may not come back.
        let from = if begins > now { begins.min(end.map_or(now, |end| end.max(now))) } else { begins };
        let again = row.begins_at(from);
        end = again.valid_until;
        back.push(again);
    }
    (back, end)
}

/// The periods after the one that goes back that begin at another moment now; `end` is where what came back ends. `None`
/// when they cannot be laid so.
fn follow(
    rows: &[&PeriodBeside],
    gone: &Membership,
    end: Option<Timestamp>,
    now: Timestamp,
) -> Option<Vec<Membership>> {
    let mut moved = Vec::new();
    let mut was = gone.valid_until;
    let mut ends = gone.valid_from.max(now).max(end.unwrap_or(now));
    let later =
        |row: &&&PeriodBeside| row.membership.sequence > gone.sequence && row.membership.revoked_at.is_none();
    for row in rows.iter().filter(later) {
        let known = &row.membership;
        let follows = was == Some(known.valid_from);
        was = known.valid_until;
        if known.valid_from <= now {
            if end.is_some_and(|end| end > known.valid_from) {
                return None;
            }
            let Some(until) = known.valid_until else { break };
            ends = until.max(ends);
            continue;
        }
        // A gap that was there before stays: nobody paid for that time.
        let from = if follows { ends } else { ends.max(known.valid_from) };
        let laid = if from == known.valid_from { known.clone() } else { row.begins_at(from) };
        let is_late = from > known.valid_from && matches!(row.sold_as, Period::Until(_));
        if is_late || laid.is_empty() {
            return None;
        }
        let next = laid.valid_until;
        if laid != *known {
            moved.push(laid);
        }
        let Some(next) = next else { break };
        ends = next;
    }
    Some(moved)
}

#[cfg(test)]
#[path = "afterwards_tests.rs"]
mod tests;
