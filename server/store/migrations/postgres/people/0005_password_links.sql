-- Mailed ways to a new password. Of the token that was mailed only the SHA-256 is kept; a used one stays until its end, so
-- that a letter that leaves twice does not bring it back.

CREATE TABLE password_links (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    token_hash TEXT COLLATE "C" NOT NULL UNIQUE,
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    asked_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX password_links_of_user ON password_links (user_id);
CREATE INDEX password_links_to_forget ON password_links (expires_at);

-- A new password, and a staff role that is taken, end every session of the person.
CREATE INDEX sessions_of_user ON sessions (user_id);
