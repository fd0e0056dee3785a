//! Money on its way back to a payer.

use serde::{Deserialize, Serialize};

use super::{Gateway, InvalidTransition};
use crate::{
    id::{AttemptId, OrderId, RefundId, TransactionId},
    ledger::{Account, Cause, LedgerError, Transaction},
    money::Money,
    time::Timestamp,
};

/// Where a refund stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundState {
    /// Our intent is stored; the gateway may or may not know of it. Asked for under the same number until it answers.
    Requested,
    /// The gateway accepted it; acceptance is not success.
    Processing,
    /// The money is back with the payer.
    Succeeded,
    /// The gateway could not carry it out: a person decides.
    Abnormal,
}

impl RefundState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Requested, Self::Processing, Self::Succeeded, Self::Abnormal];

    /// The word the store uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Processing => "processing",
            Self::Succeeded => "succeeded",
            Self::Abnormal => "abnormal",
        }
    }

    /// Reads the stored word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// Why money goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundReason {
    /// It came after the order had expired and no seat was left.
    LateAndFull,
}

impl RefundReason {
    /// The word the store uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::LateAndFull => "late_and_full",
        }
    }

    /// Reads the stored word.
    pub fn from_code(code: &str) -> Option<Self> {
        (code == Self::LateAndFull.code()).then_some(Self::LateAndFull)
    }
}

/// A refund of one attempt.
#[expect(clippy::struct_field_names, reason = "a refund has two numbers, and gateways name both")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    /// The identifier.
    pub id: RefundId,
    /// The order.
    pub order: OrderId,
    /// The attempt whose money goes back.
    pub attempt: AttemptId,
    /// Through whom.
    pub gateway: Gateway,
    /// The attempt's number at the gateway.
    pub gateway_number: String,
    /// The refund's own number at the gateway; the same on every retry.
    pub refund_number: String,
    /// How much goes back.
    pub amount: Money,
    /// Why.
    pub reason: RefundReason,
    /// Where it stands.
    pub state: RefundState,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When the gateway is asked next; `None` once nothing can change.
    pub next_query_at: Option<Timestamp>,
    /// The version that was loaded.
    pub version: i64,
}

impl Refund {
    /// The gateway confirmed that the money is back: the clearing account returns to zero.
    pub fn done(
        mut self,
        transaction: TransactionId,
        at: Timestamp,
    ) -> Result<(Self, Transaction), RefundError> {
        match self.state {
            RefundState::Requested | RefundState::Processing => {}
            RefundState::Succeeded | RefundState::Abnormal => {
                return Err(RefundError::Transition(InvalidTransition {
                    from: self.state.code(),
                    event: "refund done",
                }));
            }
        }
        let booked = Transaction::transfer(
            transaction,
            Cause::RefundDone(self.id.clone()),
            at,
            self.amount,
            Account::GatewayReceivable(self.gateway),
            Account::RefundClearing,
        )?;
        self.state = RefundState::Succeeded;
        self.next_query_at = None;
        Ok((self, booked))
    }
}

/// Why a refund could not be finished.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefundError {
    /// It is already over.
    #[error(transparent)]
    Transition(#[from] InvalidTransition),
    /// The postings would not balance.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}
