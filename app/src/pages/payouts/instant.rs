//! `/payouts/instant`: how much, and what it costs. Nothing moves before the next step.

use domain::{
    money::format_money,
    view::payouts::{DemandDraft, DemandForm, DemandView, plain_amount},
};
use leptos::prelude::*;
use server_fn::ServerFn;
use services::payouts::desk::{ConfirmOutcome, QuoteOutcome};

use super::{confirm::Confirm, statement::asked_address};
use crate::{
    components::{AccountField, AccountNote, Amount, Document, ErrorSummary, FieldError, Place, Sentence},
    functions::QuoteInstantPayout,
    pages::{answer, payout_settings::checklist::Checklist},
    path,
    request::{self, Interruption},
    text::{
        fill,
        instant::{InstantText, instant},
        money,
        payouts::payouts,
        problems,
    },
    written::Written as _,
};

/// The page's address.
pub const ADDRESS: &str = "/payouts/instant";
/// The name of both forms, for refusals.
pub const FORM: &str = "instant-payout";

/// `/payouts/instant`, and with `?amount=…` its second step.
#[component]
pub fn InstantPage() -> impl IntoView {
    let amount = request::query("amount");
    let changed = request::query("changed").is_some();
    answer(async move {
        let creator = request::creator_in(ADDRESS, &request::account())?;
        let services = request::services()?;
        let desk = &services.desk;
        let view = desk.demand(&creator).await?.ok_or(Interruption::NotFound)?;
        let mut draft = request::draft::<DemandDraft>(FORM).await?.unwrap_or_default();
        if let Some(amount) = amount.filter(|_| draft.problems.is_empty()) {
            let form = DemandForm { amount, ..DemandForm::default() };
            match desk.quote_demand(&creator, &form).await?.ok_or(Interruption::NotFound)? {
                QuoteOutcome::Quoted(quote) => {
                    return Ok(view! { <Confirm view quote form changed/> }.written());
                }
                QuoteOutcome::Refused(refused) => draft = refused,
            }
        }
        Ok(page(view, draft).written())
    })
}

/// The second step for an amount.
pub fn confirm_address(account: &str, amount: &str, changed: bool) -> String {
    let address = path::with_query(&path::in_account(ADDRESS, account), "amount", amount);
    if changed { path::with_query(&address, "changed", "1") } else { address }
}

/// Leads to the statement of what was booked, to the new sums, or back with the reason.
pub async fn after_confirm(account: &str, outcome: ConfirmOutcome) -> Result<(), Interruption> {
    match outcome {
        ConfirmOutcome::Requested(run) => request::redirect(&path::in_account(&asked_address(&run), account)),
        ConfirmOutcome::FeeChanged(form) => request::redirect(&confirm_address(account, &form.amount, true)),
        ConfirmOutcome::Refused(draft) => {
            request::refuse(FORM, &draft, &path::in_account(ADDRESS, account)).await?;
        }
    }
    Ok(())
}

pub(super) fn page(view: DemandView, draft: DemandDraft) -> impl IntoView {
    let (words, locale) = (instant(request::locale()), request::locale());
    let is_open = view.eligibility.is_eligible();
    let is_enough = view.available.minor() >= view.terms.minimum.minor();
    let problems: Vec<(String, String)> = draft
        .problems
        .iter()
        .map(|problem| {
            // The field is not there when nothing can be asked for.
            let target = if problem.field == "amount" && is_open && is_enough { "amount" } else { "main" };
            (target.to_owned(), problems::problem(&problem.code, locale))
        })
        .collect();
    let refused = (!problems.is_empty())
        .then(|| view! { <ErrorSummary title=words.refused problems about_money=true/> });
    let body = if !is_open {
        view! { <NotOpen view=view.clone() words/> }.written()
    } else if !is_enough {
        view! { <TooLittle view=view.clone() words/> }.written()
    } else {
        view! { <Ask view=view.clone() draft words/> }.written()
    };
    view! {
        <Document title=words.title>
            <main id="main" class="page" tabindex="-1">
                <header class="page-heading">
                    <p class="eyebrow"><a href=path::in_account(super::ADDRESS, &request::account())>{words.back}</a></p>
                    <h1>{words.title}</h1>
                    <p class="lead">{words.lead}</p>
                    <AccountNote/>
                </header>
                {refused}
                <Money view words/>
                {body}
            </main>
        </Document>
    }
}

