//! Something broke on our side: what that means for the reader's money, and a code.

use leptos::prelude::*;

use crate::{
    components::Document,
    request::{self, TOO_LONG_TO_KEEP},
    text::trouble::{TroubleText, trouble},
    written::Written as _,
};

/// The codes that may stand on the page; anybody can type an address, so any other one is not repeated.
const CODES: [&str; 9] = [
    "JN-STORE",
    "JN-GATEWAY",
    "JN-RULE",
    "JN-BUSY",
    "JN-CRYPTO",
    "JN-CLOSING",
    "JN-CONTEXT",
    "JN-FORM",
    TOO_LONG_TO_KEEP,
];

/// `/trouble`: where a form leads whose server function failed.
#[component]
pub fn TroublePage() -> impl IntoView {
    let asked = request::query("code").unwrap_or_default();
    page(CODES.into_iter().find(|code| *code == asked).unwrap_or("JN-UNKNOWN"))
}

/// The page for a fault with a code.
pub(super) fn page(code: &'static str) -> AnyView {
    let words = trouble(request::locale());
    let status = match code {
        "JN-GATEWAY" | "JN-BUSY" | "JN-CLOSING" => 503,
        TOO_LONG_TO_KEEP => 422,
        _ => 500,
    };
    request::set_status(status);
    let title = if code == TOO_LONG_TO_KEEP { words.too_long_title } else { words.broken_title };
    view! {
        <Document title>
            <main id="main" class="page short error-page">
                <p class="error-code">{status.to_string()}</p>
                <h1 tabindex="-1">{title}</h1>
                <p class="lead">{lead(words, code)}</p>
                <div class="actions">
                    <a class="button primary" href="/">{words.start}</a>
                    <a class="button" href="/memberships">{words.memberships}</a>
                </div>
                <p class="small soft">{words.reference}" "<code class="code">{code}</code></p>
            </main>
        </Document>
    }
    .written()
}

fn lead(words: &'static TroubleText, code: &str) -> &'static str {
    match code {
        "JN-GATEWAY" => words.gateway_lead,
        "JN-BUSY" | "JN-CLOSING" => words.busy_lead,
        TOO_LONG_TO_KEEP => words.too_long_lead,
        _ => words.broken_lead,
    }
}
