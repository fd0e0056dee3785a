-- The people database: who signs in and what they agreed to. Holds no money.
-- Moments are unix milliseconds.

CREATE TABLE users (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    roles_json TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Only the SHA-256 of a session's token is kept, so that a copy of this file signs nobody in.
CREATE TABLE sessions (
    token_hash TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_to_forget ON sessions (expires_at);

CREATE TABLE consents (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    agreement_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    locale TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    accepted_at INTEGER NOT NULL,
    user_agent TEXT NOT NULL,
    network TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX consents_of_user ON consents (user_id, agreement_id, accepted_at);

CREATE TABLE drafts (
    id TEXT NOT NULL PRIMARY KEY,
    form TEXT NOT NULL,
    content TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX drafts_to_forget ON drafts (expires_at);
