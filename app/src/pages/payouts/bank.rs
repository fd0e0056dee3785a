//! `/settings/payouts/destination`: adding a bank account.

use domain::{
    payouts::Rail,
    view::payouts::{BankDraft, BankView},
};
use leptos::prelude::*;
use server_fn::ServerFn;

use crate::{
    components::{AccountField, AccountNote, Document, ErrorSummary, Field, FieldError},
    functions::AddBank,
    pages::{answer, payout_settings},
    path,
    request::{self, Interruption},
    text::{
        desk, fill,
        instant::{InstantText, instant},
        problems,
    },
    written::Written as _,
};

/// The page's address.
pub const ADDRESS: &str = "/settings/payouts/destination";
/// The name of its drafts.
pub const FORM: &str = "bank";

/// `/settings/payouts/destination`.
#[component]
pub fn BankPage() -> impl IntoView {
    answer(async {
        let creator = request::creator_in(ADDRESS, &request::account())?;
        let view = request::services()?.desk.bank_page(&creator).await?.ok_or(Interruption::NotFound)?;
        let draft = request::draft::<BankDraft>(FORM).await?.unwrap_or_default();
        Ok(page(view, draft).written())
    })
}

pub(super) fn page(view: BankView, draft: BankDraft) -> impl IntoView {
    let (words, locale) = (instant(request::locale()), request::locale());
    let problems: Vec<(String, String)> = draft
        .problems
        .iter()
        .map(|problem| {
            let target = if problem.field == "form" { "main" } else { problem.field.as_str() };
            (target.to_owned(), problems::problem(&problem.code, locale))
        })
        .collect();
    let refused = (!problems.is_empty()).then(|| view! { <ErrorSummary title=words.not_added problems/> });
    let hold = view.has_one.then(|| {
        view! { <p>{fill(words.bank_hold, &[("hours", &view.hold_hours.to_string())])}</p> }
    });
    let currency = fill(words.bank_currency, &[("currency", view.currency.code())]);
    let body = if view.rails.is_empty() {
        view! { <p class="notice">{words.no_rail}</p> }.written()
    } else {
        view! { <Form rails=view.rails draft words/> }.written()
    };
    view! {
        <Document title=words.bank_title>
            <main id="main" class="page" tabindex="-1">
                <header class="page-heading">
                    <p class="eyebrow"><a href=path::in_account(payout_settings::ADDRESS, &request::account())>{words.back_to_settings}</a></p>
                    <h1>{words.bank_title}</h1>
                    <p class="lead">{words.bank_lead}</p>
                    <AccountNote/>
                </header>
                {refused}
                <div class="stack">{hold}<p>{currency}</p></div>
                {body}
            </main>
        </Document>
    }
}

/// The fields of the rails; numbers are never filled in again, because a draft rests unsealed.
#[component]
fn Form(rails: Vec<Rail>, draft: BankDraft, words: &'static InstantText) -> impl IntoView {
    let locale = request::locale();
    let error = |field: &str| problems::at_field(&draft.problems, field, locale);
    let stripe = rails.contains(&Rail::Stripe);
    let fields = match (stripe, rails.len()) {
        (true, 1) => view! {
            <Field name="account" label=words.external help=words.external_help autocomplete="off" error=error("account")/>
            <Field name="bank" label=words.connected help=words.connected_help autocomplete="off" error=error("bank")/>
        }
        .written(),
        // Without scripts the fields are the same whichever way is chosen, so they say both.
        (true, _) => view! {
            <Field name="account" label=words.mixed_number help=words.mixed_number_help autocomplete="off" error=error("account")/>
            <Field name="bank" label=words.mixed_bank help=words.mixed_bank_help autocomplete="off" optional=true error=error("bank")/>
        }
        .written(),
        (false, _) => view! {
            <Field name="account" label=words.number help=words.number_help autocomplete="off" error=error("account")/>
            <Field name="bank" label=words.bank autocomplete="off" optional=true error=error("bank")/>
        }
        .written(),
    };
    let ways = (rails.len() > 1).then(|| view! { <Ways rails draft=draft.clone() words/> });
    view! {
        <form method="post" action=AddBank::PATH class="stack loose">
            <AccountField/>
            {ways}
            <Field name="holder" label=words.holder help=words.holder_help autocomplete="name" error=error("holder")/>
            {fields}
            <Field name="label" label=words.label help=words.label_help autocomplete="off" value=draft.label.clone() error=error("label")/>
            <div class="actions"><button class="button primary" type="submit">{words.add}</button></div>
        </form>
    }
}

/// Which way payouts take; the first one until another is chosen.
#[component]
fn Ways(rails: Vec<Rail>, draft: BankDraft, words: &'static InstantText) -> impl IntoView {
    let locale = request::locale();
    let error = problems::at_field(&draft.problems, "rail", locale);
    let described = error.as_ref().map(|_| "rail-error");
    let chosen = rails.iter().copied().find(|rail| rail.code() == draft.rail).or(rails.first().copied());
    let options = rails
        .iter()
        .map(|rail| {
            let id = format!("rail-{}", rail.code());
            view! {
                <div class="option">
                    <input type="radio" id=id.clone() name="rail" value=rail.code() checked={chosen == Some(*rail)}/>
                    <label for=id>{desk::rail(*rail, locale)}</label>
                </div>
            }
        })
        .collect_view();
    view! {
        {error.map(|message| view! { <FieldError id="rail-error".to_owned() message/> })}
        <fieldset class="options" id="rail" tabindex="-1" aria-describedby=described>
            <legend>{words.way}</legend>
            {options}
        </fieldset>
    }
}
