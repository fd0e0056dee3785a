//! What Stripe tells by itself.

use domain::{
    money::{Currency, Money},
    order::{DisputeNews, DisputeState},
};
use gateways::{Secret, stripe::is_about_payouts};
use serde_json::{Value, json};
use services::ports::{
    Notification, NotificationHeaders, NotificationRefused, PaymentGateway as _, RefundAnswer,
};

use super::support::{
    INTENT, NOW, NUMBER, SECRET, adapter, capture, config, event, refund, session, signature, silent, told,
};

fn event_id() -> String {
    "evt_1".to_owned()
}

fn ignored() -> Notification {
    Notification::Ignored { event_id: event_id() }
}

fn asked() -> Notification {
    Notification::Ask { event_id: event_id(), number: NUMBER.to_owned() }
}

/// As events hold it: the payment intent is only named.
fn told_session(status: &str, payment_status: &str) -> Value {
    let mut session = session(status, payment_status, "succeeded");
    session["payment_intent"] = json!(INTENT);
    session
}

#[test]
fn a_paid_session_is_money_and_a_complete_one_is_not_yet() {
    let paid = Notification::Paid { event_id: event_id(), number: NUMBER.to_owned(), capture: capture() };
    for kind in ["checkout.session.completed", "checkout.session.async_payment_succeeded"] {
        assert_eq!(
            told(&silent(), &event(kind, &told_session("complete", "paid"))),
            Ok(paid.clone()),
            "{kind}"
        );
        assert_eq!(told(&silent(), &event(kind, &told_session("complete", "unpaid"))), Ok(asked()), "{kind}");
    }
    for kind in ["checkout.session.expired", "checkout.session.async_payment_failed"] {
        assert_eq!(told(&silent(), &event(kind, &told_session("expired", "unpaid"))), Ok(asked()), "{kind}");
    }
}

#[test]
fn sessions_of_other_business_are_left_alone() {
    let kind = "checkout.session.completed";
    // Whoever has the address of a payment link of this account can put any reference into it.
    for (field, value) in [
        ("metadata", json!({})),
        ("metadata", Value::Null),
        ("client_reference_id", Value::Null),
        ("client_reference_id", json!("J2027")),
    ] {
        let mut other = told_session("complete", "paid");
        other[field] = value;
        assert_eq!(told(&silent(), &event(kind, &other)), Ok(ignored()), "{field}");
    }
    let mut of_creator = event(kind, &told_session("complete", "paid"));
    of_creator["account"] = json!("acct_1x");
    assert_eq!(told(&silent(), &of_creator), Ok(ignored()));
    for kind in ["payment_intent.succeeded", "charge.succeeded", "payout.paid", "of.next.year"] {
        assert_eq!(told(&silent(), &event(kind, &json!({}))), Ok(ignored()), "{kind}");
    }
}

#[test]
fn play_money_is_no_money() {
    let mut of_live = event("checkout.session.completed", &told_session("complete", "paid"));
    of_live["livemode"] = json!(true);
    assert_eq!(told(&silent(), &of_live), Err(NotificationRefused::OtherMerchant));
    let mut live = config("http://127.0.0.1:9");
    live.account.secret_key = Secret::new("rk_live_x");
    let live = adapter(live);
    assert!(matches!(told(&live, &of_live), Ok(Notification::Paid { .. })));
    of_live["livemode"] = json!(false);
    assert_eq!(told(&live, &of_live), Err(NotificationRefused::OtherMerchant));
}

#[test]
fn paid_sessions_that_cannot_be_read_are_refused() {
    for (field, value) in [
        ("amount_total", json!(0)),
        ("amount_total", Value::Null),
        ("currency", json!("xxx")),
        ("payment_intent", Value::Null),
        ("payment_intent", json!("pi/3")),
        ("payment_status", json!(7)),
    ] {
        let mut broken = told_session("complete", "paid");
        broken[field] = value;
        let answer = told(&silent(), &event("checkout.session.completed", &broken));
        assert_eq!(answer, Err(NotificationRefused::Malformed), "{field}");
    }
    let mut of_no_moment = event("checkout.session.completed", &told_session("complete", "paid"));
    of_no_moment["created"] = Value::Null;
    assert_eq!(told(&silent(), &of_no_moment), Err(NotificationRefused::Malformed));
    of_no_moment["created"] = json!(0);
    assert_eq!(told(&silent(), &of_no_moment), Err(NotificationRefused::Malformed));
}

#[test]
fn refunds_are_told_by_our_number() {
    let answers = [
        ("pending", RefundAnswer::Processing),
        ("succeeded", RefundAnswer::Succeeded { at: NOW.plus_seconds(2) }),
        ("failed", RefundAnswer::Abnormal),
        ("canceled", RefundAnswer::Abnormal),
    ];
    for (status, answer) in answers {
        let news = Notification::Refund { event_id: event_id(), refund_number: "R2026".to_owned(), answer };
        for kind in ["refund.created", "refund.updated", "refund.failed", "charge.refund.updated"] {
            assert_eq!(told(&silent(), &event(kind, &refund(status))), Ok(news.clone()), "{kind} {status}");
        }
        let charge = json!({
            "amount_captured": 990, "currency": "cny", "created": 1,
            "refunds": { "data": [refund(status)], "has_more": false },
        });
        assert_eq!(told(&silent(), &event("charge.refunded", &charge)), Ok(news));
    }
    let bare = json!({ "amount_captured": 990, "currency": "cny", "created": 1 });
    assert_eq!(told(&silent(), &event("charge.refunded", &bare)), Ok(ignored()));
    let mut by_hand = refund("succeeded");
    by_hand["metadata"] = json!({});
    assert_eq!(told(&silent(), &event("refund.created", &by_hand)), Ok(ignored()));
}

