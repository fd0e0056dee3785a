//! The first step: a name and an address. Whoever has no creator account gets one with it.

use domain::{
    catalogue::{Community, CommunityState, WayIn},
    id::{CommunityId, CreatorId},
    money::Currency,
    view::{
        Problem, ProblemCode,
        manage::{FoundForm, Refused},
    },
};

use super::{
    MOST_COMMUNITIES, Manage, full,
    read::{NAME, Problems, line, slug},
};
use crate::{
    Fault,
    actor::{Creator, Member},
    ports::{Changes, Commit, CreatorRow, EntropyExt, Room, Write},
    rate_limit::Admission,
    team,
};

/// How it ended.
#[derive(Clone, Debug, PartialEq)]
pub enum FoundOutcome {
    /// There is a new draft at this address.
    Founded {
        /// The part of its address.
        slug: String,
    },
    /// There is not; the draft says why.
    Refused(Refused<FoundForm>),
}

impl Manage {
    /// Begins a community as a draft that nobody else sees. `creator` is the account the person acts for, if any.
    pub async fn found(
        &self,
        member: &Member,
        creator: Option<&Creator>,
        form: &FoundForm,
    ) -> Result<FoundOutcome, Fault> {
        let refused = |problems| Ok(FoundOutcome::Refused(Refused { form: form.clone(), problems }));
        let now = self.parts.clock.system();
        if let Admission::Refused { retry_after_seconds } = self.change_limit.admit(member.user.as_str(), now)
        {
            return refused(vec![Problem::at("form", ProblemCode::TooManyChanges { retry_after_seconds })]);
        }
        let mut problems = Problems::default();
        let name = problems.take("name", line(&form.name, NAME));
        let slug = problems.take("slug", slug(&form.slug));
        let account = match creator {
            Some(creator) => Some(creator.account.clone()),
            None => problems.maybe("currency", currency(form)).map(|currency| self.account(member, currency)),
        };
        if let Some(problem) = creator.and_then(|creator| self.refusal(creator)) {
            return refused(vec![problem]);
        }
        let problems = problems.into_list();
        let Some(account) = account.filter(|_| problems.is_empty()) else { return refused(problems) };
        if self.parts.catalogue.by_slug(&slug).is_some() {
            return refused(vec![Problem::at("slug", ProblemCode::SlugTaken)]);
        }
        let community = self.draft(&account, name, slug.clone());
        let mut writes = vec![match creator {
            Some(_) => {
                let of = Room::Communities(account.id.clone());
                Write::RequireRoom { of, most: MOST_COMMUNITIES }
            }
            None => Write::InsertCreator(account),
        }];
        writes.push(Write::InsertCommunity(community));
        writes.extend(creator.and_then(team::guard));
        let committed = self.parts.commerce.commit(Changes { writes, ..Changes::default() }).await?;
        self.parts.catalogue.reload().await?;
        self.parts.places.moved(&member.user);
        match committed {
            Commit::Committed => Ok(FoundOutcome::Founded { slug }),
            // The address went, or the same form came twice: the list shows which.
            Commit::Duplicate => refused(vec![Problem::at("slug", ProblemCode::SlugTaken)]),
            Commit::Conflict => {
                let full = creator.and_then(|creator| self.refusal(creator));
                refused(vec![full.unwrap_or_else(|| Problem::at("form", ProblemCode::ChangedMeanwhile))])
            }
        }
    }

    fn refusal(&self, creator: &Creator) -> Option<Problem> {
        if !creator.allows(domain::people::AccountPermission::ManageCommunity) {
            return Some(Problem::at("form", ProblemCode::RoleMayNot));
        }
        full(self.parts.catalogue.of_creator(&creator.account.id).len(), MOST_COMMUNITIES)
    }

    fn account(&self, member: &Member, currency: Currency) -> CreatorRow {
        let now = self.parts.clock.business();
        let id = CreatorId::new(now, self.parts.entropy.bits());
        CreatorRow { id, owner: member.user.clone(), main: None, currency, created_at: now }
    }

    fn draft(&self, account: &CreatorRow, name: String, slug: String) -> Community {
        let nothing = String::new;
        Community {
            id: CommunityId::new(self.parts.clock.business(), self.parts.entropy.bits()),
            creator: account.id.clone(),
            slug,
            name,
            tagline: nothing(),
            description: nothing(),
            payee_name: nothing(),
            contact: nothing(),
            way_in: WayIn { instructions: nothing(), address: nothing() },
            state: CommunityState::Draft,
            version: 1,
        }
    }
}

fn currency(form: &FoundForm) -> Result<Currency, ProblemCode> {
    form.currency.parse().map_err(|_| ProblemCode::ChoiceUnknown)
}
