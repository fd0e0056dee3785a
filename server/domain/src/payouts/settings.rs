//! What a creator chooses about payouts.

use serde::{Deserialize, Serialize};

use super::Schedule;
use crate::{
    id::{CreatorId, DestinationId},
    money::Money,
    time::Timestamp,
};

/// A word that names no schedule or fallback.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown code")]
pub struct UnknownCode;

/// What happens on a day when an instant payout is not possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fallback {
    /// Wait for the next day.
    Wait,
    /// Take the next standard payout, free of charge.
    Standard,
}

impl Fallback {
    /// Both choices, in the order of the page.
    pub const ALL: [Self; 2] = [Self::Wait, Self::Standard];

    /// The word the store and the forms use.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Wait => "wait",
            Self::Standard => "standard",
        }
    }
}

impl std::str::FromStr for Fallback {
    type Err = UnknownCode;
    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        Self::ALL.into_iter().find(|fallback| fallback.code() == code).ok_or(UnknownCode)
    }
}

/// A creator's choices, saved all or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayoutSettings {
    /// Whose.
    pub creator: CreatorId,
    /// How often.
    pub schedule: Schedule,
    /// What happens when instant is not possible.
    pub fallback: Fallback,
    /// The creator's own minimum; the platform's minimum still holds when it is higher. Its currency is the payout
    /// currency.
    pub threshold: Money,
    /// Since when the creator has paused payouts, if so.
    pub paused_at: Option<Timestamp>,
    /// Where payouts go.
    pub destination: Option<DestinationId>,
    /// Until when payouts wait because the destination was changed.
    pub held_until: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// The version that was loaded.
    pub version: i64,
}
