//! Something broke on our side: what that means for the reader's money, and a code.

use leptos::prelude::*;

use crate::{
    components::Document,
    request,
    text::trouble::{TroubleText, trouble},
};

/// The codes that may stand on the page; anybody can type an address, so any other one is not repeated.
const CODES: [&str; 8] =
    ["JN-STORE", "JN-GATEWAY", "JN-RULE", "JN-BUSY", "JN-CRYPTO", "JN-CLOSING", "JN-CONTEXT", "JN-FORM"];

/// `/trouble`: where a form leads whose server function failed.
#[component]
pub fn TroublePage() -> impl IntoView {
    let asked = request::query("code").unwrap_or_default();
    page(CODES.into_iter().find(|code| *code == asked).unwrap_or("JN-UNKNOWN"))
}

/// The page for a fault with a code.
pub(super) fn page(code: &'static str) -> impl IntoView {
    let words = trouble(request::locale());
    let waiting_helps = matches!(code, "JN-GATEWAY" | "JN-BUSY" | "JN-CLOSING");
    request::set_status(if waiting_helps { 503 } else { 500 });
    view! {
        <Document title=words.broken_title>
            <main id="main" class="page short error-page">
                <p class="error-code">{if waiting_helps { "503" } else { "500" }}</p>
                <h1 tabindex="-1">{words.broken_title}</h1>
                <p class="lead">{lead(words, code)}</p>
                <div class="actions">
                    <a class="button primary" href="/">{words.start}</a>
                    <a class="button" href="/memberships">{words.memberships}</a>
                </div>
                <p class="small soft">{words.reference}" "<code class="code">{code}</code></p>
            </main>
        </Document>
    }
}

fn lead(words: &'static TroubleText, code: &str) -> &'static str {
    match code {
        "JN-GATEWAY" => words.gateway_lead,
        "JN-BUSY" | "JN-CLOSING" => words.busy_lead,
        _ => words.broken_lead,
    }
}
