//! One press, one post. The server makes a second post harmless anyway; this spares the reader the doubt.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlFormElement, SubmitEvent};

/// Guards every form of the document, those that come later included: while one is under way it says so by
/// `aria-busy`, and further presses do nothing. The button keeps its value: a disabled one would not send it.
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
        let pressed = event.dyn_ref::<SubmitEvent>().and_then(SubmitEvent::submitter);
        let _ = pressed.map(|button| button.set_attribute("aria-busy", "true"));
    }
}

fn release_all() {
    let Ok(busy) = document().query_selector_all("form[aria-busy], button[aria-busy]") else { return };
    for place in 0..busy.length() {
        if let Some(element) = busy.item(place).and_then(|node| node.dyn_into::<Element>().ok()) {
            let _ = element.remove_attribute("aria-busy");
        }
    }
}
