-- Where creators' payouts go, in the rail's own terms: sealed by the program, so that a copy of this file pays nobody.
-- Commerce refers to a row by the destination's identifier and knows its last four digits.

CREATE TABLE bank_details (
    destination_id TEXT NOT NULL PRIMARY KEY,
    details_ciphertext BLOB NOT NULL,
    kept_at INTEGER NOT NULL
) STRICT;
