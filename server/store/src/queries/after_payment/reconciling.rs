//! Bills of gateways beside our books.

use domain::{
    id::TransactionId,
    order::{Attempt, Gateway, GatewayAccountName},
    reconcile::{Difference, DifferenceKind, DifferenceOutcome, ReconcileRun},
    time::{Day, Timestamp},
};
use services::ports::{BillFacts, BillNumbers, BookedPayment, StoreFault};

use super::super::{
    Row,
    orders::attempts,
    pools::{Pools, database},
    read::{Reader, all, maybe},
    rows::Statement,
};
use super::refunds;
use crate::{cell::Cell, json};

const PUT_RUN: &str = concat!(
    "INSERT INTO reconcile_runs (account, day, gateway, compared_at, lines, differences, repaired_at) \
     SELECT value->>0, CAST(value->>1 AS BIGINT), value->>2, CAST(value->>3 AS BIGINT), CAST(value->>4 AS BIGINT), \
     CAST(value->>5 AS BIGINT), CAST(value->>6 AS BIGINT) FROM ",
    rows!(),
    " WHERE true ON CONFLICT (account, day) DO UPDATE SET compared_at = excluded.compared_at, \
     lines = excluded.lines, differences = excluded.differences, \
     repaired_at = COALESCE(excluded.repaired_at, reconcile_runs.repaired_at)"
);
const PUT_DIFFERENCE: &str = concat!(
    "INSERT INTO reconcile_differences (account, day, kind, gateway, number, refund_number, gateway_transaction, \
     ours_minor, theirs_minor, currency, found_at, outcome) \
     SELECT value->>0, CAST(value->>1 AS BIGINT), value->>2, value->>3, value->>4, value->>5, value->>6, \
     CAST(value->>7 AS BIGINT), CAST(value->>8 AS BIGINT), value->>9, CAST(value->>10 AS BIGINT), value->>11 FROM ",
    rows!(),
    " WHERE true ON CONFLICT (account, day, kind, number, refund_number, gateway_transaction) DO UPDATE \
     SET outcome = CASE WHEN excluded.outcome = 'reported' THEN reconcile_differences.outcome \
     ELSE excluded.outcome END"
);
macro_rules! run_of_day_columns {
    () => {
        "account, day, gateway, compared_at, lines, differences, repaired_at FROM reconcile_runs"
    };
}
const RUN: &str = concat!("SELECT ", run_of_day_columns!(), " WHERE account = $1 AND day = $2");
const RUNS: &str = concat!("SELECT ", run_of_day_columns!(), " ORDER BY day DESC, account LIMIT $1");
const DIFFERENCES: &str = "SELECT account, day, kind, gateway, number, refund_number, gateway_transaction, ours_minor, \
     theirs_minor, currency, found_at, outcome FROM reconcile_differences WHERE account = $1 AND day = $2 \
     ORDER BY number, refund_number, kind";
const BY_NUMBER: &str =
    concat!("SELECT ", attempt_columns!(), " FROM attempts a WHERE a.gateway = $1 AND a.gateway_number = $2");
const ATTEMPTS: &str = concat!(
    "SELECT ",
    attempt_columns!(),
    " FROM attempts a WHERE a.gateway = $2 AND a.gateway_number IN (SELECT value->>0 FROM ",
    rows!(),
    ")"
);
const REFUNDS: &str = concat!(
    "SELECT ",
    refund_columns!(),
    " FROM refunds r WHERE r.gateway = $2 AND r.refund_number IN (SELECT value->>0 FROM ",
    rows!(),
    ")"
);
const STRAYS: &str = concat!(
    "SELECT v.gateway_transaction FROM reviews v WHERE v.gateway = $2 AND v.kind = 'unknown_order' \
     AND v.gateway_transaction IN (SELECT value->>0 FROM ",
    rows!(),
    ")"
);
macro_rules! booked_payments {
    () => {
        "SELECT a.gateway_number, a.gateway_transaction, e.amount_minor, e.currency, \
         COALESCE(s.captured_at, t.booked_at) AS captured_at \
         FROM ledger_transactions t \
         JOIN attempts a ON a.id = t.cause_id AND t.cause_kind = 'capture' \
         JOIN ledger_entries e ON e.transaction_id = t.id AND e.account LIKE 'gateway-receivable:%' \
         LEFT JOIN sales s ON s.order_id = a.order_id AND s.booked_at = t.booked_at "
    };
}
/// Identifiers of transactions begin with the moment they were made: their primary key finds those of a day.
const BOOKED: &str =
    concat!(booked_payments!(), "WHERE t.id >= $1 AND t.id < $2 AND a.account = $3 ORDER BY t.id");
const BOOKED_UNDER: &str = concat!(
    booked_payments!(),
    "WHERE a.gateway = $2 AND a.gateway_number IN (SELECT value->>0 FROM ",
    rows!(),
    ")"
);

/// The comparison of a day.
pub(super) fn run(run: &ReconcileRun) -> Statement<'_> {
    let row = vec![
        run.account.as_str().into(),
        run.day.into(),
        run.gateway.code().into(),
        run.compared_at.into(),
        run.lines.into(),
        run.differences.into(),
        run.repaired_at.into(),
    ];
    Statement::always(PUT_RUN, row)
}

