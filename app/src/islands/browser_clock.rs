//! The reader's clock is often wrong, so nothing here compares it with the server's: only how much of it has passed
//! since the page was asked for.

use std::cell::Cell;

use leptos::prelude::window;

thread_local! {
    /// When the page on the screen was asked for, if it came after the document itself.
    static ASKED_AT_MS: Cell<Option<i64>> = const { Cell::new(None) };
}

/// Now, in milliseconds of the reader's clock.
pub(super) fn now_ms() -> i64 {
    whole(js_sys::Date::now())
}

/// Notes when the page that replaces the one on the screen was asked for.
pub(super) fn page_was_asked_for_at(moment_ms: i64) {
    ASKED_AT_MS.set(Some(moment_ms));
}

/// Milliseconds since the page on the screen was asked for. Never less than the time since the server drew it, so a
/// countdown that starts from here ends a little early rather than late.
pub(super) fn ms_since_page_was_asked_for() -> i64 {
    let since_document = || window().performance().map_or(0, |performance| whole(performance.now()));
    ASKED_AT_MS.get().map_or_else(since_document, |asked| now_ms().saturating_sub(asked)).max(0)
}

/// A number below `limit`, different each time: for jitter only.
pub(super) fn chance_below(limit: u32) -> u32 {
    u32::try_from(whole(js_sys::Math::random() * f64::from(limit))).unwrap_or(0)
}

/// JavaScript counts milliseconds in floats; all of ours are far below 2^53.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "there is no other conversion from a float, and this one saturates"
)]
fn whole(value: f64) -> i64 {
    value as i64
}
