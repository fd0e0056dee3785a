//! `/review/resolved`: what was decided, newest first.

use domain::{id::ReviewId, view::review::ReviewHistoryView};
use leptos::prelude::*;

use super::{RESOLVED, line::Lines, outcomes::Eyebrow};
use crate::{
    components::{Document, Paging},
    pages::answer,
    path,
    request::{self, Interruption},
    text::review::review,
    written::Written as _,
};

/// `/review/resolved?before=…`.
#[component]
pub fn ResolvedPage() -> impl IntoView {
    let before = request::query("before").and_then(|text| text.parse::<ReviewId>().ok());
    answer(async move {
        let reader = request::approver()?;
        let view = request::services()?.reviews.history(&reader, before.as_ref()).await?;
        Ok::<_, Interruption>(page(view, before.is_some()).written())
    })
}

fn page(view: ReviewHistoryView, is_older: bool) -> impl IntoView {
    let words = review(request::locale());
    let older =
        view.next_before.map(|before| (path::with_query(RESOLVED, "before", before.as_str()), words.older));
    let newest = is_older.then(|| (RESOLVED.to_owned(), words.newest));
    let list = if view.lines.is_empty() {
        view! { <p class="soft">{words.none_resolved}</p> }.written()
    } else {
        view! {
            <section aria-labelledby="decided">
                <h2 id="decided" class="visually-hidden">{words.history}</h2>
                <Lines lines=view.lines now=None label=words.history words/>
            </section>
        }
        .written()
    };
    view! {
        <Document title=words.history>
            <main id="main" class="page wide">
                <header class="page-heading">
                    <Eyebrow words/>
                    <h1 tabindex="-1">{words.history}</h1>
                    <p class="lead">{words.history_lead}</p>
                </header>
                {list}
                <Paging newest older/>
            </main>
        </Document>
    }
}
