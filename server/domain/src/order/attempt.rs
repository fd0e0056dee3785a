//! One try to pay an order through one gateway.

use serde::{Deserialize, Serialize};

use super::Gateway;
use crate::{
    id::{AttemptId, OrderId},
    money::Money,
    time::Timestamp,
};

/// Where an attempt stands at its gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptState {
    /// Our intent is stored; the gateway has not answered yet. Asked for again under the same number.
    Created,
    /// The gateway waits for the payer.
    AwaitingUser,
    /// The gateway captured the money.
    Succeeded,
    /// The gateway will never take money for this number.
    Closed,
    /// The gateway refused to create it.
    Failed,
}

impl AttemptState {
    /// Every state.
    pub const ALL: [Self; 5] =
        [Self::Created, Self::AwaitingUser, Self::Succeeded, Self::Closed, Self::Failed];

    /// The word the store uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::AwaitingUser => "awaiting_user",
            Self::Succeeded => "succeeded",
            Self::Closed => "closed",
            Self::Failed => "failed",
        }
    }

    /// Reads the stored word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether money may still arrive under this number.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Created | Self::AwaitingUser)
    }
}

/// One try to pay an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The identifier.
    pub id: AttemptId,
    /// The order it pays.
    pub order: OrderId,
    /// Through whom.
    pub gateway: Gateway,
    /// The number the gateway knows it by; unique for ever.
    pub gateway_number: String,
    /// What is to be paid.
    pub amount: Money,
    /// Where it stands.
    pub state: AttemptState,
    /// What the payer scans, byte for byte as the gateway gave it.
    pub code_url: Option<String>,
    /// The gateway's own number of the captured payment.
    pub gateway_transaction: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When the gateway is asked next without being told; `None` once nothing can change.
    pub next_query_at: Option<Timestamp>,
    /// How often it was asked.
    pub queries: u32,
    /// The version that was loaded.
    pub version: i64,
}

impl Attempt {
    /// Seconds from creation to each query when no notification comes: the ladder WeChat Pay publishes for QR orders.
    pub const QUERY_LADDER_SECONDS: [i64; 14] =
        [10, 20, 30, 40, 50, 60, 80, 100, 120, 240, 360, 480, 600, 900];

    /// When to ask the gateway after `queries` questions: on the ladder first, then every ten minutes.
    pub fn query_due(created_at: Timestamp, queries: u32) -> Timestamp {
        let step = usize::try_from(queries).unwrap_or(usize::MAX);
        let ladder = &Self::QUERY_LADDER_SECONDS;
        let beyond = || {
            let extra =
                i64::from(queries).saturating_sub(i64::try_from(ladder.len()).unwrap_or(0)).saturating_add(1);
            extra.saturating_mul(600).saturating_add(900)
        };
        created_at.plus_seconds(ladder.get(step).copied().unwrap_or_else(beyond))
    }

    /// The gateway accepted the attempt and gave what the payer scans.
    #[must_use]
    pub fn opened(mut self, code_url: String) -> Self {
        self.state = AttemptState::AwaitingUser;
        self.code_url = Some(code_url);
        self
    }

    /// The gateway captured the money under its own number.
    #[must_use]
    pub fn succeeded(mut self, gateway_transaction: String) -> Self {
        self.state = AttemptState::Succeeded;
        self.gateway_transaction = Some(gateway_transaction);
        self.next_query_at = None;
        self
    }

    /// The gateway will take no money under this number any more. It is still asked until late money is impossible,
    /// unless `watch_until` is `None`.
    #[must_use]
    pub fn closed(mut self, watch_at: Option<Timestamp>) -> Self {
        self.state = AttemptState::Closed;
        self.next_query_at = watch_at;
        self
    }

    /// The gateway refused to create it.
    #[must_use]
    pub fn failed(mut self) -> Self {
        self.state = AttemptState::Failed;
        self.next_query_at = None;
        self
    }

    /// It was asked once more and nothing had changed.
    #[must_use]
    pub fn asked(mut self) -> Self {
        self.queries = self.queries.saturating_add(1);
        self.next_query_at = Some(Self::query_due(self.created_at, self.queries));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::Attempt;
    use crate::time::Timestamp;

    #[test]
    fn the_query_ladder_never_goes_back() {
        let start = Timestamp::from_unix_ms(0);
        let mut last = start;
        for queries in 0..60 {
            let due = Attempt::query_due(start, queries);
            assert!(due > last, "question {queries}");
            last = due;
        }
        assert_eq!(Attempt::query_due(start, 0), start.plus_seconds(10));
    }
}
