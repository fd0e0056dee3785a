//! The list and the receipt, in both languages.

use domain::{
    catalogue::Period,
    id::{OrderId, OrderToken, RefundId},
    locale::Locale,
    money::{Currency, Money},
    order::{Channel, Gateway, OrderException, RefundReason, RefundState},
    time::Timestamp,
    view::{
        orders::{OrderLine, OrdersView, ReceiptView},
        refunds::RefundLine,
    },
};
use leptos::prelude::*;

use super::{page, receipt};
use crate::written::Written as _;

const NOW: Timestamp = Timestamp::from_unix_ms(1_795_300_000_000);

fn yuan(minor: i64) -> Money {
    Money::new(minor, Currency::Cny)
}

fn a_line(state: &str, exception: OrderException, is_payable: bool) -> OrderLine {
    OrderLine {
        number: OrderId::new(NOW, 7),
        token: OrderToken::new(9),
        slug: "slow-kiln".to_owned(),
        community: "Slow Kiln".to_owned(),
        tier: "Bench".to_owned(),
        period: Period::Month,
        price: yuan(9_900),
        state: state.to_owned(),
        exception,
        created_at: NOW,
        is_payable,
        has_receipt: state == "paid",
    }
}

fn list(lines: Vec<OrderLine>, search: &str, next_before: Option<OrderId>) -> OrdersView {
    OrdersView { lines, search: search.to_owned(), next_before }
}

fn in_language(locale: Locale, draw: impl FnOnce() -> AnyView) -> String {
    Owner::new().with(|| {
        provide_context(locale);
        draw().to_html().replace("<!>", "")
    })
}

fn shown(view: OrdersView, locale: Locale) -> String {
    in_language(locale, || page(view, false).written())
}

#[test]
fn an_order_that_waits_leads_on_to_paying_and_nothing_else_does() {
    for locale in Locale::ALL {
        let words = crate::text::orders::orders(locale);
        for (state, exception, is_payable, said) in [
            ("pending", OrderException::None, true, words.waits),
            ("pending", OrderException::None, false, words.checking),
            ("pending", OrderException::AmountMismatch, false, words.looked_at),
            ("expired", OrderException::None, false, words.expired),
            ("expired", OrderException::PaidLate, false, words.looked_at),
            ("paid", OrderException::PaidTwice, false, words.paid),
            ("refund_pending", OrderException::None, false, words.going_back),
            ("refunded", OrderException::None, false, words.went_back),
        ] {
            let html = shown(list(vec![a_line(state, exception, is_payable)], "", None), locale);
            assert!(html.contains(said), "{state}: {html}");
            assert_eq!(html.contains(words.go_on), is_payable, "{state}: {html}");
            assert_eq!(html.contains("/receipt"), state == "paid", "{state}: {html}");
        }
    }
}

#[test]
fn a_search_is_kept_through_the_pages_and_a_fruitless_one_says_how_to_search() {
    let lines = vec![a_line("paid", OrderException::None, false)];
    let html = shown(list(lines, "kiln & co", Some(OrderId::new(NOW, 7))), Locale::English);
    assert!(html.contains("value=\"kiln &amp; co\""), "{html}");
    assert!(html.contains("search=kiln%20%26%20co") && html.contains("before=ord_"), "{html}");
    let html = shown(list(Vec::new(), "<img src=x>", None), Locale::English);
    assert!(html.contains("No order fits “&lt;img src=x&gt;”") && html.contains("Show all orders"), "{html}");
    let html = shown(list(Vec::new(), "", None), Locale::English);
    assert!(html.contains("No orders yet") && !html.contains("type=\"search\""), "{html}");
}

fn a_receipt() -> ReceiptView {
    let refund = |minor, state, is_replaced| RefundLine {
        id: RefundId::new(NOW, 5),
        number: "R1".to_owned(),
        amount: yuan(minor),
        reason: RefundReason::Creator,
        note: String::new(),
        state,
        failure: String::new(),
        asked_at: NOW,
        finished_at: None,
        is_replaced,
    };
    ReceiptView {
        number: OrderId::new(NOW, 7),
        token: OrderToken::new(9),
        seller: "Lin Wan".to_owned(),
        contact: "studio@slowkiln.example".to_owned(),
        buyer: "<b>Mei</b>".to_owned(),
        community: "Slow Kiln".to_owned(),
        tier: "Bench".to_owned(),
        period: Period::Month,
        valid: Some((NOW, Some(NOW.plus_days(30)))),
        amount: yuan(9_900),
        paid_at: NOW,
        channel: Some(Channel::Card),
        gateway: Gateway::Stripe,
        gateway_transaction: "pi_123".to_owned(),
        refunds: vec![
            refund(2_500, RefundState::Succeeded, false),
            refund(1_111, RefundState::Abnormal, true),
            refund(1_222, RefundState::Closed, false),
        ],
        left: yuan(7_400),
        written_at: NOW,
    }
}

#[test]
fn a_receipt_says_who_paid_whom_for_what_and_counts_each_amount_once() {
    for locale in Locale::ALL {
        let html = in_language(locale, || receipt::page(a_receipt()).written());
        for said in ["Lin Wan", "&lt;b&gt;Mei&lt;/b&gt;", "pi_123", "¥99.00", "¥25.00", "¥74.00", "Slow Kiln"]
        {
            assert!(html.contains(said), "{said}: {html}");
        }
        assert!(html.contains(&OrderId::new(NOW, 7).to_string()));
        assert!(!html.contains("11.11") && !html.contains("12.22"), "{html}");
    }
}
