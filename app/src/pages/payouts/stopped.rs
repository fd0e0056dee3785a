//! Payouts that do not go on: who stopped them, why, and who can let them go on.

use domain::{payouts::PausedBy, time::Timestamp, view::payouts::Stopped};
use leptos::prelude::*;
use server_fn::ServerFn;

use crate::{
    components::{AccountField, Icon, Moment, Place, Sentence, Shape},
    functions::ResumePayouts,
    text::{fill, payouts_page::PageText},
    written::Written as _,
};

/// The notice, if there is something to say.
#[component]
pub(super) fn Stop(
    #[prop(optional_no_strip)] stopped: Option<Stopped>,
    #[prop(optional_no_strip)] held_until: Option<Timestamp>,
    words: &'static PageText,
) -> impl IntoView {
    let held = held_until.map(|at| {
        let places = vec![Place::new("moment", view! { <Moment at/> })];
        view! {
            <div class="notice" data-tone="wait">
                <Icon shape=Shape::Clock/>
                <p><Sentence template=words.held places/></p>
            </div>
        }
    });
    view! { {stopped.map(|stopped| view! { <Notice stopped words/> })} {held} }
}

#[component]
fn Notice(stopped: Stopped, words: &'static PageText) -> impl IntoView {
    let count = stopped.failures.to_string();
    let title = match stopped.by {
        PausedBy::Platform => words.stopped_by_platform.to_owned(),
        PausedBy::Failures => fill(words.stopped_by_failures, &[("count", &count)]),
        PausedBy::Creator => words.stopped_by_creator.to_owned(),
        PausedBy::Review => words.stopped_by_review.to_owned(),
    };
    let since = stopped.since.map(|at| {
        let places = vec![Place::new("moment", view! { <Moment at/> })];
        view! { <p><Sentence template=words.stopped_since places/></p> }
    });
    let help = match stopped.by {
        PausedBy::Platform if stopped.reason.is_empty() => ().written(),
        PausedBy::Platform => {
            let reason = fill(words.stopped_reason, &[("reason", &stopped.reason)]);
            view! { <p>{reason}</p> }.written()
        }
        PausedBy::Failures => view! {
            <p>{words.stopped_failures_help}</p>
            <form method="post" action=ResumePayouts::PATH>
                <AccountField/>
                <button class="button" type="submit">{words.resume}</button>
            </form>
        }
        .written(),
        PausedBy::Creator => view! { <p>{words.stopped_creator_help}</p> }.written(),
        PausedBy::Review => view! { <p>{words.stopped_review_help}</p> }.written(),
    };
    let label = title.clone();
    view! {
        <section class="notice" data-tone="wait" aria-label=label>
            <Icon shape=Shape::Alert/>
            <div class="stack tight"><p class="notice-title">{title}</p>{since}{help}</div>
        </section>
    }
}
