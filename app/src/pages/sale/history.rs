//! What went back of a sale, and what the buyer's bank disputes.

use domain::view::refunds::{RefundLine, SaleDispute, SaleRefundView};
use leptos::prelude::*;

use crate::{
    components::{Amount, Place, Sentence, ShortMoment, Table},
    request,
    text::sale::{self as names, SaleText},
    written::Written as _,
};

/// Refunds and disputes.
#[component]
pub(super) fn History(view: SaleRefundView, words: &'static SaleText) -> impl IntoView {
    let disputes = view.disputes.iter().map(|dispute| one_dispute(dispute, words)).collect_view();
    let disputes = (!view.disputes.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="disputes">
                <h2 id="disputes">{words.disputes}</h2>
                <ul class="stack tight">{disputes}</ul>
            </section>
        }
    });
    let refunds = if view.refunds.is_empty() {
        view! { <p class="soft">{words.no_refunds}</p> }.written()
    } else {
        let rows = view.refunds.iter().map(|refund| row(refund, words)).collect_view();
        view! {
            <Table
                name="refunds"
                caption=words.refunds_table
                heads=vec![words.asked_at, words.why, words.state]
                numbers=vec![words.amount]
            >
                {rows}
            </Table>
        }
        .written()
    };
    view! {
        <section class="section" aria-labelledby="refunds">
            <h2 id="refunds">{words.refunds}</h2>
            {refunds}
        </section>
        {disputes}
    }
}

fn row(refund: &RefundLine, words: &'static SaleText) -> impl IntoView + use<> {
    let locale = request::locale();
    let (amount, at) = (refund.amount, refund.asked_at);
    let (stands, tone) = names::refund_state(refund.state, refund.is_replaced, locale);
    let why = names::refund_reason(refund.reason, locale);
    let note =
        (!refund.note.is_empty()).then(|| view! { <span class="sale-note">{refund.note.clone()}</span> });
    view! {
        <tr>
            <th scope="row" data-label=words.asked_at><ShortMoment at/></th>
            <td data-label=words.why>{why}{note}</td>
            <td data-label=words.state>
                <span class="badge" data-tone=(!tone.is_empty()).then_some(tone)>{stands}</span>
            </td>
            <td class="number" data-label=words.amount><Amount of=amount/></td>
        </tr>
    }
}

fn one_dispute(dispute: &SaleDispute, words: &'static SaleText) -> impl IntoView + use<> {
    let (amount, taken) = (dispute.amount, dispute.taken);
    let (stands, tone) = names::dispute_state(dispute.state, request::locale());
    let places = vec![
        Place::new("amount", view! { <Amount of=amount/> }),
        Place::new("taken", view! { <Amount of=taken/> }),
    ];
    view! {
        <li>
            <Sentence template=words.dispute_line places/> " "
            <span class="badge" data-tone=tone>{stands}</span>
        </li>
    }
}
