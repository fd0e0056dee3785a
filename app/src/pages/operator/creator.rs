//! `/operator/creators/{creator}`: what a person decides about one creator's payouts.

use domain::{
    id::{AdjustmentId, CreatorId},
    money::Currency,
    view::payouts::{CreatorDeskView, DeskDraft},
};
use leptos::prelude::*;
use server_fn::ServerFn;

use super::{
    ADDRESS, FORM, call_off::OpenPayouts, creator_address, credits::Credits, outcomes::said,
    standing::Standing,
};
use crate::{
    components::{Amount, Document, ErrorSummary, Field, Moment, Place, Sentence},
    functions::{BookCredit, PauseCreator, ResumeCreator, SetReserve},
    pages::answer,
    request::{self, Interruption},
    text::{
        desk::{DeskText, desk},
        fill, problems,
    },
    written::Written as _,
};

/// `/operator/creators/{creator}`.
#[component]
pub fn CreatorDeskPage() -> impl IntoView {
    let creator = request::path_part("creator");
    let done = request::query("done");
    answer(async move {
        let reader = request::approver()?;
        let creator: CreatorId = creator.parse().map_err(|_| Interruption::NotFound)?;
        let services = request::services()?;
        let view = services.desk.creator_desk(&reader, &creator).await?.ok_or(Interruption::NotFound)?;
        let draft = request::draft::<DeskDraft>(FORM).await?.unwrap_or_default();
        Ok(page(view, draft, services.desk.credit_key(), done).written())
    })
}

fn page(view: CreatorDeskView, draft: DeskDraft, key: AdjustmentId, done: Option<String>) -> impl IntoView {
    let (words, locale) = (desk(request::locale()), request::locale());
    let name = if view.name.is_empty() { words.nobody } else { view.name.as_str() };
    let title = fill(words.desk_of, &[("name", name)]);
    let problems: Vec<(String, String)> = draft
        .problems
        .iter()
        .map(|problem| (problem.field.clone(), problems::problem(&problem.code, locale)))
        .collect();
    let refused = (!problems.is_empty()).then(|| view! { <ErrorSummary title=words.refused problems/> });
    let done = said(done.as_deref(), words);
    let own = view.is_own.then(|| view! { <p class="notice" data-tone="wait">{words.own_account_note}</p> });
    let looks = (!view.may_act).then(|| view! { <p class="notice">{words.looks_only}</p> });
    let balance = view.balance;
    view! {
        <Document title=title.clone()>
            <main id="main" class="page">
                <header class="page-heading">
                    <p class="eyebrow"><a href=ADDRESS>{words.title}</a></p>
                    <h1 tabindex="-1">{title}</h1>
                </header>
                {others(&view, words)}
                {done}
                {refused}
                {own}
                {looks}
                <dl class="totals">
                    <div><dt>{words.balance}</dt><dd><Amount of=balance/></dd></div>
                    <div><dt>{words.completed}</dt><dd>{view.completed.to_string()}</dd></div>
                </dl>
                <Credits credits=view.credits.clone() may_act=view.may_act may_decide={!view.is_own} words/>
                <Standing view=view.clone() draft=draft.clone() words/>
                <OpenPayouts view=view.clone() draft=draft.clone() words/>
                <Pause view=view.clone() draft=draft.clone() words/>
                <Reserve view=view.clone() draft=draft.clone() words/>
                {may_act(&view).then(|| view! { <Credit view draft key words/> })}
            </main>
        </Document>
    }
}

/// The same person's accounts in other currencies; nothing without one.
fn others(view: &CreatorDeskView, words: &'static DeskText) -> impl IntoView + use<> {
    let link = |(creator, currency): &(CreatorId, Currency)| {
        view! { <li><a href=creator_address(creator)>{currency.code()}</a></li> }
    };
    (!view.others.is_empty()).then(|| {
        view! {
            <nav aria-label=words.other_accounts>
                <p>{words.other_accounts} ". " {words.other_accounts_note}</p>
                <ul class="row">{view.others.iter().map(link).collect_view()}</ul>
            </nav>
        }
    })
}

/// Whether the reader decides about this account: an operator, and nobody who has a part in it.
fn may_act(view: &CreatorDeskView) -> bool {
    view.may_act && !view.is_own
}

