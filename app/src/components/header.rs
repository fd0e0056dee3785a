//! The head of every page: the mark, where one may go, and who is signed in.

use domain::{locale::Locale, view::Viewer};
use leptos::prelude::*;
use server_fn::ServerFn;

use crate::{
    functions::SignOut,
    request,
    text::common::{CommonText, common},
};

/// The header.
#[component]
pub(super) fn Header(locale: Locale) -> impl IntoView {
    let words = common(locale);
    let viewer = request::viewer();
    view! {
        <header class="site-header">
            <div class="site-header-inner">
                <a class="brand" href="/">
                    <svg class="brand-mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
                        <path class="brand-tail" d="M3 4h8.2v5.6L17 7.6v8.8l-5.8-2v5.6H3z"></path>
                        <path class="brand-pin" d="M12.6 4H21v16h-8.4v-3.9l5.8 2.1V5.8l-5.8 2.1z"></path>
                    </svg>
                    "Joinery"
                </a>
                <Places words viewer=viewer.clone()/>
                <Account words viewer/>
            </div>
        </header>
    }
    .into_any()
}

/// Where the viewer may go, as address and words.
pub(super) fn places(words: &'static CommonText, viewer: &Viewer) -> Vec<(&'static str, &'static str)> {
    let member = viewer.name.is_some().then_some(("/memberships", words.memberships));
    let sales = viewer.is_creator.then_some(("/sales", words.sales));
    let payouts = viewer.is_creator.then_some(("/settings/payouts", words.payout_settings));
    [payouts, sales, member].into_iter().flatten().collect()
}

#[component]
fn Places(words: &'static CommonText, viewer: Viewer) -> impl IntoView {
    let here = request::here();
    let here = here.split('?').next().unwrap_or_default().to_owned();
    let links = places(words, &viewer);
    (!links.is_empty()).then(|| {
        let items = links
            .into_iter()
            .map(|(address, name)| {
                let current = (here == address).then_some("page");
                view! { <li><a href=address aria-current=current>{name}</a></li> }
            })
            .collect_view();
        view! { <nav class="site-nav" aria-label=words.navigation><ul>{items}</ul></nav> }
    })
}

#[component]
fn Account(words: &'static CommonText, viewer: Viewer) -> impl IntoView {
    let account = match viewer.name {
        None => view! { <a class="site-account-link" href="/sign-in">{words.sign_in}</a> }.into_any(),
        Some(name) => view! {
            <span class="site-account-name">{name}</span>
            <form method="post" action=SignOut::PATH>
                <button class="text-button" type="submit">{words.sign_out}</button>
            </form>
        }
        .into_any(),
    };
    view! { <div class="site-account">{account}</div> }
}
