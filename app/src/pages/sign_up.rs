//! Signing up.

use domain::{people::MIN_PASSWORD_LENGTH, view::SignUpDraft};
use leptos::prelude::*;
use server_fn::ServerFn;

use crate::{
    components::{Document, ErrorSummary, Field},
    functions::SignUp,
    pages::answer,
    path, request,
    text::{
        account::account,
        fill,
        problems::{at_field, problem},
    },
    written::Written as _,
};

/// `/sign-up?return_to=…`. Whoever is signed in already goes on at once.
#[component]
pub fn SignUpPage() -> impl IntoView {
    let return_to = path::local(&request::query("return_to").unwrap_or_default());
    answer(async move {
        // Where it leads back to may be the page of an order or an invitation.
        request::keep_address_private();
        if request::session().is_some() {
            request::redirect(&return_to);
        }
        let draft: SignUpDraft = request::draft("sign-up").await?.unwrap_or_default();
        Ok(view! { <Page draft return_to/> }.written())
    })
}

#[component]
fn Page(draft: SignUpDraft, return_to: String) -> impl IntoView {
    let locale = request::locale();
    let words = account(locale);
    let sign_in = path::with_query("/sign-in", "return_to", &return_to);
    let SignUpDraft { name, email, problems } = draft;
    let [name_error, email_error, password_error] =
        ["name", "email", "password"].map(|field| at_field(&problems, field, locale));
    let refused = !problems.is_empty();
    let summary =
        problems.iter().map(|found| (input_of(&found.field), problem(&found.code, locale))).collect();
    let password_help = fill(words.password_help, &[("minimum", &MIN_PASSWORD_LENGTH.to_string())]);
    view! {
        <Document title=words.sign_up>
            <main id="main" class="page short">
                <header class="page-heading"><h1 tabindex="-1">{words.sign_up}</h1></header>
                {refused.then(|| view! { <ErrorSummary title=words.not_created problems=summary/> })}
                <form method="post" action=SignUp::PATH class="stack">
                    <input type="hidden" name="return_to" value=return_to/>
                    <Field
                        name="name"
                        label=words.name
                        autocomplete="name"
                        value=name
                        help=words.name_help
                        error=name_error
                    />
                    <Field
                        name="email"
                        label=words.email
                        kind="email"
                        autocomplete="username"
                        value=email
                        error=email_error
                    />
                    <Field
                        name="password"
                        label=words.password
                        kind="password"
                        autocomplete="new-password"
                        help=password_help
                        error=password_error
                    />
                    <div class="actions">
                        <button class="button primary wide" type="submit">{words.create}</button>
                    </div>
                    <p>{words.have_account}" "<a href=sign_in>{words.sign_in}</a></p>
                </form>
            </main>
        </Document>
    }
}

/// The input a problem is about; what is about the whole form is shown at its first one.
fn input_of(field: &str) -> String {
    if matches!(field, "name" | "email" | "password") { field.to_owned() } else { "name".to_owned() }
}
