//! Invitations that nobody has accepted yet.

use domain::view::team::InvitationLine;
use leptos::prelude::*;
use server_fn::ServerFn;

use crate::{
    components::{Moment, Place, Sentence},
    functions::WithdrawInvitation,
    text::{
        fill,
        team::{TeamText, role},
    },
};

/// The invitations, each with a way to take it back.
#[component]
pub(super) fn Waiting(words: &'static TeamText, invitations: Vec<InvitationLine>) -> impl IntoView {
    let lines = invitations.into_iter().map(|line| view! { <Line words line/> }).collect_view();
    view! {
        <section class="section hang" aria-labelledby="waiting">
            <div class="section-heading"><h2 id="waiting">{words.waiting}</h2></div>
            <div class="section-body">
                <ul class="records" aria-labelledby="waiting">{lines}</ul>
            </div>
        </section>
    }
}

#[component]
fn Line(words: &'static TeamText, line: InvitationLine) -> impl IntoView {
    let at = line.expires_at;
    let places =
        vec![Place::new("role", role(words, line.role)), Place::new("moment", view! { <Moment at/> })];
    let label = fill(words.withdraw_of, &[("email", &line.email)]);
    view! {
        <li class="member">
            <p class="record-title">{line.email}</p>
            <p class="record-note"><Sentence template=words.waiting_line places/></p>
            <form method="post" action=WithdrawInvitation::PATH>
                <input type="hidden" name="invitation" value=line.id.to_string()/>
                <button class="button" type="submit" aria-label=label>{words.withdraw}</button>
            </form>
        </li>
    }
}
