-- The unused time of a period counts for one paid upgrade, however many were ordered.
CREATE TABLE counted_periods (
    membership_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES memberships (id),
    order_id TEXT COLLATE "C" NOT NULL REFERENCES orders (id)
);

-- Paid orders that hold a seat: looked through for those whose time is over.
CREATE INDEX orders_with_seats ON orders (id) WHERE state = 'paid' AND seats_held = 1;
