//! A forgotten password: `/sign-in/forgotten` mails a link, and behind the link a new one is set.
//!
//! The link's address is a secret while it is good: no cache keeps it and no answer of another page learns it. Opening it
//! changes nothing, because mail programs open links by themselves.

use domain::{
    id::PasswordToken,
    people::MIN_PASSWORD_LENGTH,
    view::{Problem, SignInDraft},
};
use leptos::prelude::*;
use server_fn::ServerFn;
use services::identity::PasswordOutcome;

use crate::{
    components::{Document, ErrorSummary, Field, Icon, Shape},
    functions::{MailPasswordLink, SetPassword},
    pages::answer,
    path,
    request::{self, Interruption},
    text::{
        account::{AccountText, account},
        fill,
        problems::{at_field, problem},
    },
    written::Written as _,
};

/// The page's address.
pub const ADDRESS: &str = "/sign-in/forgotten";
/// The name of its drafts.
pub const FORM: &str = "forgotten-password";
/// The name of the drafts of the page behind the link.
const NEW_FORM: &str = "new-password";
/// The query parameter that names what was done, here and at `/sign-in`.
const DONE: &str = "done";
/// A letter was asked for.
const ASKED: &str = "asked";
/// A new password was set.
const CHANGED: &str = "password";

/// Where asking for a letter leads.
pub fn asked() -> String {
    path::with_query(ADDRESS, DONE, ASKED)
}

/// Whether the sign-in page is shown after a new password was set.
pub fn password_was_changed() -> bool {
    request::query(DONE).as_deref() == Some(CHANGED)
}

/// Where setting a password leads: to signing in with it, or back to the page, which says why not.
pub async fn was_set(outcome: PasswordOutcome, token: &PasswordToken) -> Result<(), Interruption> {
    let page = format!("{ADDRESS}/{}", token.as_str());
    match outcome {
        PasswordOutcome::Changed => request::redirect(&path::with_query("/sign-in", DONE, CHANGED)),
        PasswordOutcome::Gone => request::redirect(&page),
        PasswordOutcome::Refused(problems) => request::refuse(NEW_FORM, &problems, &page).await?,
    }
    Ok(())
}

/// `/sign-in/forgotten`.
#[component]
pub fn ForgottenPage() -> impl IntoView {
    let is_asked = request::query(DONE).as_deref() == Some(ASKED);
    answer(async move {
        let words = account(request::locale());
        if !request::services()?.identity.mails() {
            return Ok(told(words, words.forgotten_title, words.no_mail_lead, None).written());
        }
        let draft: SignInDraft = request::draft(FORM).await?.unwrap_or_default();
        Ok(ask(words, draft, is_asked).written())
    })
}

fn ask(words: &'static AccountText, draft: SignInDraft, is_asked: bool) -> impl IntoView {
    let locale = request::locale();
    let error = at_field(&draft.problems, "email", locale);
    let problems: Vec<_> =
        draft.problems.iter().map(|found| ("email".to_owned(), problem(&found.code, locale))).collect();
    let refused = !problems.is_empty();
    view! {
        <Document title=words.forgotten_title>
            <main id="main" class="page short">
                <header class="page-heading">
                    <h1 tabindex="-1">{words.forgotten_title}</h1>
                    <p class="lead">{words.forgotten_lead}</p>
                </header>
                {refused.then(|| view! { <ErrorSummary title=words.not_mailed problems/> })}
                {(is_asked && !refused).then(|| view! { <Asked words/> })}
                <form method="post" action=MailPasswordLink::PATH class="stack">
                    <Field
                        name="email"
                        label=words.email
                        kind="email"
                        autocomplete="username"
                        value=draft.email
                        error
                    />
                    <div class="actions">
                        <button class="button primary wide" type="submit">{words.mail_link}</button>
                    </div>
                    <p><a href="/sign-in">{words.back_to_sign_in}</a></p>
                </form>
            </main>
        </Document>
    }
}

#[component]
fn Asked(words: &'static AccountText) -> impl IntoView {
    view! {
        <div class="notice" role="status">
            <Icon shape=Shape::Check/>
            <div><p class="notice-title">{words.link_asked}</p><p>{words.link_asked_note}</p></div>
        </div>
    }
}

/// `/sign-in/forgotten/{token}`.
#[component]
pub fn NewPasswordPage() -> impl IntoView {
    let token = PasswordToken::try_from(request::path_part("token"));
    answer(async move {
        request::keep_private();
        request::keep_address_private();
        let token = token.map_err(|_| Interruption::NotFound)?;
        let words = account(request::locale());
        if !request::services()?.identity.is_link_open(&token).await? {
            request::set_status(410);
            let again = view! { <a class="button" href=ADDRESS>{words.ask_again}</a> }.written();
            return Ok(told(words, words.link_gone, words.link_gone_note, Some(again)).written());
        }
        let problems: Vec<Problem> = request::draft(NEW_FORM).await?.unwrap_or_default();
        Ok(choose(words, &problems, token).written())
    })
}

fn choose(words: &'static AccountText, problems: &[Problem], token: PasswordToken) -> impl IntoView + use<> {
    let locale = request::locale();
    let error = at_field(problems, "password", locale);
    let summary: Vec<_> =
        problems.iter().map(|found| ("password".to_owned(), problem(&found.code, locale))).collect();
    let refused = !summary.is_empty();
    let help = fill(words.password_help, &[("minimum", &MIN_PASSWORD_LENGTH.to_string())]);
    view! {
        <Document title=words.new_password_title>
            <main id="main" class="page short">
                <header class="page-heading">
                    <h1 tabindex="-1">{words.new_password_title}</h1>
                    <p class="lead">{words.new_password_lead}</p>
                </header>
                {refused.then(|| view! { <ErrorSummary title=words.not_set problems=summary/> })}
                <form method="post" action=SetPassword::PATH class="stack">
                    <input type="hidden" name="token" value=String::from(token)/>
                    <Field
                        name="password"
                        label=words.new_password
                        kind="password"
                        autocomplete="new-password"
                        help
                        error
                    />
                    <div class="actions">
                        <button class="button primary wide" type="submit">{words.set_password}</button>
                    </div>
                </form>
            </main>
        </Document>
    }
}

/// A page that only tells something, with a way on.
fn told(
    words: &'static AccountText,
    title: &'static str,
    lead: &'static str,
    way_on: Option<AnyView>,
) -> impl IntoView {
    view! {
        <Document title=title>
            <main id="main" class="page short">
                <header class="page-heading">
                    <h1 tabindex="-1">{title}</h1>
                    <p class="lead">{lead}</p>
                </header>
                <div class="actions">
                    {way_on}
                    <a class="button" href="/sign-in">{words.back_to_sign_in}</a>
                </div>
            </main>
        </Document>
    }
}
