-- A community of one's own: who sees it, what is on sale, trials, coupons, waiting lists, upgrades.
ALTER TABLE communities ADD COLUMN state TEXT NOT NULL DEFAULT 'open';
ALTER TABLE communities ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE products ADD COLUMN trial_days INTEGER NOT NULL DEFAULT 0;
ALTER TABLE products ADD COLUMN on_sale INTEGER NOT NULL DEFAULT 1;
ALTER TABLE products ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

-- A share in basis points or an amount; `taken` counts pending and paid orders.
CREATE TABLE coupons (
    id TEXT NOT NULL PRIMARY KEY,
    community_id TEXT NOT NULL REFERENCES communities (id),
    code TEXT NOT NULL,
    basis_points INTEGER CHECK (basis_points BETWEEN 1 AND 9999),
    amount_minor INTEGER CHECK (amount_minor > 0),
    currency TEXT,
    product_id TEXT REFERENCES products (id),
    per_person INTEGER CHECK (per_person > 0),
    total INTEGER CHECK (total > 0),
    taken INTEGER NOT NULL,
    counts_from INTEGER,
    counts_until INTEGER,
    withdrawn_at INTEGER,
    version INTEGER NOT NULL,
    UNIQUE (community_id, code),
    CONSTRAINT coupons_one_discount CHECK ((basis_points IS NULL) <> (amount_minor IS NULL)),
    CONSTRAINT coupons_currency CHECK ((amount_minor IS NULL) = (currency IS NULL)),
    CONSTRAINT coupons_within CHECK (taken >= 0 AND (total IS NULL OR taken <= total))
) STRICT, WITHOUT ROWID;

-- How often each person uses a coupon.
CREATE TABLE coupon_people (
    coupon_id TEXT NOT NULL REFERENCES coupons (id),
    user_id TEXT NOT NULL,
    taken INTEGER NOT NULL CHECK (taken >= 0),
    PRIMARY KEY (coupon_id, user_id)
) STRICT, WITHOUT ROWID;

-- How an order's price came about, where it is not the list price.
CREATE TABLE order_terms (
    order_id TEXT NOT NULL PRIMARY KEY REFERENCES orders (id),
    list_minor INTEGER NOT NULL CHECK (list_minor > 0),
    currency TEXT NOT NULL,
    coupon_id TEXT REFERENCES coupons (id),
    discount_minor INTEGER NOT NULL CHECK (discount_minor >= 0),
    credit_minor INTEGER NOT NULL CHECK (credit_minor >= 0),
    CONSTRAINT order_terms_coupon CHECK (coupon_id IS NOT NULL OR discount_minor = 0)
) STRICT, WITHOUT ROWID;

-- The periods whose unused time an upgrade counts: they end when it is paid.
CREATE TABLE order_upgrades (
    order_id TEXT NOT NULL REFERENCES orders (id),
    membership_id TEXT NOT NULL REFERENCES memberships (id),
    credit_minor INTEGER NOT NULL CHECK (credit_minor >= 0),
    PRIMARY KEY (order_id, membership_id)
) STRICT, WITHOUT ROWID;

-- Looking around before paying: once per person and community.
CREATE TABLE trials (
    member_id TEXT NOT NULL,
    community_id TEXT NOT NULL REFERENCES communities (id),
    product_id TEXT NOT NULL REFERENCES products (id),
    started_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    PRIMARY KEY (member_id, community_id)
) STRICT, WITHOUT ROWID;

-- Who waits for a seat; an offer holds one (it counts in product_seats) until it is taken or runs out.
CREATE TABLE waiting (
    product_id TEXT NOT NULL REFERENCES products (id),
    user_id TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    offer_until INTEGER,
    version INTEGER NOT NULL,
    PRIMARY KEY (product_id, user_id),
    CONSTRAINT waiting_offer CHECK ((state = 'offered') = (offer_until IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX waiting_in_line ON waiting (product_id, asked_at) WHERE state = 'waiting';
CREATE INDEX waiting_offers ON waiting (offer_until) WHERE state = 'offered';
