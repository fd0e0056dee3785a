//! The checklist for instant payouts: what is met, what is missing, and how to meet it.

use domain::{
    locale::Locale,
    payouts::{Check, Eligibility, PausedBy, Requirement},
};
use leptos::prelude::*;

use crate::{
    components::{Icon, Shape},
    request,
    text::{dates, fill, payouts::PayoutText},
};

/// The checklist.
#[component]
pub fn Checklist(eligibility: Eligibility, words: &'static PayoutText) -> impl IntoView {
    let items = eligibility.checks.into_iter().map(|check| view! { <Item check words/> }).collect_view();
    view! { <ul class="checklist" aria-label=words.checklist>{items}</ul> }
}

#[component]
fn Item(check: Check, words: &'static PayoutText) -> impl IntoView {
    let (shape, mark) = if check.met { (Shape::Check, words.met) } else { (Shape::Circle, words.not_met) };
    let how = (!check.met).then(|| how(check.requirement, words, request::locale()));
    view! {
        <li data-met=if check.met { "true" } else { "false" }>
            <Icon shape/>
            <span>
                <span class="visually-hidden">{mark}</span>
                {name(check.requirement, words)}
                {how.map(|how| view! { <span class="checklist-detail">{how}</span> })}
            </span>
        </li>
    }
}

/// What is asked for.
pub(super) fn name(requirement: Requirement, words: &PayoutText) -> String {
    match requirement {
        Requirement::Compliant => words.need_compliant.to_owned(),
        Requirement::NotPaused { .. } => words.need_not_paused.to_owned(),
        Requirement::Country => words.need_country.to_owned(),
        Requirement::Destination { .. } => words.need_destination.to_owned(),
        Requirement::CompletedPayouts { need, .. } => {
            fill(words.need_payouts, &[("need", &need.to_string())])
        }
    }
}

/// How it can be met.
fn how(requirement: Requirement, words: &PayoutText, locale: Locale) -> String {
    match requirement {
        Requirement::Compliant => words.how_compliant.to_owned(),
        Requirement::NotPaused { by: Some(PausedBy::Platform) } => words.how_paused_by_platform.to_owned(),
        Requirement::NotPaused { by: Some(PausedBy::Failures) } => words.how_paused_after_failures.to_owned(),
        Requirement::NotPaused { by: Some(PausedBy::Creator | PausedBy::Review) | None } => {
            words.how_paused.to_owned()
        }
        Requirement::Country => words.how_country.to_owned(),
        Requirement::Destination { chosen: false, .. } => words.how_no_destination.to_owned(),
        Requirement::Destination { on_hold_until: Some(until), .. } => {
            fill(words.how_on_hold, &[("moment", &dates::moment(until, locale))])
        }
        Requirement::Destination { on_hold_until: None, .. } => words.how_destination.to_owned(),
        Requirement::CompletedPayouts { have, need } => {
            fill(words.how_payouts, &[("have", &have.to_string()), ("need", &need.to_string())])
        }
    }
}
