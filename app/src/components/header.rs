//! The head of every page: the mark, where one may go, and who is signed in.

use domain::{locale::Locale, people::AccountPermission, view::Viewer};
use leptos::prelude::*;
use server_fn::ServerFn;

use crate::{
    functions::SignOut,
    request,
    text::{
        common::{CommonText, common},
        fill,
    },
    written::Written as _,
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
    .written()
}

/// Where the viewer may go, as address and words.
pub(super) fn places(words: &'static CommonText, viewer: &Viewer) -> Vec<(&'static str, &'static str)> {
    let signed_in = |address, words| viewer.name.is_some().then_some((address, words));
    let messages = signed_in("/messages", words.messages);
    let member = signed_in("/memberships", words.memberships);
    let open = |permission, address, words| viewer.may(permission).then_some((address, words));
    let payouts = open(AccountPermission::SeePayouts, "/payouts", words.payouts);
    let settings = open(AccountPermission::SeeSettings, "/settings/payouts", words.payout_settings);
    let sales = open(AccountPermission::SeePayouts, "/sales", words.sales);
    let team = open(AccountPermission::ManageTeam, "/settings/team", words.team);
    let manage = open(AccountPermission::ManageCommunity, "/manage", words.communities);
    let runs = viewer.is_staff.then_some(("/operator/payouts", words.payout_runs));
    let review = viewer.is_staff.then_some(("/review", words.review));
    [runs, review, payouts, settings, sales, manage, team, messages, member].into_iter().flatten().collect()
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
                let waiting = (address == "/messages" && viewer.unread > 0).then_some(viewer.unread);
                let waiting = waiting.map(|count| view! { <Waiting words count/> });
                view! { <li><a href=address aria-current=current>{name}{waiting}</a></li> }
            })
            .collect_view();
        view! { <nav class="site-nav" aria-label=words.navigation><ul>{items}</ul></nav> }
    })
}

/// How many messages wait, beside the word.
#[component]
fn Waiting(words: &'static CommonText, count: u32) -> impl IntoView {
    let shown = if count < 100 { count.to_string() } else { "99+".to_owned() };
    let said = fill(words.unread, &[("count", &shown)]);
    view! {
        " "
        <span class="badge accent"><span aria-hidden="true">{shown}</span><span class="visually-hidden">{said}</span></span>
    }
}

#[component]
fn Account(words: &'static CommonText, viewer: Viewer) -> impl IntoView {
    let account = match viewer.name {
        None => view! { <a class="site-account-link" href="/sign-in">{words.sign_in}</a> }.written(),
        Some(name) => view! {
            <span class="site-account-name">{name}</span>
            <form method="post" action=SignOut::PATH>
                <button class="text-button" type="submit">{words.sign_out}</button>
            </form>
        }
        .written(),
    };
    view! { <div class="site-account">{account}</div> }
}
