-- Guards of payouts: since when a rail can know a payout's number; failures and arrivals counted by item and not by part,
-- so that they can be counted again; volumes as the payouts carried them.

ALTER TABLE payouts ADD COLUMN first_sent_at BIGINT;
UPDATE payouts SET first_sent_at = created_at WHERE tries > 0 OR state NOT IN ('requested', 'cancelled');

-- Which row of failures a payout counts in; row 0 is what failed before rows had numbers.
ALTER TABLE payouts ADD COLUMN streak BIGINT;
ALTER TABLE payout_accounts ADD COLUMN streak BIGINT NOT NULL DEFAULT 1;
UPDATE payouts SET streak = 0 WHERE reason NOT IN ('platform_funds', 'processor_unavailable');
-- Where failures stand in a row, those since the last arrival are the row.
UPDATE payouts SET streak = 1 WHERE id IN (
    SELECT y.id FROM payouts y
    JOIN payout_accounts t ON t.creator_id = y.creator_id AND t.failures > 0
        AND t.failed_destination_id = y.destination_id
    LEFT JOIN (SELECT creator_id, MAX(state_since) AS arrived_at FROM payouts WHERE state = 'paid' GROUP BY creator_id) a
        ON a.creator_id = y.creator_id
    LEFT JOIN payouts o ON o.run_id = y.run_id AND o.creator_id = y.creator_id AND o.state = 'paid'
    WHERE y.streak = 0 AND o.id IS NULL AND (a.arrived_at IS NULL OR y.state_since > a.arrived_at)
);
UPDATE payout_accounts SET completed = counted.completed, failures = counted.failures
FROM (
    SELECT creator_id, COUNT(DISTINCT CASE WHEN state = 'paid' THEN run_id END) AS completed,
        COUNT(DISTINCT CASE WHEN streak = 1 THEN run_id END) AS failures
    FROM payouts GROUP BY creator_id
) AS counted
WHERE counted.creator_id = payout_accounts.creator_id;
UPDATE payout_accounts SET failed_destination_id = NULL WHERE failures = 0;

UPDATE payout_accounts SET month = carried.day, volume_minor = carried.this_month,
    previous_volume_minor = carried.last_month
FROM (
    SELECT y.creator_id, l.day,
        CAST(SUM(CASE WHEN y.in_month = l.in_month THEN y.gross_minor ELSE 0 END) AS BIGINT) AS this_month,
        CAST(SUM(CASE WHEN y.in_month = l.in_month - 1 THEN y.gross_minor ELSE 0 END) AS BIGINT) AS last_month
    FROM (
        SELECT creator_id, gross_minor, CAST(EXTRACT(YEAR FROM DATE '1970-01-01' + CAST(day AS INTEGER)) * 12
            + EXTRACT(MONTH FROM DATE '1970-01-01' + CAST(day AS INTEGER)) AS BIGINT) AS in_month FROM payouts WHERE kind = 'instant'
    ) AS y
    JOIN (
        SELECT creator_id, MAX(day) AS day, CAST(EXTRACT(YEAR FROM DATE '1970-01-01' + CAST(MAX(day) AS INTEGER)) * 12
            + EXTRACT(MONTH FROM DATE '1970-01-01' + CAST(MAX(day) AS INTEGER)) AS BIGINT) AS in_month
        FROM payouts WHERE kind = 'instant' GROUP BY creator_id
    ) AS l ON l.creator_id = y.creator_id
    GROUP BY y.creator_id, l.day
) AS carried
WHERE carried.creator_id = payout_accounts.creator_id;
