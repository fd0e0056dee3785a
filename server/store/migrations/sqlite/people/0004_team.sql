-- Invitations to teams. Of the token that was mailed only the SHA-256 is kept.

CREATE TABLE invitations (
    id TEXT NOT NULL PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    creator_id TEXT NOT NULL,
    role TEXT NOT NULL,
    email TEXT NOT NULL,
    locale TEXT NOT NULL,
    invited_by TEXT NOT NULL,
    invited_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX invitations_once ON invitations (creator_id, email);
CREATE INDEX invitations_to_forget ON invitations (expires_at);
