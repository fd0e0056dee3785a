//! What the sandbox bank refuses with, and an answer that is not about our payout.

use std::sync::Arc;

use domain::{
    money::{Currency, Money},
    payouts::{FailureReason, PayoutKind, RailNews},
};
use services::ports::{PayoutOrder, PayoutRail};

use super::{
    bank_driver::{BankDriver, rail},
    driver::{Driver, TestClock, details},
    sandbox_control::server::{Received, Script, Server},
};

const STANDARD: PayoutKind = PayoutKind::Standard;

#[tokio::test]
async fn every_refusal_has_a_reason_of_ours_and_leaves_no_payout() {
    let driver = BankDriver::start().await;
    for (code, reason) in [
        ("account_closed", FailureReason::AccountClosed),
        ("account_unknown", FailureReason::AccountUnknown),
        ("holder_mismatch", FailureReason::HolderMismatch),
        ("currency_not_supported", FailureReason::CurrencyMismatch),
        ("instant_not_supported", FailureReason::InstantNotSupported),
        ("instant_limit_reached", FailureReason::LimitReached),
        ("amount_too_large", FailureReason::LimitReached),
        ("amount_too_small", FailureReason::Refused),
        ("insufficient_funds", FailureReason::PlatformFunds),
        ("could_not_process", FailureReason::Refused),
    ] {
        driver.sandbox.fault("submit", "refuse", Some(code)).await;
        let order = driver.order(STANDARD);
        assert_eq!(driver.rail.submit(&order).await, RailNews::Failed(reason), "{code}");
        assert_eq!(driver.rail.query(&order).await, RailNews::NotKnown, "{code}");
    }
}

#[tokio::test]
async fn the_special_accounts_end_as_they_promise() {
    let driver = BankDriver::start().await;
    for (account, reason) in
        [("999900010000", FailureReason::AccountClosed), ("999900020000", FailureReason::AccountUnknown)]
    {
        let order = PayoutOrder { to: details(account, ""), ..driver.order(STANDARD) };
        assert_eq!(driver.rail.submit(&order).await, RailNews::Failed(reason));
    }
    let much = Money::new(1_000_000, Currency::Cny);
    let order = PayoutOrder { amount: much, ..driver.order(PayoutKind::Instant) };
    assert_eq!(driver.rail.submit(&order).await, RailNews::Failed(FailureReason::LimitReached));
}

#[tokio::test]
async fn what_there_is_to_pay_from_is_told() {
    let driver = BankDriver::start().await;
    let before = driver.rail.available(Currency::Cny).await.unwrap().unwrap();
    driver.rail.submit(&driver.order(STANDARD)).await;
    let after = driver.rail.available(Currency::Cny).await.unwrap().unwrap();
    assert_eq!(before.minor() - after.minor(), 12_345);
    assert_eq!(driver.rail.check().await, Ok(()));
}

#[tokio::test]
async fn an_answer_about_something_else_is_no_answer() {
    let shown = |number: &str, amount: i64, currency: &str, method: &str, state: &str| {
        serde_json::json!({
            "number": number, "amount_minor": amount, "currency": currency, "method": method, "state": state,
            "failure": null,
        })
        .to_string()
    };
    let driver = BankDriver::start().await;
    let order = driver.order(STANDARD);
    let number = order.number.as_str();
    let right = shown(number, 12_345, "CNY", "standard", "paid");
    for (body, news) in [
        (right, RailNews::Paid { reference: None }),
        (shown("pyo_other", 12_345, "CNY", "standard", "paid"), RailNews::NoAnswer),
        (shown(number, 12_346, "CNY", "standard", "paid"), RailNews::NoAnswer),
        (shown(number, 12_345, "USD", "standard", "paid"), RailNews::NoAnswer),
        (shown(number, 12_345, "CNY", "instant", "paid"), RailNews::NoAnswer),
        (shown(number, 12_345, "CNY", "standard", "asleep"), RailNews::NoAnswer),
        ("<html>".to_owned(), RailNews::NoAnswer),
    ] {
        let answer = body.clone().into_bytes();
        let script =
            move |_: &Received| Script::Answer { status: 200, headers: vec![], body: answer.clone() };
        let server = Server::start(script).await;
        let rail = rail(&server.base_url, Arc::new(TestClock::default()));
        assert_eq!(rail.query(&order).await, news, "{body}");
        assert_eq!(rail.submit(&order).await, news, "{body}");
    }
}
