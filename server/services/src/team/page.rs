//! `/settings/team`.

use std::collections::BTreeMap;

use domain::{
    id::UserId,
    people::AccountPermission,
    view::team::{InvitationLine, MemberLine, TeamView},
};

use super::{MOST, Team};
use crate::{
    Fault,
    actor::Creator,
    ports::{Addressee, Invitation, TeamMember},
};

/// Who is on a team, how they are reached, and who is invited.
pub(super) struct Roster {
    pub members: Vec<TeamMember>,
    pub people: BTreeMap<UserId, Addressee>,
    /// Invitations that wait; one that was accepted a moment ago and is not forgotten yet does not.
    pub invitations: Vec<Invitation>,
}

impl Team {
    /// The page; `None` when the person may not decide on the team.
    pub async fn page(&self, creator: &Creator) -> Result<Option<TeamView>, Fault> {
        if !creator.allows(AccountPermission::ManageTeam) {
            return Ok(None);
        }
        let Roster { members, people, invitations } = self.roster(creator).await?;
        let of = |user: &UserId| {
            let known = people.get(user);
            known.map(|person| (person.name.clone(), person.address.clone())).unwrap_or_default()
        };
        let line = |member: TeamMember| {
            let (name, email) = of(&member.user);
            MemberLine { name, email, user: member.user, role: member.role, since: member.added_at }
        };
        let waiting = |invitation: Invitation| InvitationLine {
            id: invitation.id,
            email: invitation.email,
            role: invitation.role,
            expires_at: invitation.expires_at,
        };
        let (owner, owner_email) = of(&creator.account.owner);
        Ok(Some(TeamView {
            owner,
            owner_email,
            members: members.into_iter().map(line).collect(),
            invitations: invitations.into_iter().map(waiting).collect(),
            most: MOST,
        }))
    }

    pub(super) async fn roster(&self, creator: &Creator) -> Result<Roster, Fault> {
        let account = &creator.account;
        let members = self.parts.commerce.team(&account.id).await?;
        let mut readers: Vec<UserId> = members.iter().map(|member| member.user.clone()).collect();
        readers.push(account.owner.clone());
        let people = self.parts.people.addressees(&readers).await?;
        let mut invitations = self.parts.people.invitations(&account.id, self.parts.clock.system()).await?;
        invitations.retain(|invitation| !people.values().any(|person| person.address == invitation.email));
        Ok(Roster { members, people, invitations })
    }
}
