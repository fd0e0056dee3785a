//! Disputes that Stripe is asked about.

use domain::{
    money::{Currency, Money},
    order::{DisputeNews, DisputeState},
};
use serde_json::{Value, json};
use services::ports::{GatewayFault, PaymentGateway as _};

use super::support::{INTENT, NOW, error, list, says, scripted, silent};

fn dispute(id: &str, status: &str) -> Value {
    json!({
        "id": id, "object": "dispute", "amount": 990, "currency": "cny", "payment_intent": INTENT,
        "reason": "fraudulent", "status": status, "evidence_details": { "due_by": 1_767_312_000 },
    })
}

fn news(reference: &str, state: DisputeState) -> DisputeNews {
    DisputeNews {
        reference: reference.to_owned(),
        gateway_transaction: INTENT.to_owned(),
        amount: Money::new(990, Currency::Cny),
        state,
        reason: "fraudulent".to_owned(),
        evidence_until: Some(NOW.plus_days(1)),
    }
}

#[tokio::test]
async fn every_dispute_since_a_moment_is_read_page_by_page_as_it_stands() {
    let (mut bare, mut foreign) = (dispute("du_4", "lost"), dispute("du_5", "lost"));
    bare["payment_intent"] = Value::Null;
    foreign["currency"] = json!("xxx");
    let first = json!({ "has_more": true, "data": [
        dispute("du_1", "needs_response"),
        dispute("du_2", "lost"),
        dispute("du_3", "warning_needs_response"),
    ] });
    // Of another business of the same account.
    let second = list(&[bare, foreign, dispute("du_6", "won")]);
    let mut stripe = scripted(move |_, received| {
        let is_second = received.request_line.contains("starting_after=du_3");
        (200, if is_second { second.clone() } else { first.clone() })
    })
    .await;
    let told = stripe.adapter.disputes_since(NOW.plus_days(-1)).await.unwrap();
    let wanted =
        [news("du_1", DisputeState::Open), news("du_2", DisputeState::Lost), news("du_6", DisputeState::Won)];
    assert_eq!(told, wanted);
    let (place, asked) = stripe.asked().await;
    assert_eq!(place, "GET /v1/disputes");
    let wanted = [("created[gte]", "1767139200"), ("limit", "25")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(asked, wanted);
}

#[tokio::test]
async fn a_list_that_is_not_whole_is_no_list() {
    for (status, body, fault) in [
        (200, json!({ "data": [], "has_more": true }), GatewayFault::Untrusted),
        (200, list(&[json!({ "id": "du_1" })]), GatewayFault::Untrusted),
        (200, json!({}), GatewayFault::Untrusted),
        (429, error("rate_limit", "rate_limit"), GatewayFault::Trouble { code: "rate_limit".to_owned() }),
    ] {
        let stripe = says(status, body.clone()).await;
        assert_eq!(stripe.adapter.disputes_since(NOW).await, Err(fault), "{body}");
    }
    assert_eq!(silent().disputes_since(NOW).await, Err(GatewayFault::NoAnswer));
}

#[tokio::test]
async fn one_dispute_is_asked_about_by_its_name() {
    let words = [
        ("needs_response", Some(DisputeState::Open)),
        ("under_review", Some(DisputeState::UnderReview)),
        ("won", Some(DisputeState::Won)),
        ("lost", Some(DisputeState::Lost)),
        ("warning_closed", None),
    ];
    for (status, state) in words {
        let mut stripe = says(200, dispute("du_1", status)).await;
        assert_eq!(stripe.adapter.dispute("du_1").await, Ok(state.map(|state| news("du_1", state))));
        assert_eq!(stripe.asked().await.0, "GET /v1/disputes/du_1");
    }
    let mut unreadable = dispute("du_1", "lost");
    unreadable["amount"] = json!(0);
    for body in [unreadable, dispute("du_2", "lost"), json!({})] {
        let stripe = says(200, body.clone()).await;
        assert_eq!(stripe.adapter.dispute("du_1").await, Err(GatewayFault::Untrusted), "{body}");
    }
    let gone = says(404, error("invalid_request_error", "resource_missing")).await;
    let refused = GatewayFault::Refused { code: "resource_missing".to_owned() };
    assert_eq!(gone.adapter.dispute("du_1").await, Err(refused));
    assert!(matches!(silent().dispute("du/1").await, Err(GatewayFault::Refused { .. })));
}
