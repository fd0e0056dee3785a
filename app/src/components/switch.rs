//! A choice between a few addresses of one page, as plain links.

use leptos::prelude::*;

/// One of the choices.
pub struct Way {
    /// Its address.
    pub address: String,
    /// Its name.
    pub name: String,
    /// Whether it is the one that is shown.
    pub is_current: bool,
}

/// The links under a label; nothing when there is no choice.
#[component]
pub fn Switch(
    /// What is chosen.
    label: &'static str,
    /// The choices.
    ways: Vec<Way>,
) -> impl IntoView {
    (ways.len() > 1).then(|| {
        let link = |way: Way| {
            let current = way.is_current.then_some("true");
            view! { <li><a href=way.address aria-current=current>{way.name}</a></li> }
        };
        view! { <nav aria-label=label><ul class="row filters">{ways.into_iter().map(link).collect_view()}</ul></nav> }
    })
}
