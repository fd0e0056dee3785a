//! What changes a creator's balance besides sales and payouts.

use serde::{Deserialize, Serialize};

use crate::{
    id::{AdjustmentId, CreatorId, OrderId, TransactionId, UserId},
    ledger::{Account, Cause, LedgerError, Transaction},
    money::Money,
    order::Gateway,
    time::Timestamp,
};

/// Why a balance changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdjustmentKind {
    /// A sale was refunded: the creator's balance pays it, even below zero.
    Refund,
    /// A payer disputed a sale: the gateway took the money back.
    Dispute,
    /// The dispute was won: the money is back.
    DisputeWon,
    /// The platform gives the creator money.
    Credit,
}

impl AdjustmentKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Refund, Self::Dispute, Self::DisputeWon, Self::Credit];

    /// The word the store uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Refund => "refund",
            Self::Dispute => "dispute",
            Self::DisputeWon => "dispute_won",
            Self::Credit => "credit",
        }
    }

    /// Reads the stored word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether it takes from the balance.
    pub const fn takes(self) -> bool {
        matches!(self, Self::Refund | Self::Dispute)
    }
}

/// One change of a creator's balance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adjustment {
    /// The identifier.
    pub id: AdjustmentId,
    /// Whose balance.
    pub creator: CreatorId,
    /// Why.
    pub kind: AdjustmentKind,
    /// The order it is about; none for a credit.
    pub order: Option<OrderId>,
    /// How much, always more than nothing; the kind says in which direction.
    pub amount: Money,
    /// When it was booked.
    pub booked_at: Timestamp,
    /// The person of the staff who booked it, or asked for it where a second person had to agree; `None` when no person did.
    pub booked_by: Option<UserId>,
}

impl Adjustment {
    /// What it does to the balance: negative when it takes.
    pub fn signed(&self) -> Money {
        if self.kind.takes() { self.amount.negated() } else { self.amount }
    }

    /// Its postings. A refund waits in its clearing account for the gateway; a dispute moves what the gateway holds.
    pub fn posted(&self, id: TransactionId, gateway: Gateway) -> Result<Transaction, LedgerError> {
        let creator = Account::CreatorBalance(self.creator.clone());
        let (from, to) = match self.kind {
            AdjustmentKind::Refund => (Account::RefundClearing, creator),
            AdjustmentKind::Dispute => (Account::GatewayReceivable(gateway), creator),
            AdjustmentKind::DisputeWon => (creator, Account::GatewayReceivable(gateway)),
            AdjustmentKind::Credit => (creator, Account::Credits),
        };
        let cause = Cause::Adjustment(self.id.clone());
        Transaction::transfer(id, cause, self.booked_at, self.amount, from, to)
    }
}

#[cfg(test)]
mod tests {
    use super::{Adjustment, AdjustmentKind};
    use crate::{
        id::{AdjustmentId, CreatorId, TransactionId},
        ledger::Account,
        money::{Currency, Money},
        order::Gateway,
        time::Timestamp,
    };

    #[test]
    fn the_postings_change_the_balance_by_what_the_statement_says() {
        let at = Timestamp::from_unix_ms(7);
        for kind in AdjustmentKind::ALL {
            let adjustment = Adjustment {
                id: AdjustmentId::new(at, 1),
                creator: CreatorId::new(at, 2),
                kind,
                order: None,
                amount: Money::new(6_800, Currency::Cny),
                booked_at: at,
                booked_by: None,
            };
            let booked = adjustment.posted(TransactionId::new(at, 3), Gateway::WechatPay).unwrap();
            let account = Account::CreatorBalance(adjustment.creator.clone());
            let change = booked.postings().iter().find(|posting| posting.account == account).unwrap().amount;
            // A creator's account is a credit account: more money is a negative sum.
            assert_eq!(change.negated(), adjustment.signed(), "{kind:?}");
            assert_eq!(adjustment.signed().minor() < 0, kind.takes());
        }
    }
}
