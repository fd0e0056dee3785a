-- The desk: standings have a version so that two persons never undo each other, runs can be refused, large credits need
-- a second person, and whoever of the staff is to approve a run is told once.

ALTER TABLE standings ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

-- Who of the staff booked it; nothing for what no person did.
ALTER TABLE adjustments ADD COLUMN booked_by TEXT COLLATE "C";

CREATE TABLE run_call_offs (
    run_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES payout_runs (id),
    user_id TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    called_off_at BIGINT NOT NULL
);

-- Runs above the limit that the staff has been told about.
CREATE TABLE run_announcements (
    run_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES payout_runs (id),
    told_at BIGINT NOT NULL
);

CREATE TABLE pending_credits (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    creator_id TEXT COLLATE "C" NOT NULL REFERENCES creators (id),
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    currency TEXT COLLATE "C" NOT NULL,
    asked_by TEXT COLLATE "C" NOT NULL,
    asked_at BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    decided_by TEXT COLLATE "C",
    decided_at BIGINT,
    version BIGINT NOT NULL CHECK (version > 0),
    CONSTRAINT pending_credits_decided CHECK ((decided_by IS NULL) = (state = 'waiting')),
    CONSTRAINT pending_credits_two_persons CHECK (state <> 'booked' OR decided_by <> asked_by)
);
CREATE INDEX pending_credits_waiting ON pending_credits (asked_at) WHERE state = 'waiting';
