//! Expiring a session.

use services::ports::{CloseAnswer, GatewayFault, PaymentGateway as _, PaymentReference};

use super::support::{NUMBER, SESSION, error, list, reference, says, scripted, session};

#[tokio::test]
async fn an_open_session_is_expired() {
    let mut stripe = scripted(|place, _| {
        let expired = place.starts_with("POST");
        (200, session(if expired { "expired" } else { "open" }, "unpaid", "canceled"))
    })
    .await;
    assert_eq!(stripe.adapter.close(&reference()).await, Ok(CloseAnswer::Closed));
    stripe.asked().await;
    assert_eq!(stripe.asked().await.0, format!("POST /v1/checkout/sessions/{SESSION}/expire"));
}

#[tokio::test]
async fn a_session_that_is_not_open_is_left_alone() {
    for (status, payment_status, intent, expected) in [
        ("complete", "paid", "succeeded", CloseAnswer::AlreadyPaid),
        ("complete", "unpaid", "processing", CloseAnswer::AlreadyPaid),
        ("complete", "unpaid", "requires_payment_method", CloseAnswer::Closed),
        ("expired", "unpaid", "canceled", CloseAnswer::Closed),
    ] {
        let mut stripe = says(200, session(status, payment_status, intent)).await;
        assert_eq!(stripe.adapter.close(&reference()).await, Ok(expected), "{status} {intent}");
        stripe.server.next().await;
        assert!(stripe.server.requests.try_recv().is_err(), "{status}: asked once more");
    }
    let never = PaymentReference { number: NUMBER.to_owned(), reference: None };
    assert_eq!(says(200, list(&[])).await.adapter.close(&never).await, Ok(CloseAnswer::Closed));
}

#[tokio::test]
async fn whoever_was_quicker_than_the_close_is_noticed() {
    use std::sync::atomic::{AtomicU32, Ordering};
    let trouble = GatewayFault::Refused { code: "invalid_request_error".to_owned() };
    for (after, expected) in [
        (("complete", "paid", "succeeded"), Ok(CloseAnswer::AlreadyPaid)),
        (("expired", "unpaid", "canceled"), Ok(CloseAnswer::Closed)),
        (("open", "unpaid", ""), Err(trouble)),
    ] {
        let looks = AtomicU32::new(0);
        let stripe = scripted(move |place, _| {
            if place.starts_with("POST") {
                return (400, error("invalid_request_error", ""));
            }
            let (status, payment_status, intent) =
                if looks.fetch_add(1, Ordering::Relaxed) == 0 { ("open", "unpaid", "") } else { after };
            (200, session(status, payment_status, intent))
        });
        assert_eq!(stripe.await.adapter.close(&reference()).await, expected, "{after:?}");
    }
}
