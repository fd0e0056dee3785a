//! `/payouts`: what is ahead, what is on its way, what was paid, and what was not and why.

mod ahead;
pub mod bank;
mod chart;
mod confirm;
pub mod instant;
mod list;
mod statement;
mod statement_lines;
mod stopped;

use domain::{time::Timestamp, view::payouts::PayoutsView};
use leptos::prelude::*;
use services::actor::Creator;

use self::{ahead::Ahead, chart::Chart, list::List, stopped::Stop};
pub use self::{bank::BankPage, instant::InstantPage, statement::StatementPage};
use crate::{
    components::{AccountSwitch, Amount, Document, Icon, Paging, Shape},
    pages::answer,
    path,
    request::{self, Interruption},
    text::payouts_page::{PageText, payouts_page},
    written::Written as _,
};

/// The page's address.
pub const ADDRESS: &str = "/payouts";

/// `/payouts?before=…`, where `before` is a moment in unix milliseconds.
#[component]
pub fn PayoutsPage() -> impl IntoView {
    let before = request::query("before").and_then(|text| text.parse().ok()).map(Timestamp::from_unix_ms);
    let resumed = request::query("resumed").is_some();
    answer(async move {
        let creator: Creator = request::creator_in(ADDRESS, &request::account())?;
        let view = request::services()?.desk.page(&creator, before).await?;
        let view = view.ok_or(Interruption::NotFound)?;
        Ok(page(view, before.is_some(), resumed).written())
    })
}

fn page(view: PayoutsView, is_older: bool, resumed: bool) -> impl IntoView {
    let words = payouts_page(request::locale());
    let newest = path::in_account(ADDRESS, &request::account());
    let older = view
        .next_before
        .map(|before| (path::with_query(&newest, "before", &before.unix_ms().to_string()), words.older));
    let newest = is_older.then_some((newest, words.newest));
    let above = (!is_older).then(|| {
        view! {
            {resumed.then(|| view! { <Done words/> })}
            <Stop stopped=view.stopped.clone() held_until=view.held_until words/>
            <Balance view=view.clone() words/>
            <Ahead view=view.clone() words/>
        }
    });
    let below = (!is_older).then(|| view! { <Chart view=view.clone() words/> });
    view! {
        <Document title=words.title>
            <main id="main" class="page wide">
                <header class="page-heading">
                    <h1 tabindex="-1">{words.title}</h1>
                    <p class="lead">{words.lead}</p>
                </header>
                <AccountSwitch address=ADDRESS/>
                {above}
                <List rows=view.rows.clone() words/>
                <Paging newest older/>
                {below}
            </main>
        </Document>
    }
}

#[component]
fn Done(words: &'static PageText) -> impl IntoView {
    view! {
        <div class="notice" data-tone="good" role="status"><Icon shape=Shape::Check/><p>{words.resumed}</p></div>
    }
}

/// The balance in its parts, each explained where it is not plain.
#[component]
fn Balance(view: PayoutsView, words: &'static PageText) -> impl IntoView {
    let money = view.money;
    let reserved = money.reserved.is_positive().then(|| {
        view! { <div><dt>{words.reserved}</dt><dd><Amount of=money.reserved/></dd></div> }
    });
    let reserved_help = money.reserved.is_positive().then(|| view! { <p>{words.reserved_help}</p> });
    let negative =
        (money.balance.minor() < 0).then(|| view! { <p><strong>{words.negative_help}</strong></p> });
    view! {
        <dl class="totals">
            <div><dt>{words.balance}</dt><dd><Amount of=money.balance/></dd></div>
            <div><dt>{words.settled}</dt><dd><Amount of=money.settled/></dd></div>
            <div><dt>{words.settling}</dt><dd><Amount of=money.settling/></dd></div>
            {reserved}
        </dl>
        <div class="balance-help small soft">{negative}<p>{words.balance_help}</p>{reserved_help}</div>
        <div class="actions">
            <a class="button primary" href=path::in_account(instant::ADDRESS, &request::account())>{words.instant_now}</a>
            <a class="button" href=path::in_account("/settings/payouts", &request::account())>{words.settings}</a>
        </div>
    }
}

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
