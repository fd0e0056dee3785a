//! The rules about orders, what was paid for them, and what was granted for that.

use super::Rule;

pub(super) const ORDER_RULES: &[Rule] = &[
    Rule {
        rule: "a paid order has exactly one membership",
        sql: "SELECT 'order ' || o.id || ' has ' || CAST(COUNT(m.id) AS TEXT) FROM orders o \
              LEFT JOIN memberships m ON m.source_order = o.id \
              WHERE o.state = 'paid' GROUP BY o.id HAVING COUNT(m.id) <> 1 ORDER BY o.id",
    },
    Rule {
        rule: "a paid order has exactly one sale, of its price or of what a person let count, for its creator",
        sql: "SELECT 'order ' || o.id FROM orders o LEFT JOIN sales s ON s.order_id = o.id \
              AND s.creator_id = o.creator_id AND s.product_id = o.product_id \
              AND ((s.amount_minor = o.price_minor AND s.currency = o.currency) \
              OR EXISTS (SELECT 1 FROM reviews v WHERE v.order_id = o.id AND v.decision = 'settle' \
              AND v.state = 'resolved' AND v.amount_minor = s.amount_minor AND v.currency = s.currency)) \
              WHERE o.state = 'paid' AND s.order_id IS NULL ORDER BY o.id",
    },
    Rule {
        rule: "an order is in the currency that its creator is paid out in",
        sql: "SELECT 'order ' || o.id FROM orders o JOIN creators k ON k.id = o.creator_id \
              WHERE o.currency <> k.currency ORDER BY o.id",
    },
    Rule {
        rule: "an order pays an account of the person whose community it is",
        sql: "SELECT 'order ' || o.id FROM orders o JOIN communities c ON c.id = o.community_id \
              LEFT JOIN creators k ON k.id = o.creator_id \
              WHERE k.id IS NULL OR COALESCE(k.main_id, k.id) <> c.creator_id ORDER BY o.id",
    },
    Rule {
        rule: "a sale belongs to an order that was paid",
        sql: "SELECT 'order ' || s.order_id FROM sales s LEFT JOIN orders o ON o.id = s.order_id \
              AND o.state IN ('paid', 'refund_pending', 'refunded') \
              WHERE o.id IS NULL ORDER BY s.order_id",
    },
    Rule {
        rule: "a paid order has exactly one payment, booked for its creator with the amount of its sale",
        sql: "SELECT 'order ' || o.id || ' has ' || CAST(COUNT(paid.amount_minor) AS TEXT) FROM orders o \
              LEFT JOIN sales s ON s.order_id = o.id LEFT JOIN ( \
              SELECT a.order_id, e.account, e.currency, e.amount_minor FROM attempts a \
              JOIN ledger_transactions t ON t.cause_kind = 'capture' AND t.cause_id = a.id \
              JOIN ledger_entries e ON e.transaction_id = t.id WHERE a.state = 'succeeded' \
              UNION ALL SELECT COALESCE(v.decision_order, v.order_id), e.account, e.currency, e.amount_minor \
              FROM reviews v JOIN ledger_transactions t ON t.cause_kind = 'review_resolved' AND t.cause_id = v.id \
              JOIN ledger_entries e ON e.transaction_id = t.id) AS paid ON paid.order_id = o.id \
              AND paid.account = 'creator-balance:' || o.creator_id AND paid.currency = s.currency \
              AND paid.amount_minor = -s.amount_minor \
              WHERE o.state = 'paid' GROUP BY o.id HAVING COUNT(paid.amount_minor) <> 1 ORDER BY o.id",
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
        rule: "a membership comes from a paid order of its member, community and product",
        sql: "SELECT 'membership ' || m.id FROM memberships m LEFT JOIN orders o ON o.id = m.source_order \
              AND (o.state = 'paid' OR (m.revoked_at IS NOT NULL AND o.state IN ('refund_pending', 'refunded'))) \
              AND o.buyer_id = m.member_id AND o.community_id = m.community_id \
              AND o.product_id = m.product_id \
              WHERE o.id IS NULL ORDER BY m.id",
    },
    Rule {
        rule: "a membership grants some time, unless an upgrade ended it",
        sql: "SELECT 'membership ' || m.id FROM memberships m \
              LEFT JOIN counted_periods c ON c.membership_id = m.id \
              WHERE m.valid_until <= m.valid_from AND c.membership_id IS NULL ORDER BY m.id",
    },
    Rule {
        rule: "a membership lasts as long as its order was sold for, unless an upgrade ended it",
        sql: concat!(
            "SELECT 'membership ' || m.id || ' of an order of ' || o.period FROM memberships m \
             JOIN orders o ON o.id = m.source_order LEFT JOIN counted_periods c ON c.membership_id = m.id \
             WHERE c.membership_id IS NULL AND o.period IS NOT NULL AND o.period <> CASE \
             WHEN m.valid_until IS NULL THEN 'lifetime' \
             WHEN o.period = 'until-' || ",
            day_of!("m.valid_until"),
            " THEN o.period \
             WHEN m.valid_until - m.valid_from BETWEEN 2419200000 AND 2678400000 THEN 'month' \
             WHEN m.valid_until - m.valid_from BETWEEN 7689600000 AND 7948800000 THEN 'quarter' \
             WHEN m.valid_until - m.valid_from BETWEEN 31536000000 AND 31622400000 THEN 'year' \
             ELSE 'nothing' END ORDER BY m.id"
        ),
    },
    Rule {
        rule: "a member's periods in a community follow each other without overlap",
        sql: "SELECT 'membership ' || later.id || ' begins before ' || earlier.id || ' ends' FROM memberships later \
              JOIN memberships earlier ON earlier.member_id = later.member_id \
              AND earlier.community_id = later.community_id AND earlier.sequence < later.sequence \
              WHERE earlier.revoked_at IS NULL AND later.revoked_at IS NULL \
              AND (earlier.valid_until IS NULL OR later.valid_from < earlier.valid_until) ORDER BY later.id",
    },
    Rule {
        rule: "a period whose unused time an upgrade counted ends where the upgrade begins, if not before",
        sql: "SELECT 'membership ' || m.id || ' goes on beside ' || later.id FROM counted_periods c \
              JOIN memberships m ON m.id = c.membership_id JOIN memberships later ON later.source_order = c.order_id \
              WHERE m.revoked_at IS NULL AND (m.valid_until IS NULL OR m.valid_until > later.valid_from) ORDER BY m.id",
    },
    Rule {
        rule: "a member's periods in a community are counted from one without a gap",
        sql: "SELECT 'member ' || member_id || ' in ' || community_id FROM memberships \
              GROUP BY member_id, community_id HAVING MAX(sequence) <> COUNT(*) ORDER BY member_id, community_id",
    },
    Rule {
        rule: "an order has an unfinished refund while its money is on its way back, and a finished one after that",
        sql: "SELECT 'order ' || o.id FROM orders o LEFT JOIN refunds r ON r.order_id = o.id \
              AND (r.state IN ('succeeded', 'closed')) = (o.state = 'refunded') \
              WHERE o.state IN ('refund_pending', 'refunded') AND r.id IS NULL ORDER BY o.id",
    },
    Rule {
        rule: "a refund is booked when it is done, and only then; one that came back is booked back",
        sql: "SELECT 'refund ' || r.id FROM refunds r \
              LEFT JOIN ledger_transactions t ON t.cause_kind = 'refund_done' AND t.cause_id = r.id \
              LEFT JOIN ledger_transactions b ON b.cause_kind = 'refund_came_back' AND b.cause_id = r.id \
              WHERE (r.state = 'succeeded') <> (t.id IS NOT NULL AND b.id IS NULL) \
              OR (b.id IS NOT NULL AND t.id IS NULL) ORDER BY r.id",
    },
    Rule {
        rule: "the seats taken of a product are its pending and paid orders and its open offers",
        sql: "SELECT 'product ' || s.product_id || ' has ' || CAST(s.taken AS TEXT) || ' taken and ' \
              || CAST(COALESCE(SUM(h.seats), 0) AS TEXT) || ' held' FROM product_seats s LEFT JOIN ( \
              SELECT product_id, seats_held AS seats FROM orders WHERE state IN ('pending', 'paid') \
              UNION ALL SELECT product_id, 1 FROM waiting WHERE state = 'offered') AS h \
              ON h.product_id = s.product_id \
              GROUP BY s.product_id, s.taken HAVING s.taken <> COALESCE(SUM(h.seats), 0) ORDER BY s.product_id",
    },
    Rule {
        rule: "nobody sits on two seats of a product",
        sql: "SELECT 'buyer ' || buyer_id || ' of product ' || product_id FROM orders \
              WHERE state = 'paid' AND seats_held = 1 GROUP BY buyer_id, product_id HAVING COUNT(*) > 1 \
              ORDER BY buyer_id, product_id",
    },
    Rule {
        rule: "the uses of a coupon are the pending and paid orders that name it",
        sql: "SELECT 'coupon ' || c.id || ' has ' || CAST(c.taken AS TEXT) || ' uses in ' \
              || CAST(COUNT(o.id) AS TEXT) || ' orders' FROM coupons c \
              LEFT JOIN order_terms t ON t.coupon_id = c.id \
              LEFT JOIN orders o ON o.id = t.order_id AND o.state IN ('pending', 'paid') \
              GROUP BY c.id, c.taken HAVING c.taken <> COUNT(o.id) ORDER BY c.id",
    },
    Rule {
        rule: "a person's uses of a coupon are their pending and paid orders that name it",
        sql: "SELECT 'coupon ' || u.coupon_id || ' of ' || u.user_id FROM ( \
              SELECT coupon_id, user_id, taken AS uses FROM coupon_people \
              UNION ALL SELECT t.coupon_id, o.buyer_id, -1 FROM order_terms t JOIN orders o ON o.id = t.order_id \
              WHERE t.coupon_id IS NOT NULL AND o.state IN ('pending', 'paid')) AS u \
              GROUP BY u.coupon_id, u.user_id HAVING SUM(u.uses) <> 0 ORDER BY u.coupon_id, u.user_id",
    },
    Rule {
        rule: "an order with terms costs the list price less its coupon and what its upgrade counts",
        sql: "SELECT 'order ' || t.order_id FROM order_terms t JOIN orders o ON o.id = t.order_id \
              LEFT JOIN order_upgrades u ON u.order_id = t.order_id \
              GROUP BY t.order_id, o.price_minor, o.currency, t.currency, t.list_minor, t.discount_minor, \
              t.credit_minor HAVING o.currency <> t.currency \
              OR o.price_minor <> t.list_minor - t.discount_minor - t.credit_minor \
              OR t.credit_minor <> COALESCE(SUM(u.credit_minor), 0) ORDER BY t.order_id",
    },
    Rule {
        rule: "an order that holds a seat is of a limited product",
        sql: "SELECT 'order ' || o.id FROM orders o LEFT JOIN product_seats s ON s.product_id = o.product_id \
              WHERE o.seats_held = 1 AND s.product_id IS NULL ORDER BY o.id",
    },
];
