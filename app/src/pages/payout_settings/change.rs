//! What a save changed, in words.

use domain::{id::DestinationId, locale::Locale, payouts::Change, view::payouts::LastChange};
use leptos::prelude::*;

use super::{destination::account, shown::Shown};
use crate::{
    components::{Icon, Moment, Place, Sentence, Shape},
    text::{cycle, fill, money, payouts as names},
    written::Written as _,
};

/// After a save: what changed and from when it counts. Only for the save that led here: the address names its record,
/// and an older address says nothing.
pub(super) fn notice(shown: &Shown) -> Option<AnyView> {
    let (words, saved) = (shown.words, shown.saved.as_deref()?);
    let last = shown.view.last_change.as_ref().filter(|change| change.id.as_str() == saved);
    let body = match last {
        Some(change) => {
            let from = change.counts_from;
            let places = vec![Place::new("moment", view! { <Moment at=from/> })];
            let said = as_sentence(&said(change, shown), shown.locale);
            view! { <p>{said}</p> <p><Sentence template=words.counts_from places/></p> }.written()
        }
        None if saved == super::UNCHANGED => view! { <p>{words.unchanged}</p> }.written(),
        None if saved == super::ADDED => view! { <p>{words.account_added}</p> }.written(),
        None => return None,
    };
    Some(
        view! {
            <div class="notice" data-tone="good" role="status">
                <Icon shape=Shape::Check/>
                <div><p class="notice-title">{words.saved}</p>{body}</div>
            </div>
        }
        .written(),
    )
}

/// The record of the last change, beside the button.
pub(super) fn record(shown: &Shown) -> Option<AnyView> {
    let change = shown.view.last_change.as_ref()?;
    let (at, from) = (change.at, change.counts_from);
    let places = vec![
        Place::new("moment", view! { <Moment at/> }),
        Place::new("name", change.by.clone().unwrap_or_else(|| shown.words.somebody.to_owned())),
        Place::new("changes", said(change, shown)),
        Place::new("from", view! { <Moment at=from/> }),
    ];
    Some(view! { <p class="change-record"><Sentence template=shown.words.last_change places/></p> }.written())
}

fn said(change: &LastChange, shown: &Shown) -> String {
    let words = shown.words;
    if change.changes.is_empty() {
        return words.was_confirmed.to_owned();
    }
    let each = change.changes.iter().map(|change| one(change, shown));
    each.collect::<Vec<_>>().join(words.comma)
}

fn one(change: &Change, shown: &Shown) -> String {
    let (words, locale) = (shown.words, shown.locale);
    let (banks, currency) = (&shown.view.destinations, shown.view.choices.threshold.currency());
    let bank = |id: &Option<DestinationId>| {
        let known = id.as_ref().and_then(|id| banks.iter().find(|bank| bank.id == *id));
        known.map_or_else(|| words.nowhere.to_owned(), |bank| account(bank, words))
    };
    let (what, before, after) = match change {
        Change::Paused => return words.was_paused.to_owned(),
        Change::Resumed => return words.was_resumed.to_owned(),
        Change::Schedule { before, after } => {
            let name = |schedule| cycle::schedule(schedule, currency, locale);
            (words.what_schedule, name(*before), name(*after))
        }
        Change::Fallback { before, after } => {
            let name = |fallback| names::fallback(words, fallback).to_owned();
            (words.what_fallback, name(*before), name(*after))
        }
        Change::Threshold { before, after } => {
            (words.what_threshold, money(*before, locale), money(*after, locale))
        }
        Change::Destination { before, after } => (words.what_destination, bank(before), bank(after)),
    };
    fill(words.change, &[("what", what), ("before", &before), ("after", &after)])
}

/// Makes a sentence of it: the first letter large, a full stop at the end.
fn as_sentence(text: &str, locale: Locale) -> String {
    let stop = match locale {
        Locale::English => '.',
        Locale::SimplifiedChinese => '。',
    };
    let mut letters = text.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}{stop}", letters.as_str())
}
