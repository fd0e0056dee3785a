//! One press, one post. The server makes a second post harmless anyway; this spares the reader the doubt.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlFormElement};

/// Guards every form of the document, those that come later included: while one is under way it says so by
/// `aria-busy`, and further presses do nothing.
pub(super) fn install() {
    let _ = window_event_listener_untyped("submit", |event| guard(&event));
    // A page that the browser brings back from memory has its forms free again.
    let _ = window_event_listener_untyped("pageshow", |_| release_all());
}

fn guard(event: &Event) {
    let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
    let Some(form) = form.filter(|form| form.method() == "post" && !event.default_prevented()) else {
        return;
    };
    if form.get_attribute("aria-busy").as_deref() == Some("true") {
        event.prevent_default();
    } else {
        let _ = form.set_attribute("aria-busy", "true");
    }
}

fn release_all() {
    let Ok(busy) = document().query_selector_all("form[aria-busy]") else { return };
    for place in 0..busy.length() {
        if let Some(form) = busy.item(place).and_then(|node| node.dyn_into::<Element>().ok()) {
            let _ = form.remove_attribute("aria-busy");
        }
    }
}
