-- Teams: who acts for a creator's account besides its owner. A person is on one team at most.

CREATE TABLE team_members (
    user_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    creator_id TEXT COLLATE "C" NOT NULL REFERENCES creators (id),
    role TEXT COLLATE "C" NOT NULL,
    added_by TEXT COLLATE "C" NOT NULL,
    added_at BIGINT NOT NULL
);
CREATE INDEX team_members_of_creator ON team_members (creator_id, added_at);

-- Invitations rest beside the people; that one is used up is known where the team is, in one commit with joining it.
CREATE TABLE used_invitations (
    invitation_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    used_at BIGINT NOT NULL
);
