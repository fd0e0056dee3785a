-- After the payment: refunds of any payment, the review queue, disputes, reconciliation, reminders.

-- A refund may be of a payment that belongs to no order.
ALTER TABLE refunds ALTER COLUMN order_id DROP NOT NULL;
ALTER TABLE refunds ALTER COLUMN attempt_id DROP NOT NULL;
ALTER TABLE refunds ADD COLUMN note TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE refunds ADD COLUMN asked_by TEXT COLLATE "C";
ALTER TABLE refunds ADD COLUMN adjustment_id TEXT COLLATE "C";
ALTER TABLE refunds ADD COLUMN review_id TEXT COLLATE "C";
ALTER TABLE refunds ADD COLUMN replaces TEXT COLLATE "C";
ALTER TABLE refunds ADD COLUMN failure TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE refunds ADD COLUMN tries BIGINT NOT NULL DEFAULT 0;
ALTER TABLE refunds ADD COLUMN finished_at BIGINT;
CREATE INDEX refunds_of_payment ON refunds (gateway, gateway_transaction);

-- How much of each captured payment has been promised back: two refunds at once cannot promise more than came.
CREATE TABLE refund_rooms (
    gateway TEXT COLLATE "C" NOT NULL,
    gateway_transaction TEXT COLLATE "C" NOT NULL,
    captured_minor BIGINT NOT NULL,
    refunded_minor BIGINT NOT NULL,
    PRIMARY KEY (gateway, gateway_transaction),
    CONSTRAINT refund_rooms_within CHECK (refunded_minor BETWEEN 0 AND captured_minor)
);
INSERT INTO refund_rooms (gateway, gateway_transaction, captured_minor, refunded_minor)
SELECT gateway, gateway_transaction, MAX(captured_minor), CAST(SUM(amount_minor) AS BIGINT) FROM refunds
WHERE gateway_transaction <> '' GROUP BY gateway, gateway_transaction;

-- The review queue. The rows of review_items are carried over; nothing reads that table any more.
CREATE TABLE reviews (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL,
    order_id TEXT COLLATE "C" REFERENCES orders (id),
    attempt_id TEXT COLLATE "C" REFERENCES attempts (id),
    refund_id TEXT COLLATE "C" REFERENCES refunds (id),
    gateway TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    gateway_number TEXT COLLATE "C" NOT NULL,
    gateway_transaction TEXT COLLATE "C" NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0),
    currency TEXT COLLATE "C" NOT NULL,
    expected_minor BIGINT,
    expected_currency TEXT COLLATE "C",
    opened_at BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    decision TEXT COLLATE "C",
    decision_order TEXT COLLATE "C" REFERENCES orders (id),
    note TEXT COLLATE "C" NOT NULL,
    decided_by TEXT COLLATE "C",
    agreed_by TEXT COLLATE "C",
    resolved_at BIGINT,
    version BIGINT NOT NULL,
    CONSTRAINT reviews_over CHECK ((state = 'resolved') = (resolved_at IS NOT NULL)),
    CONSTRAINT reviews_two_persons CHECK (agreed_by IS NULL OR agreed_by <> decided_by)
);
INSERT INTO reviews (id, kind, order_id, attempt_id, refund_id, gateway, account, gateway_number, gateway_transaction,
    amount_minor, currency, expected_minor, expected_currency, opened_at, state, decision, decision_order, note,
    decided_by, agreed_by, resolved_at, version)
SELECT i.id, 'amount_mismatch', i.order_id, a.id, NULL, COALESCE(a.gateway, 'wechat-pay'),
    COALESCE(a.account, 'wechat-pay'), COALESCE(a.gateway_number, ''), COALESCE(a.gateway_transaction, ''),
    i.amount_minor, i.currency, o.price_minor, o.currency, i.opened_at, 'open', NULL, NULL, '', NULL, NULL, NULL, 1
FROM review_items i
JOIN orders o ON o.id = i.order_id
LEFT JOIN attempts a ON a.id = (
    SELECT t.cause_id FROM ledger_transactions t
    JOIN ledger_entries e ON e.transaction_id = t.id AND e.account = 'unallocated'
        AND e.amount_minor = -i.amount_minor AND e.currency = i.currency
    JOIN attempts paid ON paid.id = t.cause_id AND paid.order_id = i.order_id
    WHERE t.cause_kind = 'capture' AND t.booked_at = i.opened_at ORDER BY t.id LIMIT 1);
