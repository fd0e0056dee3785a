//! Watches an order: by server-sent events while they flow, by polling otherwise, and not at all once nothing can
//! change or nobody looks.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use domain::locale::Locale;
use leptos::{html, prelude::*, serde_json, task::spawn_local};
use serde::Deserialize;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, EventSource, MessageEvent};

use super::{browser_clock, countdown::TIME_IS_UP, fetch, pace::Pace, page_swap};
use crate::text::live::live;

/// After so many answered polls the stream is tried again.
const POLLS_BEFORE_STREAM: u32 = 5;
/// How long a page that still waits for its code waits before it looks again.
const PREPARING: Duration = Duration::from_secs(3);
/// The server's clock has certainly passed the end when the page asks what came of it.
const AFTER_THE_END: Duration = Duration::from_millis(1_200);

/// Keeps the order page true. `version` is the version that the page shows.
#[island]
pub fn OrderWatch(
    /// The order's token, as it stands in the address.
    token: String,
    /// The version of the order that the page shows.
    version: i64,
    /// The reader's language.
    locale: Locale,
) -> impl IntoView {
    let words = live(locale);
    let offline = RwSignal::new(false);
    let checking = RwSignal::new(false);
    let place = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if let Some(place) = place.get() {
            Watch::start(&token, version, place.into(), offline, checking);
        }
    });
    view! {
        <div class="order-watch" node_ref=place>
            <p class="visually-hidden" role="status">{move || checking.get().then_some(words.checking)}</p>
            <div role="status">
                {move || {
                    offline.get().then(|| view! { <div class="notice" data-tone="wait"><p>{words.offline}</p></div> })
                }}
            </div>
        </div>
    }
}

struct Watch {
    /// `/o/{token}`.
    address: String,
    /// The version on the screen.
    version: Cell<i64>,
    pace: Cell<Pace>,
    timer: Cell<Option<TimeoutHandle>>,
    stream: RefCell<Option<EventSource>>,
    /// Polls answered since the stream broke.
    polls: Cell<u32>,
    /// The reader came back: the stream is worth another try.
    returned: Cell<bool>,
    asking: Cell<bool>,
    place: Element,
    offline: RwSignal<bool>,
    checking: RwSignal<bool>,
}

impl Watch {
    fn start(token: &str, version: i64, place: Element, offline: RwSignal<bool>, checking: RwSignal<bool>) {
        let watch = Rc::new(Self {
            address: format!("/o/{token}"),
            version: Cell::new(version),
            pace: Cell::default(),
            timer: Cell::default(),
            stream: RefCell::default(),
            polls: Cell::default(),
            returned: Cell::default(),
            asking: Cell::default(),
            place,
            offline,
            checking,
        });
        for event in ["visibilitychange", "pageshow", "focus"] {
            watch.on(event, Self::look);
        }
        watch.on("online", |watch| {
            watch.offline.set(false);
            watch.look();
        });
        watch.on("offline", |watch| watch.offline.set(true));
        watch.on(TIME_IS_UP, |watch| watch.show_page_after(AFTER_THE_END));
        watch.open_stream();
        watch.show_again_while_preparing();
    }

    fn on(self: &Rc<Self>, event: &'static str, act: impl Fn(&Rc<Self>) + 'static) {
        let watch = Rc::clone(self);
        let _ = window_event_listener_untyped(event, move |_| act(&watch));
    }

    /// The reader came, went or came back.
    fn look(self: &Rc<Self>) {
        if document().hidden() {
            self.close_stream();
            self.rest();
        } else if !self.pace.get().is_over() {
            self.checking.set(true);
            self.returned.set(true);
            self.ask(false);
        }
    }

    fn rest(&self) {
        if let Some(timer) = self.timer.take() {
            timer.clear();
        }
    }

    fn ask_later(self: &Rc<Self>) {
        self.rest();
        let pace = self.pace.get();
        if pace.is_over() || document().hidden() || self.stream.borrow().is_some() {
            return;
        }
        let watch = Rc::clone(self);
        let pause = Duration::from_millis(u64::from(pace.pause_ms(browser_clock::chance_below)));
        self.timer.set(set_timeout_with_handle(move || watch.ask(true), pause).ok());
    }

    /// Asks for the status; `patient` lets the server wait for a change.
    fn ask(self: &Rc<Self>, patient: bool) {
        if self.asking.replace(true) {
            return;
        }
        let watch = Rc::clone(self);
        spawn_local(async move {
            watch.answer(status(&watch.address, watch.version.get(), patient).await);
            watch.polls.set(watch.polls.get().saturating_add(1));
            watch.asking.set(false);
            watch.checking.set(false);
            watch.go_on();
        });
    }

