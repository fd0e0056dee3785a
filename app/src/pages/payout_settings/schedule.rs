//! How often the creator is paid: one card for each schedule.

use std::sync::Arc;

use domain::payouts::Preview;
use leptos::prelude::*;

use super::{card::Card, own_cycle::OwnCycleCard, shown::Shown};
use crate::components::FieldError;

/// The cards.
#[component]
pub(super) fn ScheduleSection(shown: Arc<Shown>) -> impl IntoView {
    let words = shown.words;
    let error = shown.error("schedule");
    let described = error.as_ref().map(|_| "schedule-error");
    let card = |preview: &Preview| view! { <Card preview=preview.clone() shown=Arc::clone(&shown)/> };
    let cards = shown.view.previews.iter().map(card).collect_view();
    view! {
        <section class="section hang" aria-labelledby="schedule">
            <div class="section-heading">
                <h2 id="schedule" tabindex="-1">{words.schedule}</h2>
                <p class="section-note">{words.schedule_note}</p>
            </div>
            <div class="section-body">
                <fieldset class="choices" aria-describedby=described>
                    <legend class="visually-hidden">{words.schedule_legend}</legend>
                    {error.map(|message| view! { <FieldError id="schedule-error".to_owned() message/> })}
                    {cards}
                    <OwnCycleCard shown=Arc::clone(&shown)/>
                </fieldset>
            </div>
        </section>
    }
}
