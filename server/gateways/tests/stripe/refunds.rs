//! Each word of Stripe's about refunds.

use domain::money::{Currency, Money};
use serde_json::{Value, json};
use services::ports::{GatewayFault, PaymentGateway as _, RefundAnswer, RefundRequest};

use super::support::{NOW, error, list, refund, refund_request, scripted};

const MADE: &str = "POST /v1/refunds";

fn refused(code: &str) -> RefundAnswer {
    RefundAnswer::Refused { code: code.to_owned() }
}

fn back() -> RefundAnswer {
    RefundAnswer::Succeeded { at: NOW.plus_seconds(2) }
}

/// What comes of a refund when the list says one thing and a request for it another.
async fn asked(listed: Vec<Value>, status: u16, made: Value) -> Result<RefundAnswer, GatewayFault> {
    let stripe =
        scripted(move |place, _| if place == MADE { (status, made.clone()) } else { (200, list(&listed)) });
    stripe.await.adapter.refund(&refund_request()).await
}

#[tokio::test]
async fn each_state_of_a_refund_has_its_meaning() {
    for (status, expected) in [
        ("pending", Ok(RefundAnswer::Processing)),
        ("requires_action", Ok(RefundAnswer::Processing)),
        ("succeeded", Ok(back())),
        ("failed", Ok(RefundAnswer::Abnormal)),
        ("canceled", Ok(RefundAnswer::Abnormal)),
        ("of_next_year", Err(GatewayFault::Untrusted)),
    ] {
        assert_eq!(asked(vec![], 200, refund(status)).await, expected, "{status}");
        let stripe = scripted(move |_, _| (200, list(&[refund(status)])));
        assert_eq!(stripe.await.adapter.query_refund(&refund_request()).await, expected, "{status}");
    }
}

#[tokio::test]
async fn a_refund_that_is_there_is_not_asked_for_again() {
    let mut stripe = scripted(|_, _| (200, list(&[refund("pending")]))).await;
    assert_eq!(stripe.adapter.refund(&refund_request()).await, Ok(RefundAnswer::Processing));
    assert_eq!(stripe.asked().await.0, "GET /v1/refunds");
    assert!(stripe.server.requests.try_recv().is_err());
}

#[tokio::test]
async fn a_refund_asks_for_exactly_this() {
    let mut stripe =
        scripted(|place, _| (200, if place == MADE { refund("succeeded") } else { list(&[]) })).await;
    assert_eq!(stripe.adapter.refund(&refund_request()).await, Ok(back()));
    stripe.server.next().await;
    let received = stripe.server.next().await;
    assert_eq!(received.header("idempotency-key"), Some("R2026"));
    let body = "payment_intent=pi_3x&amount=490&metadata%5Bnumber%5D=J2026&metadata%5Brefund_number%5D=R2026";
    assert_eq!(String::from_utf8(received.body).unwrap(), body);
}

#[tokio::test]
async fn each_refusal_of_a_refund_has_its_meaning() {
    let request = "invalid_request_error";
    let trouble = |code: &str| Err(GatewayFault::Trouble { code: code.to_owned() });
    for (status, kind, code, expected) in [
        (400, request, "charge_already_refunded", Ok(refused("charge_already_refunded"))),
        (400, request, "charge_disputed", Ok(refused("charge_disputed"))),
        (400, request, "", Ok(refused(request))),
        (404, request, "resource_missing", Ok(refused("resource_missing"))),
        (400, request, "balance_insufficient", Ok(RefundAnswer::NotEnough)),
        (400, request, "insufficient_funds", Ok(RefundAnswer::NotEnough)),
        (400, "idempotency_error", "", Ok(refused("idempotency_error"))),
        (409, "idempotency_error", "idempotency_key_in_use", trouble("idempotency_key_in_use")),
        (429, request, "lock_timeout", trouble("lock_timeout")),
        (500, "api_error", "", trouble("api_error")),
        (401, request, "", Err(GatewayFault::Refused { code: request.to_owned() })),
    ] {
        let answer = asked(vec![], status, error(kind, code)).await;
        assert_eq!(answer, expected, "{status} {kind} {code}");
    }
}

#[tokio::test]
async fn a_refund_that_somebody_made_meanwhile_counts() {
    use std::sync::atomic::{AtomicU32, Ordering};
    let looks = AtomicU32::new(0);
    let stripe = scripted(move |place, _| {
        if place == MADE {
            return (400, error("invalid_request_error", "charge_already_refunded"));
        }
        let there = looks.fetch_add(1, Ordering::Relaxed) > 0;
        (200, if there { list(&[refund("succeeded")]) } else { list(&[]) })
    });
    assert_eq!(stripe.await.adapter.refund(&refund_request()).await, Ok(back()));
}

#[tokio::test]
async fn a_refund_of_other_money_under_the_same_number_is_not_believed() {
    for (field, value) in [("amount", json!(491)), ("currency", json!("usd"))] {
        let mut other = refund("succeeded");
        other[field] = value;
        let answer = asked(vec![other], 200, Value::Null).await;
        assert_eq!(answer, Err(GatewayFault::Untrusted), "{field}");
    }
    let mut of_another = refund("succeeded");
    of_another["metadata"]["refund_number"] = json!("R2027");
    assert_eq!(asked(vec![of_another], 200, refund("pending")).await, Ok(RefundAnswer::Processing));
}

#[tokio::test]
async fn what_cannot_go_back_is_refused_before_any_call() {
    let stripe = scripted(|_, _| (500, Value::Null)).await;
    let right = refund_request();
    for request in [
        RefundRequest { amount: Money::new(991, Currency::Cny), ..right.clone() },
        RefundRequest { amount: Money::new(0, Currency::Cny), ..right.clone() },
        RefundRequest { amount: Money::new(490, Currency::Usd), ..right.clone() },
        RefundRequest { gateway_transaction: "pi/../x".to_owned(), ..right.clone() },
        RefundRequest { refund_number: String::new(), ..right },
    ] {
        let answer = stripe.adapter.refund(&request).await;
        assert!(matches!(answer, Ok(RefundAnswer::Refused { .. })), "{answer:?}");
    }
}
