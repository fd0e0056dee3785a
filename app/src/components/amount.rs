//! Money, always with its sign and in figures of one width.

use domain::money::Money;
use leptos::prelude::*;

use crate::{request, text};

/// An amount in the reader's language.
#[component]
pub fn Amount(
    /// How much.
    of: Money,
) -> impl IntoView {
    view! { <span class="amount">{text::money(of, request::locale())}</span> }
}
