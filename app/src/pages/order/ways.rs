//! What else can be done while an order waits: ask the gateway, sign in at the wallet, pay through something else.

use domain::{id::OrderToken, order::Channel, view::OrderView};
use leptos::prelude::*;
use server_fn::ServerFn;

use crate::{
    functions::{ChangeChannel, CheckOrder},
    request,
    text::{counts, fill, order::OrderText},
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

/// Paying through something else: what is open is closed first, and the reader is told so before.
#[component]
pub(super) fn Others(
    words: &'static OrderText,
    token: OrderToken,
    /// What is open now.
    current: Channel,
    others: Vec<Channel>,
    /// Whether nothing can be paid now, so that this is the way on.
    #[prop(optional)]
    open: bool,
) -> impl IntoView {
    let button = move |channel: Channel| {
        view! {
            <button class="button wide" type="submit" name="channel" value=channel.code()>
                {name(words, channel, current)}
            </button>
        }
    };
    (!others.is_empty()).then(|| {
        view! {
            <details class="disclosure" open=open>
                <summary>{words.another_way}</summary>
                <form method="post" action=ChangeChannel::PATH class="stack tight">
                    <input type="hidden" name="token" value=token.as_str().to_owned()/>
                    <p class="small">{words.another_way_note}</p>
                    {others.into_iter().map(button).collect_view()}
                </form>
            </details>
        }
    })
}

/// The gateway does not take the payment: another try, if it is worth one, or another way.
#[component]
pub(super) fn Refused(
    words: &'static OrderText,
    token: OrderToken,
    channel: Channel,
    again: bool,
    others: Vec<Channel>,
    updates: AnyView,
) -> impl IntoView {
    let label = match channel {
        Channel::Card => words.try_card_again.to_owned(),
        wallet => fill(words.try_again, &[("gateway", counts::channel(wallet, request::locale()))]),
    };
    let others = others.into_iter().filter(|other| *other != channel).collect();
    let try_again = again.then(|| {
        view! {
            <form method="post" action=ChangeChannel::PATH>
                <input type="hidden" name="token" value=token.as_str().to_owned()/>
                <button class="button primary wide" type="submit" name="channel" value=channel.code()>{label}</button>
            </form>
        }
    });
    view! {
        <div class="pay alone">
            <div class="pay-side">
                {try_again}
                {updates}
                <Others words token current=channel others open=true/>
            </div>
        </div>
    }
}

/// The same channel is offered again when this device has a better way for it.
fn name(words: &'static OrderText, channel: Channel, current: Channel) -> String {
    let places = [("gateway", counts::channel(channel, request::locale()))];
    match channel {
        Channel::Card => words.pay_by_card.to_owned(),
        _ if channel == current => fill(words.pay_here, &places),
        Channel::WechatPay | Channel::Alipay => fill(words.pay_with, &places),
    }
}

/// Inside a wallet's own browser: it has to say who pays.
#[component]
pub(super) fn WalletSignIn(
    words: &'static OrderText,
    view: OrderView,
    channel: Channel,
    others: Vec<Channel>,
) -> impl IntoView {
    let app = counts::scanning_app(channel, request::locale());
    let address = format!("{}/wechat", request::order_path(&view.token));
    view! {
        <div class="pay alone">
            <div class="pay-side">
                // A plain way out of this site: no script may take it over.
                <a class="button primary wide" href=address rel="external">{fill(words.sign_in_wallet, &[("app", app)])}</a>
                <Others words token=view.token current=channel others/>
            </div>
        </div>
    }
}
