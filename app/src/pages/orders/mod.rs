//! `/orders`: everything one ordered, with a search, and the way back to what still waits.

mod receipt;
#[cfg(test)]
mod tests;

use domain::{
    id::OrderId,
    view::orders::{OrderLine, OrdersView},
};
use leptos::prelude::*;
pub use receipt::ReceiptPage;

use crate::{
    components::{Amount, Date, Document, Place, Seal, Sentence},
    pages::answer,
    path, request,
    text::{
        fill,
        orders::{OrdersText, orders, standing},
    },
    written::Written as _,
};

/// The page's address.
const ADDRESS: &str = "/orders";

/// `/orders?search=…&before=…`.
#[component]
pub fn OrdersPage() -> impl IntoView {
    let search = request::query("search").unwrap_or_default();
    let before: Option<OrderId> = request::query("before").and_then(|text| text.parse().ok());
    answer(async move {
        let member = request::member(ADDRESS)?;
        let view = request::services()?.orders.list(&member, &search, before.as_ref()).await?;
        Ok(page(view, before.is_some()).written())
    })
}

fn page(view: OrdersView, is_older: bool) -> impl IntoView {
    let words = orders(request::locale());
    let narrowed = !view.search.is_empty();
    let searched =
        if narrowed { path::with_query(ADDRESS, "search", &view.search) } else { ADDRESS.to_owned() };
    let older = view.next_before.map(|before| {
        let address = path::with_query(&searched, "before", before.as_str());
        view! { <a class="button" href=address>{words.older}</a> }
    });
    let newest = is_older.then(|| view! { <a class="button" href=searched.clone()>{words.newest}</a> });
    // Somebody without an order has nothing to search.
    let search = (narrowed || is_older || !view.lines.is_empty())
        .then(|| view! { <Search words search=view.search.clone()/> });
    let list = if view.lines.is_empty() {
        view! { <Empty words search=view.search/> }.written()
    } else {
        let lines = view.lines.into_iter().map(|line| view! { <Line words line/> }).collect_view();
        view! { <ul class="orders">{lines}</ul> }.written()
    };
    view! {
        <Document title=words.title>
            <main id="main" class="page">
                <header class="page-heading"><h1 tabindex="-1">{words.title}</h1></header>
                {search}
                {list}
                <div class="actions">{older}{newest}</div>
            </main>
        </Document>
    }
}

#[component]
fn Search(words: &'static OrdersText, search: String) -> impl IntoView {
    view! {
        <search>
            <form method="get" action=ADDRESS class="order-search">
                <div class="field">
                    <label for="search">{words.search}</label>
                    <input id="search" name="search" type="search" value=search maxlength="80" autocomplete="off"/>
                </div>
                <button class="button" type="submit">{words.search_button}</button>
            </form>
        </search>
    }
}

#[component]
fn Empty(words: &'static OrdersText, search: String) -> impl IntoView {
    if search.is_empty() {
        return view! {
            <div class="empty">
                <h2>{words.none_title}</h2>
                <p>{words.none_note}</p>
                <a class="button" href="/">{words.see_communities}</a>
            </div>
        }
        .written();
    }
    view! {
        <div class="empty">
            <h2>{fill(words.nothing_found, &[("search", &search)])}</h2>
            <p>{words.nothing_found_note}</p>
            <a class="button" href=ADDRESS>{words.search_all}</a>
        </div>
    }
    .written()
}

#[component]
fn Line(words: &'static OrdersText, line: OrderLine) -> impl IntoView {
    let (badge, tone) = standing(&line, request::locale());
    let address = request::order_path(&line.token);
    let receipt = line.has_receipt.then(|| {
        let address = format!("{address}/receipt");
        view! { <a href=address>{words.receipt}</a> }
    });
    let (class, label) =
        if line.is_payable { ("button primary", words.go_on) } else { ("button", words.show) };
    let places =
        vec![Place::new("tier", line.tier), Place::new("day", view! { <Date day=line.created_at.day()/> })];
    view! {
        <li class="order-line">
            <Seal name=line.community.clone()/>
            <div>
                <h2 class="membership-name">
                    {line.community} " " <span class="badge" data-tone=tone>{badge}</span>
                </h2>
                <p class="membership-note"><Sentence template=words.line places/></p>
                <p class="membership-note">{fill(words.number, &[("number", line.number.as_str())])}</p>
            </div>
            <p class="order-line-price"><Amount of=line.price/></p>
            <div class="order-line-ways"><a class=class href=address.clone()>{label}</a>{receipt}</div>
        </li>
    }
}