/// What differs.
pub(super) fn difference(row: &Difference) -> Statement<'_> {
    let cells = vec![
        row.account.as_str().into(),
        row.day.into(),
        row.kind.code().into(),
        row.gateway.code().into(),
        row.number.as_str().into(),
        row.refund_number.as_str().into(),
        row.gateway_transaction.as_str().into(),
        row.ours.map_or(Cell::Nothing, |money| money.minor().into()),
        row.theirs.map_or(Cell::Nothing, |money| money.minor().into()),
        row.currency().code().into(),
        row.found_at.into(),
        row.outcome.code().into(),
    ];
    Statement::always(PUT_DIFFERENCE, cells)
}

pub(super) async fn of_day(
    pools: &Pools,
    account: &GatewayAccountName,
    day: Day,
) -> Result<Option<ReconcileRun>, StoreFault> {
    let query = sqlx::query(RUN).bind(account.as_str()).bind(i64::from(day.epoch_days()));
    let row = query.fetch_optional(&pools.readers).await.map_err(database)?;
    maybe(row.as_ref(), "reconcile_runs", read_run)
}

pub(super) async fn latest(pools: &Pools, limit: u32) -> Result<Vec<ReconcileRun>, StoreFault> {
    let query = sqlx::query(RUNS).bind(i64::from(limit));
    let rows = query.fetch_all(&pools.readers).await.map_err(database)?;
    all(&rows, "reconcile_runs", read_run)
}

fn read_run(row: Reader<'_>) -> Result<ReconcileRun, StoreFault> {
    Ok(ReconcileRun {
        gateway: row.parsed("gateway")?,
        account: row.parsed("account")?,
        day: Day::from_epoch_days(row.small("day")?),
        compared_at: row.moment("compared_at")?,
        lines: row.small("lines")?,
        differences: row.small("differences")?,
        repaired_at: row.maybe_moment("repaired_at")?,
    })
}

pub(super) async fn differences(
    pools: &Pools,
    account: &GatewayAccountName,
    day: Day,
) -> Result<Vec<Difference>, StoreFault> {
    let query = sqlx::query(DIFFERENCES).bind(account.as_str()).bind(i64::from(day.epoch_days()));
    let rows = query.fetch_all(&pools.readers).await.map_err(database)?;
    all(&rows, "reconcile_differences", read_difference)
}

fn read_difference(row: Reader<'_>) -> Result<Difference, StoreFault> {
    let amount = |column| match row.maybe_small::<i64>(column)? {
        Some(_) => row.money(column, "currency").map(Some),
        None => Ok(None),
    };
    Ok(Difference {
        gateway: row.parsed("gateway")?,
        account: row.parsed("account")?,
        day: Day::from_epoch_days(row.small("day")?),
        kind: row.code("kind", DifferenceKind::from_code)?,
        number: row.text("number")?,
        refund_number: row.text("refund_number")?,
        gateway_transaction: row.text("gateway_transaction")?,
        ours: amount("ours_minor")?,
        theirs: amount("theirs_minor")?,
        found_at: row.moment("found_at")?,
        outcome: row.code("outcome", DifferenceOutcome::from_code)?,
    })
}

pub(super) async fn attempt(
    pools: &Pools,
    gateway: Gateway,
    number: &str,
) -> Result<Option<Attempt>, StoreFault> {
    let query = sqlx::query(BY_NUMBER).bind(gateway.code()).bind(number);
    let row = query.fetch_optional(&pools.readers).await.map_err(database)?;
    maybe(row.as_ref(), "attempts", attempts::attempt)
}

pub(super) async fn booked(
    pools: &Pools,
    account: &GatewayAccountName,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<BookedPayment>, StoreFault> {
    let (first, last) = (TransactionId::new(from, 0), TransactionId::new(until, 0));
    let query = sqlx::query(BOOKED).bind(first.as_str()).bind(last.as_str()).bind(account.as_str());
    let rows = query.fetch_all(&pools.readers).await.map_err(database)?;
    all(&rows, "attempts", read_booked)
}

fn read_booked(row: Reader<'_>) -> Result<BookedPayment, StoreFault> {
    Ok(BookedPayment {
        number: row.text("gateway_number")?,
        gateway_transaction: row.text("gateway_transaction")?,
        amount: row.money("amount_minor", "currency")?,
        captured_at: row.moment("captured_at")?,
    })
}

pub(super) async fn facts(
    pools: &Pools,
    gateway: Gateway,
    numbers: &BillNumbers,
) -> Result<BillFacts, StoreFault> {
    let attempts = of_these(pools, ATTEMPTS, gateway, &numbers.payments).await?;
    let booked = of_these(pools, BOOKED_UNDER, gateway, &numbers.payments).await?;
    let refunds = of_these(pools, REFUNDS, gateway, &numbers.refunds).await?;
    let strays = of_these(pools, STRAYS, gateway, &numbers.transactions).await?;
    Ok(BillFacts {
        attempts: all(&attempts, "attempts", attempts::attempt)?,
        booked: all(&booked, "attempts", read_booked)?,
        refunds: all(&refunds, "refunds", refunds::refund)?,
        strays: all(&strays, "reviews", |row| row.text("gateway_transaction"))?,
    })
}

async fn of_these(
    pools: &Pools,
    sql: &'static str,
    gateway: Gateway,
    numbers: &[String],
) -> Result<Vec<Row>, StoreFault> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let rows = json::write(&numbers.iter().map(|number| [number]).collect::<Vec<_>>())?;
    sqlx::query(sql).bind(rows).bind(gateway.code()).fetch_all(&pools.readers).await.map_err(database)
}
