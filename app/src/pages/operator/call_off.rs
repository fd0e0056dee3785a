//! Calling off: one payout of a creator, or a whole run that waits for approval.

use domain::{
    id::RunId,
    payouts::PayoutState,
    view::payouts::{CreatorDeskView, DeskDraft, OpenPayout},
};
use leptos::prelude::*;
use server_fn::ServerFn;

use crate::{
    components::{Amount, Field, FieldError, ShortDate},
    functions::{CallOffPayout, CallOffRun},
    request,
    text::{
        desk::{self as names, DeskText},
        problems,
    },
    written::Written as _,
};

/// The payouts of a creator that have not ended; nothing without one.
#[component]
pub(super) fn OpenPayouts(
    view: CreatorDeskView,
    draft: DeskDraft,
    words: &'static DeskText,
) -> impl IntoView {
    (!view.open.is_empty()).then(|| {
        let may_act = view.may_act && !view.is_own;
        let body = if may_act {
            view! { <Choose view draft words/> }.written()
        } else {
            let lines = view.open.iter().map(|payout| view! { <li>{line(payout)}</li> }).collect_view();
            view! { <ul>{lines}</ul> }.written()
        };
        view! {
            <section class="section stack" aria-labelledby="open-payouts">
                <h2 id="open-payouts">{words.open_payouts}</h2>
                {body}
            </section>
        }
    })
}

#[component]
fn Choose(view: CreatorDeskView, draft: DeskDraft, words: &'static DeskText) -> impl IntoView {
    let locale = request::locale();
    let error = |field| problems::at_field(&draft.problems, field, locale);
    let none_chosen = error("payout");
    let described = none_chosen.as_ref().map(|_| "payout-error");
    let only = view.open.len() == 1;
    let options = view
        .open
        .iter()
        .enumerate()
        .map(|(number, payout)| {
            let (id, value) = (format!("payout-{number}"), payout.id.to_string());
            let (help_id, checked) = (format!("{id}-help"), only || draft.payout == value);
            view! {
                <div class="option">
                    <input type="radio" id=id.clone() name="payout" value=value checked=checked aria-describedby=help_id.clone()/>
                    <label for=id>{line(payout)}</label>
                    <p class="option-help" id=help_id>{how(payout.state, words)}</p>
                </div>
            }
        })
        .collect_view();
    view! {
        <form method="post" action=CallOffPayout::PATH class="stack">
            <input type="hidden" name="creator" value=view.creator.to_string()/>
            {none_chosen.map(|message| view! { <FieldError id="payout-error".to_owned() message/> })}
            <fieldset class="options" id="payout" tabindex="-1" aria-describedby=described>
                <legend>{words.which_payout}</legend>
                {options}
            </fieldset>
            <Field name="why" label=words.why help=words.reason_help autocomplete="off" value=draft.why.clone() error=error("why")/>
            <div class="actions"><button class="button" type="submit">{words.call_off_payout}</button></div>
        </form>
    }
}

fn line(payout: &OpenPayout) -> impl IntoView + use<> {
    let locale = request::locale();
    let (day, gross) = (payout.day, payout.gross);
    let way = [names::kind(payout.kind, locale), names::rail(payout.rail, locale)].join(" · ");
    view! { <ShortDate day/> " · " <Amount of=gross/> " · " {way} }
}

/// What calling it off comes to.
fn how(state: PayoutState, words: &'static DeskText) -> &'static str {
    match state {
        PayoutState::Requested => words.waits_here,
        PayoutState::Submitted
        | PayoutState::Unknown
        | PayoutState::InTransit
        | PayoutState::Paid
        | PayoutState::Failed(_)
        | PayoutState::Returned(_)
        | PayoutState::Cancelled => words.at_the_rail,
    }
}

/// Refusing a run that waits for approval: one person is enough to say no.
#[component]
pub(super) fn RefuseRun(run: RunId, draft: DeskDraft, words: &'static DeskText) -> impl IntoView {
    let error = problems::at_field(&draft.problems, "why", request::locale());
    view! {
        <form method="post" action=CallOffRun::PATH class="stack">
            <input type="hidden" name="run" value=run.to_string()/>
            <Field name="why" label=words.why help=words.reason_help autocomplete="off" value=draft.why error=error/>
            <div class="actions"><button class="button" type="submit">{words.call_off_run}</button></div>
        </form>
    }
}
