-- The commerce database: products, orders, payments, ledger, payouts, memberships.
-- Amounts are minor units (…_minor) beside their currency, moments are unix milliseconds, days count from 1970-01-01.
-- The words in code columns (state, outcome, period, …) are read by the domain, which refuses unknown ones.

CREATE TABLE creators (
    id TEXT NOT NULL PRIMARY KEY,
    owner_id TEXT NOT NULL UNIQUE,
    currency TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE standings (
    creator_id TEXT NOT NULL PRIMARY KEY REFERENCES creators (id),
    country TEXT NOT NULL,
    country_has_instant INTEGER NOT NULL CHECK (country_has_instant IN (0, 1)),
    compliant INTEGER NOT NULL CHECK (compliant IN (0, 1)),
    platform_paused_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE destinations (
    id TEXT NOT NULL PRIMARY KEY,
    creator_id TEXT NOT NULL REFERENCES creators (id),
    rail TEXT NOT NULL,
    label TEXT NOT NULL,
    last_four TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    currency TEXT NOT NULL,
    takes_instant INTEGER NOT NULL CHECK (takes_instant IN (0, 1)),
    added_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX destinations_of_creator ON destinations (creator_id, added_at);

CREATE TABLE payout_settings (
    creator_id TEXT NOT NULL PRIMARY KEY REFERENCES creators (id),
    schedule TEXT NOT NULL,
    fallback TEXT NOT NULL,
    threshold_minor INTEGER NOT NULL CHECK (threshold_minor >= 0),
    currency TEXT NOT NULL,
    paused_at INTEGER,
    destination_id TEXT REFERENCES destinations (id),
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE settings_changes (
    id TEXT NOT NULL PRIMARY KEY,
    creator_id TEXT NOT NULL REFERENCES creators (id),
    changed_by TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    before_json TEXT,
    after_json TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX settings_changes_of_creator ON settings_changes (creator_id, changed_at);

CREATE TABLE payouts (
    id TEXT NOT NULL PRIMARY KEY,
    creator_id TEXT NOT NULL REFERENCES creators (id),
    kind TEXT NOT NULL,
    day INTEGER NOT NULL,
    gross_minor INTEGER NOT NULL CHECK (gross_minor >= 0),
    fee_minor INTEGER NOT NULL CHECK (fee_minor BETWEEN 0 AND gross_minor),
    net_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    destination_id TEXT REFERENCES destinations (id),
    outcome TEXT NOT NULL,
    decided_at INTEGER NOT NULL,
    CONSTRAINT payouts_net CHECK (net_minor = gross_minor - fee_minor)
) STRICT, WITHOUT ROWID;
CREATE INDEX payouts_of_creator ON payouts (creator_id, day);

CREATE TABLE communities (
    id TEXT NOT NULL PRIMARY KEY,
    creator_id TEXT NOT NULL REFERENCES creators (id),
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    tagline TEXT NOT NULL,
    description TEXT NOT NULL,
    payee_name TEXT NOT NULL,
    contact TEXT NOT NULL,
    way_in_instructions TEXT NOT NULL,
    way_in_address TEXT NOT NULL
) STRICT;

CREATE TABLE products (
    id TEXT NOT NULL PRIMARY KEY,
    community_id TEXT NOT NULL REFERENCES communities (id),
    tier TEXT NOT NULL,
    benefits_json TEXT NOT NULL,
    price_minor INTEGER NOT NULL CHECK (price_minor > 0),
    currency TEXT NOT NULL,
    period TEXT NOT NULL,
    refund_days INTEGER NOT NULL CHECK (refund_days >= 0),
    seats INTEGER CHECK (seats >= 0),
    position INTEGER NOT NULL
) STRICT;

-- One row for each product with a limit. `taken` counts its pending and paid orders.
CREATE TABLE product_seats (
    product_id TEXT NOT NULL PRIMARY KEY REFERENCES products (id),
    seats INTEGER NOT NULL,
    taken INTEGER NOT NULL,
    CONSTRAINT product_seats_within CHECK (taken BETWEEN 0 AND seats)
) STRICT, WITHOUT ROWID;

CREATE TABLE agreements (
    id TEXT NOT NULL PRIMARY KEY,
    community_id TEXT NOT NULL REFERENCES communities (id),
    version INTEGER NOT NULL CHECK (version > 0),
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    digest TEXT NOT NULL,
    published_at INTEGER NOT NULL,
    UNIQUE (community_id, version)
) STRICT;

CREATE TABLE orders (
    id TEXT NOT NULL PRIMARY KEY,
    token TEXT NOT NULL UNIQUE,
    buyer_id TEXT NOT NULL,
    creator_id TEXT NOT NULL REFERENCES creators (id),
    community_id TEXT NOT NULL REFERENCES communities (id),
    product_id TEXT NOT NULL REFERENCES products (id),
    price_minor INTEGER NOT NULL CHECK (price_minor > 0),
    currency TEXT NOT NULL,
    agreement_id TEXT NOT NULL REFERENCES agreements (id),
    consent_id TEXT NOT NULL,
    state TEXT NOT NULL,
    state_since INTEGER,
    exception TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    seats_held INTEGER NOT NULL CHECK (seats_held IN (0, 1)),
    version INTEGER NOT NULL,
    CONSTRAINT orders_since CHECK ((state = 'pending') = (state_since IS NULL))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX orders_one_pending ON orders (buyer_id, product_id) WHERE state = 'pending';
CREATE INDEX orders_to_expire ON orders (expires_at) WHERE state = 'pending';

CREATE TABLE attempts (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    gateway TEXT NOT NULL,
    gateway_number TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    currency TEXT NOT NULL,
    state TEXT NOT NULL,
    code_url TEXT,
    gateway_transaction TEXT,
    created_at INTEGER NOT NULL,
    next_query_at INTEGER,
    queries INTEGER NOT NULL CHECK (queries >= 0),
    version INTEGER NOT NULL,
    UNIQUE (gateway, gateway_number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX attempts_gateway_transaction ON attempts (gateway, gateway_transaction)
    WHERE gateway_transaction IS NOT NULL;
CREATE INDEX attempts_of_order ON attempts (order_id, created_at);
CREATE INDEX attempts_to_query ON attempts (next_query_at) WHERE next_query_at IS NOT NULL;

CREATE TABLE refunds (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    attempt_id TEXT NOT NULL REFERENCES attempts (id),
    gateway TEXT NOT NULL,
    gateway_number TEXT NOT NULL,
    refund_number TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    currency TEXT NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    next_query_at INTEGER,
    version INTEGER NOT NULL,
    UNIQUE (gateway, refund_number)
) STRICT, WITHOUT ROWID;
CREATE INDEX refunds_of_order ON refunds (order_id, created_at);
CREATE INDEX refunds_to_query ON refunds (next_query_at) WHERE next_query_at IS NOT NULL;

-- Each row is open: how a person closes one comes with the review pages.
CREATE TABLE review_items (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    exception TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    currency TEXT NOT NULL,
    opened_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX review_items_of_order ON review_items (order_id);

CREATE TABLE memberships (
    id TEXT NOT NULL PRIMARY KEY,
    member_id TEXT NOT NULL,
    community_id TEXT NOT NULL REFERENCES communities (id),
    product_id TEXT NOT NULL REFERENCES products (id),
    source_order TEXT NOT NULL REFERENCES orders (id),
    sequence INTEGER NOT NULL CHECK (sequence > 0),
    valid_from INTEGER NOT NULL,
    valid_until INTEGER,
    revoked_at INTEGER,
    version INTEGER NOT NULL,
    CONSTRAINT memberships_source UNIQUE (source_order),
    CONSTRAINT memberships_sequence UNIQUE (member_id, community_id, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE sales (
    order_id TEXT NOT NULL PRIMARY KEY REFERENCES orders (id),
    creator_id TEXT NOT NULL REFERENCES creators (id),
    product_id TEXT NOT NULL REFERENCES products (id),
    gateway TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    currency TEXT NOT NULL,
    captured_at INTEGER NOT NULL,
    settles_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sales_captured ON sales (creator_id, captured_at);
CREATE INDEX sales_settling ON sales (creator_id, settles_at);

-- The ledger: a debit is positive, a credit negative, each transaction sums to zero. Nothing in it is ever changed.
CREATE TABLE ledger_transactions (
    id TEXT NOT NULL PRIMARY KEY,
    cause_kind TEXT NOT NULL,
    cause_id TEXT NOT NULL,
    booked_at INTEGER NOT NULL,
    UNIQUE (cause_kind, cause_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger_entries (
    transaction_id TEXT NOT NULL REFERENCES ledger_transactions (id),
    line INTEGER NOT NULL,
    account TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor <> 0),
    PRIMARY KEY (transaction_id, line)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER ledger_transactions_stay BEFORE UPDATE ON ledger_transactions
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_transactions_remain BEFORE DELETE ON ledger_transactions
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_entries_stay BEFORE UPDATE ON ledger_entries
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_entries_remain BEFORE DELETE ON ledger_entries
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

-- The sum of each account's entries, changed by delta in the commit that books them; `verify` recomputes it.
CREATE TABLE balances (
    account TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor INTEGER NOT NULL,
    PRIMARY KEY (account, currency)
) STRICT, WITHOUT ROWID;

CREATE TABLE inbox (
    gateway TEXT NOT NULL,
    event_id TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    body_ciphertext BLOB NOT NULL,
    PRIMARY KEY (gateway, event_id)
) STRICT;

CREATE TABLE outbox (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE job_leases (
    job TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    token INTEGER NOT NULL CHECK (token > 0),
    held_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
