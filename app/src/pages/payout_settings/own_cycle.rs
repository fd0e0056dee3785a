//! A cycle of one's own: what it goes by, and the fields of that. Everything is sent; only what is picked counts.

use std::sync::Arc;

use domain::{
    payouts::{Preview, Schedule, Weekdays},
    view::payouts::{OWN_CYCLE, OwnCycle, OwnCycleForm, plain_amount},
};
use leptos::prelude::*;

use super::{card, shown::Shown};
use crate::{
    components::FieldError,
    text::{
        cycle::{self, CycleText},
        fill,
    },
    written::Written as _,
};

/// What the fields hold: as typed, and a suggestion where nothing was asked for yet.
pub(super) fn fields(shown: &Shown) -> OwnCycleForm {
    let typed = &shown.form.own;
    let kind = OwnCycle::from_code(&typed.cycle);
    let or = |of: OwnCycle, typed: &str, suggested: String| {
        if kind == Some(of) || !typed.is_empty() { typed.to_owned() } else { suggested }
    };
    let weekdays = if kind == Some(OwnCycle::Weekdays) || !typed.weekdays.is_empty() {
        typed.weekdays.clone()
    } else {
        vec!["mon".to_owned(), "thu".to_owned()]
    };
    let minimum = shown.view.basis.planner.minimum;
    OwnCycleForm {
        cycle: kind.unwrap_or(OwnCycle::Every).code().to_owned(),
        days: or(OwnCycle::Every, &typed.days, "14".to_owned()),
        from: or(OwnCycle::Every, &typed.from, shown.view.basis.now.day().to_string()),
        weekdays,
        date: or(OwnCycle::Date, &typed.date, "1".to_owned()),
        amount: or(OwnCycle::Amount, &typed.amount, plain_amount(minimum)),
    }
}

/// The id of the element that a field of the form stands in: `own[days]` is `own-days`.
pub(super) fn id_of(field: &str) -> String {
    match field {
        "own[cycle]" => id("every"),
        "own[weekdays]" => id("mon"),
        _ => field.replace('[', "-").replace(']', ""),
    }
}

fn id(field: &str) -> String {
    format!("own-{field}")
}

/// The card beside those of the presets.
#[component]
pub(super) fn OwnCycleCard(shown: Arc<Shown>) -> impl IntoView {
    let words = cycle::cycle(shown.locale);
    let fields = fields(&shown);
    let facts = preview(&fields, &shown).map(|preview| card::standard(&preview, &shown));
    let error = shown.error("own[cycle]");
    let described = error.as_ref().map(|_| "own-cycle-error");
    let kinds = OwnCycle::ALL.map(|of| kind(of, &fields, &shown, words)).collect_view();
    view! {
        <div class="choice">
            <input
                type="radio"
                id="schedule-own"
                name="schedule"
                value=OWN_CYCLE
                checked=shown.picked().is_none()
                aria-describedby="schedule-own-facts"
            />
            <label for="schedule-own">{words.own}</label>
            <p class="choice-price">{shown.words.no_fee}</p>
            <div class="choice-body">
                <div id="schedule-own-facts">{facts}</div>
                <fieldset class="own-cycle" aria-describedby=described>
                    <legend>{words.kinds}</legend>
                    {error.map(|message| view! { <FieldError id="own-cycle-error".to_owned() message/> })}
                    {kinds}
                </fieldset>
            </div>
        </div>
    }
}

/// What the fields would do next with today's balance, once they say a schedule.
fn preview(fields: &OwnCycleForm, shown: &Shown) -> Option<Preview> {
    let basis = &shown.view.basis;
    let schedule = fields.schedule(basis.funds.balance.currency(), basis.now.day()).ok()?;
    basis.planner.preview(schedule, &basis.funds, basis.now).ok()
}

