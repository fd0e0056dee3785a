//! The rules about money after it was captured: every captured payment has one answer, every refund its cause, and what
//! waits is in the review queue.

use super::Rule;

pub(super) const AFTER_PAYMENT_RULES: &[Rule] = &[
    Rule {
        rule: "a captured payment of ours led to exactly one of a membership, a refund and a review item",
        sql: "SELECT 'attempt ' || a.id || ' has ' || CAST(COUNT(answer.id) AS TEXT) FROM attempts a LEFT JOIN ( \
              SELECT t.cause_id AS attempt_id, m.id FROM ledger_transactions t \
              JOIN ledger_entries e ON e.transaction_id = t.id AND e.account LIKE 'creator-balance:%' \
              JOIN attempts paid ON paid.id = t.cause_id \
              JOIN memberships m ON m.source_order = paid.order_id WHERE t.cause_kind = 'capture' \
              UNION ALL SELECT attempt_id, id FROM refunds \
              WHERE adjustment_id IS NULL AND review_id IS NULL AND replaces IS NULL \
              UNION ALL SELECT attempt_id, id FROM reviews WHERE kind = 'amount_mismatch') AS answer \
              ON answer.attempt_id = a.id \
              WHERE a.state = 'succeeded' GROUP BY a.id HAVING COUNT(answer.id) <> 1 ORDER BY a.id",
    },
    Rule {
        rule: "a membership or a refund that no review decided comes from a captured payment",
        sql: "SELECT 'refund ' || r.id FROM refunds r \
              LEFT JOIN attempts a ON a.id = r.attempt_id AND a.state = 'succeeded' \
              WHERE a.id IS NULL AND r.review_id IS NULL AND r.adjustment_id IS NULL AND r.replaces IS NULL ORDER BY r.id",
    },
    Rule {
        rule: "a stray payment in the ledger has its review item, and the item its payment",
        sql: "SELECT 'review ' || id FROM ( \
              SELECT cause_id AS id, 1 AS booked FROM ledger_transactions WHERE cause_kind = 'stray_capture' \
              UNION ALL SELECT id, -1 FROM reviews WHERE kind = 'unknown_order') AS both_sides \
              GROUP BY id HAVING SUM(booked) <> 0 ORDER BY id",
    },
    Rule {
        rule: "the unallocated account holds exactly the review items that nobody has decided",
        sql: "SELECT 'off by ' || CAST(SUM(minor) AS TEXT) || ' ' || currency FROM ( \
              SELECT currency, amount_minor AS minor FROM ledger_entries WHERE account = 'unallocated' \
              UNION ALL SELECT currency, amount_minor FROM reviews \
              WHERE state <> 'resolved' AND kind IN ('amount_mismatch', 'unknown_order')) AS both_sides \
              GROUP BY currency HAVING SUM(minor) <> 0 ORDER BY currency",
    },
    Rule {
        rule: "the refund clearing account holds exactly the refunds that are not done",
        sql: "SELECT 'off by ' || CAST(SUM(minor) AS TEXT) || ' ' || currency FROM ( \
              SELECT currency, amount_minor AS minor FROM ledger_entries WHERE account = 'refund-clearing' \
              UNION ALL SELECT currency, amount_minor FROM refunds WHERE state NOT IN ('succeeded', 'closed') \
              UNION ALL SELECT currency, amount_minor FROM adjustments j WHERE j.kind = 'refund' \
              AND NOT EXISTS (SELECT 1 FROM refunds r WHERE r.adjustment_id = j.id)) AS both_sides \
              GROUP BY currency HAVING SUM(minor) <> 0 ORDER BY currency",
    },
    Rule {
        rule: "a review item that holds money and is decided is booked once",
        sql: "SELECT 'review ' || v.id FROM reviews v \
              LEFT JOIN ledger_transactions t ON t.cause_kind = 'review_resolved' AND t.cause_id = v.id \
              WHERE v.kind IN ('amount_mismatch', 'unknown_order') \
              AND (v.state = 'resolved') <> (t.id IS NOT NULL) ORDER BY v.id",
    },
    Rule {
        rule: "a decided review item has a decision, a note and whoever decided",
        sql: "SELECT 'review ' || id FROM reviews \
              WHERE (state = 'open' AND decision IS NOT NULL) OR (state = 'awaiting_second' AND decision IS NULL) \
              OR (decision IS NOT NULL AND (decided_by IS NULL OR note = '')) \
              OR (kind NOT IN ('refund_failed', 'dispute_unexplained') AND state = 'resolved' AND decision IS NULL) ORDER BY id",
    },
    Rule {
        rule: "a review item that let somebody in has its membership, its sale and its money",
        sql: "SELECT 'review ' || v.id FROM reviews v \
              LEFT JOIN sales s ON s.order_id = COALESCE(v.decision_order, v.order_id) \
              LEFT JOIN memberships m ON m.source_order = s.order_id \
              LEFT JOIN ledger_transactions t ON t.cause_kind = 'review_resolved' AND t.cause_id = v.id \
              LEFT JOIN ledger_entries e ON e.transaction_id = t.id \
              AND e.account = 'creator-balance:' || s.creator_id AND e.amount_minor = -s.amount_minor \
              WHERE v.state = 'resolved' AND v.decision IN ('settle', 'settle_and_refund_excess', 'move_to') \
              GROUP BY v.id HAVING COUNT(m.id) <> 1 OR COUNT(e.line) <> 1 ORDER BY v.id",
    },
    Rule {
        rule: "a refund that could not be carried out is in the review queue, once",
        sql: "SELECT 'refund ' || r.id FROM refunds r \
              LEFT JOIN reviews v ON v.refund_id = r.id AND v.state <> 'resolved' \
              WHERE (r.state = 'abnormal') <> (v.id IS NOT NULL) ORDER BY r.id",
    },
    Rule {
        rule: "a refund that a person closed was replaced, or went outside of the gateway, to the cent",
        sql: "SELECT 'refund ' || r.id FROM refunds r \
              LEFT JOIN reviews v ON v.refund_id = r.id AND v.state = 'resolved' \
              AND v.decision IN ('refund_again', 'refunded_outside', 'taken') \
              LEFT JOIN refunds newer ON newer.replaces = r.id \
              LEFT JOIN ledger_transactions t ON t.cause_kind = 'review_resolved' AND t.cause_id = v.id \
              LEFT JOIN ledger_entries e ON e.transaction_id = t.id AND e.account = 'refund-clearing' \
              WHERE r.state = 'closed' AND (v.id IS NULL \
              OR COALESCE(newer.amount_minor, 0) + COALESCE(e.amount_minor, 0) <> r.amount_minor) ORDER BY r.id",
    },
    Rule {
        rule: "no more goes back of a captured payment than came, and the room that is taken is that of its refunds",
        sql: "SELECT 'payment ' || gateway_transaction || ' is off by ' || CAST(SUM(minor) AS TEXT) FROM ( \
              SELECT gateway, gateway_transaction, refunded_minor AS minor FROM refund_rooms \
              UNION ALL SELECT gateway, gateway_transaction, -amount_minor FROM refunds \
              WHERE replaces IS NULL AND gateway_transaction <> '') AS both_sides \
              GROUP BY gateway, gateway_transaction HAVING SUM(minor) <> 0 ORDER BY gateway_transaction",
    },
    Rule {
        rule: "a refund of a sale took its amount from the creator in the same commit",
        sql: "SELECT 'refund ' || r.id FROM refunds r \
              LEFT JOIN adjustments j ON j.id = r.adjustment_id AND j.kind = 'refund' \
              AND j.currency = r.currency AND j.order_id = r.order_id AND (j.amount_minor = r.amount_minor \
              OR (r.replaces IS NOT NULL AND j.amount_minor > r.amount_minor)) \
              WHERE r.adjustment_id IS NOT NULL AND j.id IS NULL ORDER BY r.id",
    },
    Rule {
        rule: "an order whose sale went back has no membership any more",
        sql: "SELECT 'order ' || o.id FROM orders o JOIN memberships m ON m.source_order = o.id \
              WHERE o.state IN ('refund_pending', 'refunded') AND m.revoked_at IS NULL ORDER BY o.id",
    },
    Rule {
        rule: "a lost dispute that leaves nothing of its sale has ended the membership, and those that counted it",
        sql: "WITH RECURSIVE bought (dispute_id, order_id) AS ( \
              SELECT d.id, d.order_id FROM disputes d JOIN sales s ON s.order_id = d.order_id \
              WHERE d.state = 'lost' AND s.amount_minor <= (SELECT SUM(l.amount_minor) FROM disputes l \
              WHERE l.order_id = d.order_id AND l.state = 'lost') + (SELECT COALESCE(SUM(r.amount_minor), 0) \
              FROM refunds r WHERE r.order_id = d.order_id AND r.adjustment_id IS NOT NULL AND r.replaces IS NULL) \
              UNION SELECT b.dispute_id, c.order_id FROM bought b JOIN memberships e ON e.source_order = b.order_id \
              JOIN counted_periods c ON c.membership_id = e.id) \
              SELECT 'dispute ' || b.dispute_id FROM bought b JOIN memberships m ON m.source_order = b.order_id \
              WHERE m.revoked_at IS NULL ORDER BY b.dispute_id",
    },
    Rule {
        rule: "a dispute took from its creator what it says, and gave it back when it was won",
        sql: "SELECT 'order ' || order_id || ' is off by ' || CAST(SUM(minor) AS TEXT) FROM ( \
              SELECT order_id, CASE WHEN state = 'won' THEN 0 ELSE taken_minor END AS minor FROM disputes \
              WHERE order_id IS NOT NULL \
              UNION ALL SELECT order_id, CASE WHEN kind = 'dispute' THEN -amount_minor ELSE amount_minor END \
              FROM adjustments WHERE kind IN ('dispute', 'dispute_won') AND order_id IS NOT NULL) AS both_sides \
              GROUP BY order_id HAVING SUM(minor) <> 0 ORDER BY order_id",
    },
    Rule {
        rule: "what a gateway took is booked to the cent where it lay, payment by payment",
        sql: "SELECT 'payment ' || gateway_transaction || ' at ' || gateway || ' is off by ' \
              || CAST(SUM(minor) AS TEXT) FROM ( \
              SELECT gateway, gateway_transaction, currency, amount_minor - COALESCE(expected_minor, 0) AS minor \
              FROM reviews WHERE decision IN ('taken', 'taken_apart') AND state = 'resolved' \
              AND kind IN ('dispute_unexplained', 'refund_unasked') \
              UNION ALL SELECT r.gateway, r.gateway_transaction, r.currency, -r.amount_minor FROM refunds r \
              JOIN reviews v ON v.id = r.review_id AND v.decision IN ('taken', 'taken_apart') \
              WHERE r.replaces IS NULL \
              UNION ALL SELECT v.gateway, v.gateway_transaction, e.currency, -e.amount_minor \
              FROM reviews v JOIN ledger_transactions t ON t.cause_id = v.id \
              AND t.cause_kind IN ('gateway_took', 'review_resolved') \
              JOIN ledger_entries e ON e.transaction_id = t.id \
              AND e.account IN ('losses', 'unallocated', 'refund-clearing') \
              WHERE v.decision IN ('taken', 'taken_apart') AND v.state = 'resolved') AS both_sides \
              GROUP BY gateway, gateway_transaction, currency HAVING SUM(minor) <> 0 \
              ORDER BY gateway_transaction",
    },
    Rule {
        rule: "a loss is one that a person decided a gateway took",
        sql: "SELECT 'transaction ' || t.id FROM ledger_transactions t \
              JOIN ledger_entries e ON e.transaction_id = t.id AND e.account = 'losses' \
              LEFT JOIN reviews v ON v.id = t.cause_id AND v.decision = 'taken' AND v.state = 'resolved' \
              WHERE t.cause_kind <> 'gateway_took' OR v.id IS NULL ORDER BY t.id",
    },
];
