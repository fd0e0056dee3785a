//! What is wrong, and what is known, as sentences.

use domain::{
    locale::Locale,
    money::Money,
    review::{DecisionKind, Evidence, ReviewKind, ReviewState},
    time::Timestamp,
};
use leptos::prelude::*;

use crate::{
    components::{Amount, Moment, Place, Sentence},
    text::{counts, fill, review::ReviewText},
    written::Written as _,
};

/// What is wrong.
pub(super) fn kind(kind: ReviewKind, words: &'static ReviewText) -> &'static str {
    match kind {
        ReviewKind::AmountMismatch => words.amount_mismatch,
        ReviewKind::UnknownOrder => words.unknown_order,
        ReviewKind::RefundFailed => words.refund_failed,
        ReviewKind::BillDiffers => words.bill_differs,
        ReviewKind::DisputeUnexplained => words.dispute_unexplained,
        ReviewKind::RefundUnasked => words.refund_unasked,
        ReviewKind::RefundProposed => words.refund_proposed,
    }
}

/// Where an item stands.
pub(super) fn state(state: ReviewState, words: &'static ReviewText) -> (&'static str, &'static str) {
    match state {
        ReviewState::Open => (words.state_open, "wait"),
        ReviewState::AwaitingSecond => (words.state_second, "wait"),
        ReviewState::Resolved => (words.state_resolved, "good"),
    }
}

/// What can be decided.
pub(super) fn decision(kind: DecisionKind, words: &'static ReviewText) -> &'static str {
    match kind {
        DecisionKind::Settle => words.settle,
        DecisionKind::SettleAndRefundExcess => words.settle_excess,
        DecisionKind::Refund => words.refund,
        DecisionKind::MoveTo => words.move_to,
        DecisionKind::RefundAgain => words.refund_again,
        DecisionKind::RefundedOutside => words.refunded_outside,
        DecisionKind::Taken => words.taken,
        DecisionKind::TakenApart => words.taken_apart,
        DecisionKind::Ignore => words.ignore,
    }
}

/// One thing that is known.
pub(super) fn known(evidence: &Evidence, words: &'static ReviewText) -> AnyView {
    match evidence {
        Evidence::TooMuch { excess } => with_amount(words.too_much, *excess),
        Evidence::TooLittle { missing } => with_amount(words.too_little, *missing),
        Evidence::PartWentBack { amount } => with_amount(words.part_went_back, *amount),
        Evidence::OtherCurrency => words.other_currency.written(),
        Evidence::AmountIsRight => words.amount_is_right.written(),
        Evidence::CountedChanged => words.counted_changed.written(),
        Evidence::OrderWaits { until } => with_moment(words.order_waits, *until),
        Evidence::OrderExpired { at } => with_moment(words.order_expired, *at),
        Evidence::OrderPaid => words.order_paid.written(),
        Evidence::SeatFree => words.seat_free.written(),
        Evidence::NoTimeLeft => words.no_time_left.written(),
        Evidence::CouponGone => words.coupon_gone.written(),
        Evidence::NoSeatLeft => words.no_seat_left.written(),
        Evidence::NumberUnknown => words.number_unknown.written(),
        Evidence::OthersWait { count } => fill(words.others_wait, &[("count", &count.to_string())]).written(),
        Evidence::RefundAbnormal => words.refund_abnormal.written(),
        Evidence::SettledThere { number } => fill(words.settled_there, &[("number", number)]).written(),
        Evidence::BackWithUs => words.back_with_us.written(),
        Evidence::RestOwed => words.rest_owed.written(),
        Evidence::RefundRefused { code } => fill(words.refund_refused, &[("code", code)]).written(),
        Evidence::AccountShort => words.account_short.written(),
        Evidence::RefundLate { since } => with_moment(words.refund_late, *since),
        Evidence::RefundNotLet { code } => fill(words.refund_not_let, &[("code", code)]).written(),
        Evidence::OnlyOnTheBill => words.only_on_bill.written(),
        Evidence::OnlyInTheBooks => words.only_in_books.written(),
        Evidence::AmountsDiffer { theirs, ours } => {
            let (theirs, ours) = (*theirs, *ours);
            let places = vec![
                Place::new("theirs", view! { <Amount of=theirs/> }),
                Place::new("ours", view! { <Amount of=ours/> }),
            ];
            view! { <Sentence template=words.amounts_differ places/> }.written()
        }
        Evidence::SentUnasked => words.sent_unasked.written(),
        Evidence::TakenOutside { amount } => with_amount(words.taken_outside, *amount),
        Evidence::BankUndecided => words.bank_undecided.written(),
        Evidence::RefundUnderWay => words.refund_under_way.written(),
        Evidence::DisputeOfNothing => words.dispute_of_nothing.written(),
        Evidence::DisputeAboveTheSale => words.dispute_above.written(),
    }
}

fn with_amount(template: &'static str, of: Money) -> AnyView {
    let places = vec![Place::new("amount", view! { <Amount of/> })];
    view! { <Sentence template places/> }.written()
}

/// A sentence about a moment.
pub(super) fn with_moment(template: &'static str, at: Timestamp) -> AnyView {
    let places = vec![Place::new("moment", view! { <Moment at/> })];
    view! { <Sentence template places/> }.written()
}

/// How long something has waited: minutes, then hours, then days.
pub(super) fn waited(since: Timestamp, now: Timestamp, words: &'static ReviewText, locale: Locale) -> String {
    let minutes = u64::try_from(now.ms_since(since)).unwrap_or_default().div_euclid(60_000);
    match minutes {
        0..120 => counts::minutes(minutes, locale),
        120..2_880 => fill(words.hours, &[("count", &minutes.div_euclid(60).to_string())]),
        _ => counts::days(minutes.div_euclid(1_440), locale),
    }
}
