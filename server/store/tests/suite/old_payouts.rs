//! A database from before the payout engine keeps its payouts and its money.

use std::path::Path;

use domain::{
    id::CreatorId,
    payouts::{FailureReason, PayoutOutcome, RunState},
    review::ReviewKind,
};
use services::ports::ReviewFilter;
use sqlx::{
    AssertSqlSafe, Connection, Executor as _, PgConnection, SqliteConnection, sqlite::SqliteConnectOptions,
};
use store::open_commerce;

use crate::{
    backend::{Database, OPTIONS, on_both},
    shop::{NOW, assert_sound},
    treasury::yuan,
};

on_both!(
    payouts_from_before_the_engine_come_through,
    failures_that_were_counted_by_parts_are_counted_by_days_and_lost_volumes_are_found,
    what_waited_for_a_person_before_there_was_a_queue_waits_in_it,
);

/// An identifier with a body that says its number.
pub fn id(prefix: &str, number: u32) -> String {
    format!("{prefix}_{number:0>26}")
}

/// The rows of a demo of that time: a creator with one sale of 500.00; a payout of each outcome of that time.
fn old_rows() -> String {
    let mut rows = vec![shop_rows()];
    rows.extend(ledger_rows());
    rows.extend(payout_rows());
    rows.push(
        "INSERT INTO balances SELECT account, currency, SUM(amount_minor) FROM ledger_entries \
         GROUP BY account, currency;"
            .to_owned(),
    );
    rows.join("\n")
}

fn shop_rows() -> String {
    let now = NOW.unix_ms();
    let (creator, bank, order) = (id("cre", 1), id("dst", 1), id("ord", 1));
    format!(
        "INSERT INTO creators VALUES ('{creator}', '{}', 'CNY', {now});
         INSERT INTO standings VALUES ('{creator}', 'CN', 1, 1, NULL);
         INSERT INTO destinations VALUES ('{bank}', '{creator}', 'sandbox-bank', 'Bank', '4821', 'f', 'CNY', 1, {now});
         INSERT INTO payout_settings VALUES
             ('{creator}', 'daily', 'standard', 1000, 'CNY', NULL, '{bank}', {now}, 1);
         INSERT INTO communities VALUES ('{}', '{creator}', 'kiln', 'Kiln', '', '', 'Kiln', 'k@example.com', '', '');
         INSERT INTO products VALUES ('{}', '{}', 'Reader', '[]', 50000, 'CNY', 'lifetime', 7, NULL, 1);
         INSERT INTO agreements VALUES ('{}', '{}', 1, 'Rules', 'Rules', 'd', {now});
         INSERT INTO orders VALUES ('{order}', '{:0>26}', '{}', '{creator}', '{}', '{}', 50000, 'CNY', '{}', '{}',
             'paid', {now}, 'none', {now}, {now}, 0, 2);
         INSERT INTO attempts VALUES ('{}', '{order}', 'wechat-pay', 'n1', 50000, 'CNY', 'succeeded', NULL, 't1', {now},
             NULL, 0, 2);
         INSERT INTO memberships VALUES ('{}', '{}', '{}', '{}', '{order}', 1, {now}, NULL, NULL, 1);
         INSERT INTO sales VALUES ('{order}', '{creator}', '{}', 'wechat-pay', 50000, 'CNY', {now}, {now});",
        id("usr", 1),
        id("com", 1),
        id("prd", 1),
        id("com", 1),
        id("agr", 1),
        id("com", 1),
        1,
        id("usr", 2),
        id("com", 1),
        id("prd", 1),
        id("agr", 1),
        id("con", 1),
        id("pay", 1),
        id("mem", 1),
        id("usr", 2),
        id("com", 1),
        id("prd", 1),
        id("prd", 1),
    )
}

/// One more order of the old rows' product, with the columns of the first steps.
pub fn old_order(number: u32, buyer: u32, state: &str, seats: u32) -> String {
    let now = NOW.unix_ms();
    let since = if state == "pending" { "NULL".to_owned() } else { now.to_string() };
    format!(
        "INSERT INTO orders (id, token, buyer_id, creator_id, community_id, product_id, price_minor, currency, \
         agreement_id, consent_id, state, state_since, exception, created_at, expires_at, seats_held, version) VALUES \
         ('{}', '{number:0>26}', '{}', '{}', '{}', '{}', 100, 'CNY', '{}', '{}', '{state}', {since}, 'none', {now}, \
         {now}, {seats}, 2);",
        id("ord", number),
        id("usr", buyer),
        id("cre", 1),
        id("com", 1),
        id("prd", 1),
        id("agr", 1),
        id("con", number),
    )
}

