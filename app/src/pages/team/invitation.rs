//! `/team/accept/{token}`: opening it changes nothing, because mail programs open links by themselves.

use domain::{
    id::InvitationToken,
    people::AccountPermission,
    view::team::{InvitationStanding, InvitationView},
};
use leptos::prelude::*;
use server_fn::ServerFn;
use services::team::AcceptOutcome;

use crate::{
    components::{Document, Moment, Place, Sentence},
    functions::{AcceptInvitation, SignOut},
    pages::{answer, payout_settings},
    path,
    request::{self, Interruption},
    text::{
        fill,
        team::{TeamText, role, team},
    },
    written::Written as _,
};

/// The page of an invitation.
pub fn invitation_path(token: &InvitationToken) -> String {
    format!("/team/accept/{}", token.as_str())
}

/// Where accepting leads: to the account, or back to the page, which says why not.
pub fn accepted(outcome: AcceptOutcome, page: &str) {
    match outcome {
        AcceptOutcome::Joined(role) if role.allows(AccountPermission::SeeSettings) => {
            request::redirect(payout_settings::ADDRESS);
        }
        AcceptOutcome::Joined(_) => request::redirect("/payouts"),
        AcceptOutcome::Refused(_) | AcceptOutcome::Gone => request::redirect(page),
    }
}

/// `/team/accept/{token}`.
#[component]
pub fn TeamInvitationPage() -> impl IntoView {
    let token = InvitationToken::try_from(request::path_part("token"));
    answer(async move {
        // The address is a secret: no cache keeps it, and no log of what is asked for next.
        request::keep_private();
        request::keep_address_private();
        let token = token.map_err(|_| Interruption::NotFound)?;
        let session = request::session();
        let view = request::services()?.team.invitation(session.as_deref(), &token).await?;
        let words = team(request::locale());
        Ok(match view {
            Some(view) => page(words, view, &token).written(),
            None => gone(words, session.is_some_and(|session| session.place.is_some())).written(),
        })
    })
}

/// Also what a second click finds: whoever acts for an account by now can go on to it.
fn gone(words: &'static TeamText, acts: bool) -> impl IntoView {
    request::set_status(410);
    view! {
        <Document title=words.gone_title>
            <main id="main" class="page short">
                <header class="page-heading">
                    <h1 tabindex="-1">{words.gone_title}</h1>
                    <p class="lead">{words.gone_note}</p>
                </header>
                {acts.then(|| view! {
                    <div class="actions"><a class="button" href="/payouts">{words.go_on}</a></div>
                })}
            </main>
        </Document>
    }
}

fn page(words: &'static TeamText, view: InvitationView, token: &InvitationToken) -> impl IntoView {
    let title = fill(words.invited_title, &[("owner", &view.owner)]);
    let lead = fill(words.invited_lead, &[("role", role(words, view.role)), ("owner", &view.owner)]);
    let at = view.expires_at;
    let places = vec![Place::new("moment", view! { <Moment at/> })];
    let step = step(words, &view, token);
    view! {
        <Document title=title.clone()>
            <main id="main" class="page short">
                <header class="page-heading">
                    <h1 tabindex="-1">{title}</h1>
                    <p class="lead">{lead}</p>
                </header>
                <div class="stack">
                    {step}
                    <p class="small soft"><Sentence template=words.invited_until places/></p>
                </div>
            </main>
        </Document>
    }
}

/// The next step, which depends on who looks.
fn step(words: &'static TeamText, view: &InvitationView, token: &InvitationToken) -> AnyView {
    let here = invitation_path(token);
    match view.standing {
        InvitationStanding::Open => {
            let note = fill(words.accept_note, &[("owner", &view.owner)]);
            view! {
                <form method="post" action=AcceptInvitation::PATH class="stack">
                    <input type="hidden" name="token" value=token.as_str().to_owned()/>
                    <p>{note}</p>
                    <div class="actions">
                        <button class="button primary" type="submit">{words.accept}</button>
                    </div>
                </form>
            }
            .written()
        }
        InvitationStanding::SignedOut => {
            let sign_in = request::sign_in_path(&here);
            let sign_up = path::with_query("/sign-up", "return_to", &here);
            view! {
                <p>{words.sign_in_first}</p>
                <div class="actions">
                    <a class="button primary" href=sign_in>{words.sign_in}</a>
                    <a class="button" href=sign_up>{words.sign_up}</a>
                </div>
            }
            .written()
        }
        InvitationStanding::OtherAddress => cannot(words, words.other_address),
        InvitationStanding::OwnsAnAccount => cannot(words, words.owns_account),
        InvitationStanding::OnAnotherTeam => cannot(words, words.other_team),
        InvitationStanding::OnThisTeam => view! {
            <p>{words.this_team}</p>
            <div class="actions"><a class="button primary" href="/payouts">{words.go_on}</a></div>
        }
        .written(),
    }
}

fn cannot(words: &'static TeamText, why: &'static str) -> AnyView {
    view! {
        <div class="notice">
            <div><p class="notice-title">{words.cannot_join}</p><p>{why}</p></div>
        </div>
        <form method="post" action=SignOut::PATH>
            <div class="actions"><button class="button" type="submit">{words.sign_out}</button></div>
        </form>
    }
    .written()
}
