//! The next payout as the page's heading.

use domain::{
    payouts::{NextPayout, Planned},
    time::Timestamp,
};
use leptos::prelude::*;

use crate::{
    components::{Amount, Place, Sentence},
    request,
    text::{fee, payouts::PayoutText},
};

/// The heading.
#[component]
pub(super) fn Heading(next: NextPayout, now: Timestamp, words: &'static PayoutText) -> impl IntoView {
    let locale = request::locale();
    let (sentence, detail) = fee::sentence(&next, locale);
    view! {
        <header class="page-heading">
            <p class="eyebrow">{words.title}</p>
            <h1 class="sentence" tabindex="-1">
                <Sentence template=sentence places=places(&next, now)/>
                <span class="visually-hidden">{fee::between(&next, locale)}</span>
                <span class="sentence-detail"><Sentence template=detail places=places(&next, now)/></span>
            </h1>
        </header>
    }
}

fn places(next: &NextPayout, now: Timestamp) -> Vec<Place> {
    let day = next.run.day();
    let when = fee::when(day, now, request::locale());
    let mut places = vec![
        Place::new("when", view! { <time datetime=day.to_string()>{when}</time> }),
        Place::new("payable", view! { <Amount of=next.share.payable/> }),
        Place::new("minimum", view! { <Amount of=next.minimum/> }),
    ];
    if let Planned::Instant(quote) = &next.planned {
        places.push(Place::new("gross", view! { <Amount of=quote.gross/> }));
        places.push(Place::new("fee", view! { <Amount of=quote.fee/> }));
        places.push(Place::new("net", view! { <Amount of=quote.net/> }));
    }
    places
}
