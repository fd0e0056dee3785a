//! Which of a person's accounts a page is about, when there is one for each of several currencies. The address says it,
//! and each form carries it on: what is sent from an old tab never changes another account than the one it showed.

use domain::money::Currency;
use leptos::prelude::*;

use super::{Switch, Way};
use crate::{
    path, request,
    text::{common::common, fill},
};

/// The same page for each account; nothing for somebody with one.
#[component]
pub fn AccountSwitch(
    /// The page.
    address: &'static str,
) -> impl IntoView {
    let held = request::accounts();
    let chosen = chosen(&held);
    let ways = held.iter().enumerate().map(|(place, currency)| {
        let code = currency.code().to_ascii_lowercase();
        // The main account needs no name in the address.
        let account = if place == 0 { "" } else { code.as_str() };
        Way {
            address: path::in_account(address, account),
            name: currency.code().to_owned(),
            is_current: Some(*currency) == chosen,
        }
    });
    view! { <Switch label=common(request::locale()).account ways=ways.collect()/> }
}

/// The account's name; nothing for somebody with one.
#[component]
pub fn AccountNote() -> impl IntoView {
    let held = request::accounts();
    let chosen = chosen(&held).filter(|_| held.len() > 1);
    chosen.map(|currency| {
        let said = fill(common(request::locale()).account_in, &[("currency", currency.code())]);
        view! { <p class="small soft">{said}</p> }
    })
}

/// The account of the page, inside a form; nothing for the main one.
#[component]
pub fn AccountField() -> impl IntoView {
    let account = request::account();
    (!account.is_empty()).then(|| view! { <input type="hidden" name="for_account" value=account/> })
}

/// The currency of the page's account; the main one comes first.
fn chosen(held: &[Currency]) -> Option<Currency> {
    let asked = request::account();
    let named = held.iter().find(|currency| currency.code().eq_ignore_ascii_case(&asked));
    named.or(held.first()).copied()
}
