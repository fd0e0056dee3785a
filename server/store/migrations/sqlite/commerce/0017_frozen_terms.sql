-- What a product was when it was ordered: an order keeps it, whatever its creator changes afterwards. A program of an
-- earlier version leaves it out; then the product says it.
ALTER TABLE orders ADD COLUMN tier TEXT;
ALTER TABLE orders ADD COLUMN period TEXT;
ALTER TABLE orders ADD COLUMN refund_days INTEGER CHECK (refund_days >= 0);

-- Orders from before. A membership that was granted says how long it was sold for, also where its product has changed
-- since; one that an upgrade ended does not. Calendar months have 28 to 31 days, quarters 89 to 92, years 365 or 366, in
-- milliseconds here.
UPDATE orders SET
    tier = (SELECT p.tier FROM products p WHERE p.id = orders.product_id),
    refund_days = (SELECT p.refund_days FROM products p WHERE p.id = orders.product_id),
    period = COALESCE(
        (SELECT CASE
            WHEN m.valid_until IS NULL THEN 'lifetime'
            WHEN p.period = 'until-' || date(m.valid_until / 1000, 'unixepoch') THEN p.period
            WHEN m.valid_until - m.valid_from BETWEEN 2419200000 AND 2678400000 THEN 'month'
            WHEN m.valid_until - m.valid_from BETWEEN 7689600000 AND 7948800000 THEN 'quarter'
            WHEN m.valid_until - m.valid_from BETWEEN 31536000000 AND 31622400000 THEN 'year'
            ELSE 'until-' || date(m.valid_until / 1000, 'unixepoch')
        END FROM memberships m JOIN products p ON p.id = m.product_id
        WHERE m.source_order = orders.id
        AND NOT EXISTS (SELECT 1 FROM counted_periods c WHERE c.membership_id = m.id)),
        (SELECT p.period FROM products p WHERE p.id = orders.product_id));
