//! What is being bought, from whom, and the rules of the sale.

use domain::{catalogue::Period, view::CheckoutView};
use leptos::prelude::*;

use crate::{
    components::{Amount, Seal},
    pages::community::refund_rule,
    request,
    text::{checkout::CheckoutText, counts, dates::day, fill},
};

/// The summary at the top of the checkout.
#[component]
pub(super) fn Offer(words: &'static CheckoutText, view: CheckoutView) -> impl IntoView {
    let locale = request::locale();
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
            <dl class="facts">
                <div><dt>{words.paid_to}</dt><dd>{head.payee_name}</dd></div>
                <div><dt>{words.lasts}</dt><dd>{lasts}</dd></div>
                <div><dt>{words.refund}</dt><dd>{refund_rule(chosen.refund_days)}</dd></div>
                <div><dt>{words.renewal}</dt><dd>{words.no_renewal}</dd></div>
                <div><dt>{words.paid_with}</dt><dd>{channels.join(", ")}</dd></div>
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
