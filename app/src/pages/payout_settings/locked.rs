//! The page for somebody whose role may look and not change: every control stays where it is, locked, with the reason.

use std::sync::Arc;

use leptos::prelude::*;

use super::{Choices, shown::Shown};
use crate::{
    components::{Icon, Shape},
    written::Written as _,
};

/// The id of the reason, which the locked controls name.
const REASON: &str = "locked";

/// Why nothing can be changed here.
pub(super) fn notice(shown: &Shown) -> Option<AnyView> {
    let words = shown.words;
    let notice = || {
        view! {
            <div class="notice" id=REASON>
                <Icon shape=Shape::Alert/>
                <div><p class="notice-title">{words.locked}</p><p>{words.locked_note}</p></div>
            </div>
        }
        .written()
    };
    (!shown.view.may_change).then(notice)
}

/// The controls; a `fieldset` locks all of them at once, with scripts and without.
pub(super) fn form(shown: &Arc<Shown>) -> AnyView {
    let controls = view! { <Choices shown=Arc::clone(shown)/> };
    if shown.view.may_change {
        return controls.written();
    }
    view! { <fieldset class="locked" disabled=true aria-describedby=REASON>{controls}</fieldset> }.written()
}
