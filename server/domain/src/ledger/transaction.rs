//! Balanced postings with exactly one business cause.

use super::Account;
use crate::{
    id::{AdjustmentId, AttemptId, PayoutId, RefundId, ReviewId, TransactionId},
    money::{Currency, Money, MoneyError},
    time::Timestamp,
};

/// One line of a transaction: a debit when positive, a credit when negative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    /// The account that changes.
    pub account: Account,
    /// By how much.
    pub amount: Money,
}

/// Why money moved. The store keeps (kind, id) unique, so that no cause books twice.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Cause {
    /// A payment was captured.
    Capture(AttemptId),
    /// A payment under a number that is none of ours was captured; it waits under its review item.
    StrayCapture(ReviewId),
    /// A person decided about money that waited: it pays an order, or goes back.
    ReviewResolved(ReviewId),
    /// A person decided that a gateway took money which nobody else has to bear.
    GatewayTook(ReviewId),
    /// A refund arrived at its payer.
    RefundDone(RefundId),
    /// A refund that had arrived came back to the gateway.
    RefundCameBack(RefundId),
    /// A payout left the creator's balance.
    PayoutStarted(PayoutId),
    /// A payout arrived.
    PayoutArrived(PayoutId),
    /// A payout came back.
    PayoutReturned(PayoutId),
    /// A creator's balance changed besides sales and payouts.
    Adjustment(AdjustmentId),
    /// The gateway paid our bank what it held for a day.
    GatewaySettlement(TransactionId),
}

impl Cause {
    /// The kind, as the store keeps it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Capture(_) => "capture",
            Self::StrayCapture(_) => "stray_capture",
            Self::ReviewResolved(_) => "review_resolved",
            Self::GatewayTook(_) => "gateway_took",
            Self::RefundDone(_) => "refund_done",
            Self::RefundCameBack(_) => "refund_came_back",
            Self::PayoutStarted(_) => "payout_started",
            Self::PayoutArrived(_) => "payout_arrived",
            Self::PayoutReturned(_) => "payout_returned",
            Self::Adjustment(_) => "adjustment",
            Self::GatewaySettlement(_) => "gateway_settlement",
        }
    }

    /// The identifier of what caused it.
    pub fn id(&self) -> &str {
        match self {
            Self::Capture(id) => id.as_str(),
            Self::StrayCapture(id) | Self::ReviewResolved(id) | Self::GatewayTook(id) => id.as_str(),
            Self::RefundDone(id) | Self::RefundCameBack(id) => id.as_str(),
            Self::PayoutStarted(id) | Self::PayoutArrived(id) | Self::PayoutReturned(id) => id.as_str(),
            Self::Adjustment(id) => id.as_str(),
            Self::GatewaySettlement(id) => id.as_str(),
        }
    }
}

/// Why postings are not a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// The postings do not sum to zero.
    #[error("the postings do not balance")]
    Unbalanced,
    /// Fewer than two postings, or one of nothing.
    #[error("a posting is missing or empty")]
    Empty,
    /// Two currencies, or an amount out of range.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// A set of postings of one currency that sums to zero. Can only be built balanced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    id: TransactionId,
    cause: Cause,
    at: Timestamp,
    postings: Vec<Posting>,
}

impl Transaction {
    /// Builds a transaction, or says why it is none.
    pub fn new(
        id: TransactionId,
        cause: Cause,
        at: Timestamp,
        postings: Vec<Posting>,
    ) -> Result<Self, LedgerError> {
        let Some(first) = postings.first() else { return Err(LedgerError::Empty) };
        if postings.len() < 2 || postings.iter().any(|posting| posting.amount.is_zero()) {
            return Err(LedgerError::Empty);
        }
        let sum = Money::sum(first.amount.currency(), postings.iter().map(|posting| posting.amount))?;
        if sum.is_zero() { Ok(Self { id, cause, at, postings }) } else { Err(LedgerError::Unbalanced) }
    }

    /// The commonest transaction: `amount` moves from one account (credited) to another (debited).
    pub fn transfer(
        id: TransactionId,
        cause: Cause,
        at: Timestamp,
        amount: Money,
        from: Account,
        to: Account,
    ) -> Result<Self, LedgerError> {
        let postings =
            vec![Posting { account: to, amount }, Posting { account: from, amount: amount.negated() }];
        Self::new(id, cause, at, postings)
    }

    /// The identifier.
    pub fn id(&self) -> &TransactionId {
        &self.id
    }

    /// Why money moved.
    pub fn cause(&self) -> &Cause {
        &self.cause
    }

    /// When, by the business clock.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// The lines; they sum to zero.
    pub fn postings(&self) -> &[Posting] {
        &self.postings
    }

    /// The one currency of all lines.
    pub fn currency(&self) -> Option<Currency> {
        self.postings.first().map(|posting| posting.amount.currency())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Account, Cause, LedgerError, Posting, Transaction};
    use crate::{
        id::{AttemptId, TransactionId},
        money::{Currency, Money},
        time::Timestamp,
    };

    fn build(amounts: &[i64]) -> Result<Transaction, LedgerError> {
        let at = Timestamp::from_unix_ms(0);
        let postings = amounts
            .iter()
            .map(|minor| Posting { account: Account::Bank, amount: Money::new(*minor, Currency::Cny) })
            .collect();
        Transaction::new(TransactionId::new(at, 1), Cause::Capture(AttemptId::new(at, 2)), at, postings)
    }

    proptest! {
        #[test]
        fn only_balanced_postings_are_a_transaction(mut amounts in prop::collection::vec(-1000i64..1000, 1..6)) {
            prop_assume!(amounts.iter().all(|minor| *minor != 0));
            let sum: i64 = amounts.iter().sum();
            prop_assert_eq!(build(&amounts).is_ok(), sum == 0 && amounts.len() > 1);
            if sum != 0 {
                amounts.push(-sum);
                prop_assert!(build(&amounts).is_ok());
            }
        }
    }

    #[test]
    fn accounts_read_back_from_their_text() {
        let creator = crate::id::CreatorId::new(Timestamp::from_unix_ms(5), 6);
        for account in [
            Account::Bank,
            Account::Losses,
            Account::CreatorBalance(creator),
            Account::GatewayReceivable(crate::order::Gateway::WechatPay),
        ] {
            assert_eq!(account.to_string().parse(), Ok(account));
        }
    }
}
