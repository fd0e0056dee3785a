//! The life of a payout.
//!
//! ```text
//! pending ──► in_transit ──► paid ──► returned
//!    │ └──────────┴─► failed
//!    └─► cancelled
//! ```
//!
//! Time moves it along its timetable, the script decides how it ends, and the control interface may push it.

use serde::{Deserialize, Serialize};

use super::calendar::Timetable;

/// Where a payout stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Accepted, and can still be called back.
    Pending,
    /// Under way.
    InTransit,
    /// It arrived, as far as anybody knows.
    Paid,
    /// It did not arrive; the money is back.
    Failed,
    /// It was called back in time; the money is back.
    Cancelled,
    /// It arrived and came back; so did the money.
    Returned,
}

impl Stage {
    /// Whether the money of a payout that comes here goes back to the balance.
    pub fn gives_back(self) -> bool {
        matches!(self, Self::Failed | Self::Cancelled | Self::Returned)
    }

    /// The stages from one to another, without the first; none if there is no way.
    fn way(self, to: Self) -> Option<&'static [Self]> {
        match (self, to) {
            (Self::Pending, Self::InTransit) => Some(&[Self::InTransit]),
            (Self::Pending, Self::Paid) => Some(&[Self::InTransit, Self::Paid]),
            (Self::Pending, Self::Returned) => Some(&[Self::InTransit, Self::Paid, Self::Returned]),
            (Self::Pending, Self::Cancelled) => Some(&[Self::Cancelled]),
            (Self::InTransit, Self::Paid) => Some(&[Self::Paid]),
            (Self::InTransit, Self::Returned) => Some(&[Self::Paid, Self::Returned]),
            (Self::Pending | Self::InTransit, Self::Failed) => Some(&[Self::Failed]),
            (Self::Paid, Self::Returned) => Some(&[Self::Returned]),
            _ => None,
        }
    }
}

/// How a payout is going to end, if nobody interferes. The codes are the rail's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plan {
    /// It arrives.
    Pay,
    /// It turns out not to arrive.
    Fail(String),
    /// It arrives and comes back.
    Return(String),
    /// It stays under way until somebody pushes it.
    Hold,
}

/// One payout's life.
#[derive(Debug, Clone)]
pub struct Life {
    /// Where it stands.
    pub stage: Stage,
    /// Why it failed or came back.
    pub failure: Option<String>,
    /// When it last changed, by the business clock.
    pub changed_ms: i64,
    /// How often it changed, counted from one: of two pictures of a payout, the newer has the larger number.
    pub version: u32,
    /// When it moves by itself.
    pub timetable: Timetable,
    plan: Plan,
}

impl Life {
    /// Just accepted.
    pub fn begin(now_ms: i64, timetable: Timetable, plan: Plan) -> Self {
        Self { stage: Stage::Pending, failure: None, changed_ms: now_ms, version: 1, timetable, plan }
    }

    /// When it next moves by itself, if ever.
    pub fn next_ms(&self) -> Option<i64> {
        match (self.stage, &self.plan) {
            (Stage::Pending, _) => Some(self.timetable.departs),
            (Stage::InTransit, Plan::Hold) => None,
            (Stage::InTransit, _) => Some(self.timetable.arrives),
            (Stage::Paid, Plan::Return(_)) => Some(self.timetable.comes_back),
            _ => None,
        }
    }

    /// Makes the next step of its own, if it is due.
    pub fn step(&mut self, now_ms: i64) -> Option<Stage> {
        if self.next_ms().is_none_or(|next_ms| next_ms > now_ms) {
            return None;
        }
        let (stage, failure) = match (self.stage, &self.plan) {
            (Stage::Pending, _) => (Stage::InTransit, None),
            (Stage::InTransit, Plan::Fail(code)) => (Stage::Failed, Some(code.clone())),
            (Stage::Paid, Plan::Return(code)) => (Stage::Returned, Some(code.clone())),
            _ => (Stage::Paid, None),
        };
        self.arrive_at(stage, failure, now_ms);
        Some(stage)
    }

    /// Pushes it; the answer is the next stage on the way, or none if it cannot get there from here.
    pub fn push(&mut self, to: Stage, failure: &str, now_ms: i64) -> Option<Stage> {
        let stage = *self.stage.way(to)?.first()?;
        let why = matches!(stage, Stage::Failed | Stage::Returned).then(|| failure.to_owned());
        self.arrive_at(stage, why, now_ms);
        Some(stage)
    }

    fn arrive_at(&mut self, stage: Stage, failure: Option<String>, now_ms: i64) {
        self.stage = stage;
        self.failure = failure;
        self.changed_ms = now_ms;
        self.version = self.version.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: Timetable = Timetable { departs: 10, arrives: 20, comes_back: 30 };
    const ALL: [Stage; 6] =
        [Stage::Pending, Stage::InTransit, Stage::Paid, Stage::Failed, Stage::Cancelled, Stage::Returned];

    fn lived(plan: Plan) -> Vec<(i64, Stage)> {
        let mut life = Life::begin(0, TABLE, plan);
        let mut seen = Vec::new();
        for now_ms in 0..100 {
            while let Some(stage) = life.step(now_ms) {
                seen.push((now_ms, stage));
            }
        }
        seen
    }

    #[test]
    fn every_plan_ends_as_planned_and_at_its_time() {
        let code = || "account_closed".to_owned();
        let (left, there) = ((10, Stage::InTransit), (20, Stage::Paid));
        assert_eq!(lived(Plan::Pay), [left, there]);
        assert_eq!(lived(Plan::Fail(code())), [left, (20, Stage::Failed)]);
        assert_eq!(lived(Plan::Return(code())), [left, there, (30, Stage::Returned)]);
        assert_eq!(lived(Plan::Hold), [left]);
    }

    #[test]
    fn a_push_goes_through_the_stages_between_and_never_back() {
        let mut life = Life::begin(0, TABLE, Plan::Hold);
        assert_eq!(life.push(Stage::Returned, "late", 1), Some(Stage::InTransit));
        assert_eq!(life.push(Stage::Returned, "late", 1), Some(Stage::Paid));
        assert_eq!(life.failure, None);
        assert_eq!(life.push(Stage::Returned, "late", 1), Some(Stage::Returned));
        assert_eq!((life.failure.as_deref(), life.version), (Some("late"), 4));
        for stage in ALL {
            assert_eq!(life.push(stage, "late", 1), None, "{stage:?}");
        }
    }

    #[test]
    fn only_a_pending_payout_is_cancelled_and_the_money_goes_back_at_most_once() {
        for from in ALL {
            let cancelled = from.way(Stage::Cancelled).is_some();
            assert_eq!(cancelled, from == Stage::Pending);
            if from.gives_back() {
                assert!(ALL.iter().all(|to| from.way(*to).is_none()), "{from:?}");
            }
        }
    }
}
