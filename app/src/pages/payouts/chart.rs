//! Twelve months as bars, and the same as a table.

use domain::{
    locale::Locale,
    money::Money,
    time::Day,
    view::payouts::{MonthView, PayoutsView},
};
use leptos::prelude::*;

use crate::{
    components::{Amount, Table},
    path, request,
    text::{dates, fill, money, payouts_page::PageText},
    written::Written as _,
};

/// Width of a month in the picture.
const MONTH_WIDTH: i64 = 20;
/// Height of the picture.
const HEIGHT: i64 = 100;

/// The chart with its table, and the export by year below.
#[component]
pub(super) fn Chart(view: PayoutsView, words: &'static PageText) -> impl IntoView {
    let nothing = view.months.iter().all(|month| month.count == 0);
    let body = (!nothing).then(
        || view! { <Picture months=view.months.clone() words/> <Months months=view.months.clone() words/> },
    );
    let years = view
        .years
        .iter()
        .map(|year| view! { <li><a href=path::in_account(&format!("/payouts/export/{year}.csv"), &request::account()) download="">{year.to_string()}</a></li> })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="chart">
            <h2 id="chart">{words.chart}</h2>
            {body}
            <div class="export-years"><p id="export">{words.export}</p><ul class="row" aria-labelledby="export">{years}</ul></div>
        </section>
    }
}

/// Lengths of one bar: what arrived, and the fees above it.
fn heights(month: &MonthView, largest: i64) -> (i64, i64) {
    let share = |of: Money| {
        let part = i128::from(of.minor().max(0)).saturating_mul(i128::from(HEIGHT));
        part.checked_div(i128::from(largest)).and_then(|part| i64::try_from(part).ok()).unwrap_or(0)
    };
    let least = i64::from(month.arrived.is_positive());
    (share(month.arrived).max(least), share(month.fees).max(i64::from(month.fees.is_positive())))
}

#[component]
fn Picture(months: Vec<MonthView>, words: &'static PageText) -> impl IntoView {
    let locale = request::locale();
    let whole = |month: &MonthView| month.arrived.minor().saturating_add(month.fees.minor());
    let largest = months.iter().map(whole).max().unwrap_or(0).max(1);
    let bars = months
        .iter()
        .zip(0i64..)
        .map(|(month, index)| {
            let (arrived, fees) = heights(month, largest);
            let x = index.saturating_mul(MONTH_WIDTH).saturating_add(3);
            let y = HEIGHT.saturating_sub(arrived);
            view! {
                <rect class="month-arrived" x=x y=y width="14" height=arrived></rect>
                <rect class="month-fees" x=x y=y.saturating_sub(fees).max(0) width="14" height=fees></rect>
            }
        })
        .collect_view();
    let names = months
        .iter()
        .map(|month| view! { <span>{dates::short_month(month.month, locale)}</span> })
        .collect_view();
    let (arrived, fees) = sums(&months);
    let label = [("arrived", money(arrived, locale)), ("fees", money(fees, locale))];
    let label = fill(words.chart_label, &label.each_ref().map(|(name, value)| (*name, value.as_str())));
    let width = MONTH_WIDTH.saturating_mul(i64::try_from(months.len()).unwrap_or(0));
    view! {
        <figure class="months">
            <svg class="months-chart" viewBox=format!("0 0 {width} {HEIGHT}") preserveAspectRatio="none" role="img" aria-label=label>
                {bars}
            </svg>
            <div class="months-axis" aria-hidden="true">{names}</div>
            <ul class="strip-key">
                <li data-kind="instant">{words.arrived}</li>
                <li data-kind="fees">{words.fee}</li>
            </ul>
        </figure>
    }
}

/// The sums of what arrived and of the fees. Their months are of one currency.
fn sums(months: &[MonthView]) -> (Money, Money) {
    let zero = months.first().map(|month| Money::zero(month.arrived.currency()));
    let zero = zero.unwrap_or(Money::zero(domain::money::Currency::Cny));
    let add = |of: fn(&MonthView) -> Money| {
        let sum = months.iter().fold(0i64, |sum, month| sum.saturating_add(of(month).minor()));
        Money::new(sum, zero.currency())
    };
    (add(|month| month.arrived), add(|month| month.fees))
}

/// The same as a table.
#[component]
fn Months(months: Vec<MonthView>, words: &'static PageText) -> impl IntoView {
    let (arrived, fees) = sums(&months);
    let count = months.iter().fold(0i64, |sum, month| sum.saturating_add(month.count));
    let locale = request::locale();
    let rows = months.iter().map(|month| row(month, words, locale)).collect_view();
    let foot = view! {
        <tr>
            <th scope="row">{words.total}</th>
            <td class="number" data-label=words.count>{count.to_string()}</td>
            <td class="number" data-label=words.fee><Amount of=fees/></td>
            <td class="number" data-label=words.arrived><Amount of=arrived/></td>
        </tr>
    };
    view! {
        <details class="disclosure">
            <summary>{words.chart_table}</summary>
            <Table
                name="months"
                caption=words.chart_caption
                heads=vec![words.month]
                numbers=vec![words.count, words.fee, words.arrived]
                foot=foot.written()
            >
                {rows}
            </Table>
        </details>
    }
}

fn row(month: &MonthView, words: &'static PageText, locale: Locale) -> impl IntoView + use<> {
    let first: Day = month.month;
    let (arrived, fees) = (month.arrived, month.fees);
    view! {
        <tr>
            <th scope="row" data-label=words.month>{dates::month(first, locale)}</th>
            <td class="number" data-label=words.count>{month.count.to_string()}</td>
            <td class="number" data-label=words.fee><Amount of=fees/></td>
            <td class="number" data-label=words.arrived><Amount of=arrived/></td>
        </tr>
    }
}
