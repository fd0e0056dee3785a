//! The ledger: entries are added, balances change by their sums.

use std::collections::BTreeMap;

use domain::{
    id::CreatorId,
    ledger::{Account, Transaction},
    money::Money,
};
use services::ports::Commit;
use sqlx::Row as _;

use super::super::{
    Connection,
    rows::{Rows, stop, wrong},
};
use crate::{cell::Cell, json, stop::Stop};

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

/// Balances under a bound, in the books' sign: what we owe is negative, so that too little is too high.
const TOO_LITTLE: &str = concat!(
    "WITH bounds AS (SELECT value->>0 AS account, value->>1 AS currency, CAST(value->>2 AS BIGINT) AS most FROM ",
    rows!(),
    ") SELECT COUNT(*) FROM bounds LEFT JOIN balances b ON b.account = bounds.account \
     AND b.currency = bounds.currency WHERE COALESCE(b.amount_minor, 0) > bounds.most"
);

/// The transactions of a group, and what its units ask of balances.
#[derive(Default)]
pub(super) struct Booked<'a> {
    transactions: Rows<'a>,
    entries: Rows<'a>,
    /// For each guarded account, the most its sum in the books may be before the group, so that every unit finds what
    /// it asks for when its turn comes.
    bounds: BTreeMap<(String, &'static str), i64>,
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

    /// A creator's balance must hold this much before the unit at hand, whose transactions have not been added yet.
    pub(super) fn require(&mut self, creator: &CreatorId, at_least: Money) {
        let account = Account::CreatorBalance(creator.clone());
        let most = at_least.minor().saturating_mul(account.natural_sign());
        let key = (account.to_string(), at_least.currency().code());
        let before = self.changes.get(&key).copied().flatten().unwrap_or_default();
        let most = most.saturating_sub(before);
        self.bounds.entry(key).and_modify(|bound| *bound = (*bound).min(most)).or_insert(most);
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
        self.keep_bounds(connection).await
    }

    /// Looks after the balances have changed: by then nobody else can change them before this group is on disk.
    async fn keep_bounds(&self, connection: &mut Connection) -> Result<(), Stop> {
        if self.bounds.is_empty() {
            return Ok(());
        }
        let after = |(key, most): (&'_ (String, &'static str), &i64)| {
            let change = self.changes.get(key).copied().flatten().unwrap_or_default();
            (key.0.clone(), key.1, most.saturating_add(change))
        };
        let bounds: Vec<_> = self.bounds.iter().map(after).collect();
        let bounds = json::write(&bounds).map_err(|fault| Stop::Unit(Err(fault)))?;
        let row = sqlx::query(TOO_LITTLE).bind(bounds).fetch_one(connection).await.map_err(stop)?;
        let short: i64 = row.try_get(0).map_err(stop)?;
        if short == 0 { Ok(()) } else { Err(Stop::Unit(Ok(Commit::Conflict))) }
    }
}
