//! `/review`: what waits, oldest first, and the disputes that are not over.

use domain::{
    id::ReviewId,
    review::{ReviewKind, ReviewState},
    view::review::{DisputeLine, ReviewQueueView},
};
use leptos::prelude::*;
use services::ports::ReviewFilter;

use super::{
    ADDRESS, DISPUTES, RESOLVED,
    dispute::dispute_state,
    dispute_address,
    evidence::{kind, with_moment},
    line::Lines,
};
use crate::{
    components::{Amount, Document, Place, Sentence},
    pages::{answer, reconcile},
    path,
    request::{self, Interruption},
    text::{
        counts, fill,
        review::{ReviewText, review},
    },
    written::Written as _,
};

/// `/review?state=…&kind=…&after=…`.
#[component]
pub fn ReviewPage() -> impl IntoView {
    let filter = ReviewFilter {
        kind: request::query("kind").and_then(|code| ReviewKind::from_code(&code)),
        state: request::query("state").and_then(|code| ReviewState::from_code(&code)),
    };
    let after = request::query("after").and_then(|text| text.parse::<ReviewId>().ok());
    answer(async move {
        let reader = request::approver()?;
        let view = request::services()?.reviews.queue(&reader, filter, after.as_ref(), Vec::new()).await?;
        Ok::<_, Interruption>(page(view, filter, after.is_some()).written())
    })
}

/// The queue, narrowed.
fn narrowed(filter: ReviewFilter) -> String {
    let address = ADDRESS.to_owned();
    let address = filter.state.map_or(address.clone(), |of| path::with_query(&address, "state", of.code()));
    filter.kind.map_or(address.clone(), |of| path::with_query(&address, "kind", of.code()))
}

fn page(view: ReviewQueueView, filter: ReviewFilter, is_later: bool) -> impl IntoView {
    let words = review(request::locale());
    let first = narrowed(filter);
    let next = view.next_after.as_ref().map(|after| path::with_query(&first, "after", after.as_str()));
    let (now, nothing, lines) = (view.now, view.waiting == 0, view.open);
    let list = if nothing {
        view! { <div class="empty"><h3>{words.none_title}</h3><p>{words.none_note}</p></div> }.written()
    } else if lines.is_empty() {
        view! { <p class="soft">{words.none_in_state}</p> }.written()
    } else {
        view! { <Lines lines now=Some(now) label=words.list words/> }.written()
    };
    view! {
        <Document title=words.title>
            <main id="main" class="page wide">
                <header class="page-heading">
                    <h1 tabindex="-1">{words.title}</h1>
                    <p class="lead">{words.lead}</p>
                </header>
                {(!view.may_act).then(|| view! { <p class="notice">{words.looks_only}</p> })}
                <section class="section" aria-labelledby="waiting">
                    <h2 id="waiting">{words.list}</h2>
                    <Filters filter words/>
                    {list}
                    <div class="actions">
                        {is_later.then(|| view! { <a class="button" href=first>{words.first}</a> })}
                        {next.map(|address| view! { <a class="button" href=address>{words.next}</a> })}
                    </div>
                </section>
                <Disputes disputes=view.disputes words/>
                <p><a href=DISPUTES>{words.all_disputes}</a></p>
                <p><a href=reconcile::ADDRESS>{words.reconciliation}</a></p>
            </main>
        </Document>
    }
}

#[component]
fn Filters(filter: ReviewFilter, words: &'static ReviewText) -> impl IntoView {
    let by = |state: Option<ReviewState>| narrowed(ReviewFilter { state, ..filter });
    let chosen = |of: Option<ReviewState>| (filter.state == of).then_some("true");
    let one = |of: Option<ReviewKind>, name: &'static str| {
        let address = narrowed(ReviewFilter { kind: of, ..filter });
        view! { <li><a href=address aria-current=(filter.kind == of).then_some("true")>{name}</a></li> }
    };
    let kinds = ReviewKind::ALL.map(|of| one(Some(of), kind(of, words))).collect_view();
    view! {
        <nav aria-label=words.filters>
            <ul class="row filters">
                <li><a href=by(None) aria-current=chosen(None)>{words.everything}</a></li>
                <li>
                    <a href=by(Some(ReviewState::Open)) aria-current=chosen(Some(ReviewState::Open))>{words.state_open}</a>
                </li>
                <li>
                    <a href=by(Some(ReviewState::AwaitingSecond)) aria-current=chosen(Some(ReviewState::AwaitingSecond))>
                        {words.state_second}
                    </a>
                </li>
                <li><a href=RESOLVED>{words.state_resolved}</a></li>
            </ul>
        </nav>
        <details class="disclosure" open=filter.kind.is_some()>
            <summary>{words.kinds}</summary>
            <nav aria-label=words.kinds>
                <ul class="row filters">{one(None, words.every_kind)}{kinds}</ul>
            </nav>
        </details>
    }
}

/// The disputes; nothing without one.
#[component]
fn Disputes(disputes: Vec<DisputeLine>, words: &'static ReviewText) -> impl IntoView {
    (!disputes.is_empty()).then(|| {
        let lines = disputes.into_iter().map(|line| dispute(line, words)).collect_view();
        view! {
            <section class="section" aria-labelledby="disputes">
                <h2 id="disputes">{words.disputes}</h2>
                <ol class="records reviews">{lines}</ol>
            </section>
        }
    })
}

pub(super) fn dispute(line: DisputeLine, words: &'static ReviewText) -> impl IntoView + use<> {
    let (amount, taken) = (line.amount, line.taken);
    let (stands, tone) = dispute_state(line.state, words);
    let places = vec![
        Place::new("amount", view! { <Amount of=amount/> }),
        Place::new("taken", view! { <Amount of=taken/> }),
    ];
    let name = fill(words.dispute, &[("reference", &line.reference)]);
    let until = line
        .evidence_until
        .filter(|_| line.takes_evidence)
        .map(|until| view! { <p class="review-next">{with_moment(words.evidence_until, until)}</p> });
    view! {
        <li class="review-line">
            <h3 class="review-name">
                <a href=dispute_address(&line.id)>{name}</a> " " <span class="badge" data-tone=tone>{stands}</span>
            </h3>
            <p class="review-amount"><Amount of=amount/></p>
            <div class="review-body">
                <p>{counts::gateway(line.gateway, request::locale())}</p>
                <p><Sentence template=words.disputed places/></p>
                {until}
            </div>
        </li>
    }
}
