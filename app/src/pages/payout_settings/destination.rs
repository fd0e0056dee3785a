//! Where payouts go.

use std::sync::Arc;

use domain::view::payouts::DestinationView;
use leptos::prelude::*;

use super::shown::Shown;
use crate::{
    components::{FieldError, Moment, Place, Sentence},
    pages::payouts::bank,
    path, request,
    text::{fill, payouts::PayoutText},
    written::Written as _,
};

/// The destinations.
#[component]
pub(super) fn DestinationSection(shown: Arc<Shown>) -> impl IntoView {
    let words = shown.words;
    let error = shown.error("destination");
    let described = error.as_ref().map(|_| "destination-error");
    let body = if shown.view.destinations.is_empty() {
        view! { <p>{words.no_destination}</p> }.written()
    } else {
        let options = shown.view.destinations.iter().enumerate();
        let options = options.map(|(index, bank)| option(index, bank, &shown)).collect_view();
        view! {
            <fieldset class="options" id="destination" tabindex="-1" aria-describedby=described>
                <legend class="visually-hidden">{words.destination_note}</legend>
                {options}
            </fieldset>
        }
        .written()
    };
    view! {
        <section class="section hang" aria-labelledby="destination-title">
            <div class="section-heading">
                <h2 id="destination-title">{words.destination}</h2>
                <p class="section-note">{words.destination_note}</p>
            </div>
            <div class="section-body">
                {error.map(|message| view! { <FieldError id="destination-error".to_owned() message/> })}
                {body}
                {hold(&shown)}
                {shown.view.may_change.then(|| view! { <p><a href=path::in_account(bank::ADDRESS, &request::account())>{words.add_account}</a></p> })}
            </div>
        </section>
    }
}

/// What a change does to payouts, or until when one that was made still does.
fn hold(shown: &Shown) -> Option<AnyView> {
    let (words, now) = (shown.words, shown.view.basis.now);
    let chosen = shown.view.choices.destination.as_ref();
    let held = shown.view.basis.destinations.iter().find(|(id, ..)| Some(id) == chosen);
    let held = held.and_then(|(_, _, until)| *until).filter(|until| *until > now);
    match held {
        Some(at) => {
            let places = vec![Place::new("moment", view! { <Moment at/> })];
            Some(
                view! { <p class="notice" data-tone="wait"><Sentence template=words.held places/></p> }
                    .written(),
            )
        }
        None if shown.view.destinations.len() > 1 => {
            Some(view! { <p class="small soft">{words.change_waits}</p> }.written())
        }
        None => None,
    }
}

fn option(index: usize, bank: &DestinationView, shown: &Shown) -> impl IntoView + use<> {
    let id = format!("destination-{index}");
    let help_id = format!("{id}-help");
    let words = shown.words;
    let help = if bank.takes_instant { words.takes_instant } else { words.takes_standard };
    let checked = shown.form.destination == bank.id.as_str();
    view! {
        <div class="option">
            <input
                type="radio"
                id=id.clone()
                name="destination"
                value=bank.id.to_string()
                checked=checked
                aria-describedby=help_id.clone()
            />
            <label for=id>{account(bank, words)}</label>
            <p class="option-help" id=help_id>{help}</p>
        </div>
    }
}

/// A destination as the creator knows it.
pub(super) fn account(bank: &DestinationView, words: &PayoutText) -> String {
    fill(words.account, &[("label", &bank.label), ("digits", &bank.last_four)])
}
