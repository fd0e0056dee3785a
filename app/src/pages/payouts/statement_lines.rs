//! The rows of a statement: payouts, sales, and whatever else changed the balance.

use domain::{
    locale::Locale,
    money::Money,
    time::Timestamp,
    view::payouts::{PartView, StatementReturn, StatementSale, StatementView},
};
use leptos::prelude::*;

use crate::{
    components::{Amount, ShortMoment, Table},
    request,
    text::{
        counts, dates, fill, outcomes,
        statement::{self as names, StatementText},
    },
    written::Written as _,
};

/// The payouts with their states and the bank's references.
#[component]
pub(super) fn Parts(view: StatementView, words: &'static StatementText) -> impl IntoView {
    let locale = request::locale();
    let rows = view.row.parts.iter().map(|part| part_row(part, words, locale)).collect_view();
    view! {
        <section class="section" aria-labelledby="parts">
            <h2 id="parts">{words.parts}</h2>
            <Table
                name="parts"
                caption=words.parts_caption
                heads=vec![words.part, words.state, words.reference]
                numbers=vec![words.gross, words.fee, words.net]
            >
                {rows}
            </Table>
        </section>
    }
}

fn part_row(part: &PartView, words: &'static StatementText, locale: Locale) -> impl IntoView + use<> {
    let (gross, fee, net, since) = (part.gross, part.fee, part.net, part.since);
    let reference = match part.reference.clone() {
        Some(reference) => view! { <code class="code">{reference}</code> }.written(),
        None if part.state.is_final() => "–".written(),
        None => words.no_reference.written(),
    };
    view! {
        <tr>
            <th scope="row" data-label=words.part>{part.part.to_string()}</th>
            <td data-label=words.state>{names::state(part.state, locale)} ", " <ShortMoment at=since/></td>
            <td data-label=words.reference>{reference}</td>
            <td class="number" data-label=words.gross><Amount of=gross/></td>
            <td class="number" data-label=words.fee><Amount of=fee/></td>
            <td class="number" data-label=words.net><Amount of=net/></td>
        </tr>
    }
}

/// The sales.
#[component]
pub(super) fn Sales(view: StatementView, words: &'static StatementText) -> impl IntoView {
    let unlisted = view.unlisted();
    let more = (unlisted > 0).then(|| fill(words.unlisted, &[("count", &unlisted.to_string())]));
    let body = if view.sales.is_empty() {
        view! { <p class="soft">{words.no_sales}</p> }.written()
    } else {
        let rows = view.sales.iter().map(|sale| sale_row(sale, words)).collect_view();
        view! {
            <Table
                name="sales"
                caption=words.sales_caption
                heads=vec![words.when, words.what, words.paid_with, words.order]
                numbers=vec![words.amount]
                total=(words.sales, view.sales_sum)
            >
                {rows}
            </Table>
        }
        .written()
    };
    view! {
        <section class="section" aria-labelledby="sales">
            <h2 id="sales">{words.sales_title}</h2>
            {body}
            {more.map(|more| view! { <p class="small soft">{more}</p> })}
        </section>
    }
}

fn sale_row(sale: &StatementSale, words: &'static StatementText) -> impl IntoView + use<> {
    let (at, amount) = (sale.at, sale.amount);
    view! {
        <tr>
            <th scope="row" data-label=words.when><ShortMoment at/></th>
            <td data-label=words.what>{format!("{} · {}", sale.community, sale.tier)}</td>
            <td data-label=words.paid_with>{counts::gateway(sale.gateway, request::locale())}</td>
            <td data-label=words.order><code class="code">{sale.order.to_string()}</code></td>
            <td class="number" data-label=words.amount><Amount of=amount/></td>
        </tr>
    }
}

/// Everything else, oldest first; nothing at all when there is nothing.
#[component]
pub(super) fn Others(view: StatementView, words: &'static StatementText) -> impl IntoView {
    let locale = request::locale();
    let adjustments = view.adjustments.iter().map(|line| {
        let what = names::adjustment(line.kind, locale).to_owned();
        (line.at, what, line.order.as_ref().map(ToString::to_string), line.amount)
    });
    let returns =
        view.came_back.iter().map(|line| (line.at, returned(line, words, locale), None, line.amount));
    let mut lines: Vec<(Timestamp, String, Option<String>, Money)> = adjustments.chain(returns).collect();
    lines.sort_by_key(|(at, ..)| *at);
    let rows = lines
        .into_iter()
        .map(|(at, what, order, amount)| {
            view! {
                <tr>
                    <th scope="row" data-label=words.when><ShortMoment at/></th>
                    <td data-label=words.what>{what}</td>
                    <td data-label=words.order><code class="code">{order.unwrap_or_else(|| "–".to_owned())}</code></td>
                    <td class="number" data-label=words.amount><Amount of=amount/></td>
                </tr>
            }
        })
        .collect_view();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="others">
                <h2 id="others">{words.others_title}</h2>
                <Table
                    name="others"
                    caption=words.others_caption
                    heads=vec![words.when, words.what, words.order]
                    numbers=vec![words.amount]
                >
                    {rows}
                </Table>
            </section>
        }
    })
}

fn returned(line: &StatementReturn, words: &StatementText, locale: Locale) -> String {
    let day = dates::short_day(line.day, locale);
    match line.reason {
        None => fill(words.returned_line, &[("day", &day)]),
        Some(reason) => {
            let reason = outcomes::failure_reason(reason, locale);
            fill(words.returned_because, &[("day", &day), ("reason", reason)])
        }
    }
}
