//! What was decided, by whom and why.

use domain::view::{messages::Who, review::ReviewView};
use leptos::prelude::*;

use super::evidence::decision;
use crate::{components::Moment, text::review::ReviewText};

/// The outcome of an item that is over.
#[component]
pub(super) fn Outcome(view: ReviewView, words: &'static ReviewText) -> impl IntoView {
    view.decided.map(|decided| {
        let what = decided.decision.map_or(words.over_by_itself, |kind| decision(kind, words));
        let by = decided.decision.map(|_| row(words.decided_by, who(&decided.by, words)));
        let agreed = decided.agreed.as_ref().map(|agreed| row(words.agreed_by, who(agreed, words)));
        let onto = decided.onto.map(|order| row(words.onto, order.to_string()));
        let note = (!decided.note.is_empty()).then(|| row(words.note, decided.note.clone()));
        let at = decided.at.map(|at| {
            view! { <div><dt>{words.was_over_now}</dt><dd><Moment at/></dd></div> }
        });
        view! {
            <section class="panel" aria-labelledby="decided">
                <h2 id="decided">{words.decided}</h2>
                <dl class="facts">{row(words.decision, what.to_owned())}{onto}{note}{by}{agreed}{at}</dl>
            </section>
        }
    })
}

fn row(name: &'static str, value: String) -> impl IntoView {
    view! { <div><dt>{name}</dt><dd>{value}</dd></div> }
}

/// Somebody by name.
pub(super) fn who(who: &Who, words: &'static ReviewText) -> String {
    match who {
        Who::You => words.you.to_owned(),
        Who::Named(name) => name.clone(),
        Who::Gone => words.gone.to_owned(),
        Who::Platform => words.platform.to_owned(),
    }
}
