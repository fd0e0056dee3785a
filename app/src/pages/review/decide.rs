//! The decision: each possibility as a card that says what it does in money, the suggestion first; and a note.

use domain::{
    money::Money,
    review::DecisionKind,
    view::review::{DecisionChoice, MoveTarget, ReviewView},
};
use leptos::prelude::*;
use server_fn::ServerFn;

use super::evidence::decision;
use crate::{
    components::{Amount, Field, FieldError, TextArea},
    functions::DecideReview,
    request,
    text::{fill, money, problems::at_field, review::ReviewText},
};

/// The form. The suggestion is chosen; nothing happens without a note.
#[component]
pub(super) fn Decide(view: ReviewView, words: &'static ReviewText) -> impl IntoView {
    let locale = request::locale();
    let error = |field| at_field(&view.problems, field, locale);
    let typed = view.typed.clone();
    let wrong = error("decision");
    let moves = view.choices.iter().any(|choice| choice.decision == DecisionKind::MoveTo);
    let cards = view
        .choices
        .iter()
        .map(|choice| {
            let is_typed = typed.decision == choice.decision.code();
            let checked = if typed.decision.is_empty() { choice.is_suggested } else { is_typed };
            view! { <Card choice=choice.clone() checked limit=view.limit words/> }
        })
        .collect_view();
    let onto = moves.then(|| {
        let value = if typed.onto.is_empty() { only(&view.targets) } else { typed.onto.clone() };
        view! {
            <Field
                name="onto"
                label=words.onto
                help=onto_help(&view.targets, words)
                autocomplete="off"
                optional=true
                value
                error=error("onto")
            />
        }
    });
    view! {
        <section class="section" aria-labelledby="decide">
            <h2 id="decide">{words.decide}</h2>
            <form method="post" action=DecideReview::PATH class="stack loose">
                <input type="hidden" name="item" value=view.line.id.to_string()/>
                <input type="hidden" name="version" value=view.version.to_string()/>
                {wrong.as_ref().map(|message| view! { <FieldError id="decision-error".to_owned() message=message.clone()/> })}
                <fieldset
                    class="choices decisions"
                    id="decision"
                    tabindex="-1"
                    aria-labelledby="decide"
                    aria-describedby=wrong.as_ref().map(|_| "decision-error")
                >
                    {cards}
                </fieldset>
                {onto}
                <TextArea name="note" label=words.note help=words.note_help rows=3 value=typed.note.clone() error=error("note")/>
                <div class="actions"><button class="button primary" type="submit">{words.decide_button}</button></div>
            </form>
        </section>
    }
}

#[component]
fn Card(choice: DecisionChoice, checked: bool, limit: Money, words: &'static ReviewText) -> impl IntoView {
    let id = format!("decision-{}", choice.decision.code());
    let facts = format!("{id}-facts");
    let badge =
        choice.is_suggested.then(|| view! { " " <span class="badge accent">{words.suggested}</span> });
    let line = |label: &'static str, of: Option<Money>| {
        of.map(|of| view! { <div><dt>{label}</dt><dd><Amount of/></dd></div> })
    };
    let facts_of = [
        (words.to_creator, choice.to_creator),
        (words.to_payer, choice.to_payer),
        (words.from_waiting, choice.from_waiting),
        (words.answers, choice.answers),
        (words.still_owed, choice.still_owed),
        (words.from_creator, choice.from_creator),
        (words.written_off, choice.written_off),
    ];
    let sums = facts_of.iter().any(|(_, of)| of.is_some()).then(|| {
        let lines = facts_of.map(|(label, of)| line(label, of)).collect_view();
        view! { <dl class="choice-facts">{lines}</dl> }
    });
    let two = choice.needs_two.then(|| {
        let limit = money(limit, request::locale());
        view! { <p class="choice-note">{fill(words.needs_two, &[("limit", &limit)])}</p> }
    });
    view! {
        <div class="choice">
            <input
                type="radio"
                id=id.clone()
                name="decision"
                value=choice.decision.code()
                checked=checked
                required
                aria-describedby=facts.clone()
            />
            <label for=id>{decision(choice.decision, words)}{badge}</label>
            <div class="choice-body" id=facts>
                <p>{does(choice.decision, words)}</p>
                {sums}
                {two}
            </div>
        </div>
    }
}

fn does(kind: DecisionKind, words: &'static ReviewText) -> &'static str {
    match kind {
        DecisionKind::Settle => words.settle_does,
        DecisionKind::SettleAndRefundExcess => words.settle_excess_does,
        DecisionKind::Refund => words.refund_does,
        DecisionKind::MoveTo => words.move_to_does,
        DecisionKind::RefundAgain => words.refund_again_does,
        DecisionKind::RefundedOutside => words.refunded_outside_does,
        DecisionKind::Taken => words.taken_does,
        DecisionKind::TakenApart => words.taken_apart_does,
        DecisionKind::Ignore => words.ignore_does,
    }
}

/// The one order that fits, so that nobody has to copy its number.
fn only(targets: &[MoveTarget]) -> String {
    match targets {
        [target] => target.number.to_string(),
        _ => String::new(),
    }
}

fn onto_help(targets: &[MoveTarget], words: &'static ReviewText) -> String {
    if targets.is_empty() {
        return words.onto_help.to_owned();
    }
    let orders: Vec<String> =
        targets.iter().map(|target| format!("{} ({})", target.number, target.community)).collect();
    [words.onto_help, &fill(words.onto_some, &[("orders", &orders.join(", "))])].join(" ")
}
