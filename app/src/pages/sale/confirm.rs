//! The second step of giving money back: exactly what will be booked, a reason, and one button with the amount on it.

use domain::{
    money::Money,
    view::{payouts::plain_amount, refunds::SaleRefundView},
};
use leptos::prelude::*;

use super::{Consequences, Desk};
use crate::{
    components::{Amount, Place, Returns, Sentence, TextArea},
    request,
    text::{counts, fill, money, problems::at_field, sale::SaleText},
};

/// The step.
#[component]
pub(super) fn Confirm(
    view: SaleRefundView,
    desk: Desk,
    amount: Money,
    words: &'static SaleText,
) -> impl IntoView {
    let locale = request::locale();
    let after = view.left.minus(amount).unwrap_or(Money::zero(amount.currency()));
    let through = [("gateway", counts::gateway(view.gateway, locale))];
    let above = view.limit.filter(|limit| amount.minus(*limit).is_ok_and(Money::is_positive));
    let two = above.map(|limit| {
        let note = fill(words.needs_two, &[("limit", &money(limit, locale))]);
        view! { <p class="notice" data-tone="wait">{note}</p> }
    });
    let button = if above.is_some() { words.propose } else { words.button };
    let places = vec![Place::new("amount", view! { <Amount of=amount/> })];
    let is_all = amount == view.left;
    let returns = is_all.then(|| view! { <Returns of=view.after.clone()/> });
    let error = at_field(&view.problems, "note", locale);
    view! {
        <section class="panel" aria-labelledby="give" id="amount" tabindex="-1">
            <h2 id="give">{words.confirm}</h2>
            <dl class="ledger">
                <div><dt>{fill(words.to_buyer, &through)}</dt><dd><Amount of=amount/></dd></div>
                <div><dt>{words.from_balance}</dt><dd><Amount of={amount.negated()}/></dd></div>
                <div class="ledger-total"><dt>{words.left_after}</dt><dd><Amount of=after/></dd></div>
            </dl>
            <Consequences view=view.clone() amount/>
            {two}
            <form method="post" action=desk.action class="stack" id="form">
                <input type="hidden" name="order" value=view.number.to_string()/>
                <input type="hidden" name="amount" value=plain_amount(amount)/>
                <input type="hidden" name="left" value=plain_amount(view.left)/>
                {returns}
                <TextArea name="note" label=words.note help=words.note_help rows=3 value=view.typed.note error/>
                <div class="actions">
                    <button class="button primary" type="submit"><Sentence template=button places/></button>
                    <a class="button" href=desk.address>{words.other}</a>
                </div>
            </form>
        </section>
    }
}
