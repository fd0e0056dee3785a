-- The payout engine: runs, what each made of each creator, and payouts as state machines.
-- Before this file only the demo's seed wrote payouts, and a skipped day was a payout of nothing. Skipped days are items
-- now; those of an old demo are dropped, its real payouts are kept with a run of their own each.

CREATE TABLE payout_runs (
    id TEXT NOT NULL PRIMARY KEY,
    origin TEXT NOT NULL,
    request_key TEXT UNIQUE,
    rail TEXT NOT NULL,
    kind TEXT NOT NULL,
    day INTEGER NOT NULL,
    cut_off INTEGER NOT NULL,
    at INTEGER NOT NULL,
    state TEXT NOT NULL,
    cursor TEXT,
    created_at INTEGER NOT NULL,
    computed_at INTEGER,
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX payout_runs_once ON payout_runs (rail, kind, cut_off) WHERE origin = 'schedule';
CREATE INDEX payout_runs_made ON payout_runs (created_at);
CREATE INDEX payout_runs_open ON payout_runs (state) WHERE state <> 'done';

CREATE TABLE run_approvals (
    run_id TEXT NOT NULL REFERENCES payout_runs (id),
    user_id TEXT NOT NULL,
    approved_at INTEGER NOT NULL,
    PRIMARY KEY (run_id, user_id)
) STRICT, WITHOUT ROWID;

-- What a run made of a creator: paid or skipped, never silent.
CREATE TABLE payout_items (
    run_id TEXT NOT NULL REFERENCES payout_runs (id),
    creator_id TEXT NOT NULL REFERENCES creators (id),
    kind TEXT NOT NULL,
    day INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    obstacle TEXT,
    gross_minor INTEGER NOT NULL CHECK (gross_minor >= 0),
    fee_minor INTEGER NOT NULL CHECK (fee_minor BETWEEN 0 AND gross_minor),
    balance_minor INTEGER NOT NULL,
    payable_minor INTEGER NOT NULL CHECK (payable_minor >= 0),
    minimum_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    decided_at INTEGER NOT NULL,
    PRIMARY KEY (run_id, creator_id),
    CONSTRAINT payout_items_paying CHECK ((outcome = 'paying') = (gross_minor > 0))
) STRICT, WITHOUT ROWID;
CREATE INDEX payout_items_of_creator ON payout_items (creator_id, decided_at);

CREATE TABLE payouts_now (
    id TEXT NOT NULL PRIMARY KEY,
    run_id TEXT NOT NULL,
    creator_id TEXT NOT NULL,
    part INTEGER NOT NULL CHECK (part > 0),
    rail TEXT NOT NULL,
    kind TEXT NOT NULL,
    day INTEGER NOT NULL,
    gross_minor INTEGER NOT NULL CHECK (gross_minor > 0),
    fee_minor INTEGER NOT NULL CHECK (fee_minor BETWEEN 0 AND gross_minor),
    net_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    destination_id TEXT NOT NULL REFERENCES destinations (id),
    state TEXT NOT NULL,
    reason TEXT,
    state_since INTEGER NOT NULL,
    tries INTEGER NOT NULL CHECK (tries >= 0),
    next_look_at INTEGER,
    reference TEXT,
    created_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT payouts_net CHECK (net_minor = gross_minor - fee_minor),
    CONSTRAINT payouts_reason CHECK ((reason IS NOT NULL) = (state IN ('failed', 'returned'))),
    UNIQUE (run_id, creator_id, part),
    FOREIGN KEY (run_id, creator_id) REFERENCES payout_items (run_id, creator_id)
) STRICT, WITHOUT ROWID;

INSERT INTO payout_runs
SELECT 'run_' || substr(id, 5), 'demand', id, 'sandbox-bank', kind, day, day * 86400000, decided_at, 'done', NULL,
    decided_at, decided_at, 1
FROM payouts WHERE gross_minor > 0;
INSERT INTO payout_items
SELECT 'run_' || substr(id, 5), creator_id, kind, day, 'paying', NULL, gross_minor, fee_minor, gross_minor, gross_minor,
    0, currency, decided_at
FROM payouts WHERE gross_minor > 0;
INSERT INTO payouts_now
SELECT id, 'run_' || substr(id, 5), creator_id, 1, 'sandbox-bank', kind, day, gross_minor, fee_minor, net_minor, currency,
    destination_id, CASE outcome WHEN 'failed_by_bank' THEN 'failed' ELSE outcome END,
    CASE outcome WHEN 'failed_by_bank' THEN 'refused' END, decided_at, 1,
    CASE outcome WHEN 'in_transit' THEN decided_at END, NULL, decided_at, 1
FROM payouts WHERE gross_minor > 0;
DROP TABLE payouts;
ALTER TABLE payouts_now RENAME TO payouts;
CREATE INDEX payouts_to_send ON payouts (run_id, next_look_at) WHERE state = 'requested';
-- The rail may turn out never to have heard of these: then they are sent again.
CREATE INDEX payouts_not_sure ON payouts (run_id) WHERE state IN ('submitted', 'unknown');
CREATE INDEX payouts_to_look_at ON payouts (next_look_at) WHERE state IN ('submitted', 'unknown', 'in_transit');
CREATE INDEX payouts_that_came_back ON payouts (creator_id, state_since) WHERE state IN ('failed', 'returned', 'cancelled');

-- What is remembered about a creator between payouts.
CREATE TABLE payout_accounts (
    creator_id TEXT NOT NULL PRIMARY KEY REFERENCES creators (id),
    completed INTEGER NOT NULL CHECK (completed >= 0),
    failures INTEGER NOT NULL CHECK (failures >= 0),
    failed_destination_id TEXT REFERENCES destinations (id),
    paused_after_failures_at INTEGER,
    month INTEGER NOT NULL,
    volume_minor INTEGER NOT NULL,
    previous_volume_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    told TEXT,
    version INTEGER NOT NULL CHECK (version > 0)
) STRICT, WITHOUT ROWID;
INSERT INTO payout_accounts
SELECT c.id, (SELECT COUNT(*) FROM payouts p WHERE p.creator_id = c.id AND p.state = 'paid'), 0, NULL, NULL, 0, 0, 0,
    c.currency, NULL, 1
FROM creators c WHERE EXISTS (SELECT 1 FROM payouts p WHERE p.creator_id = c.id);

-- Refunds, disputes and credits: what changes a balance besides sales and payouts.
CREATE TABLE adjustments (
    id TEXT NOT NULL PRIMARY KEY,
    creator_id TEXT NOT NULL REFERENCES creators (id),
    kind TEXT NOT NULL,
    order_id TEXT REFERENCES orders (id),
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    currency TEXT NOT NULL,
    booked_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX adjustments_of_creator ON adjustments (creator_id, booked_at);

-- When a sale came into the balance, which can be later than its capture. Statements go by it.
ALTER TABLE sales ADD COLUMN booked_at INTEGER NOT NULL DEFAULT 0;
UPDATE sales SET booked_at = captured_at;
-- Runs and statements read their sums from these indexes alone.
CREATE INDEX sales_booked ON sales (creator_id, booked_at, currency, amount_minor);
DROP INDEX sales_settling;
CREATE INDEX sales_settling ON sales (creator_id, settles_at, captured_at, currency, amount_minor);

ALTER TABLE standings ADD COLUMN pause_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE standings ADD COLUMN reserve_basis_points INTEGER NOT NULL DEFAULT 0;
ALTER TABLE standings ADD COLUMN reserve_days INTEGER NOT NULL DEFAULT 0;

-- Until when payouts wait because the destination was changed.
ALTER TABLE payout_settings ADD COLUMN held_until INTEGER;
