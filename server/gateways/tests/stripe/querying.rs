//! What became of a session.

use domain::id::gateway_number;
use serde_json::{Value, json};
use services::ports::{CloseAnswer, GatewayFault, PaymentGateway as _, PaymentReference, QueryAnswer};

use super::support::{NOW, NUMBER, SESSION, capture, error, list, reference, says, scripted, session};

#[tokio::test]
async fn each_state_of_a_session_has_its_meaning() {
    for (status, payment_status, intent, expected) in [
        ("open", "unpaid", "", Ok(QueryAnswer::Waiting)),
        ("complete", "paid", "succeeded", Ok(QueryAnswer::Paid(capture()))),
        ("complete", "unpaid", "processing", Ok(QueryAnswer::Waiting)),
        ("complete", "unpaid", "requires_action", Ok(QueryAnswer::Waiting)),
        ("complete", "unpaid", "requires_confirmation", Ok(QueryAnswer::Waiting)),
        ("complete", "unpaid", "requires_payment_method", Ok(QueryAnswer::Closed)),
        ("complete", "unpaid", "canceled", Ok(QueryAnswer::Closed)),
        ("expired", "unpaid", "canceled", Ok(QueryAnswer::Closed)),
        // Paid by a payment intent that says otherwise, or by nothing.
        ("complete", "paid", "processing", Err(GatewayFault::Untrusted)),
        ("complete", "no_payment_required", "succeeded", Err(GatewayFault::Untrusted)),
        ("expired", "paid", "succeeded", Err(GatewayFault::Untrusted)),
        ("of_next_year", "unpaid", "", Err(GatewayFault::Untrusted)),
    ] {
        let stripe = says(200, session(status, payment_status, intent)).await;
        let answer = stripe.adapter.query(&reference()).await;
        assert_eq!(answer, expected, "{status} {payment_status} {intent}");
    }
}

#[tokio::test]
async fn a_question_names_the_session_and_wants_to_see_the_charge() {
    let mut stripe = says(200, session("open", "unpaid", "")).await;
    stripe.adapter.query(&reference()).await.unwrap();
    let (place, asked) = stripe.asked().await;
    assert_eq!(place, format!("GET /v1/checkout/sessions/{SESSION}"));
    assert_eq!(asked, [("expand[0]".to_owned(), "payment_intent.latest_charge".to_owned())]);
}

#[tokio::test]
async fn an_answer_about_other_money_is_not_believed() {
    for (pointer, value) in [
        ("/client_reference_id", json!("J2027")),
        ("/client_reference_id", Value::Null),
        ("/metadata/number", json!("J2027")),
        ("/metadata", Value::Null),
        ("/id", json!("../refunds")),
        ("/payment_intent/id", json!("pi/3")),
        ("/payment_intent/currency", json!("xxx")),
        ("/payment_intent/amount_received", json!(0)),
        ("/payment_intent/latest_charge", Value::Null),
        ("/payment_intent", json!("pi_3x")),
    ] {
        let mut other = session("complete", "paid", "succeeded");
        *other.pointer_mut(pointer).unwrap() = value;
        let answer = says(200, other).await.adapter.query(&reference()).await;
        assert_eq!(answer, Err(GatewayFault::Untrusted), "{pointer}");
    }
    assert_eq!(says(200, json!([])).await.adapter.query(&reference()).await, Err(GatewayFault::Untrusted));
}

