//! Inviting somebody by address. What happens is the same whether the address has an account or not: nobody learns that
//! here.

use domain::{
    id::{InvitationId, InvitationToken},
    locale::Locale,
    people::{AccountPermission, AccountRole, normalise_email},
    view::{
        Problem, ProblemCode,
        team::{InviteDraft, InviteForm},
    },
};

use super::{Invited, MOST, Team, page::Roster};
use crate::{
    Fault,
    actor::Creator,
    ports::{Changes, Commit, EntropyExt as _, Invitation, PeopleChanges, PeopleWrite, Write},
    rate_limit::Admission,
    seal::sha256_hex,
};

/// How long an invitation can be accepted: a week, a holiday short of two.
const LIFE_DAYS: i64 = 7;

/// How inviting ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InviteOutcome {
    /// The letter is on its way.
    Invited(InvitationId),
    /// Nobody was invited; the draft says why.
    Refused(InviteDraft),
}

impl Team {
    /// Invites somebody; a later invitation to the same address takes the place of the earlier one. `None` when the
    /// person may not decide on the team.
    pub async fn invite(
        &self,
        creator: &Creator,
        form: InviteForm,
        locale: Locale,
    ) -> Result<Option<InviteOutcome>, Fault> {
        if !creator.allows(AccountPermission::ManageTeam) {
            return Ok(None);
        }
        let roster = self.roster(creator).await?;
        let (email, role) = match checked(&form, creator, &roster) {
            Ok(checked) => checked,
            Err(problems) => return Ok(Some(refused(form, problems))),
        };
        let (now, account) = (self.parts.clock.system(), &creator.account.id);
        let mut admission = self.invite_limit.admit(account.as_str(), now);
        if admission == Admission::Admitted {
            admission = self.letters_limit.admit("everybody", now);
        }
        if let Admission::Refused { retry_after_seconds } = admission {
            let problem = Problem::at("form", ProblemCode::TooManyTries { retry_after_seconds });
            return Ok(Some(refused(form, vec![problem])));
        }
        let token = InvitationToken::new(self.parts.entropy.bits());
        let invitation = Invitation {
            id: InvitationId::new(now, self.parts.entropy.bits()),
            token_hash: sha256_hex(token.as_str().as_bytes()),
            creator: account.clone(),
            role,
            email,
            locale,
            invited_by: creator.user.clone(),
            invited_at: now,
            expires_at: now.plus_days(LIFE_DAYS),
        };
        let id = invitation.id.clone();
        let letter = Invited::promise(&self.parts, &id, &token)?;
        let replaced = roster.invitations.iter().find(|waiting| waiting.email == invitation.email);
        if let Some(replaced) = replaced {
            self.spend(&replaced.id).await?;
        }
        // People first: a letter without an invitation would lead nowhere, an invitation without a letter is withdrawn or
        // sent again on the page.
        let writes = vec![PeopleWrite::PutInvitation(invitation)];
        self.parts.people.commit(PeopleChanges { writes }).await?;
        self.parts.commerce.commit(Changes { outbox: vec![letter], ..Changes::default() }).await?;
        Ok(Some(InviteOutcome::Invited(id)))
    }

    /// Takes an invitation back; `false` when the person may not. One that is gone already is as good as taken back. Once
    /// this has answered, nobody joins by it any more, whatever they had read before.
    pub async fn withdraw(&self, creator: &Creator, invitation: &InvitationId) -> Result<bool, Fault> {
        if !creator.allows(AccountPermission::ManageTeam) {
            return Ok(false);
        }
        let known = self.parts.people.invitations_by_id(std::slice::from_ref(invitation)).await?;
        if known.iter().any(|known| known.creator == creator.account.id) {
            self.spend(invitation).await?;
            let gone = PeopleWrite::DeleteInvitation(creator.account.id.clone(), invitation.clone());
            self.parts.people.commit(PeopleChanges { writes: vec![gone] }).await?;
        }
        Ok(true)
    }

    /// Uses an invitation up without anybody joining by it. Joining uses it up as well, in one commit with the place on
    /// the team, and only one of the two can: an acceptance that read the invitation before it was taken back comes too
    /// late. Who was faster and has joined stays; the owner sees them on the page.
    async fn spend(&self, invitation: &InvitationId) -> Result<(), Fault> {
        let spent = Write::UseInvitation(invitation.clone(), self.parts.clock.business());
        match self.parts.commerce.commit(Changes { writes: vec![spent], ..Changes::default() }).await? {
            Commit::Committed | Commit::Duplicate => Ok(()),
            Commit::Conflict => Err(Fault::Contention),
        }
    }
}

fn refused(form: InviteForm, problems: Vec<Problem>) -> InviteOutcome {
    InviteOutcome::Refused(InviteDraft { form, problems })
}

/// The address and the role, or everything that is wrong. Only this team's own addresses are compared: the owner knows
/// those.
fn checked(
    form: &InviteForm,
    creator: &Creator,
    roster: &Roster,
) -> Result<(String, AccountRole), Vec<Problem>> {
    let role = AccountRole::given(&form.role).ok_or(Problem::at("role", ProblemCode::ChoiceUnknown));
    let email = normalise_email(&form.email).ok_or(ProblemCode::EmailInvalid).and_then(|email| {
        let known = roster.people.iter().find(|(_, person)| person.address == email);
        match known {
            Some((user, _)) if *user == creator.account.owner => Err(ProblemCode::OwnAddress),
            Some(_) => Err(ProblemCode::OnTheTeam),
            None => Ok(email),
        }
    });
    let (email, role) = match (email, role) {
        (Ok(email), Ok(role)) => (email, role),
        (email, role) => {
            let email = email.err().map(|code| Problem::at("email", code));
            return Err([email, role.err()].into_iter().flatten().collect());
        }
    };
    let others = roster.invitations.iter().filter(|waiting| waiting.email != email).count();
    let all = u32::try_from(roster.members.len().saturating_add(others)).unwrap_or(u32::MAX);
    if all >= MOST {
        return Err(vec![Problem::at("form", ProblemCode::TeamFull { most: MOST })]);
    }
    Ok((email, role))
}
