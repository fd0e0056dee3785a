-- The commerce database: products, orders, payments, ledger, payouts, memberships.
-- Amounts are minor units (…_minor) beside their currency, moments are unix milliseconds, days count from 1970-01-01.
-- The words in code columns (state, outcome, period, …) are read by the domain, which refuses unknown ones.

CREATE TABLE creators (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    owner_id TEXT COLLATE "C" NOT NULL UNIQUE,
    currency TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE standings (
    creator_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES creators (id),
    country TEXT COLLATE "C" NOT NULL,
    country_has_instant BIGINT NOT NULL CHECK (country_has_instant IN (0, 1)),
    compliant BIGINT NOT NULL CHECK (compliant IN (0, 1)),
    platform_paused_at BIGINT
);

CREATE TABLE destinations (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    creator_id TEXT COLLATE "C" NOT NULL REFERENCES creators (id),
    rail TEXT COLLATE "C" NOT NULL,
    label TEXT NOT NULL,
    last_four TEXT COLLATE "C" NOT NULL,
    fingerprint TEXT COLLATE "C" NOT NULL,
    currency TEXT COLLATE "C" NOT NULL,
    takes_instant BIGINT NOT NULL CHECK (takes_instant IN (0, 1)),
    added_at BIGINT NOT NULL
);
CREATE INDEX destinations_of_creator ON destinations (creator_id, added_at);

CREATE TABLE payout_settings (
    creator_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES creators (id),
    schedule TEXT COLLATE "C" NOT NULL,
    fallback TEXT COLLATE "C" NOT NULL,
    threshold_minor BIGINT NOT NULL CHECK (threshold_minor >= 0),
    currency TEXT COLLATE "C" NOT NULL,
    paused_at BIGINT,
    destination_id TEXT COLLATE "C" REFERENCES destinations (id),
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL CHECK (version > 0)
);

CREATE TABLE settings_changes (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    creator_id TEXT COLLATE "C" NOT NULL REFERENCES creators (id),
    changed_by TEXT COLLATE "C" NOT NULL,
    changed_at BIGINT NOT NULL,
    before_json TEXT,
    after_json TEXT NOT NULL
);
CREATE INDEX settings_changes_of_creator ON settings_changes (creator_id, changed_at);

CREATE TABLE payouts (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    creator_id TEXT COLLATE "C" NOT NULL REFERENCES creators (id),
    kind TEXT COLLATE "C" NOT NULL,
    day BIGINT NOT NULL,
    gross_minor BIGINT NOT NULL CHECK (gross_minor >= 0),
    fee_minor BIGINT NOT NULL CHECK (fee_minor BETWEEN 0 AND gross_minor),
    net_minor BIGINT NOT NULL,
    currency TEXT COLLATE "C" NOT NULL,
    destination_id TEXT COLLATE "C" REFERENCES destinations (id),
    outcome TEXT COLLATE "C" NOT NULL,
    decided_at BIGINT NOT NULL,
    CONSTRAINT payouts_net CHECK (net_minor = gross_minor - fee_minor)
);
CREATE INDEX payouts_of_creator ON payouts (creator_id, day);

CREATE TABLE communities (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    creator_id TEXT COLLATE "C" NOT NULL REFERENCES creators (id),
    slug TEXT COLLATE "C" NOT NULL UNIQUE,
    name TEXT NOT NULL,
    tagline TEXT NOT NULL,
    description TEXT NOT NULL,
    payee_name TEXT NOT NULL,
    contact TEXT NOT NULL,
    way_in_instructions TEXT NOT NULL,
    way_in_address TEXT NOT NULL
);

CREATE TABLE products (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    community_id TEXT COLLATE "C" NOT NULL REFERENCES communities (id),
    tier TEXT NOT NULL,
    benefits_json TEXT NOT NULL,
    price_minor BIGINT NOT NULL CHECK (price_minor > 0),
    currency TEXT COLLATE "C" NOT NULL,
    period TEXT COLLATE "C" NOT NULL,
    refund_days BIGINT NOT NULL CHECK (refund_days >= 0),
    seats BIGINT CHECK (seats >= 0),
    position BIGINT NOT NULL
);

-- One row for each product with a limit. `taken` counts its pending and paid orders.
CREATE TABLE product_seats (
    product_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES products (id),
    seats BIGINT NOT NULL,
    taken BIGINT NOT NULL,
    CONSTRAINT product_seats_within CHECK (taken BETWEEN 0 AND seats)
);

CREATE TABLE agreements (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    community_id TEXT COLLATE "C" NOT NULL REFERENCES communities (id),
    version BIGINT NOT NULL CHECK (version > 0),
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    digest TEXT COLLATE "C" NOT NULL,
    published_at BIGINT NOT NULL,
    UNIQUE (community_id, version)
);

CREATE TABLE orders (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    token TEXT COLLATE "C" NOT NULL UNIQUE,
    buyer_id TEXT COLLATE "C" NOT NULL,
    creator_id TEXT COLLATE "C" NOT NULL REFERENCES creators (id),
    community_id TEXT COLLATE "C" NOT NULL REFERENCES communities (id),
    product_id TEXT COLLATE "C" NOT NULL REFERENCES products (id),
    price_minor BIGINT NOT NULL CHECK (price_minor > 0),
    currency TEXT COLLATE "C" NOT NULL,
    agreement_id TEXT COLLATE "C" NOT NULL REFERENCES agreements (id),
    consent_id TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    state_since BIGINT,
    exception TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    seats_held BIGINT NOT NULL CHECK (seats_held IN (0, 1)),
    version BIGINT NOT NULL,
    CONSTRAINT orders_since CHECK ((state = 'pending') = (state_since IS NULL))
);
CREATE UNIQUE INDEX orders_one_pending ON orders (buyer_id, product_id) WHERE state = 'pending';
CREATE INDEX orders_to_expire ON orders (expires_at) WHERE state = 'pending';

CREATE TABLE attempts (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    order_id TEXT COLLATE "C" NOT NULL REFERENCES orders (id),
    gateway TEXT COLLATE "C" NOT NULL,
    gateway_number TEXT COLLATE "C" NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    currency TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    code_url TEXT,
    gateway_transaction TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    next_query_at BIGINT,
    queries BIGINT NOT NULL CHECK (queries >= 0),
    version BIGINT NOT NULL,
    UNIQUE (gateway, gateway_number)
);
CREATE UNIQUE INDEX attempts_gateway_transaction ON attempts (gateway, gateway_transaction)
    WHERE gateway_transaction IS NOT NULL;
CREATE INDEX attempts_of_order ON attempts (order_id, created_at);
CREATE INDEX attempts_to_query ON attempts (next_query_at) WHERE next_query_at IS NOT NULL;

CREATE TABLE refunds (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    order_id TEXT COLLATE "C" NOT NULL REFERENCES orders (id),
    attempt_id TEXT COLLATE "C" NOT NULL REFERENCES attempts (id),
    gateway TEXT COLLATE "C" NOT NULL,
    gateway_number TEXT COLLATE "C" NOT NULL,
    refund_number TEXT COLLATE "C" NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    currency TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    next_query_at BIGINT,
    version BIGINT NOT NULL,
    UNIQUE (gateway, refund_number)
);
CREATE INDEX refunds_of_order ON refunds (order_id, created_at);
CREATE INDEX refunds_to_query ON refunds (next_query_at) WHERE next_query_at IS NOT NULL;

-- Each row is open: how a person closes one comes with the review pages.
CREATE TABLE review_items (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    order_id TEXT COLLATE "C" NOT NULL REFERENCES orders (id),
    exception TEXT COLLATE "C" NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    currency TEXT COLLATE "C" NOT NULL,
    opened_at BIGINT NOT NULL
);
CREATE INDEX review_items_of_order ON review_items (order_id);

CREATE TABLE memberships (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    member_id TEXT COLLATE "C" NOT NULL,
    community_id TEXT COLLATE "C" NOT NULL REFERENCES communities (id),
    product_id TEXT COLLATE "C" NOT NULL REFERENCES products (id),
    source_order TEXT COLLATE "C" NOT NULL REFERENCES orders (id),
    sequence BIGINT NOT NULL CHECK (sequence > 0),
    valid_from BIGINT NOT NULL,
    valid_until BIGINT,
    revoked_at BIGINT,
    version BIGINT NOT NULL,
    CONSTRAINT memberships_source UNIQUE (source_order),
    CONSTRAINT memberships_sequence UNIQUE (member_id, community_id, sequence)
);

CREATE TABLE sales (
    order_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES orders (id),
    creator_id TEXT COLLATE "C" NOT NULL REFERENCES creators (id),
    product_id TEXT COLLATE "C" NOT NULL REFERENCES products (id),
    gateway TEXT COLLATE "C" NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    currency TEXT COLLATE "C" NOT NULL,
    captured_at BIGINT NOT NULL,
    settles_at BIGINT NOT NULL
);
CREATE INDEX sales_captured ON sales (creator_id, captured_at);
CREATE INDEX sales_settling ON sales (creator_id, settles_at);

-- The ledger: a debit is positive, a credit negative, each transaction sums to zero. Nothing in it is ever changed.
CREATE TABLE ledger_transactions (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    cause_kind TEXT COLLATE "C" NOT NULL,
    cause_id TEXT COLLATE "C" NOT NULL,
    booked_at BIGINT NOT NULL,
    UNIQUE (cause_kind, cause_id)
);

CREATE TABLE ledger_entries (
    transaction_id TEXT COLLATE "C" NOT NULL REFERENCES ledger_transactions (id),
    line BIGINT NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    currency TEXT COLLATE "C" NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor <> 0),
    PRIMARY KEY (transaction_id, line)
);

CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$;
CREATE TRIGGER ledger_transactions_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transactions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER ledger_entries_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();

-- The sum of each account's entries, changed by delta in the commit that books them; `verify` recomputes it.
CREATE TABLE balances (
    account TEXT COLLATE "C" NOT NULL,
    currency TEXT COLLATE "C" NOT NULL,
    amount_minor BIGINT NOT NULL,
    PRIMARY KEY (account, currency)
);

CREATE TABLE inbox (
    gateway TEXT COLLATE "C" NOT NULL,
    event_id TEXT COLLATE "C" NOT NULL,
    received_at BIGINT NOT NULL,
    body_ciphertext BYTEA NOT NULL,
    PRIMARY KEY (gateway, event_id)
);

CREATE TABLE outbox (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL,
    payload TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE job_leases (
    job TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    holder TEXT COLLATE "C" NOT NULL,
    token BIGINT NOT NULL CHECK (token > 0),
    held_until BIGINT NOT NULL
);
