//! One item in a list: what is wrong, how much it is about, what is known, and what is suggested or was decided.

use domain::{locale::Locale, time::Timestamp, view::review::ReviewLine};
use leptos::prelude::*;

use super::{
    evidence::{decision, kind, known, state, waited, with_moment},
    item_address,
};
use crate::{
    components::{Amount, Moment, Place, Sentence},
    request,
    text::{counts, fill, review::ReviewText},
    written::Written as _,
};

/// The list. Items that wait say for how long; `now` is missing where all are over.
#[component]
pub(super) fn Lines(
    lines: Vec<ReviewLine>,
    now: Option<Timestamp>,
    label: &'static str,
    words: &'static ReviewText,
) -> impl IntoView {
    let locale = request::locale();
    let lines = lines.into_iter().map(|line| one(line, now, words, locale)).collect_view();
    view! { <ol class="records reviews" aria-label=label>{lines}</ol> }
}

fn one(
    line: ReviewLine,
    now: Option<Timestamp>,
    words: &'static ReviewText,
    locale: Locale,
) -> impl IntoView + use<> {
    let (amount, expected) = (line.amount, line.expected.filter(|expected| *expected != line.amount));
    let (stands, tone) = state(line.state, words);
    let badge = now.map(|_| view! { " " <span class="badge" data-tone=tone>{stands}</span> });
    let expected = expected.map(|of| {
        let places = vec![Place::new("amount", view! { <Amount of/> })];
        view! { <span class="small soft"><Sentence template=words.expected places/></span> }
    });
    let evidence =
        line.evidence.iter().map(|evidence| view! { <li>{known(evidence, words)}</li> }).collect_view();
    let evidence = (now.is_some() && !line.evidence.is_empty())
        .then(|| view! { <ul class="review-evidence">{evidence}</ul> });
    view! {
        <li class="review-line">
            <h3 class="review-name"><a href=item_address(&line.id)>{kind(line.kind, words)}</a>{badge}</h3>
            <p class="review-amount"><Amount of=amount/>{expected}</p>
            <div class="review-body">
                <p>{about(&line, words, locale)}</p>
                {evidence}
                <p class="review-next">{next(&line, now, words, locale)}</p>
            </div>
        </li>
    }
}

fn about(line: &ReviewLine, words: &'static ReviewText, locale: Locale) -> String {
    let places = [("gateway", counts::gateway(line.gateway, locale)), ("account", line.account.as_str())];
    let from = fill(words.from, &places);
    if line.community.is_empty() { from } else { [line.community.as_str(), &from].join(" · ") }
}

/// What comes next, or what came of it.
fn next(
    line: &ReviewLine,
    now: Option<Timestamp>,
    words: &'static ReviewText,
    locale: Locale,
) -> impl IntoView + use<> {
    if let (None, Some(at)) = (now, line.resolved_at) {
        let Some(kind) = line.decided else { return with_moment(words.was_over, at) };
        let places =
            vec![Place::new("decision", decision(kind, words)), Place::new("moment", view! { <Moment at/> })];
        return view! { <Sentence template=words.was_decided places/> }.written();
    }
    let waits = now.map(|now| fill(words.waits, &[("wait", &waited(line.opened_at, now, words, locale))]));
    let suggested = line.suggested.map(|kind| fill(words.suggests, &[("decision", decision(kind, words))]));
    let parts: Vec<String> = [suggested, waits].into_iter().flatten().collect();
    parts.join(" · ").written()
}
