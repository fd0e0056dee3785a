//! What happens without instant, from which balance on, and whether at all.

use std::sync::Arc;

use domain::payouts::{Fallback, PausedBy};
use leptos::prelude::*;

use super::shown::Shown;
use crate::{
    components::FieldError,
    text::{counts, fill, money, payouts as names},
};

/// The rules.
#[component]
pub(super) fn RulesSection(shown: Arc<Shown>) -> impl IntoView {
    let words = shown.words;
    view! {
        <section class="section hang" aria-labelledby="rules">
            <div class="section-heading"><h2 id="rules">{words.rules}</h2></div>
            <div class="section-body stack loose">
                <FallbackChoice shown=Arc::clone(&shown)/>
                <Threshold shown=Arc::clone(&shown)/>
                <Pause shown/>
            </div>
        </section>
    }
}

#[component]
fn FallbackChoice(shown: Arc<Shown>) -> impl IntoView {
    let words = shown.words;
    let error = shown.error("fallback");
    let described = error.as_ref().map(|_| "fallback-error");
    let picked = shown.form.fallback.parse().unwrap_or(shown.view.choices.fallback);
    let hold = counts::days(u64::from(shown.view.hold_days), shown.locale);
    let option = |fallback: Fallback| {
        let id = format!("fallback-{}", fallback.code());
        let help_id = format!("{id}-help");
        let help = match fallback {
            Fallback::Wait => words.wait_help.to_owned(),
            Fallback::Standard => fill(words.standard_help, &[("days", &hold)]),
        };
        let checked = picked == fallback;
        view! {
            <div class="option">
                <input
                    type="radio"
                    id=id.clone()
                    name="fallback"
                    value=fallback.code()
                    checked=checked
                    aria-describedby=help_id.clone()
                />
                <label for=id>{names::fallback(words, fallback)}</label>
                <p class="option-help" id=help_id>{help}</p>
            </div>
        }
    };
    let options = Fallback::ALL.into_iter().map(option).collect_view();
    view! {
        <fieldset class="options" aria-describedby=described>
            <legend>{words.fallback}</legend>
            {error.map(|message| view! { <FieldError id="fallback-error".to_owned() message/> })}
            {options}
        </fieldset>
    }
}

#[component]
fn Threshold(shown: Arc<Shown>) -> impl IntoView {
    let words = shown.words;
    let minimum = shown.view.basis.planner.minimum;
    let sign = minimum.currency().sign();
    let error = shown.error("threshold");
    let described = if error.is_some() { "threshold-help threshold-error" } else { "threshold-help" };
    let amount = money(minimum, shown.locale);
    let overtaken = shown.view.choices.threshold.minor() < minimum.minor();
    let overtaken = overtaken.then(|| fill(words.threshold_overtaken, &[("minimum", &amount)]));
    view! {
        <div class="field short">
            <label for="threshold">{fill(words.threshold, &[("sign", sign)])}</label>
            <div class="input-group">
                <span class="input-prefix" aria-hidden="true">{sign}</span>
                <input
                    id="threshold"
                    name="threshold"
                    type="text"
                    inputmode="decimal"
                    autocomplete="off"
                    required
                    value=shown.form.threshold.clone()
                    aria-describedby=described
                    aria-invalid=error.as_ref().map(|_| "true")
                />
            </div>
            <p class="field-help" id="threshold-help">
                {fill(words.threshold_help, &[("minimum", &amount)])}
                {overtaken.map(|overtaken| format!(" {overtaken}"))}
            </p>
            {error.map(|message| view! { <FieldError id="threshold-error".to_owned() message/> })}
        </div>
    }
}

#[component]
fn Pause(shown: Arc<Shown>) -> impl IntoView {
    let words = shown.words;
    let error = shown.error("paused");
    let described = if error.is_some() { "paused-help paused-error" } else { "paused-help" };
    let stopped = match shown.view.basis.stopped {
        Some(PausedBy::Platform) => Some(words.how_paused_by_platform),
        Some(PausedBy::Failures) => Some(words.how_paused_after_failures),
        Some(PausedBy::Creator | PausedBy::Review) | None => None,
    };
    view! {
        <div class="option">
            <input
                type="checkbox"
                id="paused"
                name="paused"
                value="true"
                checked=!shown.form.paused.is_empty()
                aria-describedby=described
            />
            <label for="paused">{words.pause}</label>
            <p class="option-help" id="paused-help">
                {words.pause_help}
                {stopped.map(|stopped| format!(" {stopped}"))}
            </p>
            {error.map(|message| view! { <FieldError id="paused-error".to_owned() message/> })}
        </div>
    }
}
