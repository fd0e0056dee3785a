//! What the payer has to do: scan, go to the gateway's page, or let the wallet ask. With the time that is left.

use domain::{
    money::Money,
    order::{Channel, PayerAction, WalletCall},
    view::{OrderStage, OrderView},
};
use leptos::{prelude::*, serde_json::json};

use super::ways::{Check, Others};
use crate::{
    components::{Amount, Icon, Moment, Place, Qr, Sentence, Shape},
    islands::Countdown,
    request,
    text::{self, counts, fill, order::OrderText},
    written::Written as _,
};

/// What the payer has to do, with everything around it.
#[component]
pub(super) fn Pay(
    words: &'static OrderText,
    view: OrderView,
    channel: Channel,
    action: PayerAction,
    others: Vec<Channel>,
    wallet: Option<String>,
    updates: AnyView,
) -> impl IntoView {
    let locale = request::locale();
    let left_ms = view.expires_at.ms_since(view.server_time);
    let app = counts::scanning_app(channel, locale);
    let demo =
        wallet.map(|address| view! { <a class="button primary wide demo" href=address>{words.wallet}</a> });
    let (code, go) = match action {
        PayerAction::Scan { code_url } => {
            (Some(view! { <Code words view=view.clone() channel code_url/> }), None)
        }
        PayerAction::Visit { url } => (None, Some(visit(words, channel, url))),
        PayerAction::Invoke(call) => (None, Some(invoke(words, &view, call))),
    };
    let same_device = code.is_some().then(|| {
        view! { <p class="small soft">{fill(words.same_device, &[("app", app)])}</p> }
    });
    let class = if code.is_some() { "pay" } else { "pay alone" };
    view! {
        <div class=class>
            {code}
            <div class="pay-side">
                <p class="pay-amount"><Amount of=view.price/></p>
                <Countdown left_ms locale/>
                {demo}
                {go}
                <Check words token=view.token.clone()/>
                {same_device}
                {updates}
                <Others words token=view.token current=channel others/>
            </div>
        </div>
    }
}

#[component]
fn Code(words: &'static OrderText, view: OrderView, channel: Channel, code_url: String) -> impl IntoView {
    let locale = request::locale();
    let app = counts::scanning_app(channel, locale);
    let places = [
        ("gateway", counts::channel(channel, locale)),
        ("amount", &text::money(view.price, locale)),
        ("number", view.number.as_str()),
    ];
    // What the code is, for those who do not see it.
    let label = fill(words.qr_label, &places);
    view! {
        <figure class="qr">
            <div class="qr-tile"><Qr content=code_url label/></div>
            <figcaption>
                <Sentence template=words.scan_with places=vec![Place::new("app", view! { <strong>{app}</strong> })]/>
            </figcaption>
        </figure>
    }
}

fn visit(words: &'static OrderText, channel: Channel, url: String) -> AnyView {
    let label = match channel {
        Channel::Card => words.go_to_card.to_owned(),
        Channel::WechatPay | Channel::Alipay => {
            fill(words.go_to, &[("gateway", counts::channel(channel, request::locale()))])
        }
    };
    view! {
        // WeChat Pay opens its page only for who comes from the merchant's own site; the site is all it is told.
        <a class="button primary wide" href=url referrerpolicy="origin" rel="external">{label}</a>
        <p class="small soft">{words.visit_note}</p>
    }
    .written()
}

/// The wallet's own browser is asked by a script, and by nothing else: without scripts a sentence says how to go on.
fn invoke(words: &'static OrderText, view: &OrderView, call: WalletCall) -> AnyView {
    let call = json!({
        "appId": call.app_id,
        "timeStamp": call.timestamp,
        "nonceStr": call.nonce,
        "package": call.package,
        "signType": call.sign_type,
        "paySign": call.signature,
    });
    asked_by_script(words, view, "getBrandWCPayRequest", call.to_string(), words.invoke_help)
}

/// A button by which a script asks the wallet for something, and what to do where the wallet has no such thing.
fn asked_by_script(
    words: &'static OrderText,
    view: &OrderView,
    ask: &'static str,
    call: String,
    help: &'static str,
) -> AnyView {
    let label = fill(words.invoke_button, &[("amount", &text::money(view.price, request::locale()))]);
    view! {
        <button class="button primary wide scripted" type="button" data-wallet-ask=ask data-wallet-call=call>{label}</button>
        <p class="notice" data-tone="wait" role="alert" hidden>{help}</p>
        <noscript><p class="notice" data-tone="wait">{help}</p></noscript>
    }
    .written()
}

/// In a mini-program: what its own script library does for `wx.miniProgram.navigateTo`, asked of the wallet directly. The
/// page that opens pays, and leads back here.
#[component]
pub(super) fn HandOver(
    words: &'static OrderText,
    view: OrderView,
    channel: Channel,
    page: String,
    others: Vec<Channel>,
    updates: AnyView,
) -> impl IntoView {
    let left_ms = view.expires_at.ms_since(view.server_time);
    let call = json!({ "name": "navigateTo", "arg": { "url": page } }).to_string();
    view! {
        <div class="pay alone">
            <div class="pay-side">
                <p class="pay-amount"><Amount of=view.price/></p>
                <Countdown left_ms locale=request::locale()/>
                {asked_by_script(words, &view, "invokeMiniProgramAPI", call, words.mini_help)}
                <Check words token=view.token.clone()/>
                {updates}
                <Others words token=view.token current=channel others/>
            </div>
        </div>
    }
}

/// Somebody is back from the gateway's page or the wallet, and no payment is known yet: perhaps it is on its way,
/// perhaps they gave up. Whatever the wallet said, it is never called failed here.
#[component]
pub(super) fn BackAgain(words: &'static OrderText) -> impl IntoView {
    view! {
        <div class="notice" data-tone="wait" role="status">
            <Icon shape=Shape::Clock/>
            <div>
                <p class="notice-title">{words.back_title}</p>
                <p>{words.back_note}</p>
            </div>
        </div>
    }
}

/// The code is gone; a fresh order is one click away.
#[component]
pub(super) fn Again(words: &'static OrderText, view: OrderView) -> impl IntoView {
    let address = format!("/join/{}?product={}&agreement=open", view.head.slug, view.product);
    let late = match view.stage {
        OrderStage::Expired { watched_until: Some(at), .. } => {
            let places = vec![Place::new("time", view! { <Moment at/> })];
            Some(view! { <p class="small soft"><Sentence template=words.expired_late places/></p> })
        }
        _ => None,
    };
    view! {
        <div class="pay">
            <figure class="qr" data-state="expired">
                <div class="qr-tile"><p>{words.expired_code}</p></div>
            </figure>
            <div class="pay-side">
                <a class="button primary wide" href=address><AgainWords words price=view.price/></a>
                {late}
            </div>
        </div>
    }
}

#[component]
fn AgainWords(words: &'static OrderText, price: Money) -> impl IntoView {
    view! { <Sentence template=words.expired_again places=vec![Place::new("amount", view! { <Amount of=price/> })]/> }
}
