//! Who can see and join a community.

use serde::{Deserialize, Serialize};

/// Where a community stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommunityState {
    /// Its creator is setting it up: nobody else sees it.
    Draft,
    /// Everybody sees it and can join.
    #[default]
    Open,
    /// Nobody can join or renew any more; members stay until their time is over.
    Closed,
}

impl CommunityState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Draft, Self::Open, Self::Closed];

    /// The word the store uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }

    /// Reads the stored word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}
