//! Teams: who acts for an account, and changes of it that name what they were decided on.

use async_trait::async_trait;
use domain::{
    id::{CreatorId, UserId},
    people::AccountRole,
};
use services::ports::{Place, StoreFault, TeamMember, TeamStore, Write};

use super::super::{
    commerce::CommerceDatabase,
    creators,
    pools::database,
    read::{Reader, all, maybe},
    rows::Statement,
};

/// Matches nobody who owns an account.
const INSERT: &str = concat!(
    "WITH coming AS (SELECT value->>0 AS user_id, value->>1 AS creator_id, value->>2 AS role, value->>3 AS added_by, \
     CAST(value->>4 AS BIGINT) AS added_at FROM ",
    rows!(),
    ") INSERT INTO team_members (user_id, creator_id, role, added_by, added_at) \
     SELECT user_id, creator_id, role, added_by, added_at FROM coming \
     WHERE NOT EXISTS (SELECT 1 FROM creators WHERE creators.owner_id = coming.user_id)"
);
const USE_INVITATION: &str = concat!(
    "INSERT INTO used_invitations (invitation_id, used_at) SELECT value->>0, CAST(value->>1 AS BIGINT) FROM ",
    rows!()
);
/// A change to the same role only asks whether it is there, and keeps it there until the commit.
const CHANGE: &str = concat!(
    "WITH changed AS (SELECT value->>0 AS creator_id, value->>1 AS user_id, value->>2 AS was, value->>3 AS role FROM ",
    rows!(),
    ") UPDATE team_members SET role = changed.role FROM changed WHERE team_members.user_id = changed.user_id \
     AND team_members.creator_id = changed.creator_id AND team_members.role = changed.was"
);
const REMOVE: &str = concat!(
    "WITH gone AS (SELECT value->>0 AS creator_id, value->>1 AS user_id FROM ",
    rows!(),
    ") DELETE FROM team_members WHERE EXISTS (SELECT 1 FROM gone \
     WHERE gone.user_id = team_members.user_id AND gone.creator_id = team_members.creator_id)"
);
/// One's own account comes first. The main one: a further one holds a stand-in for its owner.
const PLACE: &str = concat!(
    "SELECT ",
    creator_columns!(),
    ", 'owner' AS role, 1 AS rank FROM creators k WHERE k.owner_id = $1 UNION ALL SELECT ",
    creator_columns!(),
    ", m.role, 2 AS rank FROM team_members m JOIN creators k ON k.id = m.creator_id WHERE m.user_id = $1 \
     ORDER BY rank LIMIT 1"
);
const TEAM: &str = "SELECT user_id, creator_id, role, added_by, added_at FROM team_members \
     WHERE creator_id = $1 ORDER BY added_at, user_id";

/// The statement of a write about teams.
pub(crate) fn write(write: &Write) -> Option<Statement<'_>> {
    Some(match write {
        Write::InsertTeamMember(member) => Statement::at_version(
            INSERT,
            vec![
                member.user.as_str().into(),
                member.creator.as_str().into(),
                member.role.code().into(),
                member.added_by.as_str().into(),
                member.added_at.into(),
            ],
        ),
        Write::UseInvitation(invitation, at) => {
            Statement::always(USE_INVITATION, vec![invitation.as_str().into(), (*at).into()])
        }
        Write::ChangeTeamRole { creator, user, from, to } => held(creator, user, *from, *to),
        Write::RequireTeamRole { creator, user, role } => held(creator, user, *role, *role),
        Write::RemoveTeamMember(creator, user) => {
            Statement::at_version(REMOVE, vec![creator.as_str().into(), user.as_str().into()])
        }
        _ => return None,
    })
}

/// Gives a role to somebody who has another one, or the same.
fn held<'a>(creator: &'a CreatorId, user: &'a UserId, was: AccountRole, role: AccountRole) -> Statement<'a> {
    let cells = vec![creator.as_str().into(), user.as_str().into(), was.code().into(), role.code().into()];
    Statement::at_version(CHANGE, cells)
}

#[async_trait]
impl TeamStore for CommerceDatabase {
    async fn place_of(&self, user: &UserId) -> Result<Option<Place>, StoreFault> {
        let query = sqlx::query(PLACE).bind(user.as_str());
        let row = query.fetch_optional(&self.pools.readers).await.map_err(database)?;
        let found = maybe(row.as_ref(), "team_members", |row| {
            let role = row.code("role", AccountRole::from_code)?;
            Ok((creators::creator(row.of("creators"))?, role))
        })?;
        let Some((account, role)) = found else { return Ok(None) };
        let further = creators::further(&self.pools, &account.id).await?;
        Ok(Some(Place { account, further, role }))
    }

    async fn team(&self, creator: &CreatorId) -> Result<Vec<TeamMember>, StoreFault> {
        let query = sqlx::query(TEAM).bind(creator.as_str());
        let rows = query.fetch_all(&self.pools.readers).await.map_err(database)?;
        all(&rows, "team_members", member)
    }
}

fn member(row: Reader<'_>) -> Result<TeamMember, StoreFault> {
    Ok(TeamMember {
        creator: row.id("creator_id")?,
        user: row.id("user_id")?,
        role: row.code("role", AccountRole::given)?,
        added_by: row.id("added_by")?,
        added_at: row.moment("added_at")?,
    })
}
