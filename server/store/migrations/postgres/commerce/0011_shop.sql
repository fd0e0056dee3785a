-- A community of one's own: who sees it, what is on sale, trials, coupons, waiting lists, upgrades.
ALTER TABLE communities ADD COLUMN state TEXT COLLATE "C" NOT NULL DEFAULT 'open';
ALTER TABLE communities ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE products ADD COLUMN trial_days BIGINT NOT NULL DEFAULT 0;
ALTER TABLE products ADD COLUMN on_sale BIGINT NOT NULL DEFAULT 1;
ALTER TABLE products ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

-- A share in basis points or an amount; `taken` counts pending and paid orders.
CREATE TABLE coupons (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    community_id TEXT COLLATE "C" NOT NULL REFERENCES communities (id),
    code TEXT COLLATE "C" NOT NULL,
    basis_points BIGINT CHECK (basis_points BETWEEN 1 AND 9999),
    amount_minor BIGINT CHECK (amount_minor > 0),
    currency TEXT COLLATE "C",
    product_id TEXT COLLATE "C" REFERENCES products (id),
    per_person BIGINT CHECK (per_person > 0),
    total BIGINT CHECK (total > 0),
    taken BIGINT NOT NULL,
    counts_from BIGINT,
    counts_until BIGINT,
    withdrawn_at BIGINT,
    version BIGINT NOT NULL,
    UNIQUE (community_id, code),
    CONSTRAINT coupons_one_discount CHECK ((basis_points IS NULL) <> (amount_minor IS NULL)),
    CONSTRAINT coupons_currency CHECK ((amount_minor IS NULL) = (currency IS NULL)),
    CONSTRAINT coupons_within CHECK (taken >= 0 AND (total IS NULL OR taken <= total))
);

-- How often each person uses a coupon.
CREATE TABLE coupon_people (
    coupon_id TEXT COLLATE "C" NOT NULL REFERENCES coupons (id),
    user_id TEXT COLLATE "C" NOT NULL,
    taken BIGINT NOT NULL CHECK (taken >= 0),
    PRIMARY KEY (coupon_id, user_id)
);

-- How an order's price came about, where it is not the list price.
CREATE TABLE order_terms (
    order_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES orders (id),
    list_minor BIGINT NOT NULL CHECK (list_minor > 0),
    currency TEXT COLLATE "C" NOT NULL,
    coupon_id TEXT COLLATE "C" REFERENCES coupons (id),
    discount_minor BIGINT NOT NULL CHECK (discount_minor >= 0),
    credit_minor BIGINT NOT NULL CHECK (credit_minor >= 0),
    CONSTRAINT order_terms_coupon CHECK (coupon_id IS NOT NULL OR discount_minor = 0)
);

-- The periods whose unused time an upgrade counts: they end when it is paid.
CREATE TABLE order_upgrades (
    order_id TEXT COLLATE "C" NOT NULL REFERENCES orders (id),
    membership_id TEXT COLLATE "C" NOT NULL REFERENCES memberships (id),
    credit_minor BIGINT NOT NULL CHECK (credit_minor >= 0),
    PRIMARY KEY (order_id, membership_id)
);

-- Looking around before paying: once per person and community.
CREATE TABLE trials (
    member_id TEXT COLLATE "C" NOT NULL,
    community_id TEXT COLLATE "C" NOT NULL REFERENCES communities (id),
    product_id TEXT COLLATE "C" NOT NULL REFERENCES products (id),
    started_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    PRIMARY KEY (member_id, community_id)
);

-- Who waits for a seat; an offer holds one (it counts in product_seats) until it is taken or runs out.
CREATE TABLE waiting (
    product_id TEXT COLLATE "C" NOT NULL REFERENCES products (id),
    user_id TEXT COLLATE "C" NOT NULL,
    asked_at BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    offer_until BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (product_id, user_id),
    CONSTRAINT waiting_offer CHECK ((state = 'offered') = (offer_until IS NOT NULL))
);
CREATE INDEX waiting_in_line ON waiting (product_id, asked_at) WHERE state = 'waiting';
CREATE INDEX waiting_offers ON waiting (offer_until) WHERE state = 'offered';
