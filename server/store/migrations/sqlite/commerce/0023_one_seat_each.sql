-- Whoever was sold several seats of a product by a program of before sits on the newest one: an identifier says the order of
-- time. First the seats become free, then they are nobody's. Where fewer were counted than sold, `verify` goes on saying so.
UPDATE product_seats SET
    taken = CASE WHEN product_seats.taken > more.seats THEN product_seats.taken - more.seats ELSE 0 END
FROM (
    SELECT product_id, SUM(seats - 1) AS seats FROM (
        SELECT product_id, COUNT(*) AS seats FROM orders WHERE state = 'paid' AND seats_held = 1
        GROUP BY buyer_id, product_id
    ) AS sold GROUP BY product_id
) AS more
WHERE more.product_id = product_seats.product_id;

UPDATE orders SET seats_held = 0, version = version + 1
WHERE state = 'paid' AND seats_held = 1 AND id NOT IN (
    SELECT MAX(id) FROM orders WHERE state = 'paid' AND seats_held = 1 GROUP BY buyer_id, product_id
);
