//! The way on: locked until the agreement is open, then one button with the amount on it.

use domain::{money::Money, view::CheckoutView};
use leptos::prelude::*;
use server_fn::ServerFn;

use super::{address, agreement::AgreementText};
use crate::{
    components::{Amount, FieldError, Place, Sentence},
    functions::StartOrder,
    path, request,
    text::{checkout::CheckoutText, counts, fill, problems::at_field},
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

/// The form that places the order. It names the product and the agreement; the price is the server's.
#[component]
pub(super) fn OrderForm(
    words: &'static CheckoutText,
    view: CheckoutView,
    stamp: String,
    offer: AnyView,
) -> impl IntoView {
    let back = address(&view, true);
    let unread = at_field(&view.problems, "agreement", request::locale());
    view! {
        <form method="post" action=StartOrder::PATH class="stack loose">
            <input type="hidden" name="product" value=view.chosen.product.to_string()/>
            <input type="hidden" name="agreement" value=view.agreement.id.to_string()/>
            <input type="hidden" name="stamp" value=stamp/>
            <input type="hidden" name="back" value=back/>
            {offer}
            <div class="agreement" id="agreement">
                <AgreementText words agreement=view.agreement.clone()/>
                {unread.map(|message| view! { <FieldError id="agreement-error".to_owned() message/> })}
                <Accept words view=view.clone()/>
            </div>
            <div class="stack tight">
                <button class="button primary wide" type="submit" aria-describedby="pay-help">
                    <PayWords words price=view.chosen.price/>
                </button>
                <p class="field-help" id="pay-help">{words.pay_help}</p>
            </div>
        </form>
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
