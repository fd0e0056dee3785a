//! Stripe's record of a day.

use domain::money::{Currency, Money};
use serde_json::{Value, json};
use services::ports::{Bill, BillKind, BillLine, BillState, GatewayFault, PaymentGateway as _};

use super::support::{INTENT, NOW, NUMBER, list, refund, says, scripted, silent};

fn charge() -> Value {
    json!({
        "id": "ch_3x", "object": "charge", "amount_captured": 990, "currency": "cny", "created": 1_767_139_200,
        "metadata": { "number": NUMBER }, "payment_intent": INTENT,
    })
}

/// Settled in dollars, with a fee: neither is what was charged.
fn movement(id: &str, kind: &str, source: Value) -> Value {
    json!({
        "id": id, "object": "balance_transaction", "type": kind, "amount": 137, "fee": 34, "net": 103,
        "currency": "usd", "created": 1_767_139_201, "source": source,
    })
}

fn line() -> BillLine {
    BillLine {
        kind: BillKind::Payment,
        number: NUMBER.to_owned(),
        gateway_transaction: INTENT.to_owned(),
        refund_number: None,
        amount: Money::new(990, Currency::Cny),
        at: NOW.plus_seconds(1).plus_days(-1),
        state: BillState::Moved,
    }
}

fn refunded(refund_number: &str, state: BillState) -> BillLine {
    let amount = Money::new(490, Currency::Cny);
    let refund_number = Some(refund_number.to_owned());
    BillLine { kind: BillKind::Refund, amount, refund_number, state, ..line() }
}

#[tokio::test]
async fn a_day_has_what_was_charged_and_what_went_back_in_the_payers_currency() {
    let mut by_hand = refund("succeeded");
    by_hand["metadata"] = json!({});
    let (mut foreign, mut failed_by_hand) = (charge(), refund("failed"));
    foreign["metadata"] = json!({});
    failed_by_hand["metadata"] = json!({});
    let first = json!({ "has_more": true, "data": [
        movement("txn_1", "charge", charge()),
        movement("txn_2", "payment", charge()),
        movement("txn_3", "charge", foreign),
        movement("txn_4", "stripe_fee", Value::Null),
        movement("txn_5", "payout", json!({ "object": "payout" })),
        movement("txn_6", "adjustment", json!({ "object": "dispute" })),
    ] });
    let second = list(&[
        movement("txn_7", "refund", refund("succeeded")),
        movement("txn_8", "payment_refund", refund("pending")),
        movement("txn_9", "refund", by_hand),
        movement("txn_10", "refund", failed_by_hand),
    ]);
    let mut stripe = scripted(move |place, received| match place {
        "GET /v1/payment_intents/pi_3x" => (
            200,
            json!({
                "id": INTENT, "status": "succeeded", "amount_received": 990, "currency": "cny",
                "metadata": { "number": NUMBER },
            }),
        ),
        _ if received.request_line.contains("starting_after=txn_6") => (200, second.clone()),
        _ => (200, first.clone()),
    })
    .await;
    let day = NOW.day().plus_days(-1);
    // Of what was sent back by hand Stripe's own name is the number.
    let lines = vec![
        line(),
        line(),
        refunded("R2026", BillState::Moved),
        refunded("R2026", BillState::UnderWay),
        refunded("re_3x", BillState::Moved),
    ];
    let bill = Bill::Lines { from: NOW.plus_days(-1), until: NOW, lines };
    assert_eq!(stripe.adapter.bill(day).await, Ok(bill));
    let (place, asked) = stripe.asked().await;
    assert_eq!(place, "GET /v1/balance_transactions");
    let wanted = [
        ("created[gte]", "1767139200"),
        ("created[lt]", "1767225600"),
        ("expand[0]", "data.source"),
        ("limit", "50"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(asked, wanted);
}

#[tokio::test]
async fn only_a_refund_that_succeeded_says_that_its_money_is_gone() {
    for (status, state) in [
        ("succeeded", BillState::Moved),
        ("pending", BillState::UnderWay),
        ("requires_action", BillState::UnderWay),
        ("a_new_word", BillState::UnderWay),
        ("failed", BillState::Void),
        ("canceled", BillState::Void),
    ] {
        let stripe = says(200, list(&[movement("txn_1", "refund", refund(status))])).await;
        let Ok(Bill::Lines { lines, .. }) = stripe.adapter.bill(NOW.day().plus_days(-1)).await else {
            panic!("{status}");
        };
        assert_eq!(lines, [refunded("R2026", state)], "{status}");
    }
}

#[tokio::test]
async fn a_day_that_is_not_over_has_no_bill() {
    assert_eq!(silent().bill(NOW.day()).await, Ok(Bill::NotReady));
    assert_eq!(silent().bill(NOW.day().plus_days(-1)).await, Err(GatewayFault::NoAnswer));
}

#[tokio::test]
async fn lines_that_cannot_be_read_are_not_left_out() {
    let (mut nothing, mut strange) = (charge(), charge());
    nothing["amount_captured"] = json!(0);
    strange["currency"] = json!("xxx");
    for source in [nothing, strange, json!("ch_3x"), Value::Null] {
        let stripe = says(200, list(&[movement("txn_1", "charge", source.clone())])).await;
        let bill = stripe.adapter.bill(NOW.day().plus_days(-1)).await;
        assert_eq!(bill, Err(GatewayFault::Untrusted), "{source}");
    }
    let endless = says(200, json!({ "data": [], "has_more": true })).await;
    assert_eq!(endless.adapter.bill(NOW.day().plus_days(-1)).await, Err(GatewayFault::Untrusted));
}
