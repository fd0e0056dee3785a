//! What is being bought, from whom, and the rules of the sale.

use domain::{catalogue::Period, money::Currency, view::CheckoutView};
use leptos::prelude::*;

use super::{address, in_currency};
use crate::{
    components::{Amount, Seal, Switch, Way},
    pages::community::refund_rule,
    request,
    text::{checkout::CheckoutText, counts, dates::day, fill, money},
};

/// The same page in each currency that it can be paid in.
fn currencies(view: &CheckoutView, is_open: bool) -> Vec<Way> {
    let (locale, here) = (request::locale(), address(view, is_open));
    let prices = std::iter::once(view.chosen.price).chain(view.chosen.further.iter().copied());
    let way = |currency: &Currency| {
        let price = prices.clone().find(|price| price.currency() == *currency)?;
        Some(Way {
            address: in_currency(&here, *currency),
            name: format!("{} {}", currency.code(), money(price, locale)),
            is_current: *currency == view.chosen.price.currency(),
        })
    };
    view.currencies.iter().filter_map(way).collect()
}

/// The summary at the top of the checkout.
#[component]
pub(super) fn Offer(
    words: &'static CheckoutText,
    view: CheckoutView,
    /// Whether the agreement is open: it stays so in another currency.
    is_open: bool,
) -> impl IntoView {
    let locale = request::locale();
    let ways = currencies(&view, is_open);
    let lasts = lasts(words, &view);
    let CheckoutView { head, chosen, tiers, channels, .. } = view;
    let channels: Vec<&str> = channels.into_iter().map(|channel| counts::channel(channel, locale)).collect();
    let change = (tiers.len() > 1).then(|| {
        view! { <p class="small"><a href=format!("/c/{}", head.slug)>{words.change}</a></p> }
    });
    view! {
        <section class="panel" aria-labelledby="offer-title">
            <h2 class="visually-hidden" id="offer-title">{words.offer}</h2>
            <div class="offer">
                <Seal name=head.name.clone()/>
                <div class="offer-what">
                    <p class="offer-name">{head.name}</p>
                    <p class="offer-tier">{chosen.tier}</p>
                </div>
                <p class="offer-price">
                    <Amount of=chosen.price/>
                    " "
                    <span class="offer-period">{counts::for_period(chosen.period, locale)}</span>
                </p>
            </div>
            <Switch label=words.currency ways/>
            <dl class="facts">
                <div><dt>{words.paid_to}</dt><dd>{head.payee_name}</dd></div>
                <div><dt>{words.lasts}</dt><dd>{lasts}</dd></div>
                <div><dt>{words.refund}</dt><dd>{refund_rule(chosen.refund_days)}</dd></div>
                <div><dt>{words.renewal}</dt><dd>{words.no_renewal}</dd></div>
                <div><dt>{words.paid_with}</dt><dd>{channels.join(words.comma)}</dd></div>
                <div><dt>{words.questions}</dt><dd>{head.contact}</dd></div>
            </dl>
            {change}
        </section>
    }
}

/// From when until when a payment now would count, as the rule that grants it says.
fn lasts(words: &'static CheckoutText, view: &CheckoutView) -> String {
    let locale = request::locale();
    let Some(until) = view.time.until else { return words.lasts_for_good.to_owned() };
    // An empty time ends where it begins; the day that was sold is the one to name.
    let end = match view.chosen.period {
        Period::Until(day) => day,
        Period::Month | Period::Quarter | Period::Year | Period::Lifetime => until.day(),
    };
    let (from, end) = (day(view.time.from.day(), locale), day(end, locale));
    let template = match (view.time.is_empty(), view.follows) {
        (true, _) => words.lasts_no_time,
        (false, true) => words.lasts_from,
        (false, false) => words.lasts_until,
    };
    fill(template, &[("from", &from), ("day", &end)])
}
