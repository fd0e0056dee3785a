//! A payer's bank takes captured money back and asks us to explain.

use serde::{Deserialize, Serialize};

use crate::{money::Money, time::Timestamp};

/// Where a dispute stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisputeState {
    /// The money is taken; evidence can be handed in.
    Open,
    /// Evidence was handed in; the bank decides.
    UnderReview,
    /// The bank decided for us: the money comes back.
    Won,
    /// The bank decided for the payer.
    Lost,
}

impl DisputeState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Open, Self::UnderReview, Self::Won, Self::Lost];

    /// The word the store uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::UnderReview => "under_review",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }

    /// Reads the stored word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether the bank has decided.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Won | Self::Lost)
    }
}

/// What a gateway says about a dispute, verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisputeNews {
    /// The gateway's own name for the dispute.
    pub reference: String,
    /// The gateway's own number of the captured payment.
    pub gateway_transaction: String,
    /// How much is disputed.
    pub amount: Money,
    /// Where it stands.
    pub state: DisputeState,
    /// The gateway's own code of the reason.
    pub reason: String,
    /// Until when evidence is taken.
    pub evidence_until: Option<Timestamp>,
}
