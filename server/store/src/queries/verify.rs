//! Do the books and the memberships agree? Each rule is one statement over whole tables; all see one moment.

use services::ports::{StoreFault, VerifyReport};
use sqlx::Row as _;

use super::{
    dialect,
    pools::{Pools, database},
    verify_after_payment::AFTER_PAYMENT_RULES,
    verify_money::MONEY_RULES,
    verify_orders::ORDER_RULES,
    verify_payouts::PAYOUT_RULES,
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
    if let Some(advice) = dialect::BEFORE_WHOLE_TABLES {
        sqlx::query(advice).execute(&mut *snapshot).await.map_err(database)?;
    }
    let mut report = VerifyReport::default();
    for (kind, sql) in COUNTS {
        let row = sqlx::query(*sql).fetch_one(&mut *snapshot).await.map_err(database)?;
        report.checked.push((*kind, row.try_get(0).map_err(database)?));
    }
    for Rule { rule, sql } in
        MONEY_RULES.iter().chain(PAYOUT_RULES).chain(ORDER_RULES).chain(AFTER_PAYMENT_RULES)
    {
        let rows = sqlx::query(*sql).fetch_all(&mut *snapshot).await.map_err(database)?;
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
