//! The payouts of the last ninety days.

use std::sync::Arc;

use domain::{
    locale::Locale,
    payouts::PayoutOutcome,
    time::Day,
    view::payouts::{HISTORY_DAYS, HistoryLine},
};
use leptos::prelude::*;

use super::{
    shown::Shown,
    strip::{self, Kind},
};
use crate::{
    components::{Amount, ShortDate, Table},
    text::{counts, dates, fill, outcomes, payouts::PayoutText},
    written::Written as _,
};

/// The strip with its table.
#[component]
pub(super) fn HistorySection(shown: Arc<Shown>) -> impl IntoView {
    let words = shown.words;
    let days = counts::days(u64::from(HISTORY_DAYS), shown.locale);
    let body = if shown.view.history.lines.is_empty() {
        view! { <p class="soft">{fill(words.none_yet, &[("days", &days)])}</p> }.written()
    } else {
        view! { <Strip shown=Arc::clone(&shown)/> <Lines shown=Arc::clone(&shown)/> }.written()
    };
    view! {
        <section class="section hang" aria-labelledby="history">
            <div class="section-heading"><h2 id="history">{fill(words.history, &[("days", &days)])}</h2></div>
            <div class="section-body stack tight">{body}</div>
        </section>
    }
}

#[component]
fn Strip(shown: Arc<Shown>) -> impl IntoView {
    let (words, history) = (shown.words, &shown.view.history);
    let bars = strip::bars(history)
        .into_iter()
        .map(|bar| {
            view! { <rect class="strip-bar" data-kind=bar.kind.code() x=bar.x y=bar.y width="8" height=bar.height></rect> }
        })
        .collect_view();
    let marks = [0, 30, 60].map(|ahead| dates::short_day(history.from.plus_days(ahead), shown.locale));
    let marks = marks.into_iter().map(|mark| view! { <span>{mark}</span> }).collect_view();
    let keys = [
        (Kind::Instant, words.instant),
        (Kind::Standard, words.standard),
        (Kind::Failed, words.failed),
        (Kind::Skipped, words.skipped),
    ];
    let keys =
        keys.map(|(kind, name)| view! { <li data-kind=kind.code()>{name}</li> }).into_iter().collect_view();
    view! {
        <figure class="strip">
            <svg
                class="strip-chart"
                viewBox=format!("0 0 {} {}", strip::width(history), strip::HEIGHT)
                preserveAspectRatio="none"
                role="img"
                aria-labelledby="strip-title"
            >
                <title id="strip-title">{summary(&shown)}</title>
                {bars}
            </svg>
            <div class="strip-axis" aria-hidden="true">{marks}<span>{words.today}</span></div>
            <ul class="strip-key">{keys}</ul>
        </figure>
    }
}

fn summary(shown: &Shown) -> String {
    let lines = &shown.view.history.lines;
    let count = |wanted: fn(PayoutOutcome) -> bool| {
        lines.iter().filter(|line| wanted(line.outcome)).count().to_string()
    };
    let came_back = |outcome| matches!(outcome, PayoutOutcome::Failed(_) | PayoutOutcome::Returned(_));
    let no_payout = |outcome| matches!(outcome, PayoutOutcome::Skipped(_) | PayoutOutcome::Cancelled);
    fill(
        shown.words.strip,
        &[
            ("days", &counts::days(u64::from(HISTORY_DAYS), shown.locale)),
            ("arrived", &count(|outcome| outcome == PayoutOutcome::Paid)),
            ("underway", &count(|outcome| outcome == PayoutOutcome::InTransit)),
            ("failed", &count(came_back)),
            ("skipped", &count(no_payout)),
        ],
    )
}

#[component]
fn Lines(shown: Arc<Shown>) -> impl IntoView {
    let words = shown.words;
    let rows = shown.view.history.lines.iter().map(|line| row(line, words, shown.locale)).collect_view();
    view! {
        <details class="disclosure">
            <summary>{words.same_as_table}</summary>
            <Table
                name="history"
                caption=words.table
                heads=vec![words.day, words.what]
                numbers=vec![words.from_balance, words.fee, words.arrived]
            >
                {rows}
            </Table>
        </details>
    }
}

/// A row. Money that did not leave is shown as a dash, and never as an amount that could be taken for one that did.
fn row(line: &HistoryLine, words: &'static PayoutText, locale: Locale) -> impl IntoView + use<> {
    let day: Day = line.day;
    let moved = matches!(line.outcome, PayoutOutcome::Paid | PayoutOutcome::InTransit);
    let arrived = line.outcome == PayoutOutcome::Paid;
    let amount = |shown: bool, of| if shown { view! { <Amount of/> }.written() } else { "–".written() };
    let (gross, fee, net) = (amount(moved, line.gross), amount(moved, line.fee), amount(arrived, line.net));
    view! {
        <tr>
            <th scope="row" data-label=words.day><ShortDate day/></th>
            <td data-label=words.what>{outcomes::outcome(line.kind, line.outcome, locale)}</td>
            <td class="number" data-label=words.from_balance>{gross}</td>
            <td class="number" data-label=words.fee>{fee}</td>
            <td class="number" data-label=words.arrived>{net}</td>
        </tr>
    }
}
