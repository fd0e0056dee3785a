-- Where creators' payouts go, in the rail's own terms: sealed by the program, so that a copy of this file pays nobody.
-- Commerce refers to a row by the destination's identifier and knows its last four digits.

CREATE TABLE bank_details (
    destination_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    details_ciphertext BYTEA NOT NULL,
    kept_at BIGINT NOT NULL
);
