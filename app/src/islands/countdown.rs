//! The time that is left to pay.

use std::{cell::RefCell, rc::Rc, time::Duration};

use domain::locale::Locale;
use leptos::{html, prelude::*};

use super::browser_clock;
use crate::text::live::{clock, duration, live, spoken};

/// The event that tells the rest of the page that the time is over.
pub(super) const TIME_IS_UP: &str = "joinery-time-is-up";
/// From here on the countdown is heavier, never louder.
const SOON_SECONDS: i64 = 300;

/// A countdown. The server draws the first figure, so that it is there without scripts too; the browser counts from
/// the time that has passed, never from its own idea of what time it is.
#[island]
pub fn Countdown(
    /// Milliseconds left when the server drew the page.
    left_ms: i64,
    /// The reader's language.
    locale: Locale,
) -> impl IntoView {
    let words = live(locale);
    let left = RwSignal::new(left_ms.max(0) / 1000);
    let said = RwSignal::new("");
    let place = NodeRef::<html::P>::new();
    Effect::new(move |_| {
        if let Some(place) = place.get() {
            count_down(left_ms, place, move |seconds| {
                left.set(seconds);
                if let Some(words) = spoken(seconds, locale) {
                    said.set(words);
                }
            });
        }
    });
    view! {
        <p class="countdown" node_ref=place data-soon=move || (left.get() <= SOON_SECONDS).then_some("true")>
            <span class="countdown-label">{words.time_left}</span>
            " "
            <time class="countdown-time" role="timer" datetime=move || duration(left.get())>
                {move || clock(left.get())}
            </time>
        </p>
        <p class="visually-hidden" role="status">{move || said.get()}</p>
    }
}

/// Calls `show` once a second with the seconds left, until nothing is left or the page no longer shows the countdown.
fn count_down(left_ms: i64, place: web_sys::HtmlParagraphElement, show: impl Fn(i64) + 'static) {
    let ends_at = browser_clock::now_ms()
        .saturating_sub(browser_clock::ms_since_page_was_asked_for())
        .saturating_add(left_ms);
    let ticking: Rc<RefCell<Option<IntervalHandle>>> = Rc::default();
    let handle = Rc::clone(&ticking);
    let tick = move || {
        // Rounded up, so that 0:00 means that the time really is over.
        let left = ends_at.saturating_sub(browser_clock::now_ms()).max(0).saturating_add(999) / 1000;
        let gone = !place.is_connected();
        if !gone {
            show(left);
        }
        if (gone || left == 0)
            && let Some(handle) = handle.borrow_mut().take()
        {
            handle.clear();
        }
        if !gone && left == 0 {
            announce_the_end();
        }
    };
    *ticking.borrow_mut() = set_interval_with_handle(tick, Duration::from_secs(1)).ok();
}

fn announce_the_end() {
    if let Ok(event) = web_sys::Event::new(TIME_IS_UP) {
        let _ = window().dispatch_event(&event);
    }
}
