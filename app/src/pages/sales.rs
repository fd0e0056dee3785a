//! The sales behind a creator's balance.

use domain::{
    time::Timestamp,
    view::{SaleLine, SalesView},
};
use leptos::prelude::*;

use crate::{
    components::{AccountSwitch, Amount, Document, Paging, ShortDate, ShortMoment, Table},
    pages::{answer, sale},
    path,
    request::{self, Interruption},
    text::{
        counts,
        lists::{ListText, lists},
    },
    written::Written as _,
};

/// The page's address.
pub const ADDRESS: &str = "/sales";

/// `/sales?before=…`, where `before` is a moment in unix milliseconds.
#[component]
pub fn SalesPage() -> impl IntoView {
    let before = request::query("before").and_then(|text| text.parse().ok()).map(Timestamp::from_unix_ms);
    answer(async move {
        let creator = request::creator_in(ADDRESS, &request::account())?;
        let view = request::services()?.sales.list(&creator, before).await?;
        let view = view.ok_or(Interruption::NotFound)?;
        Ok(page(view, before.is_some()).written())
    })
}

fn page(view: SalesView, is_older: bool) -> impl IntoView {
    let words = lists(request::locale());
    let newest = path::in_account(ADDRESS, &request::account());
    let older = view
        .next_before
        .map(|before| (path::with_query(&newest, "before", &before.unix_ms().to_string()), words.older));
    let newest = is_older.then_some((newest, words.newest));
    let list = if view.lines.is_empty() {
        view! { <div class="empty"><h2>{words.no_sales_title}</h2><p>{words.no_sales_note}</p></div> }
            .written()
    } else {
        view! { <List words lines=view.lines total=view.lines_total/> }.written()
    };
    view! {
        <Document title=words.sales>
            <main id="main" class="page wide">
                <header class="page-heading">
                    <h1 tabindex="-1">{words.sales}</h1>
                    <p class="lead">{words.sales_lead}</p>
                </header>
                <AccountSwitch address=ADDRESS/>
                <dl class="totals">
                    <div><dt>{words.balance}</dt><dd><Amount of=view.balance/></dd></div>
                    <div><dt>{words.settled}</dt><dd><Amount of=view.settled/></dd></div>
                    <div><dt>{words.settling}</dt><dd><Amount of=view.settling/></dd></div>
                </dl>
                {list}
                <Paging newest older/>
            </main>
        </Document>
    }
}

#[component]
fn List(words: &'static ListText, lines: Vec<SaleLine>, total: domain::money::Money) -> impl IntoView {
    let rows = lines.into_iter().map(|line| view! { <Line words line/> }).collect_view();
    view! {
        <section aria-labelledby="list">
            <h2 id="list">{words.list}</h2>
            <Table
                name="sales"
                caption=words.table
                heads=vec![words.when, words.what, words.buyer, words.paid_with, words.settles, words.state]
                numbers=vec![words.amount]
                total=(words.total, total)
            >
                {rows}
            </Table>
        </section>
    }
}

#[component]
fn Line(words: &'static ListText, line: SaleLine) -> impl IntoView {
    let (state, tone) =
        if line.is_settled { (words.is_settled, "good") } else { (words.is_settling, "wait") };
    let buyer = if line.buyer.is_empty() { words.nobody.to_owned() } else { line.buyer };
    view! {
        <tr>
            <th scope="row" data-label=words.when>
                <a href=sale::address(&line.order)><ShortMoment at=line.captured_at/></a>
            </th>
            <td data-label=words.what>{format!("{} · {}", line.community, line.tier)}</td>
            <td data-label=words.buyer>{buyer}</td>
            <td data-label=words.paid_with>{counts::gateway(line.gateway, request::locale())}</td>
            <td data-label=words.settles><ShortDate day=line.settles_at.day()/></td>
            <td data-label=words.state><span class="badge" data-tone=tone>{state}</span></td>
            <td class="number" data-label=words.amount><Amount of=line.amount/></td>
        </tr>
    }
}
