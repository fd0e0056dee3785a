-- What people are told, and what becomes of effects to the outside.

-- `recipient` is a creator account, whose owner is told, or a person. Identifiers grow with time: their order is that of
-- the list.
CREATE TABLE messages (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    recipient TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    about_json TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    read_at BIGINT
);
CREATE INDEX messages_of_recipient ON messages (recipient, id);
CREATE INDEX messages_unread ON messages (recipient) WHERE read_at IS NULL;

-- An effect waits while `next_try_at` is there; then it is done, or given up (dead).
ALTER TABLE outbox ADD COLUMN tries BIGINT NOT NULL DEFAULT 0 CHECK (tries >= 0);
ALTER TABLE outbox ADD COLUMN next_try_at BIGINT;
ALTER TABLE outbox ADD COLUMN done_at BIGINT;
ALTER TABLE outbox ADD COLUMN dead_at BIGINT;
CREATE INDEX outbox_waiting ON outbox (kind, next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX outbox_dead ON outbox (dead_at) WHERE dead_at IS NOT NULL;
