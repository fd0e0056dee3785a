//! Accounts whose checks have not passed: nothing else leads to a creator who was never paid.

use domain::view::payouts::UncheckedAccount;
use leptos::prelude::*;

use super::creator_address;
use crate::{
    components::{Date, Table},
    text::desk::DeskText,
};

/// The list; nothing without one.
#[component]
pub(super) fn Unchecked(accounts: Vec<UncheckedAccount>, words: &'static DeskText) -> impl IntoView {
    (!accounts.is_empty()).then(|| {
        let rows = accounts.into_iter().map(|account| row(account, words)).collect_view();
        view! {
            <section class="section stack" aria-labelledby="unchecked">
                <h2 id="unchecked">{words.unchecked}</h2>
                <p class="section-note">{words.unchecked_note}</p>
                <Table
                    name="unchecked"
                    caption=words.unchecked_table
                    heads=vec![words.creator, words.currency, words.opened]
                    numbers=Vec::new()
                >
                    {rows}
                </Table>
            </section>
        }
    })
}

fn row(account: UncheckedAccount, words: &'static DeskText) -> impl IntoView {
    let name = if account.name.is_empty() { words.nobody.to_owned() } else { account.name };
    let day = account.opened_at.day();
    view! {
        <tr>
            <th scope="row" data-label=words.creator><a href=creator_address(&account.creator)>{name}</a></th>
            <td data-label=words.currency>{account.currency.code()}</td>
            <td data-label=words.opened><Date day/></td>
        </tr>
    }
}
