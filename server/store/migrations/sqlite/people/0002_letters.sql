-- The language a person reads, and the letters that a demo keeps instead of sending them.

ALTER TABLE users ADD COLUMN locale TEXT NOT NULL DEFAULT 'en';

CREATE TABLE letters (
    message_id TEXT NOT NULL PRIMARY KEY,
    address TEXT NOT NULL,
    name TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    written_at INTEGER NOT NULL
) STRICT;
CREATE INDEX letters_of_address ON letters (address, written_at);
