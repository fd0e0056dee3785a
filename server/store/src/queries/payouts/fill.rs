//! A million creators, written by the database itself: the world of the payout run's figures. Only for a demo.
//!
//! Every creator is paid daily and has a credit as balance; one in a thousand also sold a hundred things two days ago, one in a
//! hundred has a balance that must be split, one in twenty too little to be paid, one in fifty has paused, one in fifty
//! is under review. `verify` is clean before the run and after it.

use domain::time::Timestamp;

use super::super::{dialect, pools::Pools};

/// 26 digits are a valid body of every identifier.
macro_rules! padded {
    ($number:literal) => {
        concat!(
            "substr('00000000000000000000000000' || CAST(",
            $number,
            " AS TEXT), length(CAST(",
            $number,
            " AS TEXT)) + 1)"
        )
    };
}

/// The creator to whom the sale with a number belongs: one in a thousand, because whoever sells has a community, and the
/// catalogue is kept in memory.
macro_rules! seller {
    () => {
        padded!("(i + 999) / 1000 * 1000")
    };
}

/// Every creator's number, and its credit in minor units.
macro_rules! creators {
    () => {
        "WITH RECURSIVE numbers(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM numbers WHERE i < $1), \
         world AS (SELECT i, CASE WHEN i % 20 = 1 THEN 500 WHEN i % 100 = 0 THEN 1000000 + (i % 997) * 10000 \
         ELSE 10000 + (i % 997) * 100 END AS credit, CAST($2 AS BIGINT) AS moment FROM numbers) "
    };
}

const COMMUNITIES: [&str; 3] = [
    concat!(
        creators!(),
        "INSERT INTO communities (id, creator_id, slug, name, tagline, description, payee_name, \
         contact, way_in_instructions, way_in_address) SELECT 'com_' || ",
        padded!("i"),
        ", 'cre_' || ",
        padded!("i"),
        ", 'fill-' || CAST(i AS TEXT), 'Fill', '', '', 'Fill', 'fill@bench.example', '', '' FROM world WHERE i % 1000 = 0 AND moment > 0"
    ),
    concat!(
        creators!(),
        "INSERT INTO products (id, community_id, tier, benefits_json, price_minor, currency, period, \
         refund_days, seats, position) SELECT 'prd_' || ",
        padded!("i"),
        ", 'com_' || ",
        padded!("i"),
        ", 'Fill', '[]', 5000, 'CNY', 'lifetime', 7, NULL, 1 FROM world WHERE i % 1000 = 0 AND moment > 0"
    ),
    concat!(
        creators!(),
        "INSERT INTO agreements (id, community_id, version, title, body, digest, published_at) \
         SELECT 'agr_' || ",
        padded!("i"),
        ", 'com_' || ",
        padded!("i"),
        ", 1, 'Fill', 'Fill', 'fill', moment FROM world WHERE i % 1000 = 0"
    ),
];

