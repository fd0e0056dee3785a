//! The rules about payouts: each leaves its creator's balance once and ends once, and what is remembered is so.

use super::Rule;

pub(super) const PAYOUT_RULES: &[Rule] = &[
    Rule {
        rule: "a payout's gross amount is its net amount and its fee",
        sql: "SELECT 'payout ' || id FROM payouts \
              WHERE gross_minor <> net_minor + fee_minor OR fee_minor < 0 OR fee_minor > gross_minor ORDER BY id",
    },
    Rule {
        rule: "an item's gross amount and fee are those of its payouts; a skipped item has none",
        sql: "SELECT 'item ' || creator_id || ' of ' || run_id FROM ( \
              SELECT run_id, creator_id, gross_minor, fee_minor FROM payout_items \
              UNION ALL SELECT run_id, creator_id, -gross_minor, -fee_minor FROM payouts) AS both_sides \
              GROUP BY run_id, creator_id HAVING SUM(gross_minor) <> 0 OR SUM(fee_minor) <> 0 \
              ORDER BY run_id, creator_id",
    },
    Rule {
        rule: "an item moves something when it pays, and nothing when it is skipped",
        sql: "SELECT 'item ' || creator_id || ' of ' || run_id FROM payout_items \
              WHERE (outcome = 'paying') <> (gross_minor > 0) ORDER BY run_id, creator_id",
    },
    Rule {
        rule: "a payout belongs to a paying item of a run on its rail, of its kind, day and currency",
        sql: "SELECT 'payout ' || y.id FROM payouts y \
              LEFT JOIN payout_items i ON i.run_id = y.run_id AND i.creator_id = y.creator_id \
              AND i.outcome = 'paying' AND i.kind = y.kind AND i.day = y.day AND i.currency = y.currency \
              LEFT JOIN payout_runs u ON u.id = y.run_id AND u.rail = y.rail AND u.kind = y.kind AND u.day = y.day \
              WHERE i.run_id IS NULL OR u.id IS NULL ORDER BY y.id",
    },
    Rule {
        rule: "the parts of an item are counted from one without a gap",
        sql: "SELECT 'item ' || creator_id || ' of ' || run_id FROM payouts GROUP BY run_id, creator_id \
              HAVING MAX(part) <> COUNT(*) OR MIN(part) <> 1 ORDER BY run_id, creator_id",
    },
    Rule {
        rule: "nothing of a run is sent before it is released, and nothing waits once it is done",
        sql: "SELECT 'payout ' || y.id FROM payouts y JOIN payout_runs u ON u.id = y.run_id \
              WHERE (u.state IN ('computing', 'awaiting_approval', 'calling_off', 'called_off') \
              AND y.state NOT IN ('requested', 'cancelled')) \
              OR (u.state IN ('done', 'called_off') AND y.state = 'requested') ORDER BY y.id",
    },
    Rule {
        rule: "a payout that has not ended is looked at again, and one that has ended is not",
        sql: "SELECT 'payout ' || id FROM payouts WHERE (next_look_at IS NOT NULL) \
              <> (state IN ('requested', 'submitted', 'unknown', 'in_transit')) ORDER BY id",
    },
    Rule {
        rule: "a payout leaves its creator's balance exactly once, with its gross amount",
        sql: "SELECT 'payout ' || y.id FROM payouts y \
              LEFT JOIN ledger_transactions t ON t.cause_kind = 'payout_started' AND t.cause_id = y.id \
              LEFT JOIN ledger_entries e ON e.transaction_id = t.id AND e.currency = y.currency \
              AND e.account = 'creator-balance:' || y.creator_id \
              GROUP BY y.id, y.gross_minor HAVING COALESCE(SUM(e.amount_minor), 0) <> y.gross_minor ORDER BY y.id",
    },
    Rule {
        rule: "a payout has arrived in the ledger when it is paid, or was before it came back, and only then",
        sql: "SELECT 'payout ' || y.id FROM payouts y \
              LEFT JOIN ledger_transactions t ON t.cause_kind = 'payout_arrived' AND t.cause_id = y.id \
              WHERE (t.id IS NULL AND y.state = 'paid') \
              OR (t.id IS NOT NULL AND y.state NOT IN ('paid', 'returned')) ORDER BY y.id",
    },
    Rule {
        rule: "a payout came back exactly once, with its gross amount, when it failed, was returned or was called off, \
               and only then",
        sql: "SELECT 'payout ' || y.id FROM payouts y \
              LEFT JOIN ledger_transactions t ON t.cause_kind = 'payout_returned' AND t.cause_id = y.id \
              LEFT JOIN ledger_entries e ON e.transaction_id = t.id AND e.currency = y.currency \
              AND e.account = 'creator-balance:' || y.creator_id \
              GROUP BY y.id, y.state, y.gross_minor HAVING (MAX(t.id) IS NOT NULL) \
              <> (y.state IN ('failed', 'returned', 'cancelled')) OR COALESCE(SUM(e.amount_minor), 0) <> \
              CASE WHEN y.state IN ('failed', 'returned', 'cancelled') THEN -y.gross_minor ELSE 0 END ORDER BY y.id",
    },
    Rule {
        rule: "a payout in the ledger belongs to a payout",
        sql: "SELECT 'transaction ' || t.id FROM ledger_transactions t LEFT JOIN payouts y ON y.id = t.cause_id \
              WHERE t.cause_kind IN ('payout_started', 'payout_arrived', 'payout_returned') AND y.id IS NULL \
              ORDER BY t.id",
    },
    Rule {
        rule: "a creator's count of completed payouts is the number of items of which a part is paid",
        sql: "SELECT 'creator ' || creator_id || ' is off by ' || CAST(SUM(completed) AS TEXT) FROM ( \
              SELECT creator_id, completed FROM payout_accounts \
              UNION ALL SELECT creator_id, -1 FROM (SELECT DISTINCT creator_id, run_id FROM payouts \
              WHERE state = 'paid') AS arrived) AS both_sides \
              GROUP BY creator_id HAVING SUM(completed) <> 0 ORDER BY creator_id",
    },
    Rule {
        rule: "a creator's failures in a row are the items of which a part counts in the present row and none is paid",
        sql: "SELECT 'creator ' || creator_id || ' is off by ' || CAST(SUM(failures) AS TEXT) FROM ( \
              SELECT creator_id, failures FROM payout_accounts \
              UNION ALL SELECT creator_id, -1 FROM (SELECT DISTINCT y.creator_id, y.run_id FROM payouts y \
              JOIN payout_accounts t ON t.creator_id = y.creator_id AND t.streak = y.streak \
              WHERE NOT EXISTS (SELECT 1 FROM payouts o WHERE o.run_id = y.run_id \
              AND o.creator_id = y.creator_id AND o.state = 'paid')) AS failed) AS both_sides \
              GROUP BY creator_id HAVING SUM(failures) <> 0 ORDER BY creator_id",
    },
    Rule {
        rule: "a payout counts as a failure when it came back because of its destination and nothing else of its item had \
               arrived, and only then",
        sql: "SELECT 'payout ' || y.id FROM payouts y WHERE (y.streak IS NOT NULL AND (y.reason IS NULL \
              OR y.reason IN ('platform_funds', 'processor_unavailable'))) \
              OR (y.streak IS NULL AND y.reason NOT IN ('platform_funds', 'processor_unavailable') \
              AND NOT EXISTS (SELECT 1 FROM payouts o WHERE o.run_id = y.run_id AND o.creator_id = y.creator_id \
              AND o.id <> y.id AND o.state IN ('paid', 'returned'))) ORDER BY y.id",
    },
    Rule {
        rule: "a creator's instant volume is what instant payouts carried in that month and in the one before it",
        sql: concat!(
            "SELECT 'creator ' || creator_id || ' is off by ' || CAST(SUM(minor) AS TEXT) FROM ( \
             SELECT creator_id, ",
            month_of!("month"),
            " AS in_month, volume_minor AS minor FROM payout_accounts UNION ALL SELECT creator_id, ",
            month_of!("month"),
            " - 1, previous_volume_minor FROM payout_accounts UNION ALL SELECT y.creator_id, ",
            month_of!("y.day"),
            ", -y.gross_minor FROM payouts y LEFT JOIN payout_accounts t ON t.creator_id = y.creator_id \
             WHERE y.kind = 'instant' AND (t.creator_id IS NULL OR ",
            month_of!("y.day"),
            " >= ",
            month_of!("t.month"),
            " - 1)) AS both_sides GROUP BY creator_id, in_month HAVING SUM(minor) <> 0 ORDER BY creator_id"
        ),
    },
    Rule {
        rule: "a payout that was handed over knows since when",
        sql: "SELECT 'payout ' || id FROM payouts WHERE first_sent_at IS NULL \
              AND (tries > 0 OR state IN ('submitted', 'unknown')) ORDER BY id",
    },
];
