//! Payouts and skipped runs, newest first; each opens to what there is to know.

use domain::{payouts::PayoutOutcome, view::payouts::PayoutRow};
use leptos::prelude::*;

use super::ADDRESS;
use crate::{
    components::{Amount, Moment, Place, Sentence, ShortDate},
    path, request,
    text::{dates, fill, money, outcomes, payouts_page::PageText},
    written::Written as _,
};

/// The list.
#[component]
pub(super) fn List(rows: Vec<PayoutRow>, words: &'static PageText) -> impl IntoView {
    let body = if rows.is_empty() {
        view! { <div class="empty"><p><strong>{words.none_title}</strong></p><p>{words.none_note}</p></div> }
            .written()
    } else {
        let rows = rows.into_iter().map(|row| view! { <Row row words/> }).collect_view();
        view! { <ol class="records">{rows}</ol> }.written()
    };
    view! {
        <section class="section" aria-labelledby="list">
            <h2 id="list">{words.list}</h2>
            {body}
        </section>
    }
}

/// One word for what became of it, and its tone.
pub(super) fn badge(outcome: PayoutOutcome, words: &PageText) -> (&'static str, Option<&'static str>) {
    match outcome {
        PayoutOutcome::Paid => (words.arrived, Some("good")),
        PayoutOutcome::InTransit => (words.underway, Some("wait")),
        PayoutOutcome::Failed(_) => (words.failed, Some("stop")),
        PayoutOutcome::Returned(_) => (words.came_back, Some("stop")),
        PayoutOutcome::Cancelled => (words.cancelled, None),
        PayoutOutcome::Skipped(_) => (words.skipped, None),
    }
}

#[component]
fn Row(row: PayoutRow, words: &'static PageText) -> impl IntoView {
    let locale = request::locale();
    let (state, tone) = badge(row.outcome, words);
    let day = row.day;
    let skipped = matches!(row.outcome, PayoutOutcome::Skipped(_));
    let amount = if skipped { "–".written() } else { view! { <Amount of=row.net/> }.written() };
    let retry = row.retry_at().map(|at| {
        let places = vec![Place::new("moment", view! { <Moment at/> })];
        view! { <p><Sentence template=words.retry places/></p> }
    });
    let next = outcomes::next_step(row.outcome, locale).map(|step| {
        view! { <p><strong>{words.next_step}</strong>{step}</p> }
    });
    let body = if skipped { what_there_was(&row, words) } else { sums(&row, words) };
    let statement = path::in_account(&format!("{ADDRESS}/{}", row.run), &request::account());
    let named = fill(words.statement_of, &[("day", &dates::day(day, locale))]);
    view! {
        <li>
            <details class="record">
                <summary>
                    <span class="record-title">
                        <ShortDate day/> " " <span class="badge" data-tone=tone>{state}</span>
                    </span>
                    <span class="amount">{amount}</span>
                    <span class="record-note">{outcomes::outcome(row.kind, row.outcome, locale)}</span>
                </summary>
                <div class="record-body stack tight">
                    {body} {retry} {next}
                    <p><a href=statement aria-label=named>{words.statement}</a></p>
                </div>
            </details>
        </li>
    }
}

fn sums(row: &PayoutRow, words: &'static PageText) -> AnyView {
    let (gross, fee, net) = (row.gross, row.fee, row.net);
    let count = row.parts.len();
    let parts = (count > 1).then(|| fill(words.in_parts, &[("count", &count.to_string())]));
    view! {
        <dl class="ledger">
            <div><dt>{words.from_balance}</dt><dd><Amount of=gross/></dd></div>
            <div><dt>{words.fee}</dt><dd><Amount of=fee.negated()/></dd></div>
            <div class="ledger-total"><dt>{words.arrives}</dt><dd><Amount of=net/></dd></div>
        </dl>
        {parts.map(|parts| view! { <p class="soft">{parts}</p> })}
    }
    .written()
}

fn what_there_was(row: &PayoutRow, words: &'static PageText) -> AnyView {
    let locale = request::locale();
    let places = [("payable", money(row.payable, locale)), ("minimum", money(row.minimum, locale))];
    let said = fill(words.payable, &places.each_ref().map(|(name, value)| (*name, value.as_str())));
    view! { <p>{said}</p> }.written()
}
