//! The rules about orders, what was paid for them, and what was granted for that.

use super::verify::Rule;

pub(super) const ORDER_RULES: &[Rule] = &[
    Rule {
        rule: "a paid order has exactly one membership",
        sql: "SELECT 'order ' || o.id || ' has ' || CAST(COUNT(m.id) AS TEXT) FROM orders o \
              LEFT JOIN memberships m ON m.source_order = o.id \
              WHERE o.state = 'paid' GROUP BY o.id HAVING COUNT(m.id) <> 1 ORDER BY o.id",
    },
    Rule {
        rule: "a paid order has exactly one sale, of its price, for its creator",
        sql: "SELECT 'order ' || o.id FROM orders o LEFT JOIN sales s ON s.order_id = o.id \
              AND s.amount_minor = o.price_minor AND s.currency = o.currency AND s.creator_id = o.creator_id \
              AND s.product_id = o.product_id \
              WHERE o.state = 'paid' AND s.order_id IS NULL ORDER BY o.id",
    },
    Rule {
        rule: "a sale belongs to a paid order",
        sql: "SELECT 'order ' || s.order_id FROM sales s LEFT JOIN orders o ON o.id = s.order_id AND o.state = 'paid' \
              WHERE o.id IS NULL ORDER BY s.order_id",
    },
    Rule {
        rule: "a paid order has exactly one succeeded attempt whose capture is booked for its creator with its price",
        sql: "SELECT 'order ' || o.id || ' has ' || CAST(COUNT(e.line) AS TEXT) FROM orders o \
              LEFT JOIN attempts a ON a.order_id = o.id AND a.state = 'succeeded' \
              LEFT JOIN ledger_transactions t ON t.cause_kind = 'capture' AND t.cause_id = a.id \
              LEFT JOIN ledger_entries e ON e.transaction_id = t.id \
              AND e.account = 'creator-balance:' || o.creator_id AND e.currency = o.currency \
              AND e.amount_minor = -o.price_minor \
              WHERE o.state = 'paid' GROUP BY o.id HAVING COUNT(e.line) <> 1 ORDER BY o.id",
    },
    Rule {
        rule: "an attempt has a capture in the ledger when it succeeded, and only then",
        sql: "SELECT 'attempt ' || a.id FROM attempts a \
              LEFT JOIN ledger_transactions t ON t.cause_kind = 'capture' AND t.cause_id = a.id \
              WHERE (a.state = 'succeeded') <> (t.id IS NOT NULL) ORDER BY a.id",
    },
    Rule {
        rule: "a capture in the ledger belongs to an attempt",
        sql: "SELECT 'transaction ' || t.id FROM ledger_transactions t LEFT JOIN attempts a ON a.id = t.cause_id \
              WHERE t.cause_kind = 'capture' AND a.id IS NULL ORDER BY t.id",
    },
    Rule {
        rule: "a succeeded attempt led to exactly one of a membership, a refund and an open review item",
        sql: "SELECT 'order ' || order_id || ' has ' || CAST(SUM(captured) AS TEXT) || ' captured and ' \
              || CAST(SUM(answered) AS TEXT) || ' answered' FROM ( \
              SELECT order_id, 1 AS captured, 0 AS answered FROM attempts WHERE state = 'succeeded' \
              UNION ALL SELECT source_order, 0, 1 FROM memberships \
              UNION ALL SELECT order_id, 0, 1 FROM refunds \
              UNION ALL SELECT order_id, 0, 1 FROM review_items) AS both_sides \
              GROUP BY order_id HAVING SUM(captured) <> SUM(answered) ORDER BY order_id",
    },
    Rule {
        rule: "a membership comes from a paid order of its member, community and product",
        sql: "SELECT 'membership ' || m.id FROM memberships m LEFT JOIN orders o ON o.id = m.source_order \
              AND o.state = 'paid' AND o.buyer_id = m.member_id AND o.community_id = m.community_id \
              AND o.product_id = m.product_id \
              WHERE o.id IS NULL ORDER BY m.id",
    },
    Rule {
        rule: "a member's periods in a community follow each other without overlap",
        sql: "SELECT 'membership ' || later.id || ' begins before ' || earlier.id || ' ends' FROM memberships later \
              JOIN memberships earlier ON earlier.member_id = later.member_id \
              AND earlier.community_id = later.community_id AND earlier.sequence = later.sequence - 1 \
              WHERE earlier.revoked_at IS NULL AND later.valid_from < earlier.valid_until ORDER BY later.id",
    },
    Rule {
        rule: "a member's periods in a community are counted from one without a gap",
        sql: "SELECT 'member ' || member_id || ' in ' || community_id FROM memberships \
              GROUP BY member_id, community_id HAVING MAX(sequence) <> COUNT(*) ORDER BY member_id, community_id",
    },
    Rule {
        rule: "an order has an unfinished refund while its money is on its way back, and a finished one after that",
        sql: "SELECT 'order ' || o.id FROM orders o LEFT JOIN refunds r ON r.order_id = o.id \
              AND (r.state = 'succeeded') = (o.state = 'refunded') \
              WHERE o.state IN ('refund_pending', 'refunded') AND r.id IS NULL ORDER BY o.id",
    },
    Rule {
        rule: "a refund is booked when it is done, and only then",
        sql: "SELECT 'refund ' || r.id FROM refunds r \
              LEFT JOIN ledger_transactions t ON t.cause_kind = 'refund_done' AND t.cause_id = r.id \
              WHERE (r.state = 'succeeded') <> (t.id IS NOT NULL) ORDER BY r.id",
    },
    Rule {
        rule: "the seats taken of a product are its pending and paid orders",
        sql: "SELECT 'product ' || s.product_id || ' has ' || CAST(s.taken AS TEXT) || ' taken and ' \
              || CAST(COALESCE(SUM(o.seats_held), 0) AS TEXT) || ' held' FROM product_seats s \
              LEFT JOIN orders o ON o.product_id = s.product_id AND o.state IN ('pending', 'paid') \
              GROUP BY s.product_id, s.taken HAVING s.taken <> COALESCE(SUM(o.seats_held), 0) ORDER BY s.product_id",
    },
    Rule {
        rule: "an order that holds a seat is of a limited product",
        sql: "SELECT 'order ' || o.id FROM orders o LEFT JOIN product_seats s ON s.product_id = o.product_id \
              WHERE o.seats_held = 1 AND s.product_id IS NULL ORDER BY o.id",
    },
];
