//! The second step of an instant payout: exactly what will be booked, and one button with the amount on it.

use domain::view::payouts::{DemandForm, DemandQuote, DemandView};
use leptos::prelude::*;
use server_fn::ServerFn;

use super::instant::ADDRESS;
use crate::{
    components::{AccountField, AccountNote, Amount, Document, Icon, Shape},
    functions::RequestInstantPayout,
    path, request,
    text::{fill, instant::instant, money},
};

/// The page.
#[component]
pub(super) fn Confirm(
    view: DemandView,
    quote: DemandQuote,
    form: DemandForm,
    changed: bool,
) -> impl IntoView {
    let (words, locale) = (instant(request::locale()), request::locale());
    let DemandQuote { quote, key, needs_approval } = quote;
    let count = quote.part_count();
    let parts = (count > 1).then(|| {
        let places = [("count", count.to_string()), ("maximum", money(view.terms.maximum, locale))];
        fill(words.parts, &places.each_ref().map(|(name, value)| (*name, value.as_str())))
    });
    let stays = domain::money::Money::new(
        view.money.balance.minor().saturating_sub(quote.gross.minor()),
        view.money.balance.currency(),
    );
    let goes_to = view
        .destination
        .as_ref()
        .map(|bank| fill(words.account, &[("label", &bank.label), ("digits", &bank.last_four)]));
    let notice = changed.then(|| {
        view! {
            <div class="notice" data-tone="wait" role="status">
                <Icon shape=Shape::Alert/>
                <div><p class="notice-title">{words.changed}</p><p>{words.changed_note}</p></div>
            </div>
        }
    });
    let (gross, fee, net) = (quote.gross, quote.fee, quote.net);
    let other = path::in_account(ADDRESS, &request::account());
    view! {
        <Document title=words.confirm_title>
            <main id="main" class="page">
                <header class="page-heading">
                    <p class="eyebrow"><a href=other.clone()>{words.other}</a></p>
                    <h1 tabindex="-1">{words.confirm_title}</h1>
                    <p class="lead">{words.confirm_lead}</p>
                    <AccountNote/>
                </header>
                {notice}
                <dl class="ledger">
                    <div><dt>{words.gross}</dt><dd><Amount of=gross/></dd></div>
                    <div><dt>{words.fee}</dt><dd><Amount of=fee.negated()/></dd></div>
                    <div class="ledger-total"><dt>{words.net}</dt><dd><Amount of=net/></dd></div>
                    <div class="ledger-aside"><dt>{words.stays}</dt><dd><Amount of=stays/></dd></div>
                </dl>
                {goes_to.map(|bank| view! { <p class="fee-said">{words.destination}<strong>{bank}</strong></p> })}
                {parts.map(|parts| view! { <p>{parts}</p> })}
                {needs_approval.then(|| view! { <p class="notice" data-tone="wait">{words.needs_approval}</p> })}
                <form method="post" action=RequestInstantPayout::PATH class="actions">
                    <AccountField/>
                    <input type="hidden" name="amount" value=form.amount/>
                    <input type="hidden" name="fee" value=fee.minor().to_string()/>
                    <input type="hidden" name="key" value=key/>
                    <button class="button primary" type="submit">{fill(words.confirm, &[("net", &money(net, locale))])}</button>
                    <a class="button" href=other>{words.other}</a>
                </form>
            </main>
        </Document>
    }
}
