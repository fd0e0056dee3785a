//! The ways through a list that is longer than a page.

use leptos::prelude::*;

/// Links to the newest part of a list and to older ones.
#[component]
pub fn Paging(
    /// The address of the newest part, and what its link says; none on that part itself.
    newest: Option<(String, &'static str)>,
    /// The address of the part before this one, and what its link says.
    older: Option<(String, &'static str)>,
) -> impl IntoView {
    let link = |(address, words): (String, &'static str)| {
        view! { <a class="button" href=address>{words}</a> }
    };
    view! { <div class="actions">{newest.map(link)}{older.map(link)}</div> }
}
