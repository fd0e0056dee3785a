//! The ledger: entries are added, balances change by their sums.

use std::collections::BTreeMap;

use domain::ledger::Transaction;

use super::{
    Connection,
    rows::{Rows, wrong},
};
use crate::{cell::Cell, stop::Stop};

const INSERT_TRANSACTIONS: &str = concat!(
    "INSERT INTO ledger_transactions (id, cause_kind, cause_id, booked_at) \
     SELECT value->>0, value->>1, value->>2, CAST(value->>3 AS BIGINT) FROM ",
    rows!()
);
const INSERT_ENTRIES: &str = concat!(
    "INSERT INTO ledger_entries (transaction_id, line, account, currency, amount_minor) \
     SELECT value->>0, CAST(value->>1 AS BIGINT), value->>2, value->>3, CAST(value->>4 AS BIGINT) FROM ",
    rows!()
);
/// `WHERE true` tells SQLite that ON CONFLICT is not the beginning of a join.
const CHANGE_BALANCES: &str = concat!(
    "INSERT INTO balances (account, currency, amount_minor) \
     SELECT value->>0, value->>1, CAST(value->>2 AS BIGINT) FROM ",
    rows!(),
    " WHERE true ON CONFLICT (account, currency) \
     DO UPDATE SET amount_minor = balances.amount_minor + excluded.amount_minor"
);

/// The transactions of a group.
#[derive(Default)]
pub(super) struct Booked<'a> {
    transactions: Rows<'a>,
    entries: Rows<'a>,
    /// By account and currency, in order, so that two processes lock them in the same order.
    changes: BTreeMap<(String, &'static str), Option<i64>>,
}

impl<'a> Booked<'a> {
    /// Adds a transaction, which is balanced by its type.
    pub(super) fn add(&mut self, transaction: &'a Transaction) {
        self.transactions.push(vec![
            transaction.id().as_str().into(),
            transaction.cause().kind().into(),
            transaction.cause().id().into(),
            transaction.at().into(),
        ]);
        for (line, posting) in (1i64..).zip(transaction.postings()) {
            let (account, currency) = (posting.account.to_string(), posting.amount.currency().code());
            let minor = posting.amount.minor();
            let sum = self.changes.entry((account.clone(), currency)).or_insert(Some(0));
            *sum = sum.and_then(|sum| sum.checked_add(minor));
            self.entries.push(vec![
                transaction.id().as_str().into(),
                line.into(),
                account.into(),
                currency.into(),
                minor.into(),
            ]);
        }
    }

    /// Adds the entries.
    pub(super) async fn insert(&self, connection: &mut Connection) -> Result<(), Stop> {
        self.transactions.execute(connection, INSERT_TRANSACTIONS).await?;
        self.entries.execute(connection, INSERT_ENTRIES).await?;
        Ok(())
    }

    /// Changes each balance once, by the sum of the group's entries.
    pub(super) async fn change_balances(&self, connection: &mut Connection) -> Result<(), Stop> {
        let mut rows = Rows::default();
        for ((account, currency), change) in &self.changes {
            let Some(change) = change else {
                return Err(wrong("balances", "the entries of a group do not fit into one sum"));
            };
            if *change != 0 {
                rows.push(vec![Cell::Text(account), (*currency).into(), (*change).into()]);
            }
        }
        rows.execute(connection, CHANGE_BALANCES).await?;
        Ok(())
    }
}
