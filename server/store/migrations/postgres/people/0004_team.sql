-- Invitations to teams. Of the token that was mailed only the SHA-256 is kept.

CREATE TABLE invitations (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    token_hash TEXT COLLATE "C" NOT NULL UNIQUE,
    creator_id TEXT COLLATE "C" NOT NULL,
    role TEXT COLLATE "C" NOT NULL,
    email TEXT COLLATE "C" NOT NULL,
    locale TEXT COLLATE "C" NOT NULL,
    invited_by TEXT COLLATE "C" NOT NULL,
    invited_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX invitations_once ON invitations (creator_id, email);
CREATE INDEX invitations_to_forget ON invitations (expires_at);
