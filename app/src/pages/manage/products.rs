//! What a community sells, as a list.

use domain::view::manage::{ManageView, ManagedProduct};
use leptos::prelude::*;
use server_fn::ServerFn;

use super::product_address;
use crate::{
    components::Amount,
    functions::SetOnSale,
    request,
    text::{counts, fill, manage::ManageText, money},
};

/// The list, with a link to each and to a new one.
#[component]
pub(super) fn Products(words: &'static ManageText, view: ManageView) -> impl IntoView {
    let (slug, may) = (view.slug, view.may_change);
    let none = view.products.is_empty().then(|| view! { <p class="soft">{words.products_none}</p> });
    let lines = view
        .products
        .into_iter()
        .map(|product| view! { <Line words slug=slug.clone() product may/> })
        .collect_view();
    let add = may.then(|| view! {
        <div class="actions"><a class="button" href=product_address(&slug, None)>{words.add_product}</a></div>
    });
    view! {
        <section class="section hang" aria-labelledby="products">
            <div class="section-heading"><h2 id="products">{words.products}</h2></div>
            <div class="section-body">
                {none}
                <ul class="records" aria-labelledby="products">{lines}</ul>
                {add}
            </div>
        </section>
    }
}

#[component]
fn Line(words: &'static ManageText, slug: String, product: ManagedProduct, may: bool) -> impl IntoView {
    let locale = request::locale();
    let tier = product.tier;
    let named = |template: &str| fill(template, &[("tier", &tier.tier)]);
    let facts: Vec<String> = [
        Some(counts::for_period(tier.period, locale)),
        product.seats.map(|seats| fill(words.seats_of, &[("seats", &seats.to_string())])),
        (product.waiting > 0).then(|| fill(words.waiting_of, &[("count", &product.waiting.to_string())])),
        (product.trial_days > 0)
            .then(|| fill(words.trial_of, &[("days", &counts::days(u64::from(product.trial_days), locale))])),
        product.is_over.then(|| words.is_over.to_owned()),
        (!product.on_sale).then(|| words.off_sale.to_owned()),
    ]
    .into_iter()
    .flatten()
    .collect();
    let (button, label) = if product.on_sale {
        (words.take_off, named(words.take_off_of))
    } else {
        (words.put_on, named(words.put_on_of))
    };
    let to = if product.on_sale { "off" } else { "on" };
    let id = tier.product.to_string();
    let further: Vec<String> = tier.further.iter().map(|price| money(*price, locale)).collect();
    let further = (!further.is_empty()).then(|| format!(" · {}", further.join(" · ")));
    let acts = may.then(|| view! {
        <div class="actions">
            <a class="button" href=product_address(&slug, Some(&id)) aria-label=named(words.change_of)>{words.change}</a>
            <form method="post" action=SetOnSale::PATH>
                <input type="hidden" name="community" value=slug/>
                <input type="hidden" name="product" value=id/>
                <input type="hidden" name="to" value=to/>
                <button class="button" type="submit" aria-label=label>{button}</button>
            </form>
        </div>
    });
    view! {
        <li class="member">
            <p class="record-title">{tier.tier.clone()} " " <Amount of=tier.price/>{further}</p>
            <p class="record-note">{facts.join(" · ")}</p>
            {acts}
        </li>
    }
}
