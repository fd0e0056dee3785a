//! The rules about money: the ledger, its balances, its clearing accounts.
//!
//! What we owe is a credit, so it is negative in the books: each comparison with rows adds, and zero is right.

use super::Rule;

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
        rule: "a ledger entry belongs to a ledger transaction",
        sql: "SELECT 'transaction ' || e.transaction_id FROM ledger_entries e \
              LEFT JOIN ledger_transactions t ON t.id = e.transaction_id \
              WHERE t.id IS NULL ORDER BY e.transaction_id, e.line",
    },
    Rule {
        rule: "a stored balance is the sum of its account's entries",
        sql: "SELECT 'account ' || account || ' in ' || currency || ' is off by ' || CAST(SUM(minor) AS TEXT) FROM ( \
              SELECT account, currency, amount_minor AS minor FROM balances \
              UNION ALL SELECT account, currency, -amount_minor FROM ledger_entries) AS both_sides \
              GROUP BY account, currency HAVING SUM(minor) <> 0 ORDER BY account, currency",
    },
    Rule {
        rule: "the payout clearing account holds exactly the net amounts of payouts that have not ended",
        sql: "SELECT 'off by ' || CAST(SUM(minor) AS TEXT) || ' ' || currency FROM ( \
              SELECT currency, amount_minor AS minor FROM ledger_entries WHERE account = 'payout-clearing' \
              UNION ALL SELECT currency, net_minor FROM payouts \
              WHERE state IN ('requested', 'submitted', 'unknown', 'in_transit')) AS both_sides \
              GROUP BY currency HAVING SUM(minor) <> 0 ORDER BY currency",
    },
    Rule {
        rule: "a creator's balance is explained by sales, refunds, disputes, credits and payouts",
        sql: "SELECT account || ' in ' || currency || ' is off by ' || CAST(SUM(minor) AS TEXT) FROM ( \
              SELECT account, currency, amount_minor AS minor FROM balances WHERE account LIKE 'creator-balance:%' \
              UNION ALL SELECT 'creator-balance:' || creator_id, currency, amount_minor FROM sales \
              UNION ALL SELECT 'creator-balance:' || creator_id, currency, \
              CASE WHEN kind IN ('refund', 'dispute') THEN -amount_minor ELSE amount_minor END FROM adjustments \
              UNION ALL SELECT 'creator-balance:' || creator_id, currency, -gross_minor FROM payouts \
              WHERE state NOT IN ('failed', 'returned', 'cancelled')) AS both_sides \
              GROUP BY account, currency HAVING SUM(minor) <> 0 ORDER BY account, currency",
    },
    Rule {
        rule: "a refund, dispute or credit is booked once for its creator, with its amount",
        sql: "SELECT 'adjustment ' || j.id FROM adjustments j \
              LEFT JOIN ledger_transactions t ON t.cause_kind = 'adjustment' AND t.cause_id = j.id \
              LEFT JOIN ledger_entries e ON e.transaction_id = t.id AND e.currency = j.currency \
              AND e.account = 'creator-balance:' || j.creator_id \
              GROUP BY j.id, j.kind, j.amount_minor HAVING COALESCE(SUM(e.amount_minor), 0) <> \
              CASE WHEN j.kind IN ('refund', 'dispute') THEN j.amount_minor ELSE -j.amount_minor END ORDER BY j.id",
    },
    Rule {
        rule: "an adjustment in the ledger belongs to a refund, dispute or credit",
        sql: "SELECT 'transaction ' || t.id FROM ledger_transactions t LEFT JOIN adjustments j ON j.id = t.cause_id \
              WHERE t.cause_kind = 'adjustment' AND j.id IS NULL ORDER BY t.id",
    },
    Rule {
        rule: "a sale settles when it was captured or later",
        sql: "SELECT 'order ' || order_id FROM sales WHERE settles_at < captured_at ORDER BY order_id",
    },
];
