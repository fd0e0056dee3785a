//! Money that goes back: whose it is, how much of it, and what is beside it.

use domain::{
    locale::Locale,
    money::{Currency, Money},
    order::{RefundReason, RefundState},
    view::{OrderStage, OrderView, RefundView},
};

use super::tests::{NOW, an_order, paid, price, shown};

fn a_refund(minor: i64, reason: RefundReason, state: RefundState) -> RefundView {
    let amount = Money::new(minor, Currency::Cny);
    RefundView { amount, reason, state, asked_at: NOW, is_other: false, is_again: false }
}

#[test]
fn money_that_goes_back_beside_a_paid_order_is_said_with_its_amount() {
    let with = |reason, state| {
        let refund =
            RefundView { is_other: reason == RefundReason::PaidTwice, ..a_refund(2_500, reason, state) };
        shown(OrderView { refunds: vec![refund], ..an_order(paid(true)) }, Locale::English)
    };
    let second = with(RefundReason::PaidTwice, RefundState::Processing);
    assert!(second.contains("A second payment of <span class=\"amount\">¥25.00</span> came"), "{second}");
    assert!(second.contains("please don’t pay again"));
    assert!(with(RefundReason::PaidTwice, RefundState::Succeeded).contains("We sent it back."));
    assert!(with(RefundReason::Creator, RefundState::Requested).contains("is on its way back to you."));
    assert!(with(RefundReason::Staff, RefundState::Abnormal).contains("A person is seeing to it"));
    assert!(!with(RefundReason::Staff, RefundState::Closed).contains("¥25.00"));
}

#[test]
fn another_payment_that_goes_back_is_said_beside_the_stage_and_not_as_a_part_of_it() {
    for locale in Locale::ALL {
        let words = crate::text::order::order(locale);
        let said =
            |template: &'static str| template.split("{amount}").max_by_key(|piece| piece.len()).unwrap();
        let going = OrderStage::Refunding { amount: price(), reason: RefundReason::Member };
        for stage in [paid(true), going] {
            let with = |state, is_other| {
                let refund = RefundView { is_other, ..a_refund(2_500, RefundReason::Review, state) };
                shown(OrderView { refunds: vec![refund], ..an_order(stage.clone()) }, locale)
            };
            let (back, returned) = (said(words.other_back), said(words.other_returned));
            let html = with(RefundState::Processing, true);
            assert!(html.contains(back) && html.contains("25.00"), "{html}");
            assert!(!html.contains(said(words.part_back)), "{html}");
            assert!(with(RefundState::Succeeded, true).contains(returned));
            let own = with(RefundState::Succeeded, false);
            assert!(!own.contains(back) && !own.contains(returned), "{own}");
        }
    }
}

#[test]
fn a_sum_of_several_refunds_says_of_how_many_it_is_made() {
    let (reason, amount) = (RefundReason::Review, Money::new(7_000, Currency::Cny));
    for locale in Locale::ALL {
        let words = crate::text::order::order(locale);
        let said = words.in_refunds.split("{count}").last().unwrap();
        let stages =
            [OrderStage::Refunding { amount, reason }, OrderStage::Refunded { amount, at: NOW, reason }];
        for stage in stages {
            let first = a_refund(2_500, reason, RefundState::Succeeded);
            let failed = a_refund(4_500, reason, RefundState::Closed);
            let again = RefundView { is_again: true, ..a_refund(4_500, reason, RefundState::Processing) };
            let html = |refunds| shown(OrderView { refunds, ..an_order(stage.clone()) }, locale);
            let both = html(vec![first.clone(), failed.clone(), again.clone()]);
            assert!(both.contains(&words.in_refunds.replace("{count}", "2")), "{both}");
            let one = html(vec![failed, again]);
            assert!(!one.contains(said), "asked for twice, and yet one: {one}");
        }
    }
}

#[test]
fn what_is_stuck_is_the_refund_that_did_not_go_through_and_no_other() {
    let words = crate::text::order::order(Locale::English);
    let stage = OrderStage::Refunding { amount: price(), reason: RefundReason::Member };
    let own = a_refund(9_900, RefundReason::Member, RefundState::Processing);
    let other =
        RefundView { is_other: true, ..a_refund(2_500, RefundReason::PaidTwice, RefundState::Abnormal) };
    let refunds = vec![own.clone(), other];
    let html = shown(OrderView { refunds, ..an_order(stage.clone()) }, Locale::English);
    assert!(!html.contains(words.stuck_title), "the order's own money is on its way: {html}");
    let refunds = vec![RefundView { state: RefundState::Abnormal, ..own }];
    let html = shown(OrderView { refunds, ..an_order(stage) }, Locale::English);
    assert!(html.contains(words.stuck_title) && html.contains("99.00"), "{html}");
}
