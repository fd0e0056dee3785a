-- What leaves first: warnings about money before news. More is sooner; an older program promises news.

ALTER TABLE outbox ADD COLUMN importance INTEGER NOT NULL DEFAULT 0 CHECK (importance >= 0);
DROP INDEX outbox_waiting;
CREATE INDEX outbox_waiting ON outbox (kind, importance DESC, next_try_at, id) WHERE next_try_at IS NOT NULL;
