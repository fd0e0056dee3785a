//! Waiting for a seat.

use serde::{Deserialize, Serialize};

use crate::{
    id::{ProductId, UserId},
    time::Timestamp,
};

/// Where somebody in line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitingState {
    /// In line.
    Waiting,
    /// A seat is held until then.
    Offered {
        /// The first moment at which it is somebody else's.
        until: Timestamp,
    },
    /// The seat was ordered.
    Taken,
    /// The offer ran out, or the person left the line.
    Gone,
}

impl WaitingState {
    /// The word the store uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Offered { .. } => "offered",
            Self::Taken => "taken",
            Self::Gone => "gone",
        }
    }

    /// Puts a state together from its stored parts.
    pub fn from_parts(code: &str, offer_until: Option<Timestamp>) -> Option<Self> {
        match (code, offer_until) {
            ("waiting", None) => Some(Self::Waiting),
            ("offered", Some(until)) => Some(Self::Offered { until }),
            ("taken", None) => Some(Self::Taken),
            ("gone", None) => Some(Self::Gone),
            _ => None,
        }
    }

    /// Whether a seat is held for the person at a moment.
    pub fn holds_seat(self, now: Timestamp) -> bool {
        matches!(self, Self::Offered { until } if now < until)
    }
}

/// Somebody in line for a seat of a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// For what.
    pub product: ProductId,
    /// Who.
    pub user: UserId,
    /// Since when: who came first is offered a seat first.
    pub asked_at: Timestamp,
    /// Where they stand.
    pub state: WaitingState,
    /// The version that was loaded.
    pub version: i64,
}
