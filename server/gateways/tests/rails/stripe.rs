//! What is special about Stripe: keys that are forgotten after a day, refusals by code, and payouts of others.

use std::sync::Arc;

use domain::{
    money::{Currency, Money},
    payouts::{FailureReason, PayoutKind, RailNews},
};
use gateways::stripe::{API_VERSION, KEY_LIFE_MS};
use serde_json::json;
use services::ports::{PayoutOrder, PayoutRail};

use super::{
    conformance::is_in_transit,
    driver::{Driver, Fault, TestClock, To, details},
    sandbox_control::server::{Received, Script, Server},
    stripe_driver::{ACCOUNT, StripeDriver, rail},
};

const STANDARD: PayoutKind = PayoutKind::Standard;

#[tokio::test]
async fn an_order_older_than_its_key_is_asked_about_and_never_sent_again() {
    let driver = StripeDriver::start().await;
    let lost = driver.order(STANDARD);
    driver.sandbox.fault("outcome", "hold", None).await;
    driver.goes_wrong(Fault::TimeoutAfterSuccess).await;
    assert_eq!(driver.rail.submit(&lost).await, RailNews::NoAnswer);
    let never_sent = driver.order(STANDARD);
    driver.clock.advance(KEY_LIFE_MS);
    driver.sandbox.post("clock", &json!({ "advance_ms": 25 * 3_600_000 })).await;

    // Stripe has forgotten the key: sent again, it would be a second payout.
    let found = driver.rail.submit(&lost).await;
    assert!(is_in_transit(&found), "{found:?}");
    assert_eq!(driver.recorded(&lost).await.len(), 1);
    // Proven not to be there, it will not go out any more: the money goes back to its owner.
    let gone = RailNews::Failed(FailureReason::ProcessorUnavailable);
    assert_eq!(driver.rail.submit(&never_sent).await, gone);
    assert_eq!(driver.recorded(&never_sent).await.len(), 0);
    // Not proven: no answer.
    driver.sandbox.fault("query", "unavailable", None).await;
    assert_eq!(driver.rail.submit(&never_sent).await, RailNews::NoAnswer);
}

#[tokio::test]
async fn a_lost_payout_is_found_among_more_than_a_page_of_others() {
    let driver = StripeDriver::start().await;
    let lost = driver.order(STANDARD);
    driver.goes_wrong(Fault::ErrorAfterSuccess).await;
    assert_eq!(driver.rail.submit(&lost).await, RailNews::NoAnswer);
    for _ in 0..101 {
        assert!(is_in_transit(&driver.rail.submit(&driver.order(STANDARD)).await));
    }
    driver.take(&lost, To::Paid).await;
    let told = driver.rail.query(&lost).await;
    assert!(matches!(&told, RailNews::Paid { reference: Some(id) } if id.starts_with("po_")), "{told:?}");
    assert_eq!(driver.rail.query(&driver.order(STANDARD)).await, RailNews::NotKnown);
}

#[tokio::test]
async fn a_payout_of_another_account_is_not_ours() {
    let driver = StripeDriver::start().await;
    let order = driver.order(STANDARD);
    let RailNews::InTransit { reference } = driver.rail.submit(&order).await else { unreachable!() };
    let other =
        json!({ "id": "acct_1Other", "external_accounts": [{ "id": "ba_1other", "currency": "usd" }] });
    driver.sandbox.post("stripe/accounts", &other).await;
    let elsewhere = PayoutOrder { to: details("ba_1other", "acct_1Other"), reference, ..order.clone() };
    assert_eq!(driver.rail.query(&elsewhere).await, RailNews::NoAnswer);
    assert_eq!(driver.rail.cancel(&elsewhere).await, RailNews::NoAnswer);
    let foreign = PayoutOrder { to: details("ba_1usd", "acct_1Nobody"), ..driver.order(STANDARD) };
    assert_eq!(driver.rail.submit(&foreign).await, RailNews::Failed(FailureReason::AccountUnknown));
    assert!(is_in_transit(&driver.rail.query(&order).await));
}

