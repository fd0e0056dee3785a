//! Lets the wallet's own browser ask for the payment, or for a mini-program's page that does: only its script can. A listener and no island, because the button
//! and its words are plain HTML: every reader's bundle carries this, and few need it.

use js_sys::{Function, JSON, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Element, Event};

/// The attribute of a button that names what the wallet is asked for.
const ASK: &str = "data-wallet-ask";
/// The attribute that carries what it is asked with, as JSON. What follows the button says how to go on where
/// there is no such script.
const CALL: &str = "data-wallet-call";

/// Listens to every such button of the document, those that come later included.
pub(super) fn install() {
    let _ = window_event_listener_untyped("click", |event| {
        let _ = press(&event);
    });
}

fn press(event: &Event) -> Option<()> {
    let pressed: Element = event.target()?.dyn_into().ok()?;
    let button = pressed.closest(&format!("[{ASK}]")).ok()??;
    if invoke(&button.get_attribute(ASK)?, &button.get_attribute(CALL)?).is_none() {
        let _ = button.next_element_sibling()?.remove_attribute("hidden");
    }
    Some(())
}

/// Whatever the wallet says in the end is not believed: the page is asked for again, and the server asks the gateway.
fn invoke(ask: &str, call: &str) -> Option<()> {
    let bridge = Reflect::get(&window(), &JsValue::from_str("WeixinJSBridge")).ok()?;
    let invoke: Function = Reflect::get(&bridge, &JsValue::from_str("invoke")).ok()?.dyn_into().ok()?;
    let call = JSON::parse(call).ok()?;
    let answered = Closure::once_into_js(|| {
        let _ = window().location().set_search("back=wallet");
    });
    invoke.call3(&bridge, &JsValue::from_str(ask), &call, &answered).ok()?;
    Some(())
}
