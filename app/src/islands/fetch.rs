//! Asks this site for something, by the browser's own means: a client library weighs more than all that is asked here.

use leptos::prelude::window;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit, Response};

/// What came back.
pub(super) struct Answered {
    /// The status.
    pub(super) status: u16,
    /// Whether it comes from another address than the one that was asked.
    pub(super) redirected: bool,
    /// The body.
    pub(super) text: String,
}

/// Asks with one header; `None` when nothing came back.
pub(super) async fn get(address: &str, name: &str, value: &str) -> Option<Answered> {
    let headers = Headers::new().ok()?;
    headers.set(name, value).ok()?;
    let how = RequestInit::new();
    how.set_headers(&headers);
    let answer = JsFuture::from(window().fetch_with_str_and_init(address, &how)).await.ok()?;
    let answer: Response = answer.dyn_into().ok()?;
    let (status, redirected) = (answer.status(), answer.redirected());
    let text = JsFuture::from(answer.text().ok()?).await.ok()?.as_string()?;
    Some(Answered { status, redirected, text })
}