#[tokio::test]
async fn a_payout_whose_account_was_lost_here_is_not_said_to_be_unknown_there() {
    let driver = StripeDriver::start().await;
    let order = driver.order(STANDARD);
    let lost = PayoutOrder { to: details("", ""), ..order };
    assert_eq!(driver.rail.query(&lost).await, RailNews::NoAnswer);
}

#[tokio::test]
async fn every_refusal_has_a_reason_of_ours_and_leaves_no_payout() {
    let driver = StripeDriver::start().await;
    for (code, reason) in [
        ("instant_payouts_unsupported", FailureReason::InstantNotSupported),
        ("instant_payouts_config_disabled", FailureReason::InstantNotSupported),
        ("instant_payouts_currency_disabled", FailureReason::InstantNotSupported),
        ("instant_payouts_limit_exceeded", FailureReason::LimitReached),
        ("payouts_limit_exceeded", FailureReason::LimitReached),
        ("amount_too_large", FailureReason::LimitReached),
        ("amount_too_small", FailureReason::Refused),
        ("balance_insufficient", FailureReason::PlatformFunds),
        ("payouts_not_allowed", FailureReason::Refused),
    ] {
        driver.sandbox.fault("submit", "refuse", Some(code)).await;
        let order = driver.order(STANDARD);
        assert_eq!(driver.rail.submit(&order).await, RailNews::Failed(reason), "{code}");
        assert_eq!(driver.rail.query(&order).await, RailNews::NotKnown, "{code}");
    }
    let nowhere = PayoutOrder { to: details("ba_1nowhere", ACCOUNT), ..driver.order(STANDARD) };
    assert_eq!(driver.rail.submit(&nowhere).await, RailNews::Failed(FailureReason::AccountUnknown));
    let dinars = Money::new(1_995, Currency::Kwd);
    let unwritable =
        PayoutOrder { amount: dinars, to: driver.destination(Currency::Kwd), ..driver.order(STANDARD) };
    assert_eq!(driver.rail.submit(&unwritable).await, RailNews::Failed(FailureReason::Refused));
}

#[tokio::test]
async fn a_destination_is_what_stripe_says_it_is() {
    let driver = StripeDriver::start().await;
    let slow = driver.rail.look_at(&driver.slow_destination()).await.unwrap();
    assert_eq!((slow.takes_instant, slow.unusable), (false, None));
    for missing in
        [details("ba_1nowhere", ACCOUNT), details("ba_1usd", "acct_1Nobody"), details("../x", ACCOUNT)]
    {
        let facts = driver.rail.look_at(&missing).await.unwrap();
        assert_eq!(facts.unusable, Some(FailureReason::AccountUnknown), "{}", missing.account);
    }
    assert_eq!(driver.rail.check().await, Ok(()));
    assert_eq!(driver.rail.available(Currency::Usd).await, Ok(None));
}

#[tokio::test]
async fn a_request_says_whose_it_is_in_which_version_and_under_which_key() {
    let refused = |_: &Received| Script::Answer {
        status: 429,
        headers: vec![],
        body: br#"{"error":{"type":"invalid_request_error","code":"lock_timeout"}}"#.to_vec(),
    };
    let mut server = Server::start(refused).await;
    let driver = StripeDriver::start().await;
    let order = driver.order(PayoutKind::Instant);
    let rail = rail(&server.base_url, Arc::new(TestClock::default()));
    assert_eq!(rail.submit(&order).await, RailNews::TryLater);
    let request = server.next().await;
    assert_eq!(request.request_line, "POST /v1/payouts HTTP/1.1");
    for (name, value) in [
        ("idempotency-key", order.number.as_str()),
        ("stripe-account", ACCOUNT),
        ("stripe-version", API_VERSION),
        ("content-type", "application/x-www-form-urlencoded"),
    ] {
        assert_eq!(request.header(name), Some(value), "{name}");
    }
    assert!(request.header("authorization").unwrap().starts_with("Bearer sk_test_"));
    let number = order.number.as_str();
    assert_eq!(
        String::from_utf8(request.body).unwrap(),
        format!("amount=12345&currency=usd&destination=ba_1usd&method=instant&metadata%5Bnumber%5D={number}")
    );
}
