//! The books after every step of a long play: only what is new is added up again, and everything is compared.

use std::collections::BTreeMap;

use domain::{ledger::Account, money::Currency, payouts::PayoutState};

use super::Tables;

/// What has been added up so far.
#[derive(Default)]
pub struct Ledger {
    seen: usize,
    steps: usize,
    sums: BTreeMap<(Account, Currency), i64>,
}

impl Ledger {
    /// What is broken now, in words.
    pub fn breaks(&mut self, tables: &Tables) -> Vec<String> {
        let mut breaks = Vec::new();
        for transaction in &tables.transactions[self.seen..] {
            let total: i64 = transaction.postings().iter().map(|posting| posting.amount.minor()).sum();
            if total != 0 {
                breaks.push(format!("{} sums to {total}", transaction.id()));
            }
            for posting in transaction.postings() {
                let account = (posting.account.clone(), posting.amount.currency());
                let sum = self.sums.entry(account).or_default();
                *sum += posting.amount.minor();
                let owes = posting.account.natural_sign() * *sum < 0;
                let takes = transaction.cause().kind() == "payout_started";
                if takes && owes && matches!(posting.account, Account::CreatorBalance(_)) {
                    breaks.push(format!("{} paid out what was not there", transaction.cause().id()));
                }
            }
        }
        self.seen = tables.transactions.len();
        if self.sums != tables.balances {
            breaks.push("a balance is not the sum of its postings".to_owned());
        }
        if self.sums.values().sum::<i64>() != 0 {
            breaks.push("everything together is not zero".to_owned());
        }
        let open = tables.payouts.values().filter(|payout| !payout.state.is_final());
        let open: i64 = open.map(|payout| payout.net().unwrap().minor()).sum();
        let clearing: i64 = -tables.balance(&Account::PayoutClearing, Currency::Cny);
        if clearing != open {
            breaks.push(format!("{clearing} is clearing, {open} is on its way"));
        }
        for (id, from, to) in &tables.payout_steps[self.steps..] {
            if *to == PayoutState::Submitted && *from != PayoutState::Requested {
                breaks.push(format!("{id} was submitted from {from:?}"));
            }
        }
        self.steps = tables.payout_steps.len();
        breaks
    }
}
