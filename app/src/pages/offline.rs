//! The page for a browser without a connection. It asks for nothing, so that it can be kept.

use leptos::prelude::*;

use crate::{components::Document, request, text::trouble::trouble, written::Written as _};

/// `/offline`.
#[component]
pub fn OfflinePage() -> impl IntoView {
    let words = trouble(request::locale());
    view! {
        <Document title=words.offline_title>
            <main id="main" class="page short error-page">
                <p class="error-code">{words.offline_mark}</p>
                <h1 tabindex="-1">{words.offline_title}</h1>
                <p class="lead">{words.offline_lead}</p>
                <div class="actions"><a class="button primary" href="/">{words.start}</a></div>
            </main>
        </Document>
    }
    .written()
}
