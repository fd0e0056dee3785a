use http::{Method, StatusCode};
use serde_json::json;

use crate::{merchant::failure, support::Running};

const FORM: &str = "amount=1100&currency=usd";

async fn count(sandbox: &Running) -> usize {
    let all = sandbox.control(Method::GET, "rails/stripe/payouts", None).await.json();
    all["payouts"].as_array().unwrap().len()
}

#[tokio::test]
async fn the_same_key_gives_the_same_answer_and_one_payout() {
    let sandbox = Running::start(1).await;
    let first = sandbox.create(FORM, "key-1").await;
    sandbox.advance_hours(2).await;
    let again = sandbox.create(FORM, "key-1").await;
    assert_eq!((again.status, &again.body), (StatusCode::OK, &first.body), "as it was, not as it is");
    assert_eq!(again.headers["idempotent-replayed"], "true");
    assert_eq!(again.headers["original-request"], first.headers["request-id"]);
    assert_eq!(count(&sandbox).await, 1);
}

#[tokio::test]
async fn a_key_is_good_for_one_request_only() {
    let sandbox = Running::start(1).await;
    sandbox.create(FORM, "key-1").await;
    let other = sandbox.create("amount=1101&currency=usd", "key-1").await;
    assert_eq!(failure(&other), (400, "idempotency_error".to_owned(), String::new()));
    let elsewhere = sandbox.stripe(Method::POST, "/v1/payouts/po_1/cancel", FORM, "key-1").await;
    assert_eq!(failure(&elsewhere).1, "idempotency_error");
    assert_eq!(count(&sandbox).await, 1);
}

#[tokio::test]
async fn a_failure_of_the_server_is_repeated_and_a_request_that_was_never_executed_is_not() {
    let sandbox = Running::start(1).await;
    let strike =
        async |kind: &str| sandbox.fault(json!({ "rail": "stripe", "on": "submit", "kind": kind })).await;
    strike("server_error").await;
    for _ in 0..2 {
        let failed = sandbox.create(FORM, "key-500").await;
        assert_eq!(failure(&failed), (500, "api_error".to_owned(), String::new()));
        assert_eq!(failed.headers["stripe-should-retry"], "false");
    }
    assert_eq!(count(&sandbox).await, 0);
    strike("error_after_success").await;
    for _ in 0..2 {
        assert_eq!(sandbox.create(FORM, "key-501").await.status, StatusCode::INTERNAL_SERVER_ERROR);
    }
    assert_eq!(count(&sandbox).await, 1, "the effect happened once, whatever was said");
    strike("unavailable").await;
    assert_eq!(sandbox.create(FORM, "key-503").await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(sandbox.create(FORM, "key-503").await.status, StatusCode::OK);
    assert_eq!(sandbox.create("currency=usd", "key-400").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(sandbox.create(FORM, "key-400").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_refusal_of_business_is_repeated_too() {
    let sandbox = Running::start(1).await;
    let money = async |amount: i64| {
        let asked =
            json!({ "currency": "usd", "amount_minor": amount, "account": crate::merchant::account() });
        sandbox.control(Method::POST, "rails/stripe/balance", Some(asked)).await
    };
    money(1_099).await;
    assert_eq!(failure(&sandbox.create(FORM, "poor").await).2, "balance_insufficient");
    money(1_100).await;
    assert_eq!(failure(&sandbox.create(FORM, "poor").await).2, "balance_insufficient");
    assert_eq!(sandbox.create(FORM, "rich").await.status, StatusCode::OK);
}

#[tokio::test]
async fn two_at_once_are_one_payout_and_a_conflict() {
    let sandbox = Running::start(1).await;
    sandbox.fault(json!({ "rail": "stripe", "on": "submit", "kind": "delay", "delay_ms": 60_000 })).await;
    let slow = sandbox.stripe_request(Method::POST, "/v1/payouts", FORM, "twice").send();
    let quick = async {
        // The fault is gone once the slow one is being worked on.
        while sandbox.control(Method::GET, "faults", None).await.json() != json!({ "faults": [] }) {}
        loop {
            let answer = sandbox.create(FORM, "twice").await;
            if answer.status == StatusCode::CONFLICT {
                break answer;
            }
        }
    };
    let conflict = tokio::select! {
        conflict = quick => conflict,
        _ = slow => unreachable!("the slow one waits a minute"),
    };
    assert_eq!(
        failure(&conflict),
        (409, "idempotency_error".to_owned(), "idempotency_key_in_use".to_owned())
    );
    assert_eq!(conflict.headers["stripe-should-retry"], "true");
    assert_eq!(count(&sandbox).await, 0);
}

#[tokio::test]
async fn a_key_is_forgotten_after_a_day() {
    let sandbox = Running::start(1).await;
    sandbox.create(FORM, "yesterday").await;
    sandbox.advance_hours(25).await;
    assert!(!sandbox.create(FORM, "yesterday").await.headers.contains_key("idempotent-replayed"));
    assert_eq!(count(&sandbox).await, 2, "whoever relies on older keys pays twice");
}
