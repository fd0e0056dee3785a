//! Do the books and the memberships agree? Each rule is one statement over whole tables; all see one moment.

mod after_payment;
mod money;
mod orders;
mod payouts;

use futures::StreamExt as _;
use services::ports::{StoreFault, VerifyReport};
use sqlx::Row as _;

use self::{
    after_payment::AFTER_PAYMENT_RULES, money::MONEY_RULES, orders::ORDER_RULES, payouts::PAYOUT_RULES,
};
use super::{
    Connection, dialect,
    pools::{Pools, database},
};

/// A rule and the statement that finds its breaks: one text each, with the ids of the rows.
pub(super) struct Rule {
    /// The rule, as the beginning of a sentence.
    pub(super) rule: &'static str,
    /// Answers one row with one text for each break.
    pub(super) sql: &'static str,
}

/// Breaks of one rule that are told one by one; a flood is counted.
const TOLD: usize = 50;

const COUNTS: &[(&str, &str)] = &[
    ("orders", "SELECT COUNT(*) FROM orders"),
    ("attempts", "SELECT COUNT(*) FROM attempts"),
    ("refunds", "SELECT COUNT(*) FROM refunds"),
    ("review items", "SELECT COUNT(*) FROM reviews"),
    ("memberships", "SELECT COUNT(*) FROM memberships"),
    ("sales", "SELECT COUNT(*) FROM sales"),
    ("payout runs", "SELECT COUNT(*) FROM payout_runs"),
    ("payout items", "SELECT COUNT(*) FROM payout_items"),
    ("payouts", "SELECT COUNT(*) FROM payouts"),
    ("payout accounts", "SELECT COUNT(*) FROM payout_accounts"),
    ("adjustments", "SELECT COUNT(*) FROM adjustments"),
    ("ledger transactions", "SELECT COUNT(*) FROM ledger_transactions"),
    ("ledger entries", "SELECT COUNT(*) FROM ledger_entries"),
    ("balances", "SELECT COUNT(*) FROM balances"),
];

pub(super) async fn report(pools: &Pools) -> Result<VerifyReport, StoreFault> {
    let mut snapshot = pools.snapshot().await?;
    let damages = damages(&mut snapshot, "commerce").await?;
    match rules(&mut snapshot).await {
        Ok(mut report) => {
            report.breaks.splice(0..0, damages);
            Ok(report)
        }
        // A damaged page can be found, but not read.
        Err(_) if !damages.is_empty() => Ok(VerifyReport { checked: Vec::new(), breaks: damages }),
        Err(fault) => Err(fault),
    }
}

/// What is broken in the file of the people database.
pub(super) async fn damages_of_people(pools: &Pools) -> Result<Vec<String>, StoreFault> {
    let mut snapshot = pools.snapshot().await?;
    damages(&mut snapshot, "people").await
}

async fn rules(connection: &mut Connection) -> Result<VerifyReport, StoreFault> {
    if let Some(advice) = dialect::BEFORE_WHOLE_TABLES {
        sqlx::query(advice).execute(&mut *connection).await.map_err(database)?;
    }
    let mut report = VerifyReport::default();
    for (kind, sql) in COUNTS {
        let row = sqlx::query(*sql).fetch_one(&mut *connection).await.map_err(database)?;
        report.checked.push((*kind, row.try_get(0).map_err(database)?));
    }
    for Rule { rule, sql } in
        MONEY_RULES.iter().chain(PAYOUT_RULES).chain(ORDER_RULES).chain(AFTER_PAYMENT_RULES)
    {
        let rows = sqlx::query(*sql).fetch_all(&mut *connection).await.map_err(database)?;
        for row in rows.iter().take(TOLD) {
            let found: String = row.try_get(0).map_err(database)?;
            report.breaks.push(format!("{rule}: {found}"));
        }
        if rows.len() > TOLD {
            report.breaks.push(format!("{rule}: and {} more", rows.len() - TOLD));
        }
    }
    Ok(report)
}

/// What is broken in the file of a database. PostgreSQL finds that by its page checksums, when it reads.
async fn damages(connection: &mut Connection, which: &str) -> Result<Vec<String>, StoreFault> {
    let Some(check) = dialect::CHECK_FILE else { return Ok(Vec::new()) };
    let mut damages = Vec::new();
    let mut rows = sqlx::query(check).fetch(connection);
    // A page that cannot be read at all ends the check with an error, perhaps after it has told others.
    while let Some(row) = rows.next().await {
        let found = match row {
            Ok(row) => row.try_get(0).map_err(database)?,
            Err(error) => error.to_string(),
        };
        if found != "ok" {
            damages.push(format!("the file of the {which} database is whole: {found}"));
        }
    }
    Ok(damages)
}
