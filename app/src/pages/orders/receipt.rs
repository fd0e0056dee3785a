//! `/o/{token}/receipt`: what was paid, to whom, for what, and what went back, on one sheet that prints.

use domain::{
    id::OrderToken,
    order::RefundState,
    view::{orders::ReceiptView, refunds::RefundLine},
};
use leptos::prelude::*;

use crate::{
    components::{Amount, Date, Document, Moment, Place, Sentence},
    pages::answer,
    request::{self, Interruption},
    text::{
        counts,
        orders::{OrdersText, orders},
    },
    written::Written as _,
};

/// `/o/{token}/receipt`: one's own, and only of an order that bought something.
#[component]
pub fn ReceiptPage() -> impl IntoView {
    let token = OrderToken::try_from(request::path_part("token"));
    answer(async move {
        request::keep_address_private();
        let token = token.map_err(|_| Interruption::NotFound)?;
        let member = request::member(&format!("{}/receipt", request::order_path(&token)))?;
        let view = request::services()?.orders.receipt(&member, &token).await?;
        Ok(page(view.ok_or(Interruption::NotFound)?).written())
    })
}

pub(super) fn page(view: ReceiptView) -> impl IntoView {
    let words = orders(request::locale());
    let lead = vec![
        Place::new("amount", view! { <Amount of=view.amount/> }),
        Place::new("day", view! { <Date day=view.paid_at.day()/> }),
    ];
    let back = request::order_path(&view.token);
    let written = vec![Place::new("time", view! { <Moment at=view.written_at/> })];
    view! {
        <Document title=words.receipt_title>
            <main id="main" class="page receipt">
                <header class="page-heading">
                    <p class="eyebrow"><a href=back>{words.back}</a></p>
                    <h1 tabindex="-1">{words.receipt_title}</h1>
                    <p class="lead"><Sentence template=words.receipt_lead places=lead/></p>
                </header>
                <Facts words view=view.clone()/>
                <Sums words view/>
                <p class="small soft"><Sentence template=words.written places=written/></p>
                <p class="small soft print-hint">{words.print_hint}</p>
            </main>
        </Document>
    }
}

#[component]
fn Facts(words: &'static OrdersText, view: ReceiptView) -> impl IntoView {
    let locale = request::locale();
    let what = vec![
        Place::new("community", view.community),
        Place::new("tier", view.tier),
        Place::new("period", counts::period(view.period, locale)),
    ];
    let valid = view.valid.map(|(from, until)| {
        let mut places = vec![Place::new("from", view! { <Date day=from.day()/> })];
        places.extend(until.map(|until| Place::new("until", view! { <Date day=until.day()/> })));
        let template = if until.is_some() { words.valid_until } else { words.valid_for_good };
        view! { <div><dt>{words.valid}</dt><dd><Sentence template places/></dd></div> }
    });
    let with = match view.channel {
        Some(channel) => counts::channel(channel, locale),
        None => counts::gateway(view.gateway, locale),
    };
    view! {
        <dl class="facts">
            <div><dt>{words.order}</dt><dd><code class="code">{view.number.to_string()}</code></dd></div>
            <div><dt>{words.what}</dt><dd><Sentence template=words.what_line places=what/></dd></div>
            {valid}
            <div><dt>{words.seller}</dt><dd>{view.seller}</dd></div>
            <div><dt>{words.questions}</dt><dd>{view.contact}</dd></div>
            <div><dt>{words.buyer}</dt><dd>{view.buyer}</dd></div>
            <div><dt>{words.paid_at}</dt><dd><Moment at=view.paid_at/></dd></div>
            <div><dt>{words.paid_with}</dt><dd>{with}</dd></div>
            <div>
                <dt>{words.payment_number}</dt>
                <dd><code class="code">{view.gateway_transaction}</code></dd>
            </div>
        </dl>
    }
}

/// What was paid, what went back, what is left of it.
#[component]
fn Sums(words: &'static OrdersText, view: ReceiptView) -> impl IntoView {
    let counts = |refund: &RefundLine| !refund.is_replaced && refund.state != RefundState::Closed;
    let back = view.refunds.into_iter().filter(counts).map(|refund| {
        let template =
            if refund.state == RefundState::Succeeded { words.returned_line } else { words.returning_line };
        let day = refund.finished_at.unwrap_or(refund.asked_at).day();
        let places = vec![Place::new("day", view! { <Date day/> })];
        view! {
            <div>
                <dt><Sentence template places/></dt>
                <dd><Amount of=refund.amount.negated()/></dd>
            </div>
        }
    });
    let back: Vec<_> = back.collect();
    // With nothing gone back, what is left is what was paid: said once.
    let left = (!back.is_empty()).then(|| {
        view! { <div class="ledger-total"><dt>{words.left}</dt><dd><Amount of=view.left/></dd></div> }
    });
    let paid = back.is_empty().then_some("ledger-total");
    view! {
        <section class="section" aria-labelledby="sums">
            <h2 id="sums">{words.sums}</h2>
            <dl class="ledger">
                <div class=paid><dt>{words.paid_line}</dt><dd><Amount of=view.amount/></dd></div>
                {back}
                {left}
            </dl>
        </section>
    }
}
