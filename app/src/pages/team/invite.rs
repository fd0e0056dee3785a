//! The form that invites somebody.

use domain::{people::AccountRole, view::team::InviteDraft};
use leptos::prelude::*;
use server_fn::ServerFn;

use crate::{
    components::{Field, FieldError},
    functions::InviteToTeam,
    request,
    text::{
        fill, problems,
        team::{TeamText, may, role},
    },
};

/// An address and a role.
#[component]
pub(super) fn Invite(words: &'static TeamText, draft: InviteDraft, most: u32) -> impl IntoView {
    let locale = request::locale();
    let error = |field: &str| problems::at_field(&draft.problems, field, locale);
    let (email_error, role_error) = (error("email"), error("role"));
    let described = role_error.as_ref().map(|_| "role-error");
    let picked = AccountRole::given(&draft.form.role).unwrap_or(AccountRole::Support);
    let option = |given: AccountRole| {
        let id = format!("role-{}", given.code());
        let help = format!("{id}-help");
        let checked = given == picked;
        view! {
            <div class="option">
                <input
                    type="radio"
                    id=id.clone()
                    name="role"
                    value=given.code()
                    checked=checked
                    aria-describedby=help.clone()
                />
                <label for=id>{role(words, given)}</label>
                <p class="option-help" id=help>{may(words, given)}</p>
            </div>
        }
    };
    let options = AccountRole::GIVEN.into_iter().map(option).collect_view();
    view! {
        <section class="section hang" aria-labelledby="invite">
            <div class="section-heading">
                <h2 id="invite">{words.invite}</h2>
                <p class="section-note">{fill(words.invite_note, &[("most", &most.to_string())])}</p>
            </div>
            <div class="section-body">
                <form method="post" action=InviteToTeam::PATH class="stack loose">
                    <Field
                        name="email"
                        label=words.email
                        kind="email"
                        autocomplete="off"
                        value=draft.form.email.clone()
                        help=words.email_help
                        error=email_error
                    />
                    <fieldset class="options" aria-describedby=described>
                        <legend>{words.role}</legend>
                        {role_error.map(|message| view! { <FieldError id="role-error".to_owned() message/> })}
                        {options}
                    </fieldset>
                    <div class="actions">
                        <button class="button primary" type="submit">{words.invite_button}</button>
                    </div>
                </form>
            </div>
        </section>
    }
}
