//! A community's seal: the first letter of its name.

use leptos::prelude::*;

/// The seal beside a community's name.
#[component]
pub fn Seal(
    /// The community's name.
    #[prop(into)]
    name: String,
    /// Twice the size, for the community's own page.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    let class = if large { "seal large" } else { "seal" };
    let letter = name.chars().next().map(String::from).unwrap_or_default();
    view! { <span class=class aria-hidden="true">{letter}</span> }
}