#[test]
fn a_refund_in_no_known_state_is_taken_and_asked_about() {
    for status in [Value::Null, json!("of_next_year")] {
        let mut told_of = refund("pending");
        told_of["status"] = status.clone();
        let answer = RefundAnswer::Processing;
        let news = Notification::Refund { event_id: event_id(), refund_number: "R2026".to_owned(), answer };
        assert_eq!(told(&silent(), &event("refund.updated", &told_of)), Ok(news.clone()), "{status}");
        told_of.as_object_mut().unwrap().remove("status");
        assert_eq!(told(&silent(), &event("refund.created", &told_of)), Ok(news));
    }
}

#[test]
fn disputes_are_told_with_what_the_bank_says() {
    let mut dispute = json!({
        "id": "du_1x", "object": "dispute", "amount": 990, "currency": "cny", "payment_intent": INTENT,
        "reason": "product_not_received", "status": "needs_response",
        "evidence_details": { "due_by": 1_767_312_000 },
    });
    let news = DisputeNews {
        reference: "du_1x".to_owned(),
        gateway_transaction: INTENT.to_owned(),
        amount: Money::new(990, Currency::Cny),
        state: DisputeState::Open,
        reason: "product_not_received".to_owned(),
        evidence_until: Some(NOW.plus_days(1)),
    };
    for kind in ["created", "updated", "closed", "funds_withdrawn", "funds_reinstated"] {
        for (status, state) in [
            ("needs_response", DisputeState::Open),
            ("under_review", DisputeState::UnderReview),
            ("won", DisputeState::Won),
            ("lost", DisputeState::Lost),
        ] {
            dispute["status"] = json!(status);
            let news = DisputeNews { state, ..news.clone() };
            let answer = told(&silent(), &event(&format!("charge.dispute.{kind}"), &dispute));
            assert_eq!(answer, Ok(Notification::Dispute { event_id: event_id(), news }), "{kind} {status}");
        }
    }
    for status in ["warning_needs_response", "warning_under_review", "warning_closed", "prevented"] {
        dispute["status"] = json!(status);
        assert_eq!(told(&silent(), &event("charge.dispute.created", &dispute)), Ok(ignored()), "{status}");
    }
}

#[test]
fn a_dispute_of_another_business_of_the_account_is_acknowledged() {
    let ours = json!({
        "id": "du_1x", "object": "dispute", "amount": 990, "currency": "cny", "payment_intent": INTENT,
        "reason": "fraudulent", "status": "lost",
    });
    for (key, value) in [("payment_intent", Value::Null), ("currency", json!("brl"))] {
        let mut dispute = ours.clone();
        dispute[key] = value;
        let told_of = event("charge.dispute.closed", &dispute);
        assert_eq!(told(&silent(), &told_of), Ok(ignored()), "{key}");
    }
    let nothing = json!({ "object": "dispute" });
    let answer = told(&silent(), &event("charge.dispute.closed", &nothing));
    assert_eq!(answer, Err(NotificationRefused::Malformed), "what is no dispute at all is none of Stripe's");
}

#[test]
fn what_stripes_own_library_signed_is_believed_and_nothing_else() {
    let vectors: Value = serde_json::from_str(include_str!("../vectors/vectors.json")).unwrap();
    let text = |name: &str| vectors["stripe_webhook"][name].as_str().unwrap().to_owned();
    let (header, body) = (text("header"), text("payload"));
    let gateway = silent();
    let read = |header: &str, body: &[u8], seconds| {
        let headers = [("stripe-signature", header)];
        gateway.parse_notification(NotificationHeaders(&headers), body, NOW.plus_seconds(seconds))
    };
    // Its session has no metadata of ours.
    let ignored = Ok(Notification::Ignored { event_id: "evt_test_1".to_owned() });
    for seconds in [-300, 0, 300] {
        assert_eq!(read(&header, body.as_bytes(), seconds), ignored);
    }
    for seconds in [-301, 301] {
        assert_eq!(read(&header, body.as_bytes(), seconds), Err(NotificationRefused::Age));
    }
    for at in 0..body.len() {
        let mut changed = body.clone().into_bytes();
        changed[at] ^= 1;
        assert_eq!(read(&header, &changed, 0), Err(NotificationRefused::Signature), "{at}");
    }
    let seconds = NOW.unix_ms() / 1000;
    let rolling = format!("{},v1=00", signature(seconds, body.as_bytes(), "whsec_new"));
    assert_eq!(read(&rolling, body.as_bytes(), 0), ignored);
    let stranger = signature(seconds, body.as_bytes(), "whsec_stranger");
    assert_eq!(read(&stranger, body.as_bytes(), 0), Err(NotificationRefused::Signature));
    assert_eq!(read("", body.as_bytes(), 0), Err(NotificationRefused::Headers));
    let nothing = signature(seconds, b"{}", SECRET);
    assert_eq!(read(&nothing, b"{}", 0), Err(NotificationRefused::Malformed));
}

#[test]
fn events_find_their_reader_without_being_believed() {
    let about = |kind: &str| is_about_payouts(event(kind, &json!({})).to_string().as_bytes());
    for kind in ["payout.paid", "payout.failed", "payout.reconciliation_completed"] {
        assert!(about(kind), "{kind}");
    }
    for kind in ["checkout.session.completed", "charge.dispute.created", "refund.updated", "payouts"] {
        assert!(!about(kind), "{kind}");
    }
    assert!(!is_about_payouts(b"") && !is_about_payouts(b"payout.paid") && !is_about_payouts(b"[]"));
}