/// What each entry of that time said: the capture, and three payouts of which one arrived and one came back.
fn ledger_rows() -> Vec<String> {
    let now = NOW.unix_ms();
    let balance = format!("creator-balance:{}", id("cre", 1));
    let mut rows = vec![];
    let mut book = |number: u32, cause: &str, cause_id: String, lines: &[(&str, i64)]| {
        let transaction = id("txn", number);
        rows.push(format!(
            "INSERT INTO ledger_transactions VALUES ('{transaction}', '{cause}', '{cause_id}', {now});"
        ));
        for (line, (account, minor)) in (1..).zip(lines) {
            rows.push(format!(
                "INSERT INTO ledger_entries VALUES ('{transaction}', {line}, '{account}', 'CNY', {minor});"
            ));
        }
    };
    book(1, "capture", id("pay", 1), &[("gateway-receivable:wechat-pay", 50_000), (&balance, -50_000)]);
    for number in 1..=3 {
        let started = [(&*balance, 10_300), ("payout-clearing", -10_000), ("instant-fees", -300)];
        book(10 + number, "payout_started", id("pyo", number), &started);
    }
    book(21, "payout_arrived", id("pyo", 1), &[("payout-clearing", 10_000), ("bank", -10_000)]);
    let back = [(&*balance, -10_300), ("payout-clearing", 10_000), ("instant-fees", 300)];
    book(22, "payout_returned", id("pyo", 2), &back);
    rows
}

fn payout_rows() -> Vec<String> {
    let (creator, bank) = (id("cre", 1), format!("'{}'", id("dst", 1)));
    let outcomes =
        [("paid", 10_300), ("failed_by_bank", 10_300), ("in_transit", 10_300), ("skipped_settling", 0)];
    let row = |(number, (outcome, gross)): (u32, (&str, i64))| {
        let (fee, bank) = if gross > 0 { (300, bank.as_str()) } else { (0, "NULL") };
        let (day, at) = (NOW.day().plus_days(1).epoch_days(), NOW.plus_ms(i64::from(number)).unix_ms());
        format!(
            "INSERT INTO payouts VALUES ('{}', '{creator}', 'instant', {}, {gross}, {fee}, {}, 'CNY', {bank}, \
             '{outcome}', {at});",
            id("pyo", number),
            i64::from(day) + i64::from(number),
            gross - fee,
        )
    };
    (1..).zip(outcomes).map(row).collect()
}

/// The steps of the schema, in their order, up to one of them.
fn steps_until(last: &str, folder: &Path) -> Vec<String> {
    let name = |entry: std::fs::DirEntry| entry.path().file_stem().unwrap().to_str().unwrap().to_owned();
    let mut steps: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|entry| name(entry.unwrap())).collect();
    steps.sort();
    let place = steps.iter().position(|step| step == last).unwrap();
    steps.truncate(place + 1);
    steps
}

/// Puts the database back to the schema as of a step, with rows of the time of the first step, and more after the last.
pub async fn as_it_was(db: &Database, last: &str, more: &str) {
    let url = &db.commerce_url;
    db.commerce.close().await;
    let folder = if db.is_sqlite() { "sqlite" } else { "postgres" };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(folder).join("commerce");
    let (mut script, mut rows) = (String::new(), old_rows());
    let mut schemas = vec![];
    for step in steps_until(last, &folder) {
        let schema = std::fs::read_to_string(folder.join(format!("{step}.sql"))).unwrap();
        script += &schema;
        script += &std::mem::take(&mut rows);
        schemas.push((step, schema));
    }
    script += more;
    let table = "CREATE TABLE schema_migrations (name TEXT NOT NULL PRIMARY KEY, sql TEXT NOT NULL)";
    let record = "INSERT INTO schema_migrations (name, sql) VALUES ($1, $2)";
    if db.is_sqlite() {
        let path = url.trim_start_matches("sqlite:");
        for ending in ["", "-wal", "-shm"] {
            let _absent = std::fs::remove_file(format!("{path}{ending}"));
        }
        let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
        let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
        connection.execute(AssertSqlSafe(format!("{table} STRICT; {script}"))).await.unwrap();
        for (step, schema) in &schemas {
            sqlx::query(record).bind(step).bind(schema).execute(&mut connection).await.unwrap();
        }
        connection.close().await.unwrap();
    } else {
        let mut connection = PgConnection::connect(url).await.unwrap();
        connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public").await.unwrap();
        let table = table.replace("name TEXT", "name TEXT COLLATE \"C\"");
        connection.execute(AssertSqlSafe(format!("{table}; {script}"))).await.unwrap();
        for (step, schema) in &schemas {
            sqlx::query(record).bind(step).bind(schema).execute(&mut connection).await.unwrap();
        }
        connection.close().await.unwrap();
    }
}

