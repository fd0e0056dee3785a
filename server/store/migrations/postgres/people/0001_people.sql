-- The people database: who signs in and what they agreed to. Holds no money.
-- Moments are unix milliseconds.

CREATE TABLE users (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    email TEXT COLLATE "C" NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    roles_json TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- Only the SHA-256 of a session's token is kept, so that a copy of this file signs nobody in.
CREATE TABLE sessions (
    token_hash TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_to_forget ON sessions (expires_at);

CREATE TABLE consents (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    agreement_id TEXT COLLATE "C" NOT NULL,
    digest TEXT COLLATE "C" NOT NULL,
    locale TEXT COLLATE "C" NOT NULL,
    opened_at BIGINT NOT NULL,
    accepted_at BIGINT NOT NULL,
    user_agent TEXT NOT NULL,
    network TEXT COLLATE "C" NOT NULL
);
CREATE INDEX consents_of_user ON consents (user_id, agreement_id, accepted_at);

CREATE TABLE drafts (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    form TEXT NOT NULL,
    content TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX drafts_to_forget ON drafts (expires_at);
