//! `/review/{item}`: everything about it, and what is to be done.

use domain::{
    id::ReviewId,
    review::{ReviewKind, ReviewState},
    view::{Problem, refunds::SaleRefundView, review::ReviewView},
};
use leptos::prelude::*;
use services::actor::Approver;

use super::{
    FORM, Refused,
    decide::Decide,
    decided::Outcome,
    evidence::{kind, known, state},
    facts::Facts,
    outcomes::{Eyebrow, said},
    second::Second,
    timeline::Timeline,
};
use crate::{
    components::{Amount, Document, ErrorSummary},
    pages::answer,
    request::{self, Interruption},
    text::{
        problems::problem,
        review::{ReviewText, review},
    },
    written::Written as _,
};

/// `/review/{item}`.
#[component]
pub fn ReviewItemPage() -> impl IntoView {
    let item = request::path_part("item");
    let done = request::query("done");
    answer(async move {
        let reader = request::approver()?;
        let item: ReviewId = item.parse().map_err(|_| Interruption::NotFound)?;
        let refused = request::draft::<Refused>(FORM).await?.unwrap_or_default();
        let view = request::services()?.reviews.page(&reader, &item, refused).await?;
        let view = view.ok_or(Interruption::NotFound)?;
        let sale = proposed(&reader, &view).await?;
        Ok(page(view, sale, done.as_deref()).written())
    })
}

/// The sale that a proposal gives back: who agrees reads what follows, as whoever proposed it did.
async fn proposed(reader: &Approver, view: &ReviewView) -> Result<Option<SaleRefundView>, Interruption> {
    let waits = view.line.kind == ReviewKind::RefundProposed && view.may_agree;
    let Some(order) = view.line.order.as_ref().filter(|_| waits) else { return Ok(None) };
    Ok(request::services()?.refunds.sale_for_staff(reader, order, Default::default()).await?)
}

fn page(view: ReviewView, sale: Option<SaleRefundView>, done: Option<&str>) -> impl IntoView {
    let words = review(request::locale());
    let title = kind(view.line.kind, words);
    let (stands, tone) = state(view.line.state, words);
    let decided = view.decided.as_ref().and_then(|decided| decided.decision);
    let done = said(done, decided, words);
    let evidence =
        view.line.evidence.iter().map(|evidence| view! { <li>{known(evidence, words)}</li> }).collect_view();
    let is_open = view.line.state != ReviewState::Resolved;
    let evidence = (is_open && !view.line.evidence.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="evidence">
                <h2 id="evidence">{words.evidence}</h2>
                <ul class="review-evidence">{evidence}</ul>
            </section>
        }
    });
    let of = view.line.amount;
    view! {
        <Document title=title>
            <main id="main" class="page">
                <header class="page-heading">
                    <Eyebrow words/>
                    <h1 tabindex="-1">{title}</h1>
                    <p class="lead"><Amount of/> " " <span class="badge" data-tone=tone>{stands}</span></p>
                </header>
                {done}
                <Problems problems=view.problems.clone() words/>
                {evidence}
                {act(&view, sale, words)}
                <Facts view=view.clone() words/>
                <Timeline view words/>
            </main>
        </Document>
    }
}

#[component]
fn Problems(problems: Vec<Problem>, words: &'static ReviewText) -> impl IntoView {
    let locale = request::locale();
    let problems: Vec<(String, String)> = problems
        .iter()
        .map(|found| {
            // The form is not there any more when somebody else was faster.
            let field = if found.field == "form" { "main" } else { found.field.as_str() };
            (field.to_owned(), problem(&found.code, locale))
        })
        .collect();
    (!problems.is_empty()).then(|| view! { <ErrorSummary title=words.refused problems/> })
}

/// What the reader can do now, or what was done.
fn act(view: &ReviewView, sale: Option<SaleRefundView>, words: &'static ReviewText) -> AnyView {
    match view.line.state {
        ReviewState::Open if view.is_own => view! { <p class="notice">{words.is_own}</p> }.written(),
        // What has to be decided first is said by the evidence.
        ReviewState::Open if view.choices.is_empty() && view.may_act => ().written(),
        ReviewState::Open if view.choices.is_empty() => {
            view! { <p class="notice">{words.looks_only}</p> }.written()
        }
        ReviewState::Open => view! { <Decide view=view.clone() words/> }.written(),
        ReviewState::AwaitingSecond => view! { <Second view=view.clone() sale words/> }.written(),
        ReviewState::Resolved => view! { <Outcome view=view.clone() words/> }.written(),
    }
}
