//! What one person proposed and another one has to agree to.

use domain::view::{payouts::plain_amount, refunds::SaleRefundView, review::ReviewView};
use leptos::prelude::*;
use server_fn::ServerFn;

use super::{decided::who, evidence::decision};
use crate::{
    components::{Amount, Icon, Place, Returns, Sentence, Shape},
    functions::{AgreeReview, TakeBackReview},
    pages::sale::Consequences,
    text::review::ReviewText,
};

/// The proposal, and what the reader can say to it.
#[component]
pub(super) fn Second(
    view: ReviewView,
    sale: Option<SaleRefundView>,
    words: &'static ReviewText,
) -> impl IntoView {
    let decided = view.decided.clone();
    let name = decided.as_ref().map(|decided| who(&decided.by, words)).unwrap_or_default();
    let what = decided.as_ref().and_then(|decided| decided.decision);
    let onto = decided.as_ref().and_then(|decided| decided.onto.clone());
    let note = decided.map(|decided| decided.note).unwrap_or_default();
    let amount = view.line.amount;
    let places =
        vec![Place::new("name", name), Place::new("decision", what.map_or("", |kind| decision(kind, words)))];
    let (id, version) = (view.line.id.to_string(), view.version.to_string());
    let hidden = move || {
        view! {
            <input type="hidden" name="item" value=id.clone()/>
            <input type="hidden" name="version" value=version.clone()/>
        }
    };
    // What the reader is told here holds when they press, or nothing happens and they read again.
    let promise = sale.as_ref().map(|sale| {
        let returns = (amount == sale.left).then(|| view! { <Returns of=sale.after.clone()/> });
        view! { <input type="hidden" name="left" value=plain_amount(sale.left)/> {returns} }
    });
    let agree = view.may_agree.then(|| {
        view! {
            <form method="post" action=AgreeReview::PATH>
                {hidden()}
                {promise}
                <button class="button primary" type="submit">{words.agree}</button>
            </form>
        }
    });
    let why = if view.is_own { words.is_own } else { words.is_yours };
    let back = if view.may_agree { words.disagree } else { words.take_back };
    let take_back = view.may_take_back.then(|| {
        view! {
            <form method="post" action=TakeBackReview::PATH>
                {hidden()}
                <button class="button" type="submit">{back}</button>
            </form>
        }
    });
    view! {
        <section class="notice" data-tone="wait" aria-labelledby="proposal">
            <Icon shape=Shape::Alert/>
            <div class="stack tight">
                <h2 id="proposal" class="notice-title">{words.proposal}</h2>
                <p><Sentence template=words.proposed_by places/> " " <Amount of=amount/></p>
                {onto.map(|order| view! { <p>{words.onto} ": " <span class="code">{order.to_string()}</span></p> })}
                <blockquote class="review-note">{note}</blockquote>
                {sale.map(|view| view! { <Consequences view amount/> })}
                {(!view.may_agree).then(|| view! { <p>{why}</p> })}
                <div class="actions">{agree}{take_back}</div>
            </div>
        </section>
    }
}
