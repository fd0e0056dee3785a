//! Signing in.

use domain::view::SignInDraft;
use leptos::prelude::*;
use server_fn::ServerFn;

use crate::{
    components::{Document, ErrorSummary, Field, Icon, Shape},
    functions::SignIn,
    pages::{answer, forgotten},
    path, request,
    text::{
        account::{AccountText, account},
        problems::problem,
    },
    written::Written as _,
};

/// `/sign-in?return_to=…`. Whoever is signed in already goes on at once, but for one who has just set a password: that may have
/// been somebody else's, and they are told that it worked.
#[component]
pub fn SignInPage() -> impl IntoView {
    let return_to = path::local(&request::query("return_to").unwrap_or_default());
    let changed = forgotten::password_was_changed();
    answer(async move {
        // Where it leads back to may be the page of an order or an invitation.
        request::keep_address_private();
        if request::session().is_some() && !changed {
            request::redirect(&return_to);
        }
        let locale = request::locale();
        let words = account(locale);
        let draft: SignInDraft = request::draft("sign-in").await?.unwrap_or_default();
        let problems: Vec<_> =
            draft.problems.iter().map(|found| ("email".to_owned(), problem(&found.code, locale))).collect();
        let refused = !problems.is_empty();
        let sign_up = path::with_query("/sign-up", "return_to", &return_to);
        Ok(view! {
            <Document title=words.sign_in>
                <main id="main" class="page short">
                    <header class="page-heading"><h1 tabindex="-1">{words.sign_in}</h1></header>
                    {refused.then(|| view! { <ErrorSummary title=words.not_signed_in problems/> })}
                    {(changed && !refused).then(|| view! { <Changed words/> })}
                    <form method="post" action=SignIn::PATH class="stack">
                        <input type="hidden" name="return_to" value=return_to/>
                        <Field name="email" label=words.email kind="email" autocomplete="username" value=draft.email/>
                        <Field
                            name="password"
                            label=words.password
                            kind="password"
                            autocomplete="current-password"
                        />
                        <div class="actions">
                            <button class="button primary wide" type="submit">{words.sign_in}</button>
                        </div>
                        <p><a href=forgotten::ADDRESS>{words.forgotten}</a></p>
                        <p>{words.new_here}" "<a href=sign_up>{words.sign_up}</a></p>
                    </form>
                </main>
            </Document>
        }
        .written())
    })
}

/// After a new password was set.
#[component]
fn Changed(words: &'static AccountText) -> impl IntoView {
    view! {
        <div class="notice" data-tone="good" role="status">
            <Icon shape=Shape::Check/>
            <div><p class="notice-title">{words.password_changed}</p><p>{words.password_changed_note}</p></div>
        </div>
    }
}