fn kind(of: OwnCycle, fields: &OwnCycleForm, shown: &Shown, words: &'static CycleText) -> AnyView {
    let body = match of {
        OwnCycle::Every => every(fields, shown, words),
        OwnCycle::Weekdays => weekdays(fields, shown, words),
        OwnCycle::Date => {
            let typed =
                Typed { field: "date", label: words.date.to_owned(), kind: "text", value: &fields.date };
            input(typed, words.date_help.to_owned(), shown)
        }
        OwnCycle::Amount => {
            let sign = shown.view.basis.planner.minimum.currency().sign();
            let label = fill(words.amount, &[("sign", sign)]);
            let typed = Typed { field: "amount", label, kind: "text", value: &fields.amount };
            input(typed, words.amount_help.to_owned(), shown)
        }
    };
    // The date of the month is a field of its own, with an id of its own.
    let id = if of == OwnCycle::Every { id("every") } else { id(&format!("by-{}", of.code())) };
    view! {
        <div class="own-cycle-kind">
            <div class="option">
                <input
                    type="radio"
                    id=id.clone()
                    name="own[cycle]"
                    value=of.code()
                    checked=fields.cycle == of.code()
                />
                <label for=id>{cycle::kind(words, of)}</label>
            </div>
            <div class="own-cycle-fields">{body}</div>
        </div>
    }
    .written()
}

fn every(fields: &OwnCycleForm, shown: &Shown, words: &'static CycleText) -> AnyView {
    let days = Typed { field: "days", label: words.days.to_owned(), kind: "text", value: &fields.days };
    let from = Typed { field: "from", label: words.from.to_owned(), kind: "date", value: &fields.from };
    let (least, most) = (Schedule::EVERY_DAYS.start().to_string(), Schedule::EVERY_DAYS.end().to_string());
    let days_help = fill(words.days_help, &[("least", &least), ("most", &most)]);
    view! {
        {input(days, days_help, shown)}
        {input(from, words.from_help.to_owned(), shown)}
    }
    .written()
}

fn weekdays(fields: &OwnCycleForm, shown: &Shown, words: &'static CycleText) -> AnyView {
    let error = shown.error("own[weekdays]");
    let described = error.as_ref().map(|_| "own-weekdays-error");
    let day = |code: &'static str| {
        let checked = fields.weekdays.iter().any(|ticked| ticked == code);
        view! {
            <div class="option">
                <input type="checkbox" id=id(code) name="own[weekdays][]" value=code checked=checked/>
                <label for=id(code)>{cycle::weekday(words, code)}</label>
            </div>
        }
    };
    let days = Weekdays::ALL.map(|(_, code)| day(code)).collect_view();
    view! {
        <fieldset class="own-cycle-days" aria-describedby=described>
            <legend>{words.weekdays}</legend>
            <div class="own-cycle-week">{days}</div>
            {error.map(|message| view! { <FieldError id="own-weekdays-error".to_owned() message/> })}
        </fieldset>
    }
    .written()
}

/// A field with what stands in it.
struct Typed<'a> {
    field: &'static str,
    label: String,
    kind: &'static str,
    value: &'a str,
}

/// One line with its label, help and error. Not `required`, and no limits for the browser to hold: a field of a kind
/// that is not picked must not keep the form from being sent.
fn input(typed: Typed<'_>, help: String, shown: &Shown) -> AnyView {
    let (id, name) = (id(typed.field), format!("own[{}]", typed.field));
    let (help_id, error_id) = (format!("{id}-help"), format!("{id}-error"));
    let error = shown.error(&name);
    let described = if error.is_some() { format!("{help_id} {error_id}") } else { help_id.clone() };
    view! {
        <div class="field short">
            <label for=id.clone()>{typed.label}</label>
            <input
                id=id
                name=name
                type=typed.kind
                inputmode=(typed.kind == "text").then_some("decimal")
                autocomplete="off"
                value=typed.value.to_owned()
                aria-describedby=described
                aria-invalid=error.as_ref().map(|_| "true")
            />
            <p class="field-help" id=help_id>{help}</p>
            {error.map(|message| view! { <FieldError id=error_id message/> })}
        </div>
    }
    .written()
}
