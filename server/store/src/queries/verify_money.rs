//! The rules about money: the ledger, its balances, its clearing accounts, and payouts.
//!
//! What we owe is a credit, so it is negative in the books: each comparison with rows adds, and zero is right.

use super::verify::Rule;

pub(super) const MONEY_RULES: &[Rule] = &[
    Rule {
        rule: "a ledger transaction sums to zero in each currency",
        sql: "SELECT 'transaction ' || transaction_id || ' sums to ' || CAST(SUM(amount_minor) AS TEXT) || ' ' || currency \
              FROM ledger_entries GROUP BY transaction_id, currency HAVING SUM(amount_minor) <> 0 \
              ORDER BY transaction_id",
    },
    Rule {
        rule: "a ledger transaction has at least two entries",
        sql: "SELECT 'transaction ' || t.id FROM ledger_transactions t \
              LEFT JOIN ledger_entries e ON e.transaction_id = t.id \
              GROUP BY t.id HAVING COUNT(e.line) < 2 ORDER BY t.id",
    },
    Rule {
        rule: "a stored balance is the sum of its account's entries",
        sql: "SELECT 'account ' || account || ' in ' || currency || ' is off by ' || CAST(SUM(minor) AS TEXT) FROM ( \
              SELECT account, currency, amount_minor AS minor FROM balances \
              UNION ALL SELECT account, currency, -amount_minor FROM ledger_entries) AS both_sides \
              GROUP BY account, currency HAVING SUM(minor) <> 0 ORDER BY account, currency",
    },
    Rule {
        rule: "the refund clearing account holds exactly the refunds that are not done",
        sql: "SELECT 'off by ' || CAST(SUM(minor) AS TEXT) || ' ' || currency FROM ( \
              SELECT currency, amount_minor AS minor FROM ledger_entries WHERE account = 'refund-clearing' \
              UNION ALL SELECT currency, amount_minor FROM refunds WHERE state <> 'succeeded') AS both_sides \
              GROUP BY currency HAVING SUM(minor) <> 0 ORDER BY currency",
    },
    Rule {
        rule: "the payout clearing account holds exactly the net amounts of payouts in transit",
        sql: "SELECT 'off by ' || CAST(SUM(minor) AS TEXT) || ' ' || currency FROM ( \
              SELECT currency, amount_minor AS minor FROM ledger_entries WHERE account = 'payout-clearing' \
              UNION ALL SELECT currency, net_minor FROM payouts WHERE outcome = 'in_transit') AS both_sides \
              GROUP BY currency HAVING SUM(minor) <> 0 ORDER BY currency",
    },
    Rule {
        rule: "the unallocated account holds exactly the open review items",
        sql: "SELECT 'off by ' || CAST(SUM(minor) AS TEXT) || ' ' || currency FROM ( \
              SELECT currency, amount_minor AS minor FROM ledger_entries WHERE account = 'unallocated' \
              UNION ALL SELECT currency, amount_minor FROM review_items) AS both_sides \
              GROUP BY currency HAVING SUM(minor) <> 0 ORDER BY currency",
    },
    Rule {
        rule: "a payout's gross amount is its net amount and its fee",
        sql: "SELECT 'payout ' || id FROM payouts \
              WHERE gross_minor <> net_minor + fee_minor OR fee_minor < 0 OR fee_minor > gross_minor ORDER BY id",
    },
    Rule {
        rule: "a skipped payout moves nothing, any other moves something",
        sql: "SELECT 'payout ' || id FROM payouts \
              WHERE (outcome IN ('skipped_below_minimum', 'skipped_settling')) <> (gross_minor = 0) ORDER BY id",
    },
    Rule {
        rule: "a payout leaves its creator's balance exactly once, with its gross amount",
        sql: "SELECT 'payout ' || p.id FROM payouts p \
              LEFT JOIN ledger_transactions t ON t.cause_kind = 'payout_started' AND t.cause_id = p.id \
              LEFT JOIN ledger_entries e ON e.transaction_id = t.id AND e.currency = p.currency \
              AND e.account = 'creator-balance:' || p.creator_id \
              WHERE p.gross_minor > 0 \
              GROUP BY p.id, p.gross_minor HAVING COALESCE(SUM(e.amount_minor), 0) <> p.gross_minor ORDER BY p.id",
    },
    Rule {
        rule: "a paid payout has arrived in the ledger, a failed one has come back, one in transit has done neither",
        sql: "SELECT 'payout ' || p.id FROM payouts p \
              LEFT JOIN ledger_transactions t ON t.cause_id = p.id \
              AND t.cause_kind IN ('payout_arrived', 'payout_returned') \
              WHERE p.gross_minor > 0 GROUP BY p.id, p.outcome \
              HAVING COUNT(t.id) <> CASE WHEN p.outcome = 'in_transit' THEN 0 ELSE 1 END \
              OR COALESCE(MAX(t.cause_kind), '') <> CASE p.outcome WHEN 'paid' THEN 'payout_arrived' \
              WHEN 'failed_by_bank' THEN 'payout_returned' ELSE '' END ORDER BY p.id",
    },
];
