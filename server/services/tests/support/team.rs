//! Teams and invitations in memory.

use async_trait::async_trait;
use domain::{
    id::{CreatorId, InvitationId, UserId},
    people::AccountRole,
    time::Timestamp,
};
use services::ports::{
    CreatorRow, Invitation, InvitationStore, Place, StoreFault, TeamMember, TeamStore, Write,
};

use super::{
    commerce::MemoryCommerce,
    people::{MemoryPeople, PeopleTables},
    tables::Tables,
    writes::Unit,
};

impl Unit {
    pub(super) fn team_row(&mut self, tables: &mut Tables, write: &Write) {
        match write {
            Write::InsertTeamMember(row) => {
                self.stale |= tables.creators.values().any(|known| known.owner == row.user);
                self.duplicate |=
                    self.journal.put(tables, |tables| &mut tables.team, row.user.clone(), row.clone());
            }
            Write::UseInvitation(id, at) => {
                self.duplicate |=
                    self.journal.put(tables, |tables| &mut tables.used_invitations, id.clone(), *at);
            }
            Write::ChangeTeamRole { creator, user, from, to } => {
                self.hold(tables, creator, user, *from, *to);
            }
            Write::RequireTeamRole { creator, user, role } => self.hold(tables, creator, user, *role, *role),
            Write::RemoveTeamMember(creator, user) => {
                let known = tables.team.get(user).filter(|known| known.creator == *creator).cloned();
                let Some(known) = known else {
                    self.stale = true;
                    return;
                };
                tables.team.remove(user);
                self.journal.note(move |tables| {
                    tables.team.insert(known.user.clone(), known);
                });
            }
            other => unreachable!("{other:?} is no rare write"),
        }
    }

    fn hold(
        &mut self,
        tables: &mut Tables,
        creator: &CreatorId,
        user: &UserId,
        from: AccountRole,
        to: AccountRole,
    ) {
        let known = tables.team.get(user).cloned();
        let Some(known) = known.filter(|known| known.creator == *creator && known.role == from) else {
            self.stale = true;
            return;
        };
        let held = TeamMember { role: to, ..known };
        self.journal.put(tables, |tables| &mut tables.team, user.clone(), held);
    }
}

#[async_trait]
impl TeamStore for MemoryCommerce {
    async fn place_of(&self, user: &UserId) -> Result<Option<Place>, StoreFault> {
        let find = |tables: &Tables| {
            let place = |account: CreatorRow, role| {
                let beside = |row: &&CreatorRow| row.main.as_ref() == Some(&account.id);
                let further = tables.creators.values().filter(beside).cloned().collect();
                Place { account, further, role }
            };
            let owned = tables.main_account(user).cloned();
            let owned = owned.map(|account| place(account, AccountRole::Owner));
            owned.or_else(|| {
                let member = tables.team.get(user)?;
                let account = tables.creators.get(&member.creator)?.clone();
                Some(place(account, member.role))
            })
        };
        self.read("place_of", find).await
    }

    async fn team(&self, creator: &CreatorId) -> Result<Vec<TeamMember>, StoreFault> {
        let list = |tables: &Tables| {
            let mut rows: Vec<_> =
                tables.team.values().filter(|row| row.creator == *creator).cloned().collect();
            rows.sort_by(|a, b| (a.added_at, &a.user).cmp(&(b.added_at, &b.user)));
            rows
        };
        self.read("team", list).await
    }
}

#[async_trait]
impl InvitationStore for MemoryPeople {
    async fn invitation(&self, token_hash: &str, now: Timestamp) -> Result<Option<Invitation>, StoreFault> {
        let wanted = |row: &&Invitation| row.token_hash == token_hash && row.expires_at > now;
        let find = |tables: &PeopleTables| tables.invitations.values().find(wanted).cloned();
        self.read("invitation", find).await
    }

    async fn invitations(&self, creator: &CreatorId, now: Timestamp) -> Result<Vec<Invitation>, StoreFault> {
        let wanted = |row: &&Invitation| row.creator == *creator && row.expires_at > now;
        let list = |tables: &PeopleTables| {
            let mut rows: Vec<_> = tables.invitations.values().filter(wanted).cloned().collect();
            rows.sort_by(|a, b| (b.invited_at, &b.id).cmp(&(a.invited_at, &a.id)));
            rows
        };
        self.read("invitations", list).await
    }

    async fn invitations_by_id(&self, ids: &[InvitationId]) -> Result<Vec<Invitation>, StoreFault> {
        let list =
            |tables: &PeopleTables| ids.iter().filter_map(|id| tables.invitations.get(id)).cloned().collect();
        self.read("invitations_by_id", list).await
    }
}