#[component]
fn Pause(view: CreatorDeskView, draft: DeskDraft, words: &'static DeskText) -> impl IntoView {
    let locale = request::locale();
    let state = match &view.paused {
        Some((at, reason)) => {
            let at = *at;
            let places =
                vec![Place::new("moment", view! { <Moment at/> }), Place::new("reason", reason.clone())];
            view! { <p><Sentence template=words.paused places/></p> }.written()
        }
        None if view.paused_after_failures => view! { <p>{words.paused_after_failures}</p> }.written(),
        None => view! { <p>{words.not_paused}</p> }.written(),
    };
    let creator = view.creator.to_string();
    let acts = may_act(&view);
    let resume = (acts && (view.paused.is_some() || view.paused_after_failures)).then(|| {
        view! {
            <form method="post" action=ResumeCreator::PATH>
                <input type="hidden" name="creator" value=creator.clone()/>
                <button class="button" type="submit">{words.resume}</button>
            </form>
        }
    });
    let error = problems::at_field(&draft.problems, "reason", locale);
    let pause = acts.then(|| {
        view! {
            <form method="post" action=PauseCreator::PATH class="stack">
                <input type="hidden" name="creator" value=view.creator.to_string()/>
                <Field name="reason" label=words.reason help=words.reason_help autocomplete="off" value=draft.reason error=error/>
                <div class="actions"><button class="button" type="submit">{words.pause}</button></div>
            </form>
        }
    });
    view! {
        <section class="section stack" aria-labelledby="pause">
            <h2 id="pause">{words.pause}</h2>
            {state}
            {resume}
            {pause}
        </section>
    }
}

#[component]
fn Reserve(view: CreatorDeskView, draft: DeskDraft, words: &'static DeskText) -> impl IntoView {
    let locale = request::locale();
    let error = |field| problems::at_field(&draft.problems, field, locale);
    let typed = error("percent").is_some() || error("days").is_some();
    let (percent, days) = if typed {
        (draft.percent.clone(), draft.days.clone())
    } else {
        (view.reserve_percent.clone(), view.reserve_days.to_string())
    };
    let form = if may_act(&view) {
        view! {
            <form method="post" action=SetReserve::PATH class="stack">
                <input type="hidden" name="creator" value=view.creator.to_string()/>
                <div class="field-pair">
                    <Field name="percent" label=words.percent help=words.percent_help autocomplete="off" value=percent error=error("percent")/>
                    <Field name="days" label=words.days autocomplete="off" value=days error=error("days")/>
                </div>
                <div class="actions"><button class="button" type="submit">{words.set_reserve}</button></div>
            </form>
        }
        .written()
    } else {
        let said = [("percent", percent.as_str()), ("days", days.as_str())];
        view! { <p>{fill(words.reserve_is, &said)}</p> }.written()
    };
    view! {
        <section class="section stack" aria-labelledby="reserve">
            <h2 id="reserve">{words.reserve}</h2>
            {form}
        </section>
    }
}

#[component]
fn Credit(
    view: CreatorDeskView,
    draft: DeskDraft,
    key: AdjustmentId,
    words: &'static DeskText,
) -> impl IntoView {
    let locale = request::locale();
    let error = problems::at_field(&draft.problems, "amount", locale);
    let described = if error.is_some() { "amount-help amount-error" } else { "amount-help" };
    let sign = view.balance.currency().sign();
    view! {
        <section class="section stack" aria-labelledby="credit">
            <h2 id="credit">{words.credit}</h2>
            <form method="post" action=BookCredit::PATH class="stack">
                <input type="hidden" name="creator" value=view.creator.to_string()/>
                <input type="hidden" name="key" value=key.to_string()/>
                <div class="field short">
                    <label for="amount">{fill(words.credit_amount, &[("sign", sign)])}</label>
                    <input
                        id="amount"
                        name="amount"
                        type="text"
                        inputmode="decimal"
                        autocomplete="off"
                        required
                        value=draft.amount
                        aria-describedby=described
                        aria-invalid=error.as_ref().map(|_| "true")
                    />
                    <p class="field-help" id="amount-help">{words.credit_help}</p>
                    {error.map(|message| view! { <crate::components::FieldError id="amount-error".to_owned() message/> })}
                </div>
                <div class="actions"><button class="button" type="submit">{words.book_credit}</button></div>
            </form>
        </section>
    }
}
