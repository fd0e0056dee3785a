//! The next run, while the choices are being made. The server draws it for the stored choices; in the browser it follows
//! the form, worked out by the very functions that book a payout.

use domain::{
    locale::Locale,
    money::{Currency, Money, parse_money},
    payouts::{NextPayout, PayoutKind, Planned, Planner},
    time::Day,
    view::payouts::{Choices, OwnCycleForm, PayoutSettingsForm, PlanBasis},
};
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{FormData, HtmlFormElement};

use crate::text::{
    dates,
    fee::{FeeText, fee, spoken},
    fill, money,
};

/// The form that the preview follows.
pub const FORM_ID: &str = "payout-settings";

/// The next run under the choices of the form.
#[island]
pub fn FeePreview(
    /// The reader's language.
    locale: Locale,
    /// What the next payout is worked out from.
    basis: PlanBasis,
    /// The form that says what is stored.
    stored: PayoutSettingsForm,
    /// What the form holds when the page opens.
    form: PayoutSettingsForm,
) -> impl IntoView {
    let (typed, now) = (RwSignal::new(form), basis.now);
    // Only a browser runs effects. It may have kept what was typed across a reload: read once before any input.
    Effect::new(move |_| {
        let follow = move || {
            if let Some(form) = read_form() {
                typed.set(form);
            }
        };
        follow();
        window_event_listener(ev::input, move |_| follow());
    });
    let rules = basis.planner;
    let currency = basis.funds.balance.currency();
    let plan = Memo::new(move |_| {
        let choices = chosen(&typed.get(), currency, now.day())?;
        let next = basis.next_payout(&choices).ok()?;
        Some((next, Some(choices) != chosen(&stored, currency, now.day())))
    });
    let drawn = move || plan.get().map(|(next, _)| drawn(&next, &rules, locale));
    let news = move || match plan.get() {
        Some((next, true)) => fill(fee(locale).not_saved, &[("sentence", &spoken(&next, now, locale))]),
        Some((_, false)) => String::new(),
        None => fee(locale).unreadable.to_owned(),
    };
    view! {
        <div class="stack">
            {drawn}
            <p class="small" role="status">{news}</p>
        </div>
    }
}

/// The choices that the form makes; `None` while something in it cannot be read.
fn chosen(form: &PayoutSettingsForm, currency: Currency, today: Day) -> Option<Choices> {
    Some(Choices {
        schedule: form.schedule(currency, today).ok()?,
        fallback: form.fallback.parse().ok()?,
        threshold: parse_money(&form.threshold, currency).ok()?,
        paused: !form.paused.is_empty(),
        destination: form.destination.parse().ok(),
        version: 0,
    })
}

fn read_form() -> Option<PayoutSettingsForm> {
    let form = document().get_element_by_id(FORM_ID)?.dyn_into::<HtmlFormElement>().ok()?;
    let data = FormData::new_with_form(&form).ok()?;
    // A form that is locked sends nothing: what the server drew stays.
    if !data.has("version") {
        return None;
    }
    let value = |name: &str| data.get(name).as_string().unwrap_or_default();
    Some(PayoutSettingsForm {
        schedule: value("schedule"),
        own: OwnCycleForm {
            cycle: value("own[cycle]"),
            days: value("own[days]"),
            from: value("own[from]"),
            weekdays: data.get_all("own[weekdays][]").iter().filter_map(|day| day.as_string()).collect(),
            date: value("own[date]"),
            amount: value("own[amount]"),
        },
        fallback: value("fallback"),
        threshold: value("threshold"),
        paused: value("paused"),
        destination: value("destination"),
        version: value("version"),
    })
}

fn drawn(next: &NextPayout, rules: &Planner, locale: Locale) -> impl IntoView + use<> {
    let words = fee(locale);
    let through = fill(words.end_of_day, &[("day", &dates::day(next.run.covers_through, locale))]);
    view! {
        <div class="stack">
            <dl class="facts">
                <div>
                    <dt>{words.date}</dt>
                    <dd><time datetime=next.run.at.to_rfc3339()>{dates::moment(next.run.at, locale)}</time></dd>
                </div>
                <div>
                    <dt>{words.covers}</dt>
                    <dd><time datetime=next.run.cut_off().to_rfc3339()>{through}</time></dd>
                </div>
            </dl>
            {sum(next, words, locale)}
            {in_parts(next, rules, words, locale).map(|parts| view! { <p class="small soft">{parts}</p> })}
        </div>
    }
}

/// The sum, as a ledger: what the run takes, the fee, what arrives, what stays.
fn sum(next: &NextPayout, words: &'static FeeText, locale: Locale) -> impl IntoView + use<> {
    let payable = match next.run.kind {
        PayoutKind::Instant => words.settled,
        PayoutKind::Standard => words.old_enough,
    };
    let (charge, arrives) = match &next.planned {
        Planned::Instant(quote) => (Some(quote.fee), Some(quote.net)),
        Planned::Standard { .. } => (None, Some(next.share.payable)),
        Planned::Nothing(_) => (None, None),
    };
    // Where banks carry whole units only, less leaves than could, and the rest stays with what is too young.
    let taken = next.amount().unwrap_or(next.share.payable);
    let left = next.share.payable.minus(taken).and_then(|left| left.plus(next.share.remaining));
    let reserved = Some(next.share.reserved).filter(|reserved| reserved.is_positive());
    let line = move |class: &'static str, name: &'static str, of: Money| {
        view! { <div class=class><dt>{name}</dt><dd class="amount" translate="no">{money(of, locale)}</dd></div> }
    };
    view! {
        <dl class="ledger">
            {line("", payable, taken)}
            {charge.map(|charge| line("", words.instant_fee, charge.negated()))}
            {arrives.map(|arrives| line("ledger-total", words.receive, arrives))}
            {reserved.map(|reserved| line("ledger-aside", words.reserved, reserved))}
            {line("ledger-aside", words.remaining, left.unwrap_or(next.share.remaining))}
        </dl>
    }
}

/// That a large day goes out in several payouts, when it does.
fn in_parts(next: &NextPayout, rules: &Planner, words: &FeeText, locale: Locale) -> Option<String> {
    let Planned::Instant(quote) = &next.planned else { return None };
    let maximum = money(rules.terms.maximum, locale);
    let count = quote.part_count();
    (count > 1).then(|| fill(words.parts, &[("count", &count.to_string()), ("maximum", &maximum)]))
}
