//! What giving an amount of a sale back does besides the money, said before the button that does it.

use domain::{money::Money, view::refunds::SaleRefundView};
use leptos::prelude::*;

use crate::{components::Afterwards, request, text::sale::sale, written::Written as _};

/// What becomes of the membership, who is told, and where the money comes from.
#[component]
pub fn Consequences(view: SaleRefundView, amount: Money) -> impl IntoView {
    let words = sale(request::locale());
    let membership = if amount == view.left && view.after.ends.is_some() {
        view! { <Afterwards of=view.after/> }.written()
    } else {
        view! { <li>{words.stays}</li> }.written()
    };
    view! {
        <ul class="plain-list small">
            {membership}
            <li>{words.told}</li>
            <li>{words.below_zero}</li>
        </ul>
    }
}
