//! `/manage`: a creator's communities, and the form that begins one.

use domain::{
    money::Currency,
    view::manage::{AccountForm, FoundForm, ManageListView, ManagedLine, Refused},
};
use leptos::prelude::*;
use server_fn::ServerFn;

use super::{ADDRESS, accounts::Accounts, at, community_address, form, lines, refused};
use crate::{
    components::{Document, ErrorSummary, Field, FieldError, Icon, Shape},
    functions::FoundCommunity,
    pages::answer,
    request,
    text::{
        fill,
        manage::{ManageText, manage, state},
    },
    written::Written as _,
};

/// `/manage`.
#[component]
pub fn ManagePage() -> impl IntoView {
    let done = request::query("done").is_some();
    answer(async move {
        request::member(ADDRESS)?;
        let creator = request::session().and_then(|session| session.creator());
        let view = request::services()?.manage.list(creator.as_ref());
        let draft = refused::<FoundForm>(form::FOUND).await?.unwrap_or_default();
        let account = refused::<AccountForm>(form::ACCOUNT).await?.unwrap_or_default();
        Ok(page(view, draft, account, done).written())
    })
}

fn page(
    view: ManageListView,
    draft: Refused<FoundForm>,
    account: Refused<AccountForm>,
    done: bool,
) -> impl IntoView {
    let words = manage(request::locale());
    let (problems, refused) = (lines(&draft.problems), lines(&account.problems));
    let done = (done && problems.is_empty() && refused.is_empty()).then(|| added(words));
    let accounts = view! { <Accounts words view=view.clone() draft=account/> };
    let list = if view.communities.is_empty() {
        view! { <p class="soft">{words.none}</p> }.written()
    } else {
        let lines = view.communities.into_iter().map(|line| view! { <Line words line/> }).collect_view();
        view! { <ul class="records">{lines}</ul> }.written()
    };
    view! {
        <Document title=words.title>
            <main id="main" class="page">
                <header class="page-heading">
                    <h1 tabindex="-1">{words.title}</h1>
                    <p class="lead">{words.lead}</p>
                </header>
                {(!problems.is_empty()).then(|| view! { <ErrorSummary title=words.not_begun problems/> })}
                {(!refused.is_empty()).then(|| view! { <ErrorSummary title=words.not_changed problems=refused/> })}
                {done}
                {list}
                {accounts}
                {view.may_found.then(|| view! { <Begin words draft currency=view.currency payable=view.payable.clone()/> })}
            </main>
        </Document>
    }
}

fn added(words: &'static ManageText) -> impl IntoView {
    view! {
        <div class="notice" data-tone="good" role="status">
            <Icon shape=Shape::Check/>
            <div><p class="notice-title">{words.saved}</p><p>{words.account_added}</p></div>
        </div>
    }
}

#[component]
fn Line(words: &'static ManageText, line: ManagedLine) -> impl IntoView {
    view! {
        <li class="member">
            <p class="record-title"><a href=community_address(&line.slug)>{line.name}</a></p>
            <p class="record-note">{state(words, line.state)} " · /c/" {line.slug}</p>
        </li>
    }
}

#[component]
fn Begin(
    words: &'static ManageText,
    draft: Refused<FoundForm>,
    currency: Option<Currency>,
    payable: Vec<Currency>,
) -> impl IntoView {
    let Refused { form, problems } = draft;
    let choice = currency.is_none().then(|| {
        let typed = if form.currency.is_empty() { Currency::Cny.code() } else { form.currency.as_str() };
        let option = |known: &Currency| {
            let code = known.code();
            let can_be_paid = payable.contains(known);
            let name =
                if can_be_paid { code.to_owned() } else { fill(words.currency_unpaid, &[("code", code)]) };
            view! { <option value=code selected={code == typed}>{name}</option> }
        };
        // What can be paid comes first.
        let (paid, unpaid): (Vec<_>, Vec<_>) =
            Currency::ALL.iter().partition(|known| payable.contains(known));
        let options = paid.into_iter().chain(unpaid).map(option).collect_view();
        let error = at(&problems, "currency");
        view! {
            <div class="field short">
                <label for="currency">{words.currency}</label>
                <select id="currency" name="currency" aria-describedby="currency-help">{options}</select>
                <p class="field-help" id="currency-help">{words.currency_help}</p>
                {error.map(|message| view! { <FieldError id="currency-error".to_owned() message/> })}
            </div>
        }
    });
    view! {
        <section class="section stack" aria-labelledby="begin">
            <h2 id="begin">{words.begin}</h2>
            <p class="soft">{words.begin_note}</p>
            <form method="post" action=FoundCommunity::PATH class="stack loose">
                <Field name="name" label=words.name autocomplete="off" value=form.name error=at(&problems, "name")/>
                <Field
                    name="slug"
                    label=words.slug
                    help=words.slug_help
                    autocomplete="off"
                    value=form.slug
                    error=at(&problems, "slug")
                />
                {choice}
                <div class="actions">
                    <button class="button primary" type="submit">{words.begin_button}</button>
                </div>
            </form>
        </section>
    }
}
