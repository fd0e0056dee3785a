//! How a payout moves money. `gross = net + fee`; the clearing account returns to zero when the payout has arrived or
//! come back.

use super::Payout;
use crate::{
    id::TransactionId,
    ledger::{Account, Cause, LedgerError, Posting, Transaction},
    money::Money,
    time::Timestamp,
};

impl Payout {
    /// What arrives: gross less fee.
    pub fn net(&self) -> Result<Money, LedgerError> {
        Ok(self.gross.minus(self.fee)?)
    }

    /// The money leaves the creator's balance; the fee is earned.
    pub fn started(&self, id: TransactionId, at: Timestamp) -> Result<Transaction, LedgerError> {
        let postings = vec![
            Posting { account: Account::CreatorBalance(self.creator.clone()), amount: self.gross },
            Posting { account: Account::PayoutClearing, amount: self.net()?.negated() },
        ];
        Transaction::new(
            id,
            Cause::PayoutStarted(self.id.clone()),
            at,
            self.with_fee(postings, self.fee.negated()),
        )
    }

    /// The money arrived: it left our bank.
    pub fn arrived(&self, id: TransactionId, at: Timestamp) -> Result<Transaction, LedgerError> {
        Transaction::transfer(
            id,
            Cause::PayoutArrived(self.id.clone()),
            at,
            self.net()?,
            Account::Bank,
            Account::PayoutClearing,
        )
    }

    /// The money came back: gross returns to the balance, the fee is given back.
    pub fn returned(&self, id: TransactionId, at: Timestamp) -> Result<Transaction, LedgerError> {
        let postings = vec![
            Posting { account: Account::PayoutClearing, amount: self.net()? },
            Posting { account: Account::CreatorBalance(self.creator.clone()), amount: self.gross.negated() },
        ];
        Transaction::new(id, Cause::PayoutReturned(self.id.clone()), at, self.with_fee(postings, self.fee))
    }

    /// The money came back after it had arrived: it is at our bank again, gross returns to the balance, and the fee is
    /// given back.
    pub fn returned_after_paid(&self, id: TransactionId, at: Timestamp) -> Result<Transaction, LedgerError> {
        let postings = vec![
            Posting { account: Account::Bank, amount: self.net()? },
            Posting { account: Account::CreatorBalance(self.creator.clone()), amount: self.gross.negated() },
        ];
        Transaction::new(id, Cause::PayoutReturned(self.id.clone()), at, self.with_fee(postings, self.fee))
    }

    fn with_fee(&self, mut postings: Vec<Posting>, amount: Money) -> Vec<Posting> {
        if !self.fee.is_zero() {
            postings.push(Posting { account: Account::InstantFees, amount });
        }
        postings
    }
}
