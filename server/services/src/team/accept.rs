//! `/team/accept/{token}`: looking changes nothing; accepting takes the token and the very address it was sent to.

use domain::{
    id::InvitationToken,
    message::{Recipient, TeamStep},
    people::AccountRole,
    view::team::{InvitationStanding, InvitationView},
};

use super::{MAX_TRIES, Moved, Team};
use crate::{
    Fault,
    actor::Session,
    ports::{Changes, Commit, Invitation, PeopleChanges, PeopleWrite, TeamMember, Write},
    seal::sha256_hex,
};

/// How accepting ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcceptOutcome {
    /// The person is on the team.
    Joined(AccountRole),
    /// Not so; the page says why.
    Refused(InvitationStanding),
    /// There is no such invitation any more: withdrawn, replaced, used or too old.
    Gone,
}

impl Team {
    /// What an invitation says to whoever opens its address; `None` when there is none (any more).
    pub async fn invitation(
        &self,
        session: Option<&Session>,
        token: &InvitationToken,
    ) -> Result<Option<InvitationView>, Fault> {
        let Some(invitation) = self.behind(token).await? else { return Ok(None) };
        let names = self.parts.people.names(std::slice::from_ref(&invitation.invited_by)).await?;
        let standing = self.standing(session, &invitation).await?;
        Ok(Some(InvitationView {
            owner: names.get(&invitation.invited_by).cloned().unwrap_or_default(),
            role: invitation.role,
            expires_at: invitation.expires_at,
            standing,
        }))
    }

    /// Puts the person on the team, once per invitation. Accepting again on the same team changes nothing.
    pub async fn accept(&self, session: &Session, token: &InvitationToken) -> Result<AcceptOutcome, Fault> {
        for _ in 0..MAX_TRIES {
            let Some(invitation) = self.behind(token).await? else { return Ok(AcceptOutcome::Gone) };
            match self.standing(Some(session), &invitation).await? {
                InvitationStanding::Open => {}
                InvitationStanding::OnThisTeam => {
                    self.forget(&invitation).await;
                    return Ok(AcceptOutcome::Joined(invitation.role));
                }
                other => return Ok(AcceptOutcome::Refused(other)),
            }
            let committed = self.parts.commerce.commit(self.joining(session, &invitation)).await;
            // Whatever the answer was: it may be lost and the row there.
            self.parts.places.moved(&session.user.id);
            match committed? {
                Commit::Committed => {
                    self.forget(&invitation).await;
                    return Ok(AcceptOutcome::Joined(invitation.role));
                }
                // A used invitation that was not forgotten yet, or the same click twice: who is not on the team by it
                // has no invitation any more.
                Commit::Duplicate => {
                    if self.standing(Some(session), &invitation).await? == InvitationStanding::Open {
                        return Ok(AcceptOutcome::Gone);
                    }
                }
                Commit::Conflict => {}
            }
        }
        Err(Fault::Contention)
    }

    async fn behind(&self, token: &InvitationToken) -> Result<Option<Invitation>, Fault> {
        let hash = sha256_hex(token.as_str().as_bytes());
        Ok(self.parts.people.invitation(&hash, self.parts.clock.system()).await?)
    }

    async fn standing(
        &self,
        session: Option<&Session>,
        invitation: &Invitation,
    ) -> Result<InvitationStanding, Fault> {
        let Some(session) = session else { return Ok(InvitationStanding::SignedOut) };
        if session.user.email != invitation.email {
            return Ok(InvitationStanding::OtherAddress);
        }
        let place = self.parts.commerce.place_of(&session.user.id).await?;
        Ok(match place {
            None => InvitationStanding::Open,
            Some(place) if place.role == AccountRole::Owner => InvitationStanding::OwnsAnAccount,
            Some(place) if place.account.id == invitation.creator => InvitationStanding::OnThisTeam,
            Some(_) => InvitationStanding::OnAnotherTeam,
        })
    }

    fn joining(&self, session: &Session, invitation: &Invitation) -> Changes {
        let (now, user) = (self.parts.clock.business(), session.user.id.clone());
        let member = TeamMember {
            creator: invitation.creator.clone(),
            user,
            role: invitation.role,
            added_by: invitation.invited_by.clone(),
            added_at: now,
        };
        let writes = vec![Write::UseInvitation(invitation.id.clone(), now), Write::InsertTeamMember(member)];
        let moved = Moved {
            owner: Recipient::Owner(invitation.creator.clone()),
            member: &session.user.id,
            role: invitation.role,
            step: TeamStep::Added,
            by: &invitation.invited_by,
        };
        self.told(Changes { writes, ..Changes::default() }, &moved)
    }

    /// Forgets an invitation that has done its work. Commerce knows that it is used, so one that stays until its end does
    /// no harm, and is no reason to tell the person that something broke.
    async fn forget(&self, invitation: &Invitation) {
        let gone = PeopleWrite::DeleteInvitation(invitation.creator.clone(), invitation.id.clone());
        if let Err(fault) = self.parts.people.commit(PeopleChanges { writes: vec![gone] }).await {
            tracing::warn!(invitation.id = %invitation.id, %fault, "a used invitation was not forgotten");
        }
    }
}
