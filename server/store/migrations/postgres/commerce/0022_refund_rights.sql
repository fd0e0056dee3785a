-- Whoever asks for the money of a sale can do so once in a community.
CREATE TABLE refund_rights (
    user_id TEXT COLLATE "C" NOT NULL,
    community_id TEXT COLLATE "C" NOT NULL REFERENCES communities (id),
    order_id TEXT COLLATE "C" NOT NULL REFERENCES orders (id),
    PRIMARY KEY (user_id, community_id)
);

-- Who has asked already; of several sales the first.
INSERT INTO refund_rights (user_id, community_id, order_id)
SELECT o.buyer_id, o.community_id, MIN(o.id)
FROM refunds r JOIN orders o ON o.id = r.order_id
WHERE r.reason = 'member'
GROUP BY o.buyer_id, o.community_id;
