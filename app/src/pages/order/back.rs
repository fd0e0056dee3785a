//! Money that goes back: all of it, a part of it, or a second payment. Why decides the words.

use domain::{
    money::Money,
    order::{RefundReason, RefundState},
    view::{OrderStage, OrderView},
};
use leptos::prelude::*;

use crate::{
    components::{Amount, Place, Sentence},
    text::order::OrderText,
};

/// The heading while it is on its way.
pub(super) fn going_title(words: &'static OrderText, view: &OrderView, reason: RefundReason) -> &'static str {
    if is_stuck(view) {
        return words.stuck_title;
    }
    if is_late(reason) { words.refund_title } else { words.back_going }
}

/// The heading once it is there.
pub(super) fn done_title(words: &'static OrderText, reason: RefundReason) -> &'static str {
    if is_late(reason) { words.refunded_title } else { words.back_done }
}

/// The sentence while it is on its way.
pub(super) fn going_lead(
    words: &'static OrderText,
    view: &OrderView,
    amount: Money,
    reason: RefundReason,
) -> AnyView {
    let template = match reason {
        RefundReason::LateAndFull => words.refund_lead,
        RefundReason::LateCoupon => words.coupon_going,
        RefundReason::LateNoTime => words.over_going,
        RefundReason::SeatLost => words.seat_going,
        RefundReason::Member => words.member_going,
        RefundReason::Creator => words.creator_going,
        RefundReason::Staff => words.staff_going,
        RefundReason::PaidTwice | RefundReason::Review => words.unmatched_going,
    };
    sentence(template, view, amount)
}

/// The sentence once it is there.
pub(super) fn done_lead(
    words: &'static OrderText,
    view: &OrderView,
    amount: Money,
    reason: RefundReason,
) -> AnyView {
    let template = match reason {
        RefundReason::LateAndFull => words.refunded_lead,
        RefundReason::LateCoupon => words.coupon_done,
        RefundReason::LateNoTime => words.over_done,
        RefundReason::SeatLost => words.seat_done,
        RefundReason::Member => words.member_done,
        RefundReason::Creator => words.creator_done,
        RefundReason::Staff => words.staff_done,
        RefundReason::PaidTwice | RefundReason::Review => words.unmatched_done,
    };
    sentence(template, view, amount)
}

/// What happened.
pub(super) fn happened(words: &'static OrderText, view: &OrderView, reason: RefundReason) -> AnyView {
    let template = match reason {
        RefundReason::LateAndFull => words.refund_happened,
        RefundReason::LateCoupon => words.coupon_happened,
        RefundReason::LateNoTime => words.over_happened,
        RefundReason::SeatLost => words.seat_happened,
        RefundReason::Member => words.member_happened,
        RefundReason::Creator => words.creator_happened,
        RefundReason::Staff => words.staff_happened,
        RefundReason::PaidTwice | RefundReason::Review => words.unmatched_happened,
    };
    sentence(template, view, view.price)
}

/// Whether it came after its order had ended.
fn is_late(reason: RefundReason) -> bool {
    matches!(reason, RefundReason::LateAndFull | RefundReason::LateCoupon | RefundReason::LateNoTime)
}

/// What can be done once it is back.
pub(super) fn next(words: &'static OrderText, reason: RefundReason) -> &'static str {
    match reason {
        RefundReason::LateAndFull | RefundReason::SeatLost => words.refunded_next,
        RefundReason::LateCoupon => words.coupon_next,
        RefundReason::LateNoTime => words.over_next,
        RefundReason::PaidTwice
        | RefundReason::Member
        | RefundReason::Creator
        | RefundReason::Staff
        | RefundReason::Review => words.back_next,
    }
}

/// Whether the last refund did not go through by itself.
pub(super) fn is_stuck(view: &OrderView) -> bool {
    view.refunds.last().is_some_and(|refund| refund.state == RefundState::Abnormal)
}

/// Where the money is while it is on its way: a refund that does not go through by itself is a person's work, and said.
pub(super) fn going_money(words: &'static OrderText, view: &OrderView, amount: Money) -> AnyView {
    let template = if is_stuck(view) { words.stuck } else { words.refund_money };
    let places = vec![
        Place::new("amount", view! { <Amount of=amount/> }),
        Place::new("arrival", words.refund_arrival),
    ];
    view! { <Sentence template places/> }.into_any()
}

/// Beside the payment that counts: second payments, and parts that went back.
pub(super) fn beside(words: &'static OrderText, view: &OrderView) -> impl IntoView + use<> {
    let is_paid = matches!(view.stage, OrderStage::Paid { .. });
    let line = move |of: Money, reason: RefundReason, state: RefundState| {
        let is_second = reason == RefundReason::PaidTwice;
        let template = match state {
            _ if !is_second && !is_paid => return None,
            RefundState::Abnormal => words.stuck,
            RefundState::Succeeded if is_second => words.second_returned,
            RefundState::Succeeded => words.part_returned,
            _ if is_second => words.second_back,
            _ => words.part_back,
        };
        let places = vec![Place::new("amount", view! { <Amount of/> })];
        Some(view! { <p><Sentence template places/></p> })
    };
    let refunds = view.refunds.iter().filter(|refund| refund.state != RefundState::Closed);
    refunds.filter_map(|refund| line(refund.amount, refund.reason, refund.state)).collect_view()
}

fn sentence(template: &'static str, view: &OrderView, of: Money) -> AnyView {
    let places =
        vec![Place::new("amount", view! { <Amount of/> }), Place::new("payee", view.head.payee_name.clone())];
    view! { <Sentence template places/> }.into_any()
}
