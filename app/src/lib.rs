//! What people see: pages, forms and the few islands that move.
//!
//! This crate decides nothing. Pages show read models, server functions hand forms to one service call, and islands
//! do only what HTML cannot. Pages, components and server functions never reach the browser; islands and their words
//! do, and they call nothing of the server.

// A view is one nested type; a long form passes the compiler's default of 128.
#![recursion_limit = "256"]

pub mod islands;
pub mod text;

#[cfg(feature = "ssr")]
mod app;
#[cfg(feature = "ssr")]
mod components;
#[cfg(feature = "ssr")]
mod functions;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
mod path;
#[cfg(feature = "ssr")]
mod request;
#[cfg(feature = "ssr")]
pub mod shell;
#[cfg(feature = "ssr")]
mod written;

#[cfg(feature = "ssr")]
pub use app::App;
#[cfg(feature = "ssr")]
pub use request::{LOCALE_COOKIE, cookie};

/// Wakes the islands of the page; the browser calls it once.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
    islands::page_is_awake();
}
