//! Who is on the team, what each may do, and how that is changed.

use domain::{
    people::AccountRole,
    view::team::{MemberLine, TeamView},
};
use leptos::prelude::*;
use server_fn::ServerFn;

use crate::{
    functions::{ChangeTeamRole, RemoveFromTeam},
    request,
    text::{
        dates, fill,
        team::{TeamText, may, role},
    },
};

/// The owner first, then everybody else.
#[component]
pub(super) fn Members(words: &'static TeamText, view: TeamView) -> impl IntoView {
    let nobody = view.members.is_empty().then(|| view! { <p class="soft">{words.nobody}</p> });
    let lines = view.members.into_iter().map(|line| view! { <Member words line/> }).collect_view();
    view! {
        <section class="section hang" aria-labelledby="members">
            <div class="section-heading"><h2 id="members">{words.members}</h2></div>
            <div class="section-body stack">
                <ul class="records" aria-labelledby="members">
                    <li class="member">
                        <p class="record-title">{fill(words.you, &[("name", &view.owner)])}</p>
                        <p class="record-note">{view.owner_email}</p>
                        <p class="small">
                            {words.owner} ": " {words.owner_may}
                        </p>
                    </li>
                    {lines}
                </ul>
                {nobody}
            </div>
        </section>
    }
}

#[component]
fn Member(words: &'static TeamText, line: MemberLine) -> impl IntoView {
    let user = line.user.to_string();
    let name = if line.name.is_empty() { words.gone.to_owned() } else { line.name };
    let named = |template: &str| fill(template, &[("name", &name)]);
    let since = dates::day(line.since.day(), request::locale());
    let since = fill(words.since, &[("day", &since), ("email", &line.email)]);
    let field = format!("role-of-{user}");
    let options = AccountRole::GIVEN
        .into_iter()
        .map(|given| {
            let picked = given == line.role;
            view! { <option value=given.code() selected=picked>{role(words, given)}</option> }
        })
        .collect_view();
    view! {
        <li class="member">
            <p class="record-title">{name.clone()}</p>
            <p class="record-note">{since}</p>
            <p class="small">{role(words, line.role)} ": " {may(words, line.role)}</p>
            <form method="post" action=ChangeTeamRole::PATH class="member-role">
                <input type="hidden" name="user" value=user.clone()/>
                <div class="field short">
                    <label for=field.clone()>{named(words.role_of)}</label>
                    <select id=field name="role">{options}</select>
                </div>
                <button class="button" type="submit" aria-label=named(words.save_of)>{words.save}</button>
            </form>
            <details class="disclosure">
                <summary>{named(words.remove_ask)}</summary>
                <form method="post" action=RemoveFromTeam::PATH class="stack">
                    <input type="hidden" name="user" value=user/>
                    <p>{named(words.remove_note)}</p>
                    <div class="actions">
                        <button class="button" type="submit">{named(words.remove)}</button>
                    </div>
                </form>
            </details>
        </li>
    }
}