async fn failures_that_were_counted_by_parts_are_counted_by_days_and_lost_volumes_are_found(db: Database) {
    let bank = id("dst", 1);
    // The second payout came back after the first had arrived; the third was never taken in hand.
    let more = format!(
        "UPDATE payout_accounts SET failures = 3, failed_destination_id = '{bank}', volume_minor = 7;
         UPDATE payouts SET state = 'requested', tries = 0 WHERE id = '{}';
         UPDATE payout_runs SET state = 'released' WHERE id = '{}';",
        id("pyo", 3),
        id("run", 3),
    );
    as_it_was(&db, "0004_team", &more).await;
    let commerce = open_commerce(&db.commerce_url, &OPTIONS).await.unwrap();
    assert_sound(&commerce).await;
    let creator = CreatorId::try_from(id("cre", 1)).unwrap();
    let facts = commerce.payout_facts(&creator, NOW, NOW.day()).await.unwrap().unwrap();
    let account = facts.account;
    assert_eq!((account.failures, account.completed, account.streak), (1, 1, 1));
    assert_eq!(account.failed_destination.map(|bank| bank.to_string()), Some(bank));
    assert_eq!(account.volume.this_month, yuan(3 * 10_300));
    let marks: Vec<_> = facts
        .history
        .iter()
        .map(|record| (record.payouts[0].streak, record.payouts[0].first_sent_at.is_some()))
        .collect();
    assert_eq!(marks, [(None, false), (Some(1), true), (None, true)], "newest first");
    commerce.close().await;
}

async fn payouts_from_before_the_engine_come_through(db: Database) {
    as_it_was(&db, "0001_commerce", "").await;
    let commerce = open_commerce(&db.commerce_url, &OPTIONS).await.unwrap();
    assert_sound(&commerce).await;
    let creator = CreatorId::try_from(id("cre", 1)).unwrap();
    let facts = commerce.payout_facts(&creator, NOW, NOW.day()).await.unwrap().unwrap();
    let outcomes: Vec<_> = facts.history.iter().map(domain::payouts::ItemRecord::outcome).collect();
    let refused = PayoutOutcome::Failed(FailureReason::Refused);
    assert_eq!(
        outcomes,
        [PayoutOutcome::InTransit, refused, PayoutOutcome::Paid],
        "a skipped day is dropped"
    );
    assert_eq!((facts.account.completed, facts.account.version), (1, 1));
    // All three were instant and of that month; what came back stays counted.
    let (volume, month) = (facts.account.volume, NOW.day().plus_days(4));
    assert_eq!((volume.this_month, volume.last_month, volume.month), (yuan(3 * 10_300), yuan(0), month));
    let sent: Vec<_> = facts.history.iter().map(|record| record.payouts[0].first_sent_at).collect();
    assert_eq!(sent, [Some(NOW.plus_ms(3)), Some(NOW.plus_ms(2)), Some(NOW.plus_ms(1))]);
    assert_eq!(
        (facts.money.balance, facts.settings.map(|settings| settings.version)),
        (yuan(50_000 - 20_600), Some(1))
    );
    assert_eq!(
        facts.standing.map(|standing| (standing.pause_reason, standing.reserve_days)),
        Some((String::new(), 0))
    );
    for record in &facts.history {
        let run = commerce.payout_run(&record.item.run).await.unwrap().unwrap();
        assert_eq!((run.state, run.day), (RunState::Done, record.item.day));
        assert_eq!(record.payouts[0].id.as_str()[4..], record.item.run.as_str()[4..]);
        let statement = commerce.statement_facts(&creator, &record.item.run, 9).await.unwrap().unwrap();
        assert_eq!(statement.record, *record);
    }
    let due = commerce.due_payouts(NOW.plus_days(1), 9).await.unwrap();
    assert_eq!(due, facts.history[0].payouts, "what was on its way is asked about");
    commerce.close().await;
}

async fn what_waited_for_a_person_before_there_was_a_queue_waits_in_it(db: Database) {
    let (order, attempt, now) = (id("ord", 1), id("pay", 1), NOW.unix_ms());
    let refund = |number: u32, state: &str| {
        format!(
            "INSERT INTO refunds (id, order_id, attempt_id, gateway, gateway_number, refund_number, amount_minor, \
             currency, reason, state, created_at, next_query_at, version, gateway_transaction, captured_minor) \
             VALUES ('{}', '{order}', '{attempt}', 'wechat-pay', 'n1', 'r{number}', 100, 'CNY', 'paid_twice', \
             '{state}', {now}, NULL, 2, 't1', 50000);",
            id("ref", number),
        )
    };
    let item = format!(
        "INSERT INTO review_items VALUES ('{}', '{order}', 'amount_mismatch', 700, 'CNY', {now});",
        id("rev", 9),
    );
    let more = [item, refund(1, "abnormal"), refund(2, "succeeded")].concat();
    as_it_was(&db, "0008_attempts", &more).await;
    let commerce = open_commerce(&db.commerce_url, &OPTIONS).await.unwrap();
    let mut waiting: Vec<_> = commerce
        .open_reviews(ReviewFilter::default(), None, 9)
        .await
        .unwrap()
        .into_iter()
        .map(|row| (row.kind, row.refund.map(|refund| refund.to_string()), row.amount, row.gateway_number))
        .collect();
    waiting.sort_by_key(|row| row.2.minor());
    let failed = (ReviewKind::RefundFailed, Some(id("ref", 1)), yuan(100), "r1".to_owned());
    let mismatch = (ReviewKind::AmountMismatch, None, yuan(700), String::new());
    assert_eq!(waiting, [failed, mismatch]);
    commerce.close().await;
}
