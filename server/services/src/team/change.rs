//! Another role for somebody on the team, or none any more.

use domain::{
    id::UserId,
    message::{Recipient, TeamStep},
    people::{AccountPermission, AccountRole},
};

use super::{MAX_TRIES, Moved, Team};
use crate::{
    Fault,
    actor::Creator,
    ports::{Changes, Commit, TeamMember, Write},
};

/// How a change of somebody's place ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeOutcome {
    /// It is as wanted, from now on.
    Done,
    /// Nobody of that name is on the team.
    NotOnTheTeam,
    /// The person may not decide on the team.
    NotAllowed,
}

impl Team {
    /// Gives somebody on the team another role.
    pub async fn change_role(
        &self,
        creator: &Creator,
        user: &UserId,
        role: AccountRole,
    ) -> Result<ChangeOutcome, Fault> {
        if !AccountRole::GIVEN.contains(&role) {
            return Ok(ChangeOutcome::NotAllowed);
        }
        self.change(creator, user, Some(role)).await
    }

    /// Takes somebody from the team; who is not on it is as good as removed.
    pub async fn remove(&self, creator: &Creator, user: &UserId) -> Result<ChangeOutcome, Fault> {
        match self.change(creator, user, None).await? {
            ChangeOutcome::NotOnTheTeam => Ok(ChangeOutcome::Done),
            other => Ok(other),
        }
    }

    async fn change(
        &self,
        creator: &Creator,
        user: &UserId,
        role: Option<AccountRole>,
    ) -> Result<ChangeOutcome, Fault> {
        if !creator.allows(AccountPermission::ManageTeam) {
            return Ok(ChangeOutcome::NotAllowed);
        }
        for _ in 0..MAX_TRIES {
            let members = self.parts.commerce.team(&creator.account.id).await?;
            let Some(member) = members.into_iter().find(|member| member.user == *user) else {
                return Ok(ChangeOutcome::NotOnTheTeam);
            };
            if role == Some(member.role) {
                return Ok(ChangeOutcome::Done);
            }
            let committed = self.parts.commerce.commit(self.moving(creator, &member, role)).await;
            // Whatever the answer was: it may be lost and the change there.
            self.parts.places.moved(user);
            match committed? {
                Commit::Committed => return Ok(ChangeOutcome::Done),
                // Somebody else was faster: what stands now decides what is to be done.
                Commit::Conflict | Commit::Duplicate => {}
            }
        }
        Err(Fault::Contention)
    }

    fn moving(&self, creator: &Creator, member: &TeamMember, role: Option<AccountRole>) -> Changes {
        let (account, user) = (creator.account.id.clone(), member.user.clone());
        let (write, role, step) = match role {
            Some(to) => {
                let from = member.role;
                (Write::ChangeTeamRole { creator: account, user, from, to }, to, TeamStep::Changed)
            }
            None => (Write::RemoveTeamMember(account, user), member.role, TeamStep::Removed),
        };
        let moved = Moved {
            owner: Recipient::Owner(creator.account.id.clone()),
            member: &member.user,
            role,
            step,
            by: &creator.user,
        };
        self.told(Changes { writes: vec![write], ..Changes::default() }, &moved)
    }
}
