//! Who acts for an account: the owner's page, and the page of an invitation.

mod invitation;
mod invite;
mod member;
mod waiting;

use domain::view::team::{InviteDraft, TeamView};
pub use invitation::{TeamInvitationPage, accepted, invitation_path};
use leptos::prelude::*;
use services::team::ChangeOutcome;

use self::{invite::Invite, member::Members, waiting::Waiting};
use crate::{
    components::{Document, ErrorSummary, Icon, Shape},
    pages::answer,
    path,
    request::{self, Interruption},
    text::{
        problems,
        team::{TeamText, team},
    },
    written::Written as _,
};

/// The page's address.
pub const ADDRESS: &str = "/settings/team";
/// The name of its drafts.
pub const FORM: &str = "invite-to-team";
/// The query parameter that names what was done.
const DONE: &str = "done";

/// What a form of the page did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// Somebody was invited.
    Invited,
    /// Somebody has another role.
    Changed,
    /// Somebody was removed.
    Removed,
    /// An invitation was taken back.
    Withdrawn,
}

impl Done {
    const ALL: [Self; 4] = [Self::Invited, Self::Changed, Self::Removed, Self::Withdrawn];

    const fn code(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Changed => "changed",
            Self::Removed => "removed",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// Where a form leads that did its work.
pub fn done(what: Done) -> String {
    path::with_query(ADDRESS, DONE, what.code())
}

/// Where a change of somebody's place leads. Somebody who is not on the team is as unknown as nobody.
pub fn changed(outcome: ChangeOutcome, what: Done) -> Result<(), Interruption> {
    match outcome {
        ChangeOutcome::Done => request::redirect(&done(what)),
        ChangeOutcome::NotOnTheTeam | ChangeOutcome::NotAllowed => return Err(Interruption::NotFound),
    }
    Ok(())
}

/// `/settings/team`.
#[component]
pub fn TeamPage() -> impl IntoView {
    let code = request::query(DONE);
    let done = Done::ALL.into_iter().find(|done| code.as_deref() == Some(done.code()));
    answer(async move {
        let creator = request::creator(ADDRESS)?;
        let view = request::services()?.team.page(&creator).await?.ok_or(Interruption::NotFound)?;
        let draft = request::draft::<InviteDraft>(FORM).await?;
        Ok(page(view, draft, done).written())
    })
}

fn page(view: TeamView, draft: Option<InviteDraft>, done: Option<Done>) -> impl IntoView {
    let locale = request::locale();
    let words = team(locale);
    let draft = draft.unwrap_or_default();
    let target = |field: &str| if field == "role" { "role-admin".to_owned() } else { "email".to_owned() };
    let problems: Vec<_> = draft
        .problems
        .iter()
        .map(|found| (target(&found.field), problems::problem(&found.code, locale)))
        .collect();
    let refused = !problems.is_empty();
    let most = view.most;
    view! {
        <Document title=words.title>
            <main id="main" class="page wide">
                <header class="page-heading">
                    <h1 tabindex="-1">{words.title}</h1>
                    <p class="lead">{words.lead}</p>
                </header>
                {refused.then(|| view! { <ErrorSummary title=words.not_invited problems/> })}
                {done.filter(|_| !refused).map(|done| notice(words, done))}
                <Members words view=view.clone()/>
                {(!view.invitations.is_empty()).then(|| view! { <Waiting words invitations=view.invitations/> })}
                <Invite words draft most/>
            </main>
        </Document>
    }
}

fn notice(words: &'static TeamText, done: Done) -> impl IntoView {
    let (title, note) = match done {
        Done::Invited => (words.saved_invited, words.saved_invited_note),
        Done::Changed => (words.saved_changed, words.at_once),
        Done::Removed => (words.saved_removed, words.at_once),
        Done::Withdrawn => (words.saved_withdrawn, words.at_once),
    };
    view! {
        <div class="notice" data-tone="good" role="status">
            <Icon shape=Shape::Check/>
            <div><p class="notice-title">{title}</p><p>{note}</p></div>
        </div>
    }
}