const STEPS: [&str; 16] = [
    concat!(
        creators!(),
        "INSERT INTO creators (id, owner_id, currency, created_at) SELECT 'cre_' || ",
        padded!("i"),
        ", 'usr_' || ",
        padded!("i"),
        ", 'CNY', moment FROM world"
    ),
    concat!(
        creators!(),
        "INSERT INTO standings (creator_id, country, country_has_instant, compliant, platform_paused_at) \
         SELECT 'cre_' || ",
        padded!("i"),
        ", 'CN', 1, CASE WHEN i % 50 = 3 THEN 0 ELSE 1 END, \
         CAST(NULL AS BIGINT) FROM world WHERE moment > 0"
    ),
    concat!(
        creators!(),
        "INSERT INTO destinations (id, creator_id, rail, label, last_four, fingerprint, currency, \
         takes_instant, added_at) SELECT 'dst_' || ",
        padded!("i"),
        ", 'cre_' || ",
        padded!("i"),
        ", 'sandbox-bank', 'Fill', '0000', CAST(i AS TEXT), 'CNY', 1, moment FROM world"
    ),
    concat!(
        creators!(),
        "INSERT INTO payout_settings (creator_id, schedule, fallback, threshold_minor, currency, paused_at, \
         destination_id, updated_at, version) SELECT 'cre_' || ",
        padded!("i"),
        ", 'daily', 'wait', 1000, 'CNY', CASE WHEN i % 50 = 2 THEN moment END, 'dst_' || ",
        padded!("i"),
        ", moment, 1 FROM world"
    ),
    concat!(
        creators!(),
        "INSERT INTO adjustments (id, creator_id, kind, order_id, amount_minor, currency, booked_at) \
         SELECT 'adj_' || ",
        padded!("i"),
        ", 'cre_' || ",
        padded!("i"),
        ", 'credit', NULL, credit, 'CNY', moment - 2592000000 FROM world"
    ),
    concat!(
        creators!(),
        "INSERT INTO ledger_transactions (id, cause_kind, cause_id, booked_at) SELECT 'txn_' || ",
        padded!("i"),
        ", 'adjustment', 'adj_' || ",
        padded!("i"),
        ", moment - 2592000000 FROM world"
    ),
    concat!(
        creators!(),
        "INSERT INTO ledger_entries (transaction_id, line, account, currency, amount_minor) SELECT 'txn_' || ",
        padded!("i"),
        ", 1, 'creator-balance:cre_' || ",
        padded!("i"),
        ", 'CNY', -credit FROM world WHERE moment > 0"
    ),
    concat!(
        creators!(),
        "INSERT INTO ledger_entries (transaction_id, line, account, currency, amount_minor) SELECT 'txn_' || ",
        padded!("i"),
        ", 2, 'credits', 'CNY', credit FROM world WHERE moment > 0"
    ),
    concat!(
        creators!(),
        "INSERT INTO orders (id, token, buyer_id, creator_id, community_id, product_id, price_minor, \
         currency, agreement_id, consent_id, state, state_since, exception, created_at, expires_at, \
         seats_held, version, tier, period, refund_days) SELECT 'ord_' || ",
        padded!("i"),
        ", ",
        padded!("i"),
        ", 'usr_' || ",
        padded!("i"),
        ", 'cre_' || ",
        seller!(),
        ", 'com_' || ",
        seller!(),
        ", 'prd_' || ",
        seller!(),
        ", 5000, 'CNY', 'agr_' || ",
        seller!(),
        ", 'con_' || ",
        padded!("i"),
        ", 'paid', moment - 172800000, 'none', moment - 172900000, moment - 172000000, 0, 2, \
         'Fill', 'lifetime', 7 FROM world WHERE i % 10 = 0"
    ),
    concat!(
        creators!(),
        "INSERT INTO attempts (id, order_id, gateway, gateway_number, amount_minor, currency, state, code_url, \
         gateway_transaction, created_at, next_query_at, queries, version) SELECT 'pay_' || ",
        padded!("i"),
        ", 'ord_' || ",
        padded!("i"),
        ", 'wechat-pay', ",
        padded!("i"),
        ", 5000, 'CNY', 'succeeded', NULL, ",
        padded!("i"),
        ", moment - 172900000, NULL, 0, 2 FROM world WHERE i % 10 = 0"
    ),
    concat!(
        creators!(),
        "INSERT INTO memberships (id, member_id, community_id, product_id, source_order, sequence, \
         valid_from, valid_until, revoked_at, version) SELECT 'mem_' || ",
        padded!("i"),
        ", 'usr_' || ",
        padded!("i"),
        ", 'com_' || ",
        seller!(),
        ", 'prd_' || ",
        seller!(),
        ", 'ord_' || ",
        padded!("i"),
        ", 1, moment - 172800000, NULL, NULL, 1 FROM world WHERE i % 10 = 0"
    ),
    concat!(
        creators!(),
        "INSERT INTO sales (order_id, creator_id, product_id, gateway, amount_minor, currency, captured_at, settles_at, \
         booked_at) SELECT 'ord_' || ",
        padded!("i"),
        ", 'cre_' || ",
        seller!(),
        ", 'prd_' || ",
        seller!(),
        ", 'wechat-pay', 5000, 'CNY', moment - 172800000, moment - 86400000, moment - 172800000 \
         FROM world WHERE i % 10 = 0"
    ),
    concat!(
        creators!(),
        "INSERT INTO ledger_transactions (id, cause_kind, cause_id, booked_at) SELECT 'txn_1' || substr(",
        padded!("i"),
        ", 2), 'capture', 'pay_' || ",
        padded!("i"),
        ", moment - 172800000 FROM world WHERE i % 10 = 0"
    ),
    concat!(
        creators!(),
        "INSERT INTO ledger_entries (transaction_id, line, account, currency, amount_minor) \
         SELECT 'txn_1' || substr(",
        padded!("i"),
        ", 2), 1, 'creator-balance:cre_' || ",
        seller!(),
        ", 'CNY', -5000 FROM world WHERE i % 10 = 0 AND moment > 0"
    ),
    concat!(
        creators!(),
        "INSERT INTO ledger_entries (transaction_id, line, account, currency, amount_minor) \
         SELECT 'txn_1' || substr(",
        padded!("i"),
        ", 2), 2, 'gateway-receivable:wechat-pay', 'CNY', 5000 FROM world WHERE i % 10 = 0 AND moment > 0"
    ),
    "INSERT INTO balances (account, currency, amount_minor) \
     SELECT account, currency, CAST(SUM(amount_minor) AS BIGINT) FROM ledger_entries \
     WHERE $1 > 0 AND $2 > 0 GROUP BY account, currency",
];

/// Fills an empty database.
pub(crate) async fn payout_world(pools: &Pools, creators: i64, now: Timestamp) -> Result<(), sqlx::Error> {
    let mut transaction = pools.writer.begin_with(dialect::BEGIN_WRITE).await?;
    let (first, rest) = STEPS.split_at(1);
    for step in first.iter().chain(&COMMUNITIES).chain(rest) {
        sqlx::query(*step).bind(creators).bind(now.unix_ms()).execute(&mut *transaction).await?;
    }
    transaction.commit().await
}
