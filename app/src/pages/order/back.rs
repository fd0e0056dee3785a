//! Money that goes back: all of it, a part of it, or a second payment. Why decides the words.

use domain::{
    money::Money,
    order::{RefundReason, RefundState},
    view::{OrderStage, OrderView, RefundView},
};
use leptos::prelude::*;

use crate::{
    components::{Amount, Place, Sentence},
    text::order::OrderText,
    written::Written as _,
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
        RefundReason::LateReplaced => words.replaced_going,
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
        RefundReason::LateReplaced => words.replaced_done,
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
        RefundReason::LateReplaced => words.replaced_happened,
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
    matches!(
        reason,
        RefundReason::LateAndFull
            | RefundReason::LateCoupon
            | RefundReason::LateNoTime
            | RefundReason::LateReplaced
    )
}

/// What can be done once it is back.
pub(super) fn next(words: &'static OrderText, reason: RefundReason) -> &'static str {
    match reason {
        RefundReason::LateAndFull | RefundReason::SeatLost => words.refunded_next,
        RefundReason::LateCoupon => words.coupon_next,
        RefundReason::LateNoTime => words.over_next,
        RefundReason::LateReplaced => words.replaced_next,
        RefundReason::PaidTwice
        | RefundReason::Member
        | RefundReason::Creator
        | RefundReason::Staff
        | RefundReason::Review => words.back_next,
    }
}

/// Whether a refund did not go through by itself. That of another payment is said beside it.
pub(super) fn is_stuck(view: &OrderView) -> bool {
    stuck(view).next().is_some()
}

fn stuck(view: &OrderView) -> impl Iterator<Item = &RefundView> {
    view.refunds.iter().filter(|refund| !refund.is_other && refund.state == RefundState::Abnormal)
}

/// How many refunds an amount is made of, where several payments or parts did not fit the order.
pub(super) fn together(words: &'static OrderText, view: &OrderView) -> Option<impl IntoView + use<>> {
    let is_asked =
        |refund: &&RefundView| refund.reason == RefundReason::Review && !refund.is_other && !refund.is_again;
    let count = view.refunds.iter().filter(is_asked).count();
    let is_about_them = matches!(
        view.stage,
        OrderStage::Refunding { reason: RefundReason::Review, .. }
            | OrderStage::Refunded { reason: RefundReason::Review, .. }
    );
    (is_about_them && count > 1).then(|| {
        let places = vec![Place::new("count", count.to_string())];
        view! { " " <Sentence template=words.in_refunds places/> }
    })
}

/// Where the money is while it is on its way: a refund that does not go through by itself is a person's work, and said.
pub(super) fn going_money(words: &'static OrderText, view: &OrderView, amount: Money) -> AnyView {
    if is_stuck(view) {
        let of = Money::sum(amount.currency(), stuck(view).map(|refund| refund.amount)).unwrap_or(amount);
        return sentence(words.stuck, view, of);
    }
    let template = words.refund_money;
    let places = vec![
        Place::new("amount", view! { <Amount of=amount/> }),
        Place::new("arrival", words.refund_arrival),
    ];
    view! { <Sentence template places/>{together(words, view)} }.written()
}

/// Beside the payment that counts: second payments, others that did not fit, and parts that went back.
pub(super) fn beside(words: &'static OrderText, view: &OrderView) -> impl IntoView + use<> {
    let is_paid = matches!(view.stage, OrderStage::Paid { .. });
    let line = move |refund: &RefundView| {
        let is_second = refund.reason == RefundReason::PaidTwice;
        let of = refund.amount;
        let template = match refund.state {
            _ if !refund.is_other && !is_paid => return None,
            RefundState::Abnormal => words.stuck,
            RefundState::Succeeded if is_second => words.second_returned,
            RefundState::Succeeded if refund.is_other => words.other_returned,
            RefundState::Succeeded => words.part_returned,
            _ if is_second => words.second_back,
            _ if refund.is_other => words.other_back,
            _ => words.part_back,
        };
        let places = vec![Place::new("amount", view! { <Amount of/> })];
        Some(view! { <p><Sentence template places/></p> })
    };
    let refunds = view.refunds.iter().filter(|refund| refund.state != RefundState::Closed);
    refunds.filter_map(line).collect_view()
}

fn sentence(template: &'static str, view: &OrderView, of: Money) -> AnyView {
    let places =
        vec![Place::new("amount", view! { <Amount of/> }), Place::new("payee", view.head.payee_name.clone())];
    view! { <Sentence template places/> }.written()
}
