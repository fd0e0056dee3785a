//! The currencies a person is paid out in: one account for each.

use domain::{
    money::Currency,
    view::manage::{AccountForm, ManageListView, Refused},
};
use leptos::prelude::*;
use server_fn::ServerFn;

use super::at;
use crate::{
    components::FieldError,
    functions::AddAccount,
    text::{fill, manage::ManageText},
    written::Written as _,
};

/// The accounts, and the form that adds one; nothing for somebody without any.
#[component]
pub(super) fn Accounts(
    words: &'static ManageText,
    view: ManageListView,
    draft: Refused<AccountForm>,
) -> impl IntoView {
    let main = view.currency?;
    let line = |currency: Currency, note: &'static str| {
        let address = format!("/payouts?account={}", currency.code().to_ascii_lowercase());
        let open = fill(words.account_payouts, &[("currency", currency.code())]);
        view! {
            <li class="member">
                <p class="record-title">{currency.code()}</p>
                <p class="record-note">{note} " · " <a href=address>{open}</a></p>
            </li>
        }
    };
    let lines = std::iter::once(line(main, words.account_main).written())
        .chain(view.further.iter().map(|currency| line(*currency, words.account_further).written()))
        .collect_view();
    let held: Vec<Currency> = std::iter::once(main).chain(view.further.iter().copied()).collect();
    let form = view.may_add.then(|| view! { <Add words held draft/> });
    Some(view! {
        <section class="section stack" aria-labelledby="accounts">
            <h2 id="accounts">{words.accounts}</h2>
            <p class="soft">{words.accounts_note}</p>
            <ul class="records" aria-labelledby="accounts">{lines}</ul>
            {form}
        </section>
    })
}

#[component]
fn Add(words: &'static ManageText, held: Vec<Currency>, draft: Refused<AccountForm>) -> impl IntoView {
    let Refused { form, problems } = draft;
    let free = Currency::ALL.iter().filter(|currency| !held.contains(currency));
    let option = |known: &Currency| {
        let code = known.code();
        view! { <option value=code selected={code == form.currency}>{code}</option> }
    };
    let options = free.map(option).collect_view();
    let error = at(&problems, "account_currency");
    let described = if error.is_some() { "account_currency-error" } else { "account_currency-help" };
    view! {
        <form method="post" action=AddAccount::PATH class="stack">
            <div class="field short">
                <label for="account_currency">{words.account_currency}</label>
                <select id="account_currency" name="account_currency" aria-describedby=described>{options}</select>
                <p class="field-help" id="account_currency-help">{words.account_help}</p>
                {error.map(|message| view! { <FieldError id="account_currency-error".to_owned() message/> })}
            </div>
            <div class="actions"><button class="button" type="submit">{words.account_add}</button></div>
        </form>
    }
}
