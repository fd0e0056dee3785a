//! The code to scan, the time that is left, and what else can be done.

use domain::{id::OrderToken, money::Money, order::Gateway, view::OrderView};
use leptos::prelude::*;
use server_fn::ServerFn;

use crate::{
    components::{Amount, Place, Qr, Sentence},
    functions::CheckOrder,
    islands::Countdown,
    request,
    text::{self, counts, fill, order::OrderText},
};

/// "Check now": asks the gateway at once, with scripts and without.
#[component]
pub(super) fn Check(words: &'static OrderText, token: OrderToken) -> impl IntoView {
    view! {
        <form method="post" action=CheckOrder::PATH>
            <input type="hidden" name="token" value=token.as_str().to_owned()/>
            <button class="button wide" type="submit">{words.check}</button>
        </form>
    }
}

/// The code with everything around it.
#[component]
pub(super) fn Pay(
    words: &'static OrderText,
    view: OrderView,
    gateway: Gateway,
    code_url: String,
    wallet: Option<String>,
    updates: AnyView,
) -> impl IntoView {
    let locale = request::locale();
    let app = counts::scanning_app(gateway, locale);
    let left_ms = view.expires_at.ms_since(view.server_time);
    let pay =
        wallet.map(|address| view! { <a class="button primary wide demo" href=address>{words.wallet}</a> });
    view! {
        <div class="pay">
            <figure class="qr">
                <div class="qr-tile"><Qr content=code_url label=label(words, &view, gateway)/></div>
                <figcaption>
                    <Sentence template=words.scan_with places=vec![Place::new("app", view! { <strong>{app}</strong> })]/>
                </figcaption>
            </figure>
            <div class="pay-side">
                <p class="pay-amount"><Amount of=view.price/></p>
                <Countdown left_ms locale/>
                {pay}
                <Check words token=view.token/>
                <p class="small soft">{fill(words.same_device, &[("app", app)])}</p>
                {updates}
            </div>
        </div>
    }
}

/// What the code is, for those who do not see it.
fn label(words: &'static OrderText, view: &OrderView, gateway: Gateway) -> String {
    let locale = request::locale();
    let places = [
        ("gateway", counts::gateway(gateway, locale)),
        ("amount", &text::money(view.price, locale)),
        ("number", view.number.as_str()),
    ];
    fill(words.qr_label, &places)
}

/// The code is gone; a fresh order is one click away.
#[component]
pub(super) fn Again(words: &'static OrderText, view: OrderView) -> impl IntoView {
    view! {
        <div class="pay">
            <figure class="qr" data-state="expired">
                <div class="qr-tile"><p>{words.expired_code}</p></div>
            </figure>
            <div class="pay-side">
                <a class="button primary wide" href=format!("/join/{}", view.head.slug)>
                    <AgainWords words price=view.price/>
                </a>
                <p class="small soft">{words.expired_late}</p>
            </div>
        </div>
    }
}

#[component]
fn AgainWords(words: &'static OrderText, price: Money) -> impl IntoView {
    view! { <Sentence template=words.expired_again places=vec![Place::new("amount", view! { <Amount of=price/> })]/> }
}
