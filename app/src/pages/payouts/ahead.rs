//! The payouts that today's balance makes, soonest first.

use domain::{
    payouts::{NextPayout, Planned},
    time::Timestamp,
    view::payouts::PayoutsView,
};
use leptos::prelude::*;

use crate::{
    components::{Amount, Hour, Place, Sentence},
    request,
    text::{fee, payouts_page::PageText},
    written::Written as _,
};

/// The list, or why it is empty.
#[component]
pub(super) fn Ahead(view: PayoutsView, words: &'static PageText) -> impl IntoView {
    let now = view.now;
    let body = if view.upcoming.is_empty() {
        let why = fee::spoken(&view.next, now, request::locale());
        view! { <p>{words.ahead_none}</p> <p class="soft">{why}</p> }.written()
    } else {
        let lines = view.upcoming.iter().map(|next| line(next, now, words)).collect_view();
        view! { <ol class="records">{lines}</ol> <p class="small soft">{words.ahead_note}</p> }.written()
    };
    view! {
        <section class="section" aria-labelledby="ahead">
            <h2 id="ahead">{words.ahead}</h2>
            {body}
        </section>
    }
}

fn line(next: &NextPayout, now: Timestamp, words: &'static PageText) -> impl IntoView + use<> {
    let day = next.run.day();
    let at = next.run.at;
    let when = fee::when(day, now, request::locale());
    let when = vec![
        Place::new("when", view! { <time datetime=day.to_string()>{when}</time> }),
        Place::new("hour", view! { <Hour at/> }),
    ];
    let (name, note) = match &next.planned {
        Planned::Instant(quote) => {
            let (cost, net) = (quote.fee, quote.net);
            let places = vec![
                Place::new("fee", view! { <Amount of=cost/> }),
                Place::new("net", view! { <Amount of=net/> }),
            ];
            (words.ahead_instant, view! { <Sentence template=words.ahead_fee places/> }.written())
        }
        Planned::Standard { .. } | Planned::Nothing(_) => (words.ahead_standard, words.ahead_free.written()),
    };
    let amount = next.amount().unwrap_or(next.share.payable);
    view! {
        <li class="record-line">
            <span class="record-title">
                {name} " · " <Sentence template=words.ahead_when places=when/>
            </span>
            <Amount of=amount/>
            <span class="record-note">{note}</span>
        </li>
    }
}
