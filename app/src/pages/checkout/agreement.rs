//! The agreement: it has to be opened before it can be accepted, and the server stamps when that was.

use domain::view::AgreementView;
use leptos::prelude::*;

use crate::{
    request,
    text::{checkout::CheckoutText, dates, fill},
    written::Written as _,
};

fn version(words: &'static CheckoutText, agreement: &AgreementView) -> String {
    let day = dates::day(agreement.published_at.day(), request::locale());
    fill(words.version, &[("version", &agreement.version.to_string()), ("day", &day)])
}

#[component]
fn Head(words: &'static CheckoutText, agreement: AgreementView) -> impl IntoView {
    let version = version(words, &agreement);
    view! {
        <div class="agreement-head">
            <h2 id="agreement-title">{agreement.title}</h2>
            " "
            <span class="soft small">{version}</span>
        </div>
    }
}

/// Not opened yet: a link opens it, with scripts and without.
#[component]
pub(super) fn ClosedAgreement(
    words: &'static CheckoutText,
    agreement: AgreementView,
    address: String,
) -> impl IntoView {
    view! {
        <div class="agreement" id="agreement">
            <Head words agreement/>
            <p>{words.agreement_note}</p>
            <a class="button primary wide" href=format!("{address}#agreement")>{words.read}</a>
        </div>
    }
}

/// Opened, to be read: whoever is not signed in cannot accept it yet.
#[component]
pub(super) fn OpenAgreement(words: &'static CheckoutText, agreement: AgreementView) -> impl IntoView {
    view! {
        <div class="agreement" id="agreement">
            <AgreementText words agreement/>
        </div>
    }
}

/// The text in a region of its own, that the keyboard can scroll.
#[component]
pub(super) fn AgreementText(words: &'static CheckoutText, agreement: AgreementView) -> impl IntoView {
    let paragraphs = agreement.paragraphs.clone().into_iter().map(paragraph).collect_view();
    view! {
        <Head words agreement/>
        <div class="agreement-text prose" role="region" tabindex="0" aria-labelledby="agreement-title">{paragraphs}</div>
    }
}

fn paragraph(text: String) -> AnyView {
    match text.strip_prefix("# ") {
        Some(heading) => view! { <h3>{heading.to_owned()}</h3> }.written(),
        None => view! { <p>{text}</p> }.written(),
    }
}