#[component]
fn Money(view: DemandView, words: &'static InstantText) -> impl IntoView {
    let reserved = view.money.reserved.is_positive().then(|| {
        view! { <div><dt>{words.reserved}</dt><dd><Amount of=view.money.reserved/></dd></div> }
    });
    view! {
        <dl class="totals">
            <div><dt>{words.available}</dt><dd><Amount of=view.available/></dd></div>
            <div><dt>{words.settling}</dt><dd><Amount of=view.money.settling/></dd></div>
            {reserved}
        </dl>
    }
}

#[component]
fn NotOpen(view: DemandView, words: &'static InstantText) -> impl IntoView {
    view! {
        <section class="panel" aria-labelledby="not-open">
            <h2 id="not-open">{words.not_open}</h2>
            <p>{words.not_open_note}</p>
            <Checklist eligibility=view.eligibility words=payouts(request::locale())/>
        </section>
        <div class="actions"><a class="button" href=path::in_account("/settings/payouts", &request::account())>{words.back_to_settings}</a></div>
    }
}

#[component]
fn TooLittle(view: DemandView, words: &'static InstantText) -> impl IntoView {
    let (available, minimum) = (view.available, view.terms.minimum);
    let places = vec![
        Place::new("available", view! { <Amount of=available/> }),
        Place::new("minimum", view! { <Amount of=minimum/> }),
    ];
    view! {
        <section class="panel" aria-labelledby="too-little">
            <h2 id="too-little">{words.too_little}</h2>
            <p><Sentence template=words.too_little_note places/></p>
        </section>
    }
}

/// The amount. Everything is filled in, and its sums stand below, so that most people see the fee before any step.
#[component]
fn Ask(view: DemandView, draft: DemandDraft, words: &'static InstantText) -> impl IntoView {
    let locale = request::locale();
    let typed =
        if draft.problems.is_empty() { plain_amount(view.available) } else { draft.form.amount.clone() };
    let error = problems::at_field(&draft.problems, "amount", locale);
    let described = if error.is_some() { "amount-help amount-error" } else { "amount-help" };
    let limits = [("minimum", money(view.terms.minimum, locale)), ("most", money(view.available, locale))];
    let help = fill(words.amount_help, &limits.each_ref().map(|(name, value)| (*name, value.as_str())));
    let sign = view.available.currency().sign();
    let goes_to = view
        .destination
        .as_ref()
        .map(|bank| fill(words.account, &[("label", &bank.label), ("digits", &bank.last_four)]));
    view! {
        <form method="post" action=QuoteInstantPayout::PATH class="stack loose">
            <AccountField/>
            {goes_to.map(|bank| view! { <p class="fee-said">{words.destination}<strong>{bank}</strong></p> })}
            <div class="field short">
                <label for="amount">{fill(words.amount, &[("sign", sign)])}</label>
                <input
                    id="amount"
                    name="amount"
                    type="text"
                    inputmode="decimal"
                    autocomplete="off"
                    required
                    value=typed
                    aria-describedby=described
                    aria-invalid=error.as_ref().map(|_| "true")
                />
                <p class="field-help" id="amount-help">{help}</p>
                {error.map(|message| view! { <FieldError id="amount-error".to_owned() message/> })}
            </div>
            {sums(&view, words)}
            <div class="actions">
                <button class="button primary" type="submit">{words.preview}</button>
                <p class="small soft">{words.nothing_moves}</p>
            </div>
        </form>
    }
}

fn sums(view: &DemandView, words: &'static InstantText) -> impl IntoView + use<> {
    let locale = request::locale();
    let everything = view.everything.as_ref().map(|quote| {
        let (gross, fee, net) = (quote.gross, quote.fee, quote.net);
        let places = vec![
            Place::new("gross", view! { <Amount of=gross/> }),
            Place::new("fee", view! { <Amount of=fee/> }),
            Place::new("net", view! { <Amount of=net/> }),
        ];
        view! { <p><Sentence template=words.everything places/></p> }
    });
    let rates = [("rate", view.terms.rate.percent()), ("share", view.terms.rate_of_gross().percent())];
    let rates = fill(words.rates, &rates.each_ref().map(|(name, value)| (*name, value.as_str())));
    let cap = view.terms.cap.map(|cap| fill(words.cap, &[("cap", &format_money(cap, locale))]));
    view! { <div class="stack tight">{everything}<p class="soft">{rates} " " {cap}</p></div> }
}
