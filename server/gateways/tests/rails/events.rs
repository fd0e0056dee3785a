//! What the banks tell by themselves: believed only when it is theirs, whole, and of this moment.

use std::sync::Arc;

use domain::{
    payouts::{FailureReason, PayoutKind, RailNews},
    time::Timestamp,
};
use gateways::{
    Secret,
    sandbox_bank::{SandboxBank, SandboxBankConfig},
    stripe::{Stripe, StripeConfig},
};
use serde_json::json;
use services::ports::{Clock as _, NotificationHeaders, NotificationRefused, PayoutRail, RailEvent};

use super::{
    bank_driver::BankDriver,
    driver::{Driver, Event, TestClock, To},
    file_driver::FileDriver,
    sandbox_control::keys,
    stripe_driver::StripeDriver,
};

const INSTANT: PayoutKind = PayoutKind::Instant;

fn parse(rail: &dyn PayoutRail, event: &Event, now: Timestamp) -> Result<RailEvent, NotificationRefused> {
    let headers: Vec<(&str, &str)> =
        event.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    rail.parse_event(NotificationHeaders(&headers), &event.body, now)
}

fn now() -> Timestamp {
    TestClock::default().system()
}

async fn every_step_is_told_and_read(driver: &dyn Driver) {
    let (rail, order) = (driver.rail(), driver.order(INSTANT));
    rail.submit(&order).await;
    driver.take(&order, To::Returned).await;
    for (kind, reads) in [("in_transit", "in_transit"), ("paid", "paid"), ("returned", "")] {
        let event = driver.event(&order, kind).await.unwrap();
        let said = parse(&*rail, &event, now()).unwrap();
        let number = match &said {
            RailEvent::Payout { number, news, .. } => {
                if reads.is_empty() {
                    let reason = FailureReason::AccountClosed;
                    assert!(
                        [RailNews::Failed(reason), RailNews::Returned(reason)].contains(news),
                        "{news:?}"
                    );
                } else {
                    assert_eq!(news.code(), reads);
                }
                number
            }
            // Then the question answers: it is part of the conformance suite.
            RailEvent::Ask { number, .. } => number,
            RailEvent::Ignored { event_id } => unreachable!("{kind}: {event_id}"),
        };
        assert_eq!(number, order.number.as_str());
        // A resend is the same event, and says so.
        assert_eq!(parse(&*driver.restarted(), &event, now()).unwrap(), said);
    }
}

async fn forgeries_are_refused(driver: &dyn Driver, stranger: &dyn PayoutRail) {
    let (rail, order) = (driver.rail(), driver.order(INSTANT));
    rail.submit(&order).await;
    driver.take(&order, To::Paid).await;
    let event = driver.event(&order, "paid").await.unwrap();
    assert!(parse(&*rail, &event, now()).is_ok());
    let other_key = parse(stranger, &event, now()).unwrap_err();
    assert!(
        [NotificationRefused::Signature, NotificationRefused::UnknownKey].contains(&other_key),
        "{other_key:?}"
    );
    for at in 0..event.body.len() {
        let mut changed = event.clone();
        changed.body[at] ^= 1;
        assert_eq!(parse(&*rail, &changed, now()), Err(NotificationRefused::Signature), "byte {at}");
    }
    for seconds in [-310, 310] {
        let moved = parse(&*rail, &event, now().plus_seconds(seconds));
        assert_eq!(moved, Err(NotificationRefused::Age), "{seconds}");
    }
    let signature = ["stripe-signature", "bank-signature", "bank-timestamp", "bank-event-id", "bank-key-id"];
    for name in signature.iter().filter(|name| event.headers.iter().any(|(known, _)| known == *name)) {
        let mut without = event.clone();
        without.headers.retain(|(known, _)| known != name);
        assert_eq!(parse(&*rail, &without, now()), Err(NotificationRefused::Headers), "{name}");
    }
}

#[tokio::test]
async fn the_sandbox_banks_events_are_read() {
    every_step_is_told_and_read(&BankDriver::start().await).await;
}

#[tokio::test]
async fn stripes_events_are_read() {
    every_step_is_told_and_read(&StripeDriver::start().await).await;
}

#[tokio::test]
async fn forged_events_of_the_sandbox_bank_are_refused() {
    let driver = BankDriver::start().await;
    let known =
        SandboxBankConfig::from_folder(&keys().join("bank"), driver.sandbox.base_url.as_str()).unwrap();
    for config in [
        SandboxBankConfig { secret: Secret::new("another secret"), ..known.clone() },
        SandboxBankConfig { key_id: "bk_other".to_owned(), ..known },
    ] {
        let stranger = SandboxBank::new(&config, Arc::new(TestClock::default())).unwrap();
        forgeries_are_refused(&driver, &stranger).await;
    }
}

#[tokio::test]
async fn forged_events_of_stripe_are_refused() {
    let driver = StripeDriver::start().await;
    let config = StripeConfig {
        base_url: driver.sandbox.base_url.clone(),
        secret_key: Secret::new("sk_test_1"),
        webhook_secrets: vec![Secret::new("whsec_other"), Secret::new("whsec_another")],
    };
    let stranger = Stripe::new(&config, Arc::new(TestClock::default())).unwrap();
    forgeries_are_refused(&driver, &stranger).await;
}

#[tokio::test]
async fn an_event_moved_to_another_identifier_is_refused() {
    let driver = BankDriver::start().await;
    let (rail, order) = (driver.rail(), driver.order(INSTANT));
    rail.submit(&order).await;
    driver.take(&order, To::Paid).await;
    let mut event = driver.event(&order, "paid").await.unwrap();
    for (name, value) in &mut event.headers {
        if name == "bank-event-id" {
            value.push('x');
        }
    }
    assert_eq!(parse(&*rail, &event, now()), Err(NotificationRefused::Signature));
}

#[tokio::test]
async fn while_stripes_secret_is_replaced_either_one_is_believed() {
    let driver = StripeDriver::start().await;
    driver.sandbox.post("stripe/webhook_secret", &json!({})).await;
    let (rail, order) = (driver.rail(), driver.order(INSTANT));
    rail.submit(&order).await;
    let event = driver.event(&order, "created").await.unwrap();
    let header = event.headers.iter().find(|(name, _)| name == "stripe-signature").unwrap();
    assert_eq!(header.1.matches("v1=").count(), 2);
    assert!(matches!(parse(&*rail, &event, now()), Ok(RailEvent::Ask { .. })));
}

#[tokio::test]
async fn the_bank_file_believes_nothing_that_comes_by_http() {
    let driver = FileDriver::start();
    let event = Event { headers: vec![], body: b"<Document/>".to_vec() };
    assert!(parse(&*driver.rail(), &event, now()).is_err());
}
