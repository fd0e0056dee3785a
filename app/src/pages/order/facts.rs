//! In every state, in the same order: what happened, where the money is, what happens next, the number, whom to ask.

use domain::{
    order::{DisputeState, OrderException},
    view::{OrderStage, OrderView},
};
use leptos::prelude::*;

use super::{
    back,
    stage::{review_reason, service},
};
use crate::{
    components::{Amount, Hour, Moment, Place, Sentence},
    request,
    text::{counts, order::OrderText},
    written::Written as _,
};

/// The facts.
#[component]
pub(super) fn OrderFacts(words: &'static OrderText, view: OrderView) -> impl IntoView {
    view! {
        <dl class="facts order-facts">
            <div><dt>{words.happened}</dt><dd>{happened(words, &view)}</dd></div>
            <div><dt>{words.money}</dt><dd>{money(words, &view)}</dd></div>
            <div><dt>{words.next}</dt><dd>{next(words, &view)}</dd></div>
            <div><dt>{words.order}</dt><dd>{order_line(words, &view)}</dd></div>
            <div>
                <dt>{words.questions}</dt>
                <dd><address class="contact">{contact_line(words, &view)}</address></dd>
            </div>
        </dl>
    }
}

fn happened(words: &'static OrderText, view: &OrderView) -> AnyView {
    let at_hour = |template, at| {
        view! { <Sentence template places=vec![Place::new("time", view! { <Hour at/> })]/> }.written()
    };
    match &view.stage {
        OrderStage::Preparing { channel, .. } => {
            let time = Place::new("time", view! { <Hour at=view.created_at/> });
            let places = vec![time, Place::new("service", service(words, *channel))];
            view! { <Sentence template=words.preparing_happened places/> }.written()
        }
        OrderStage::Refused { channel, .. } => {
            let time = Place::new("time", view! { <Hour at=view.created_at/> });
            let places = vec![time, Place::new("service", service(words, *channel))];
            view! { <Sentence template=words.refused_happened places/> }.written()
        }
        OrderStage::WalletSignIn { .. }
        | OrderStage::HandOver { .. }
        | OrderStage::AwaitingPayment { .. } => at_hour(words.awaiting_happened, view.created_at),
        OrderStage::Confirming => at_hour(words.confirming_happened, view.expires_at),
        OrderStage::UnderWay { channel } => {
            let places = vec![Place::new("service", service(words, *channel))];
            view! { <Sentence template=words.under_way_happened places/> }.written()
        }
        OrderStage::Paid { at, late, seat, .. } => {
            let template = match (late, seat) {
                (false, _) => words.paid_happened,
                (true, true) => words.paid_late_happened,
                (true, false) => words.paid_late_counts,
            };
            view! { <Sentence template places=vec![Place::new("time", view! { <Moment at=*at/> })]/> }
                .written()
        }
        OrderStage::Expired { .. } => at_hour(words.expired_happened, view.expires_at),
        OrderStage::Refunding { reason, .. } | OrderStage::Refunded { reason, .. } => {
            back::happened(words, view, *reason)
        }
        OrderStage::InReview { exception } => review_reason(words, *exception).written(),
    }
}

fn money(words: &'static OrderText, view: &OrderView) -> AnyView {
    let amount = |of| Place::new("amount", view! { <Amount of/> });
    match &view.stage {
        OrderStage::Preparing { .. }
        | OrderStage::Refused { .. }
        | OrderStage::HandOver { .. }
        | OrderStage::WalletSignIn { .. }
        | OrderStage::AwaitingPayment { .. }
        | OrderStage::Expired { .. } => words.no_money_moved.written(),
        OrderStage::Confirming => words.confirming_money.written(),
        OrderStage::UnderWay { .. } => words.under_way_money.written(),
        OrderStage::Paid { .. } => {
            let (template, of) = match &view.dispute {
                Some(dispute) if !dispute.state.is_over() => (words.dispute_money_open, dispute.amount),
                Some(dispute) if dispute.state == DisputeState::Lost && dispute.stays => {
                    (words.dispute_money_part, dispute.amount)
                }
                _ if view.is_taken_back() => (words.dispute_money_lost, view.price),
                _ => (words.paid_money, view.price),
            };
            let places = vec![amount(of), Place::new("payee", view.head.payee_name.clone())];
            view! { <Sentence template places/> }.written()
        }
        OrderStage::Refunding { amount: of, .. } => back::going_money(words, view, *of),
        OrderStage::Refunded { amount: of, at, .. } => {
            let places = vec![amount(*of), Place::new("time", view! { <Moment at=*at/> })];
            view! { <Sentence template=words.refunded_money places/>{back::together(words, view)} }.written()
        }
        OrderStage::InReview { .. } => words.review_money.written(),
    }
}

fn next(words: &'static OrderText, view: &OrderView) -> AnyView {
    match &view.stage {
        OrderStage::Preparing { .. } => words.preparing_next.written(),
        OrderStage::Refused { again: false, others, .. } if others.is_empty() => {
            let places = vec![Place::new("time", view! { <Hour at=view.expires_at/> })];
            view! { <Sentence template=words.refused_over places/> }.written()
        }
        OrderStage::Refused { .. } => words.refused_next.written(),
        OrderStage::WalletSignIn { channel, .. }
        | OrderStage::HandOver { channel, .. }
        | OrderStage::AwaitingPayment { channel, .. } => {
            let places = vec![Place::new("service", service(words, *channel))];
            view! { <Sentence template=words.awaiting_next places/> }.written()
        }
        OrderStage::Confirming => words.confirming_next.written(),
        OrderStage::UnderWay { .. } => words.under_way_next.written(),
        OrderStage::Paid { way_in: None, .. } if view.is_taken_back() => words.back_next.written(),
        OrderStage::Paid { .. } => words.paid_next.written(),
        OrderStage::Expired { .. } => words.expired_next.written(),
        OrderStage::Refunding { .. } => words.refund_next.written(),
        OrderStage::Refunded { reason, .. } => back::next(words, *reason).written(),
        OrderStage::InReview {
            exception: OrderException::CountedChanged | OrderException::NothingLeft | OrderException::SeatLost,
        } => words.review_next_back.written(),
        OrderStage::InReview { .. } => words.review_next.written(),
    }
}

fn order_line(words: &'static OrderText, view: &OrderView) -> impl IntoView + use<> {
    let places = vec![
        Place::new("number", view! { <code class="code">{view.number.to_string()}</code> }),
        Place::new("community", view.head.name.clone()),
        Place::new("tier", view.tier.clone()),
        Place::new("period", counts::period(view.period, request::locale())),
    ];
    view! { <Sentence template=words.order_line places/> }
}

fn contact_line(words: &'static OrderText, view: &OrderView) -> impl IntoView + use<> {
    let places =
        vec![Place::new("payee", view.head.payee_name.clone()), Place::new("contact", contact(view))];
    view! { <Sentence template=words.contact_line places/> }
}

/// An address to write to becomes a link; anything else the creator wrote stays as it is.
pub(super) fn contact(view: &OrderView) -> AnyView {
    let contact = view.head.contact.clone();
    if domain::people::normalise_email(&contact).is_some() {
        let address = format!("mailto:{contact}");
        view! { <a href=address>{contact}</a> }.written()
    } else {
        contact.written()
    }
}
