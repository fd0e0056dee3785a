//! One schedule: when it pays, how fast, and what it costs on today's balance.

use std::sync::Arc;

use domain::{
    money::format_money,
    payouts::{InstantQuote, Preview, Schedule},
    view::payouts::OWN_CYCLE,
};
use leptos::prelude::*;

use super::{checklist::Checklist, shown::Shown};
use crate::{
    components::{Amount, Date, Hour, Place, Sentence},
    text::{counts, cycle, fill, payouts as names},
    written::Written as _,
};

/// A card.
#[component]
pub(super) fn Card(preview: Preview, shown: Arc<Shown>) -> impl IntoView {
    let (words, schedule) = (shown.words, preview.schedule);
    let code = schedule.preset_code().unwrap_or(OWN_CYCLE);
    let id = format!("schedule-{code}");
    let facts = format!("{id}-facts");
    let name = cycle::schedule(schedule, shown.view.choices.threshold.currency(), shown.locale);
    let badge = (schedule == Schedule::Daily)
        .then(|| view! { " " <span class="badge accent">{words.instant}</span> });
    let body = if schedule == Schedule::Daily { daily(&preview, &shown) } else { standard(&preview, &shown) };
    view! {
        <div class="choice">
            <input
                type="radio"
                id=id.clone()
                name="schedule"
                value=code
                checked=shown.picked() == Some(schedule)
                disabled=!shown.can_pick(schedule)
                aria-describedby=facts.clone()
            />
            <label for=id>{name}{badge}</label>
            <p class="choice-price">{price(&preview, &shown)}</p>
            <div class="choice-body" id=facts>{body}</div>
        </div>
    }
}

fn price(preview: &Preview, shown: &Shown) -> AnyView {
    let words = shown.words;
    let rate = shown.view.basis.planner.terms.rate.percent();
    match (&preview.quote, preview.schedule) {
        (Some(quote), _) => {
            let fee = quote.fee;
            let places = vec![Place::new("rate", rate), Place::new("fee", view! { <Amount of=fee/> })];
            view! { <Sentence template=words.price places/> }.written()
        }
        (None, Schedule::Daily) => fill(words.price_rate, &[("rate", &rate)]).written(),
        (None, _) => words.no_fee.written(),
    }
}

fn daily(preview: &Preview, shown: &Shown) -> AnyView {
    let (words, terms) = (shown.words, shown.view.basis.planner.terms);
    let at = preview.run.at;
    let eligible = shown.view.eligibility.is_eligible();
    let keeps = !eligible && shown.view.choices.schedule == Schedule::Daily;
    let rates = [("rate", terms.rate.percent()), ("share", terms.rate_of_gross().percent())];
    let rates = fill(words.rates, &rates.each_ref().map(|(name, value)| (*name, value.as_str())));
    let reasons = names::fee_reasons(terms, shown.locale);
    let reasons =
        reasons.into_iter().map(|reason| view! { <p class="choice-note">{reason}</p> }).collect_view();
    view! {
        <dl class="choice-facts">
            <div>
                <dt>{words.when}</dt>
                <dd><Sentence template=words.when_daily places=vec![Place::new("hour", view! { <Hour at/> })]/></dd>
            </div>
            <div><dt>{words.how_fast}</dt><dd>{words.within_minutes}</dd></div>
            <div><dt>{words.cost}</dt><dd>{cost(preview, shown)}</dd></div>
        </dl>
        <p class="choice-note">{rates}</p>
        {reasons}
        {preview.quote.as_ref().and_then(|quote| parts(quote, shown)).map(|parts| view! { <p class="choice-note">{parts}</p> })}
        {(!eligible).then(|| view! { <Checklist eligibility=shown.view.eligibility.clone() words/> })}
        {keeps.then(|| view! { <p class="choice-note">{words.stays_daily}</p> })}
    }
    .written()
}

fn cost(preview: &Preview, shown: &Shown) -> AnyView {
    let words = shown.words;
    let (payable, minimum) = (preview.share.payable, shown.view.basis.planner.terms.minimum);
    let (template, amounts) = if let Some(quote) = &preview.quote {
        (words.cost_quote, vec![("fee", quote.fee), ("gross", quote.gross), ("net", quote.net)])
    } else {
        (words.cost_nothing, vec![("payable", payable), ("minimum", minimum)])
    };
    let places = amounts.into_iter().map(|(name, of)| Place::new(name, view! { <Amount of/> })).collect();
    view! { <Sentence template places/> }.written()
}

fn parts(quote: &InstantQuote, shown: &Shown) -> Option<String> {
    let maximum = format_money(shown.view.basis.planner.terms.maximum, shown.locale);
    let count = quote.part_count();
    (count > 1).then(|| fill(shown.words.cost_parts, &[("count", &count.to_string()), ("maximum", &maximum)]))
}

/// When, how fast and how much: of a preset, and of a cycle of one's own.
pub(super) fn standard(preview: &Preview, shown: &Shown) -> AnyView {
    let words = shown.words;
    let (day, payable) = (preview.run.day(), preview.share.payable);
    let (cycles, schedule) = (cycle::cycle(shown.locale), preview.schedule);
    let when = match schedule {
        Schedule::Daily | Schedule::Weekly => words.when_weekly,
        Schedule::Monthly => words.when_monthly,
        Schedule::Quarterly => words.when_quarterly,
        Schedule::OnAmount { .. } => cycles.looked_at,
        Schedule::EveryDays { .. } | Schedule::Weekdays(_) | Schedule::DayOfMonth(_) => cycles.when,
    };
    let name = cycle::schedule(schedule, payable.currency(), shown.locale);
    let places = vec![Place::new("cycle", name), Place::new("day", view! { <Date day/> })];
    let hold = counts::days(u64::from(shown.view.hold_days), shown.locale);
    let amount = vec![Place::new("payable", view! { <Amount of=payable/> }), Place::new("days", hold)];
    view! {
        <dl class="choice-facts">
            <div>
                <dt>{words.when}</dt>
                <dd><Sentence template=when places/></dd>
            </div>
            <div><dt>{words.how_fast}</dt><dd>{words.working_days}</dd></div>
            <div><dt>{words.that_day}</dt><dd><Sentence template=words.old_enough places=amount/></dd></div>
        </dl>
    }
    .written()
}
