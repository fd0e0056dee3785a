//! `/review/disputes`: every dispute, those that are over too.

use domain::{id::DisputeId, view::review::DisputesView};
use leptos::prelude::*;

use super::{DISPUTES, outcomes::Eyebrow, queue::dispute};
use crate::{
    components::{Document, Paging},
    pages::answer,
    path,
    request::{self, Interruption},
    text::review::review,
    written::Written as _,
};

/// `/review/disputes?before=…`.
#[component]
pub fn DisputesPage() -> impl IntoView {
    let before = request::query("before").and_then(|text| text.parse::<DisputeId>().ok());
    answer(async move {
        let reader = request::approver()?;
        let view = request::services()?.disputes.list(&reader, before.as_ref()).await?;
        Ok::<_, Interruption>(page(view, before.is_some()).written())
    })
}

fn page(view: DisputesView, is_older: bool) -> impl IntoView {
    let words = review(request::locale());
    let older = view
        .next_before
        .map(|before| (path::with_query(DISPUTES, "before", before.as_str()), words.older_disputes));
    let newest = is_older.then(|| (DISPUTES.to_owned(), words.newest_disputes));
    let list = if view.lines.is_empty() {
        view! { <p class="soft">{words.no_disputes}</p> }.written()
    } else {
        let lines = view.lines.into_iter().map(|line| dispute(line, words)).collect_view();
        view! {
            <section aria-labelledby="list">
                <h2 id="list" class="visually-hidden">{words.all_disputes}</h2>
                <ol class="records reviews">{lines}</ol>
            </section>
        }
        .written()
    };
    view! {
        <Document title=words.all_disputes>
            <main id="main" class="page wide">
                <header class="page-heading">
                    <Eyebrow words/>
                    <h1 tabindex="-1">{words.all_disputes}</h1>
                    <p class="lead">{words.all_disputes_lead}</p>
                </header>
                {list}
                <Paging newest older/>
            </main>
        </Document>
    }
}
