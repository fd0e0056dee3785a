//! `/manage/{community}/preview`: the checkout as members will see it.

use domain::view::manage::PreviewView;
use leptos::prelude::*;

use super::community_address;
use crate::{
    components::Document,
    pages::{answer, checkout},
    request::{self, Interruption},
    text::manage::manage,
    written::Written as _,
};

/// `/manage/{community}/preview`.
#[component]
pub fn PreviewPage() -> impl IntoView {
    let slug = request::path_part("community");
    answer(async move {
        let creator = request::creator(&community_address(&slug))?;
        let view = request::services()?.manage.preview(&creator, &slug).ok_or(Interruption::NotFound)?;
        Ok(page(view).written())
    })
}

fn page(view: PreviewView) -> impl IntoView {
    let words = manage(request::locale());
    let back = community_address(&view.slug);
    let body = match view.checkout {
        Some(checkout) => checkout::preview(checkout).written(),
        None => view! { <p>{words.preview_nothing}</p> }.written(),
    };
    view! {
        <Document title=words.preview_title>
            <main id="main" class="page">
                <header class="page-heading">
                    <p class="eyebrow"><a href=back>{words.back}</a></p>
                    <h1 tabindex="-1">{words.preview_title}</h1>
                </header>
                <p class="notice">{words.preview_note}</p>
                {body}
            </main>
        </Document>
    }
}