#[tokio::test]
async fn a_session_whose_name_was_lost_is_found_on_any_page() {
    let stripe = scripted(|place, received| {
        let first = json!({ "data": [renamed("cs_test_1", "J1")], "has_more": true });
        let (second, made) =
            (list(&[session("open", "unpaid", "")]), session("complete", "paid", "succeeded"));
        match place {
            "GET /v1/checkout/sessions" if received.request_line.contains("starting_after=cs_test_1") => {
                (200, second)
            }
            "GET /v1/checkout/sessions" => (200, first),
            _ => (200, made),
        }
    });
    let lost = PaymentReference { number: NUMBER.to_owned(), reference: None };
    let mut stripe = stripe.await;
    assert_eq!(stripe.adapter.query(&lost).await, Ok(QueryAnswer::Paid(capture())));
    let (_, asked) = stripe.asked().await;
    // A number without a moment of its own is one of the last hours.
    assert!(asked.contains(&("created[gte]".to_owned(), "1767214200".to_owned())), "{asked:?}");
}

#[tokio::test]
async fn an_attempt_is_looked_for_in_its_own_hours_however_busy_the_account_is() {
    // Ordered two days ago, and its page was never opened.
    let made_at = NOW.plus_days(-2);
    let lost = PaymentReference { number: gateway_number(made_at, 7), reference: None };
    let (from, until) = (made_at.plus_seconds(-600), made_at.plus_seconds(3 * 3600 + 600));
    let bounds = [("gte", from), ("lte", until)].map(|(bound, moment)| {
        let seconds = moment.unix_ms() / 1000;
        (format!("created[{bound}]"), seconds.to_string())
    });
    let mut found = renamed(SESSION, &lost.number);
    let theirs = found.clone();
    let scripted_bounds = bounds.clone();
    let busy = move |place: &str, received: &super::support::server::Received| {
        let line = received.request_line.replace("%5B", "[").replace("%5D", "]");
        let is_bounded =
            scripted_bounds.iter().all(|(name, value)| line.contains(&format!("{name}={value}")));
        match place {
            // Sessions of other hours have no end.
            "GET /v1/checkout/sessions" if !is_bounded => {
                (200, json!({ "data": [renamed("cs_test_1", "J1")], "has_more": true }))
            }
            "GET /v1/checkout/sessions" if line.contains("starting_after=cs_test_2") => {
                (200, list(std::slice::from_ref(&theirs)))
            }
            "GET /v1/checkout/sessions" => {
                (200, json!({ "data": [renamed("cs_test_2", "J2")], "has_more": true }))
            }
            _ => (200, theirs.clone()),
        }
    };
    let mut stripe = scripted(busy).await;
    assert_eq!(stripe.adapter.query(&lost).await, Ok(QueryAnswer::Waiting));
    let (_, asked) = stripe.asked().await;
    assert!(bounds.iter().all(|bound| asked.contains(bound)), "{asked:?}");
    // One that nobody opened is unknown after one page, so that its order ends.
    found["metadata"] = Value::Null;
    let empty = says(200, list(&[found])).await;
    assert_eq!(empty.adapter.query(&lost).await, Ok(QueryAnswer::Unknown));
    assert_eq!(empty.adapter.close(&lost).await, Ok(CloseAnswer::Closed));
}

fn renamed(id: &str, number: &str) -> Value {
    let mut other = session("open", "unpaid", "");
    other["id"] = json!(id);
    other["client_reference_id"] = json!(number);
    other["metadata"]["number"] = json!(number);
    other
}

#[tokio::test]
async fn a_session_that_is_in_no_list_is_unknown_and_a_named_one_that_is_gone_is_a_fault() {
    let lost = PaymentReference { number: NUMBER.to_owned(), reference: None };
    assert_eq!(says(200, list(&[])).await.adapter.query(&lost).await, Ok(QueryAnswer::Unknown));
    let gone = says(404, error("invalid_request_error", "resource_missing")).await;
    let missing = GatewayFault::Refused { code: "resource_missing".to_owned() };
    assert_eq!(gone.adapter.query(&reference()).await, Err(missing));
    let named = PaymentReference { reference: Some("../x".to_owned()), ..lost };
    let refused = GatewayFault::Refused { code: "INVALID_NUMBER".to_owned() };
    assert_eq!(gone.adapter.query(&named).await, Err(refused));
}