-- Refunds that were given up on before there was a queue.
INSERT INTO reviews (id, kind, order_id, attempt_id, refund_id, gateway, account, gateway_number, gateway_transaction,
    amount_minor, currency, expected_minor, expected_currency, opened_at, state, decision, decision_order, note,
    decided_by, agreed_by, resolved_at, version)
SELECT 'rev_' || substr(id, 5), 'refund_failed', order_id, attempt_id, id, gateway, account, refund_number,
    gateway_transaction, amount_minor, currency, NULL, NULL, created_at, 'open', NULL, NULL, '', NULL, NULL, NULL, 1
FROM refunds WHERE state = 'abnormal';
-- Each captured payment and each refund is in the queue once. A difference of a bill is there once as well: its
-- identifier follows from what differs.
CREATE UNIQUE INDEX reviews_unknown_once ON reviews (gateway, gateway_transaction) WHERE kind = 'unknown_order';
CREATE UNIQUE INDEX reviews_attempt_once ON reviews (attempt_id) WHERE kind = 'amount_mismatch';
CREATE UNIQUE INDEX reviews_refund_once ON reviews (refund_id) WHERE refund_id IS NOT NULL AND state <> 'resolved';
CREATE UNIQUE INDEX reviews_dispute_once ON reviews (gateway, gateway_number) WHERE kind = 'dispute_unexplained';
CREATE UNIQUE INDEX reviews_proposal_once ON reviews (order_id) WHERE kind = 'refund_proposed' AND state <> 'resolved';
CREATE INDEX reviews_open ON reviews (id) WHERE state <> 'resolved';
CREATE INDEX reviews_of_order ON reviews (order_id);
CREATE INDEX reviews_paying ON reviews (decision_order) WHERE decision_order IS NOT NULL;

-- Payers' banks that took captured money back.
CREATE TABLE disputes (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    gateway TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    reference TEXT COLLATE "C" NOT NULL,
    gateway_transaction TEXT COLLATE "C" NOT NULL,
    order_id TEXT COLLATE "C" REFERENCES orders (id),
    amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0),
    taken_minor BIGINT NOT NULL CHECK (taken_minor BETWEEN 0 AND amount_minor),
    currency TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    opened_at BIGINT NOT NULL,
    evidence_until BIGINT,
    evidence_by TEXT COLLATE "C",
    evidence_at BIGINT,
    over_at BIGINT,
    version BIGINT NOT NULL,
    UNIQUE (gateway, reference)
);
CREATE INDEX disputes_of_order ON disputes (order_id);
CREATE INDEX disputes_of_payment ON disputes (gateway_transaction);
CREATE INDEX disputes_open ON disputes (opened_at) WHERE over_at IS NULL;

-- A gateway's bill of one of its days, compared with our books.
CREATE TABLE reconcile_runs (
    account TEXT COLLATE "C" NOT NULL,
    day BIGINT NOT NULL,
    gateway TEXT COLLATE "C" NOT NULL,
    compared_at BIGINT NOT NULL,
    lines BIGINT NOT NULL,
    differences BIGINT NOT NULL,
    repaired_at BIGINT,
    PRIMARY KEY (account, day)
);
CREATE TABLE reconcile_differences (
    account TEXT COLLATE "C" NOT NULL,
    day BIGINT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    gateway TEXT COLLATE "C" NOT NULL,
    number TEXT COLLATE "C" NOT NULL,
    refund_number TEXT COLLATE "C" NOT NULL,
    gateway_transaction TEXT COLLATE "C" NOT NULL,
    ours_minor BIGINT,
    theirs_minor BIGINT,
    currency TEXT COLLATE "C" NOT NULL,
    found_at BIGINT NOT NULL,
    outcome TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (account, day, kind, number, refund_number, gateway_transaction),
    FOREIGN KEY (account, day) REFERENCES reconcile_runs (account, day)
);

-- Who agreed to be reminded once of an order that waits for its payment.
CREATE TABLE order_reminders (
    order_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES orders (id),
    due_at BIGINT NOT NULL,
    told_at BIGINT
);
CREATE INDEX order_reminders_due ON order_reminders (due_at) WHERE told_at IS NULL;

-- An order whose time is up and that could not be ended is looked at again from this moment on, so that it does not stand
-- in the way of others.
ALTER TABLE orders ADD COLUMN next_try_at BIGINT;

-- A person's own orders, newest first.
CREATE INDEX orders_of_buyer ON orders (buyer_id, id);
