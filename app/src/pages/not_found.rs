//! Nothing is at this address, or it is somebody else's: the page says the same, so that nobody learns which.

use leptos::prelude::*;

use crate::{components::Document, request, text::trouble::trouble, written::Written as _};

/// The 404 page.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let words = trouble(request::locale());
    request::set_status(404);
    view! {
        <Document title=words.missing_title>
            <main id="main" class="page short error-page">
                <p class="error-code">"404"</p>
                <h1 tabindex="-1">{words.missing_title}</h1>
                <p class="lead">{words.missing_lead}</p>
                <div class="actions"><a class="button primary" href="/">{words.start}</a></div>
            </main>
        </Document>
    }
    .written()
}
