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

    fn with_fee(&self, mut postings: Vec<Posting>, amount: Money) -> Vec<Posting> {
        if !self.fee.is_zero() {
            postings.push(Posting { account: Account::InstantFees, amount });
        }
        postings
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use crate::{
        id::{CreatorId, PayoutId, TransactionId},
        ledger::Transaction,
        money::{Currency, Money},
        payouts::{Payout, PayoutKind, PayoutOutcome},
        time::{Day, Timestamp},
    };

    fn sums(transactions: &[Transaction]) -> BTreeMap<String, i64> {
        let mut sums = BTreeMap::new();
        for posting in transactions.iter().flat_map(Transaction::postings) {
            *sums.entry(posting.account.to_string()).or_insert(0) += posting.amount.minor();
        }
        sums
    }

    proptest! {
        #[test]
        fn a_payout_that_comes_back_leaves_no_trace_in_any_balance(net in 1i64..1_000_000, fee in 0i64..50_000) {
            let at = Timestamp::from_unix_ms(0);
            let id = |number| TransactionId::new(at, number);
            let payout = Payout {
                id: PayoutId::new(at, 1),
                creator: CreatorId::new(at, 2),
                kind: PayoutKind::Instant,
                day: Day::from_epoch_days(0),
                gross: Money::new(net + fee, Currency::Cny),
                fee: Money::new(fee, Currency::Cny),
                destination: None,
                outcome: PayoutOutcome::InTransit,
                decided_at: at,
            };
            let back = sums(&[payout.started(id(1), at).unwrap(), payout.returned(id(2), at).unwrap()]);
            prop_assert!(back.values().all(|sum| *sum == 0));
            let gone = sums(&[payout.started(id(1), at).unwrap(), payout.arrived(id(2), at).unwrap()]);
            prop_assert_eq!(gone["payout-clearing"], 0);
            prop_assert_eq!(gone["bank"], -net);
        }
    }
}