    fn answer(self: &Rc<Self>, answer: Answer) {
        let mut pace = self.pace.get();
        match &answer {
            Answer::News(status) => pace.answered(status.next_poll_ms),
            Answer::Unchanged => pace.unchanged(),
            Answer::Gone => pace.end(),
            Answer::Silence => pace.failed(),
        }
        self.pace.set(pace);
        if let Answer::News(status) = answer {
            self.show(&status);
        }
    }

    fn go_on(self: &Rc<Self>) {
        let worth_it = self.returned.take() || self.polls.get() >= POLLS_BEFORE_STREAM;
        if worth_it && self.stream.borrow().is_none() && !document().hidden() && !self.pace.get().is_over() {
            self.open_stream();
        } else {
            self.ask_later();
        }
    }

    fn show(self: &Rc<Self>, status: &News) {
        if status.version > self.version.replace(status.version) {
            self.show_page();
        }
    }

    /// Takes the newer page; when that fails, the browser's own way still works.
    fn show_page(self: &Rc<Self>) {
        let watch = Rc::clone(self);
        spawn_local(async move {
            if page_swap::refresh(&watch.place).await.is_some() {
                watch.show_again_while_preparing();
            } else if window().navigator().on_line() {
                let _ = window().location().reload();
            }
        });
    }

    fn show_page_after(self: &Rc<Self>, pause: Duration) {
        let watch = Rc::clone(self);
        set_timeout(move || watch.show_page(), pause);
    }

    /// A code that arrives late changes the page but not the order, so no status tells of it.
    fn show_again_while_preparing(self: &Rc<Self>) {
        if page_swap::shown_state().as_deref() == Some("preparing") && !document().hidden() {
            self.show_page_after(PREPARING);
        }
    }

    fn close_stream(&self) {
        if let Some(stream) = self.stream.take() {
            stream.close();
        }
    }

    /// Listens to the server; while the stream is open nothing is polled.
    fn open_stream(self: &Rc<Self>) {
        self.rest();
        self.polls.set(0);
        let Ok(stream) = EventSource::new(&format!("{}/events", self.address)) else {
            return self.ask_later();
        };
        let watch = Rc::clone(self);
        let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| watch.hear(&event));
        let watch = Rc::clone(self);
        let broken = Closure::<dyn Fn()>::new(move || {
            watch.close_stream();
            let mut pace = watch.pace.get();
            pace.failed();
            watch.pace.set(pace);
            watch.ask_later();
        });
        for event in ["message", "status"] {
            let _ = stream.add_event_listener_with_callback(event, heard.as_ref().unchecked_ref());
        }
        stream.set_onerror(Some(broken.as_ref().unchecked_ref()));
        // The browser keeps calling them for as long as the page lives.
        heard.forget();
        broken.forget();
        self.stream.replace(Some(stream));
    }

    fn hear(self: &Rc<Self>, event: &MessageEvent) {
        let text = event.data().as_string().unwrap_or_default();
        let Ok(status) = serde_json::from_str(&text) else { return };
        self.answer(Answer::News(status));
        if self.pace.get().is_over() {
            self.close_stream();
        }
    }
}

/// What the page needs of the server's status ([`domain::view::StatusView`]): every reader downloads what reads it.
#[derive(Deserialize)]
struct News {
    version: i64,
    next_poll_ms: u32,
}

/// What came back.
enum Answer {
    News(News),
    Unchanged,
    /// Not this reader's order any more: signed out, or gone.
    Gone,
    Silence,
}

async fn status(address: &str, version: i64, patient: bool) -> Answer {
    let wait = if patient { "?wait=25" } else { "" };
    let known = format!("\"{version}\"");
    let asked = fetch::get(&format!("{address}/status{wait}"), "If-None-Match", &known).await;
    let Some(answer) = asked else { return Answer::Silence };
    match answer.status {
        200 => serde_json::from_str(&answer.text).map_or(Answer::Silence, Answer::News),
        304 => Answer::Unchanged,
        401 | 403 | 404 => Answer::Gone,
        _ => Answer::Silence,
    }
}

#[cfg(test)]
mod tests {
    use domain::{time::Timestamp, view::StatusView};
    use leptos::serde_json;

    use super::News;

    #[test]
    fn the_page_reads_what_the_server_writes() {
        let now = Timestamp::from_unix_ms(1_795_300_000_000);
        let written = StatusView {
            version: 7,
            status: "pending".to_owned(),
            exception: "none".to_owned(),
            expires_at: now,
            server_time: now,
            next_poll_ms: 2_000,
        };
        let read: News = serde_json::from_str(&serde_json::to_string(&written).unwrap()).unwrap();
        assert_eq!((read.version, read.next_poll_ms), (7, 2_000));
    }
}
