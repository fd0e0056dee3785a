//! `/review/disputes/{dispute}`: what a payer's bank says, and what speaks for us.

use domain::{
    id::DisputeId,
    order::DisputeState,
    view::{
        Problem,
        review::{DisputeLine, DisputeView},
    },
};
use leptos::prelude::*;
use server_fn::ServerFn;

use super::{
    EVIDENCE_FORM, RefusedEvidence,
    evidence::with_moment,
    outcomes::{Eyebrow, said_of_dispute},
    sale_address,
};
use crate::{
    components::{Amount, Document, ErrorSummary, Moment, Place, Sentence, TextArea},
    functions::HandInEvidence,
    pages::answer,
    request::{self, Interruption},
    text::{
        counts, fill,
        problems::{at_field, problem},
        review::{ReviewText, review},
    },
    written::Written as _,
};

/// `/review/disputes/{dispute}`.
#[component]
pub fn DisputePage() -> impl IntoView {
    let dispute = request::path_part("dispute");
    let done = request::query("done");
    answer(async move {
        let reader = request::approver()?;
        let dispute: DisputeId = dispute.parse().map_err(|_| Interruption::NotFound)?;
        let view = request::services()?.disputes.page(&reader, &dispute).await?;
        let refused = request::draft::<RefusedEvidence>(EVIDENCE_FORM).await?.unwrap_or_default();
        Ok(page(view.ok_or(Interruption::NotFound)?, refused, done.as_deref()).written())
    })
}

fn page(view: DisputeView, refused: RefusedEvidence, done: Option<&str>) -> impl IntoView {
    let words = review(request::locale());
    let DisputeView { line, is_own } = view;
    let title = fill(words.dispute, &[("reference", &line.reference)]);
    let (stands, tone) = dispute_state(line.state, words);
    let (amount, taken) = (line.amount, line.taken);
    let places = vec![
        Place::new("amount", view! { <Amount of=amount/> }),
        Place::new("taken", view! { <Amount of=taken/> }),
    ];
    let done = said_of_dispute(done, words);
    let over_at = line.over_at.map(|at| view! { <p>{with_moment(words.dispute_over, at)}</p> });
    let evidence_at = line.evidence_at.map(|at| view! { <p>{with_moment(words.evidence_at, at)}</p> });
    view! {
        <Document title=title.clone()>
            <main id="main" class="page">
                <header class="page-heading">
                    <Eyebrow words/>
                    <h1 tabindex="-1">{title}</h1>
                    <p class="lead">
                        <Sentence template=words.disputed places/> " "
                        <span class="badge" data-tone=tone>{stands}</span>
                    </p>
                </header>
                {done}
                <Problems problems=refused.problems.clone() words/>
                <Facts line=line.clone() words/>
                {evidence_at}
                {over_at}
                <Evidence line is_own refused words/>
            </main>
        </Document>
    }
}

#[component]
fn Problems(problems: Vec<Problem>, words: &'static ReviewText) -> impl IntoView {
    let locale = request::locale();
    let problems: Vec<_> =
        problems.iter().map(|found| (found.field.clone(), problem(&found.code, locale))).collect();
    (!problems.is_empty()).then(|| view! { <ErrorSummary title=words.refused problems/> })
}

#[component]
fn Facts(line: DisputeLine, words: &'static ReviewText) -> impl IntoView {
    let opened = line.opened_at;
    let order = line.order.map(|order| {
        let address = sale_address(&order);
        view! { <div><dt>{words.number}</dt><dd><a class="code" href=address>{order.to_string()}</a></dd></div> }
    });
    view! {
        <section class="section" aria-labelledby="payment">
            <h2 id="payment">{words.facts}</h2>
            <dl class="facts in-section">
                <div><dt>{words.gateway}</dt><dd>{counts::gateway(line.gateway, request::locale())}</dd></div>
                {order}
                <div><dt>{words.came_up}</dt><dd><Moment at=opened/></dd></div>
            </dl>
            <p>{fill(words.reason_given, &[("reason", &line.reason)])}</p>
        </section>
    }
}

/// The form, while evidence is taken and the reader can hand it in.
#[component]
fn Evidence(
    line: DisputeLine,
    is_own: bool,
    refused: RefusedEvidence,
    words: &'static ReviewText,
) -> impl IntoView {
    if is_own && line.over_at.is_none() {
        return view! { <p class="notice">{words.is_own}</p> }.written();
    }
    if !line.takes_evidence {
        return view! { <p class="soft">{words.no_evidence}</p> }.written();
    }
    let until = line.evidence_until.map(|at| view! { <p>{with_moment(words.evidence_until, at)}</p> });
    let error = at_field(&refused.problems, "text", request::locale());
    view! {
        <section class="section stack" aria-labelledby="hand-in">
            <h2 id="hand-in">{words.hand_in}</h2>
            {until}
            <form method="post" action=HandInEvidence::PATH class="stack">
                <input type="hidden" name="dispute" value=line.id.to_string()/>
                <TextArea name="text" label=words.evidence_text help=words.evidence_help rows=8 value=refused.text error/>
                <div class="actions"><button class="button primary" type="submit">{words.hand_in}</button></div>
            </form>
        </section>
    }
    .written()
}

/// Where a dispute stands, and the tone of it.
pub(super) fn dispute_state(state: DisputeState, words: &'static ReviewText) -> (&'static str, &'static str) {
    match state {
        DisputeState::Open => (words.dispute_open, "wait"),
        DisputeState::UnderReview => (words.dispute_under_review, "wait"),
        DisputeState::Won => (words.dispute_won, "good"),
        DisputeState::Lost => (words.dispute_lost, "stop"),
    }
}
