//! What makes it cheaper: a coupon, and what unused time counts for. A form of its own that only shows the page again,
//! with the price that the order would have.

use domain::{
    money::{Currency, Money},
    view::{CheckoutView, PriceView},
};
use leptos::prelude::*;

use super::{address, in_currency};
use crate::{
    components::{Amount, Field, Place, Sentence},
    request,
    text::{checkout::CheckoutText, fill, problems::at_field},
    written::Written as _,
};

/// The form, and how the price comes about. Codes count for somebody, so a visitor is told to sign in first.
#[component]
pub(super) fn Price(words: &'static CheckoutText, view: CheckoutView, is_open: bool) -> impl IntoView {
    let price = view.price.clone();
    if !view.signed_in {
        let note = fill(words.coupon_later, &[("code", &price.typed)]);
        return (!price.typed.is_empty()).then(|| view! { <p class="small">{note}</p> }).written();
    }
    let error = at_field(&view.problems, "coupon", request::locale());
    let is_used = error.is_some() || !price.typed.is_empty() || price.upgrade.is_some();
    let elsewhere =
        price.unused_in.map(|currency| view! { <Elsewhere words view=view.clone() currency is_open/> });
    let upgrade = price.upgrade.map(|credit| view! { <Upgrade words credit chosen=price.is_upgrade/> });
    let currency = (view.currencies.len() > 1).then(|| {
        let code = view.chosen.price.currency().code().to_ascii_lowercase();
        view! { <input type="hidden" name="currency" value=code/> }
    });
    view! {
        {elsewhere}
        <details class="disclosure" open=is_used>
            <summary>{words.cheaper}</summary>
            <form method="get" action=format!("/join/{}", view.head.slug) class="stack">
                <input type="hidden" name="product" value=view.chosen.product.to_string()/>
                {currency}
                {is_open.then(|| view! { <input type="hidden" name="agreement" value="open"/> })}
                {upgrade}
                <Field
                    name="coupon"
                    label=words.coupon
                    help=words.coupon_help
                    autocomplete="off"
                    optional=true
                    value=price.typed.clone()
                    error
                />
                <div class="actions"><button class="button" type="submit">{words.show_price}</button></div>
            </form>
        </details>
        <Steps words price/>
    }
    .written()
}

/// Unused time that counts in another currency only, and the way there while it is sold in it.
#[component]
fn Elsewhere(
    words: &'static CheckoutText,
    view: CheckoutView,
    currency: Currency,
    is_open: bool,
) -> impl IntoView {
    let code = [("currency", currency.code())];
    let way = view.currencies.contains(&currency).then(|| {
        let address = in_currency(&address(&view, is_open), currency);
        view! { " " <a href=address>{fill(words.unused_go, &code)}</a> }
    });
    view! { <p class="small" id="unused-time" tabindex="-1">{fill(words.unused_elsewhere, &code)} {way}</p> }
}

/// The choice between adding time and changing now.
#[component]
fn Upgrade(words: &'static CheckoutText, credit: Money, chosen: bool) -> impl IntoView {
    let amount = Place::new("amount", view! { <Amount of=credit/> });
    view! {
        <fieldset class="choices" id="upgrade">
            <legend>{words.you_have}</legend>
            <div class="choice">
                <input type="radio" id="upgrade-no" name="upgrade" value="false" checked=!chosen aria-describedby="upgrade-no-note"/>
                <label for="upgrade-no">{words.add_time}</label>
                <div class="choice-body" id="upgrade-no-note"><p>{words.already}</p></div>
            </div>
            <div class="choice">
                <input type="radio" id="upgrade-yes" name="upgrade" value="true" checked=chosen aria-describedby="upgrade-yes-note"/>
                <label for="upgrade-yes">{words.change_now}</label>
                <div class="choice-body" id="upgrade-yes-note">
                    <p><Sentence template=words.change_now_note places=vec![amount]/></p>
                </div>
            </div>
        </fieldset>
    }
}

/// From the list price to what is to be paid, where they differ.
#[component]
fn Steps(words: &'static CheckoutText, price: PriceView) -> impl IntoView {
    let line = |name: String, amount: Money| {
        view! { <div><dt>{name}</dt><dd><Amount of=amount/></dd></div> }
    };
    let off = price
        .discount
        .clone()
        .map(|(code, off)| line(fill(words.coupon_off, &[("code", code.as_str())]), off.negated()));
    let counted = price.upgrade.filter(|_| price.is_upgrade);
    let counted = counted.map(|credit| line(words.unused_time.to_owned(), credit.negated()));
    (price.price != price.list).then(|| {
        view! {
            <dl class="facts price-steps" aria-label=words.price_steps>
                {line(words.list_price.to_owned(), price.list)}
                {off}
                {counted}
                {line(words.to_pay.to_owned(), price.price)}
            </dl>
        }
    })
}
