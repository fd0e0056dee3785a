//! Runs: (rail, kind, cut-off), each once.

use serde::{Deserialize, Serialize};

use super::{Calendar, PayoutKind, Rail};
use crate::{
    id::{CreatorId, RunId},
    time::{Day, Timestamp},
};

/// Who asked for a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunOrigin {
    /// The calendar: unique by rail, kind and cut-off.
    Schedule,
    /// A creator, for themselves, now: unique by the key of the request.
    Demand,
}

impl RunOrigin {
    /// The word the store uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Schedule => "schedule",
            Self::Demand => "demand",
        }
    }

    /// Reads the stored word.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Schedule, Self::Demand].into_iter().find(|origin| origin.code() == code)
    }
}

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunState {
    /// It still goes through the creators; nothing of it is sent.
    Computing,
    /// Everybody has been looked at; its total is above the limit, and two persons must approve before it is sent.
    AwaitingApproval,
    /// Its payouts are sent.
    Released,
    /// None of its payouts waits to be sent any more.
    Done,
    /// Somebody refused it: its payouts are being called off, some creators at a time.
    CallingOff,
    /// All its payouts are called off; the money is back in the balances.
    CalledOff,
}

impl RunState {
    /// Every state.
    pub const ALL: [Self; 6] = [
        Self::Computing,
        Self::AwaitingApproval,
        Self::Released,
        Self::Done,
        Self::CallingOff,
        Self::CalledOff,
    ];

    /// The word the store uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Computing => "computing",
            Self::AwaitingApproval => "awaiting_approval",
            Self::Released => "released",
            Self::Done => "done",
            Self::CallingOff => "calling_off",
            Self::CalledOff => "called_off",
        }
    }

    /// Reads the stored word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// One run: (rail, kind, cut-off), once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayoutRun {
    /// The identifier.
    pub id: RunId,
    /// Who asked for it.
    pub origin: RunOrigin,
    /// The key of the request, for a run on demand: the same request twice is one run.
    pub request_key: Option<String>,
    /// The way its payouts take.
    pub rail: Rail,
    /// How they travel.
    pub kind: PayoutKind,
    /// The UTC day it is for.
    pub day: Day,
    /// The first moment whose sales it does not cover.
    pub cut_off: Timestamp,
    /// The planned moment: what has settled by then is settled, however late the run really starts.
    pub at: Timestamp,
    /// Where it stands.
    pub state: RunState,
    /// The last creator it has looked at.
    pub cursor: Option<CreatorId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When everybody had been looked at.
    pub computed_at: Option<Timestamp>,
    /// The version that was loaded; 0 for a new one.
    pub version: i64,
}

impl PayoutRun {
    /// The calendar's run of a rail, kind and day, made at `now`: it has looked at nobody yet.
    pub fn scheduled(
        id: RunId,
        (rail, kind): (Rail, PayoutKind),
        day: Day,
        calendar: Calendar,
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            origin: RunOrigin::Schedule,
            request_key: None,
            rail,
            kind,
            day,
            cut_off: calendar.cut_off(kind, day),
            at: calendar.run_at(day),
            state: RunState::Computing,
            cursor: None,
            created_at: now,
            computed_at: None,
            version: 0,
        }
    }

    /// The run of one creator who asked for an instant payout at `now`, under a key: it is sent at once.
    pub fn demanded(id: RunId, rail: Rail, request_key: String, now: Timestamp) -> Self {
        Self {
            id,
            origin: RunOrigin::Demand,
            request_key: Some(request_key),
            rail,
            kind: PayoutKind::Instant,
            day: now.day(),
            cut_off: now,
            at: now,
            state: RunState::Released,
            cursor: None,
            created_at: now,
            computed_at: Some(now),
            version: 0,
        }
    }
}
