//! Lets the wallet's own browser ask for the payment: only its script can.

use js_sys::{Function, JSON, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

/// A button that calls WeChat's window. Whatever that says in the end is not believed: the page is asked for again, and
/// the server asks the gateway.
#[island]
pub fn WalletButton(
    /// The signed parameters, as JSON.
    call: String,
    /// What stands on the button.
    label: String,
    /// What to do where there is no such window.
    help: String,
) -> impl IntoView {
    let missing = RwSignal::new(false);
    let press = move |_| missing.set(invoke(&call).is_none());
    view! {
        <button class="button primary wide scripted" type="button" on:click=press>{label}</button>
        <p role="status">{move || missing.get().then(|| help.clone())}</p>
    }
}

fn invoke(call: &str) -> Option<()> {
    let bridge = Reflect::get(&window(), &JsValue::from_str("WeixinJSBridge")).ok()?;
    let invoke: Function = Reflect::get(&bridge, &JsValue::from_str("invoke")).ok()?.dyn_into().ok()?;
    let call = JSON::parse(call).ok()?;
    let answered = Closure::once_into_js(|| {
        let _ = window().location().set_search("back=wallet");
    });
    invoke.call3(&bridge, &JsValue::from_str("getBrandWCPayRequest"), &call, &answered).ok()?;
    Some(())
}
