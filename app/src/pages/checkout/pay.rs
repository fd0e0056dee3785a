//! The way on: locked until the agreement is open, then one button with the amount on it.

use domain::{money::Money, order::Channel, view::CheckoutView};
use leptos::prelude::*;
use server_fn::ServerFn;

use super::{address, agreement::AgreementText};
use crate::{
    components::{Amount, FieldError, Place, Sentence},
    functions::StartOrder,
    path, request,
    text::{checkout::CheckoutText, counts, fill, problems::at_field},
    written::Written as _,
};

#[component]
fn PayWords(words: &'static CheckoutText, price: Money) -> impl IntoView {
    view! { <Sentence template=words.pay places=vec![Place::new("amount", view! { <Amount of=price/> })]/> }
}

/// Before the agreement is open: the button is there, and a sentence says why it does nothing.
#[component]
pub(super) fn LockedPay(words: &'static CheckoutText, price: Money) -> impl IntoView {
    view! {
        <div class="stack tight">
            <button class="button wide" type="button" disabled aria-describedby="pay-help">
                <PayWords words price/>
            </button>
            <p class="field-help" id="pay-help">{words.pay_locked}</p>
        </div>
    }
}

/// For a visitor: sign in, and come back to the open agreement.
#[component]
pub(super) fn SignInToPay(words: &'static CheckoutText, address: String) -> impl IntoView {
    let sign_up = path::with_query("/sign-up", "return_to", &address);
    view! {
        <div class="stack tight">
            <p>{words.sign_in_first}</p>
            <a class="button wide" href=request::sign_in_path(&address)>{words.sign_in}</a>
            <p><a href=sign_up>{words.sign_up}</a></p>
        </div>
    }
}

/// The form that places the order. It names the product, the agreement, and the price on its button: the server takes its
/// own, and refuses when that is another one.
#[component]
pub(super) fn OrderForm(
    words: &'static CheckoutText,
    view: CheckoutView,
    stamp: String,
    offer: AnyView,
) -> impl IntoView {
    let back = address(&view, true);
    // What counts on the page, not what was typed: the price on the button is the price of the order.
    let coupon = view.price.discount.as_ref().map(|(code, _)| code.as_str().to_owned());
    let coupon = coupon.map(|code| view! { <input type="hidden" name="coupon" value=code/> });
    let upgrade = view.price.is_upgrade;
    let upgrade = upgrade.then(|| view! { <input type="hidden" name="upgrade" value="true"/> });
    let unread = at_field(&view.problems, "agreement", request::locale());
    view! {
        <div class="stack loose">
        {offer}
        <form method="post" action=StartOrder::PATH class="stack loose">
            <input type="hidden" name="product" value=view.chosen.product.to_string()/>
            <input type="hidden" name="currency" value=view.chosen.price.currency().code()/>
            <input type="hidden" name="price" value=view.price.price.minor().to_string()/>
            <input type="hidden" name="agreement" value=view.agreement.id.to_string()/>
            <input type="hidden" name="stamp" value=stamp/>
            <input type="hidden" name="back" value=back/>
            {coupon}
            {upgrade}
            <div class="agreement" id="agreement">
                <AgreementText words agreement=view.agreement.clone()/>
                {unread.map(|message| view! { <FieldError id="agreement-error".to_owned() message/> })}
                <Accept words view=view.clone()/>
            </div>
            <Channels words view=view.clone()/>
            <div class="stack tight">
                <button
                    class="button primary wide"
                    type="submit"
                    aria-describedby="pay-help"
                    disabled={view.channels.is_empty() || view.time.is_empty()}
                >
                    <PayWords words price=view.price.price/>
                </button>
                <p class="field-help" id="pay-help">{words.pay_help}</p>
            </div>
        </form>
        </div>
    }
}

/// What to pay with; one that is offered alone is chosen already. Being reminded is asked for by itself, apart from the
/// agreement.
#[component]
fn Channels(words: &'static CheckoutText, view: CheckoutView) -> impl IntoView {
    if view.channels.is_empty() {
        return view! { <p class="notice" data-tone="wait" id="channels">{words.no_channel}</p> }.written();
    }
    let wrong = at_field(&view.problems, "channel", request::locale());
    let cards = view.channels.into_iter().enumerate().map(|(place, channel)| {
        let checked = place == 0;
        view! { <ChannelCard words channel checked/> }
    });
    view! {
        <div class="stack tight">
            <fieldset id="channels" class="choices" aria-describedby=wrong.as_ref().map(|_| "channel-error")>
                <legend>{words.choose_channel}</legend>
                {cards.collect_view()}
            </fieldset>
            {wrong.map(|message| view! { <FieldError id="channel-error".to_owned() message/> })}
        </div>
        <div class="option">
            <input type="checkbox" id="remind" name="remind" value="true" aria-describedby="remind-help"/>
            <label for="remind">{words.remind}</label>
            <p class="option-help" id="remind-help">{words.remind_help}</p>
        </div>
    }
    .written()
}

#[component]
fn ChannelCard(words: &'static CheckoutText, channel: Channel, checked: bool) -> impl IntoView {
    let id = format!("channel-{}", channel.code());
    let note_id = format!("{id}-note");
    let note = match channel {
        Channel::WechatPay => words.channel_wechat,
        Channel::Alipay => words.channel_alipay,
        Channel::Card => words.channel_card,
    };
    view! {
        <div class="choice">
            <input
                type="radio"
                id=id.clone()
                name="channel"
                value=channel.code()
                checked=checked
                aria-describedby=note_id.clone()
            />
            <label for=id>{counts::channel(channel, request::locale())}</label>
            <div class="choice-body" id=note_id><p>{note}</p></div>
        </div>
    }
}

#[component]
fn Accept(words: &'static CheckoutText, view: CheckoutView) -> impl IntoView {
    let locale = request::locale();
    let wrong = at_field(&view.problems, "accept", locale);
    let described = if wrong.is_some() { "accept-help accept-error" } else { "accept-help" };
    let label = fill(words.accept, &[("version", &view.agreement.version.to_string())]);
    let seconds = counts::seconds(u64::from(view.agreement_seconds), locale);
    view! {
        <div class="option">
            <input
                type="checkbox"
                id="accept"
                name="accept"
                value="true"
                required
                aria-describedby=described
                aria-invalid=wrong.as_ref().map(|_| "true")
            />
            <label for="accept">{label}</label>
            <p class="option-help" id="accept-help">{fill(words.accept_help, &[("seconds", &seconds)])}</p>
            {wrong.map(|message| view! { <FieldError id="accept-error".to_owned() message/> })}
        </div>
    }
}
