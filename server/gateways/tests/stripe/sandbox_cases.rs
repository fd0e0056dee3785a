//! The hard cases, played by the sandbox.

use domain::order::{Channel, DisputeState};
use serde_json::json;
use services::ports::{
    CloseAnswer, CreatePayment, Notification, NotificationRefused, PaymentGateway as _, PaymentReference,
    QueryAnswer, RefundAnswer, RefundRequest,
};

use super::{
    sandbox::{Sandbox, payment_of, read},
    support::refund_request,
};

fn paid(answer: &Result<QueryAnswer, services::ports::GatewayFault>) -> &domain::order::Capture {
    match answer {
        Ok(QueryAnswer::Paid(capture)) => capture,
        other => panic!("{other:?}"),
    }
}

/// Asks for half of a captured payment back.
async fn refund_of(sandbox: &Sandbox, reference: &PaymentReference, number: &str) -> RefundRequest {
    let capture = paid(&sandbox.adapter.query(reference).await).clone();
    RefundRequest {
        number: reference.number.clone(),
        refund_number: number.to_owned(),
        captured: capture.amount,
        gateway_transaction: capture.gateway_transaction,
        ..refund_request()
    }
}

#[tokio::test]
async fn a_wallet_that_takes_its_time_is_waited_for() {
    let mut sandbox = Sandbox::start(200).await;
    for (number, pays) in [("JYES", true), ("JNO", false)] {
        let payment = CreatePayment { channel: Channel::Alipay, ..payment_of(number) };
        let reference = sandbox.open(&payment).await;
        sandbox.pay(number, json!({ "outcome": if pays { "later" } else { "fails" } })).await;
        let asked = sandbox.news().await;
        assert!(matches!(&asked, Notification::Ask { number: about, .. } if about == number), "{asked:?}");
        assert_eq!(sandbox.adapter.query(&reference).await, Ok(QueryAnswer::Waiting));
        // It cannot be called off any more.
        assert_eq!(sandbox.adapter.close(&reference).await, Ok(CloseAnswer::AlreadyPaid));

        sandbox.post("clock", &json!({ "advance_ms": 120_000 })).await;
        let decided = sandbox.news().await;
        let answer = sandbox.adapter.query(&reference).await;
        if pays {
            assert!(matches!(decided, Notification::Paid { .. }), "{decided:?}");
            assert_eq!(paid(&answer).amount, payment.amount);
        } else {
            assert!(matches!(decided, Notification::Ask { .. }), "{decided:?}");
            assert_eq!(answer, Ok(QueryAnswer::Closed));
            assert_eq!(sandbox.adapter.close(&reference).await, Ok(CloseAnswer::Closed));
        }
    }
}

#[tokio::test]
async fn another_amount_than_was_asked_for_is_told_as_it_is() {
    let mut sandbox = Sandbox::start(200).await;
    let payment = payment_of("JMORE");
    let reference = sandbox.open(&payment).await;
    sandbox.fault("payment", "wrong_amount").await;
    sandbox.pay("JMORE", json!({})).await;
    let Notification::Paid { capture, .. } = sandbox.news().await else { panic!("not told") };
    assert_eq!(capture.amount.minor(), payment.amount.minor() + 100);
    assert_eq!(paid(&sandbox.adapter.query(&reference).await).amount, capture.amount);
}

#[tokio::test]
async fn a_dispute_is_told_answered_and_decided() {
    let mut sandbox = Sandbox::start(200).await;
    for (number, evidence, end) in
        [("JWON", "winning_evidence", DisputeState::Won), ("JLOST", "losing_evidence", DisputeState::Lost)]
    {
        let reference = sandbox.open(&payment_of(number)).await;
        sandbox.pay(number, json!({ "card": "4000000000000259" })).await;
        let capture = paid(&sandbox.adapter.query(&reference).await).clone();
        let mut states = Vec::new();
        let mut dispute = None;
        while states.last().is_none_or(|state: &DisputeState| *state != end) {
            match sandbox.news().await {
                Notification::Dispute { news, .. } => {
                    if news.gateway_transaction != capture.gateway_transaction {
                        continue;
                    }
                    states.push(news.state);
                    if dispute.is_none() {
                        sandbox.adapter.submit_evidence(&news.reference, evidence).await.unwrap();
                        dispute = Some(news);
                    }
                }
                Notification::Paid { .. } => {}
                other => panic!("{other:?}"),
            }
        }
        let dispute = dispute.unwrap();
        assert_eq!((dispute.amount, dispute.reason.as_str()), (capture.amount, "fraudulent"));
        assert!(dispute.evidence_until.is_some_and(|until| until > capture.captured_at));
        // Told too late: nobody listens any more.
        assert!(sandbox.adapter.submit_evidence(&dispute.reference, "more").await.is_err());
    }
}

#[tokio::test]
async fn disputes_whose_events_were_lost_are_listed_as_they_stand() {
    let sandbox = Sandbox::start(500).await;
    let mut captures = Vec::new();
    for number in ["JUNTOLD1", "JUNTOLD2"] {
        let reference = sandbox.open(&payment_of(number)).await;
        sandbox.pay(number, json!({ "card": "4000000000000259" })).await;
        captures.push(paid(&sandbox.adapter.query(&reference).await).clone());
    }
    let listed = async |at: &domain::order::Capture, days: i64| {
        let mut listed = sandbox.adapter.disputes_since(at.captured_at.plus_days(days)).await.unwrap();
        listed.reverse();
        listed
    };
    let open = listed(&captures[0], -1).await;
    for (news, capture) in open.iter().zip(&captures) {
        assert_eq!((&news.gateway_transaction, news.amount), (&capture.gateway_transaction, capture.amount));
        assert_eq!(news.state, DisputeState::Open);
        assert_eq!(sandbox.adapter.dispute(&news.reference).await, Ok(Some(news.clone())));
    }
    assert_eq!((open.len(), listed(&captures[1], 1).await.len()), (2, 0));
    sandbox.adapter.submit_evidence(&open[1].reference, "winning_evidence").await.unwrap();
    let states: Vec<_> = listed(&captures[0], -1).await.iter().map(|news| news.state).collect();
    assert_eq!(states, [DisputeState::Open, DisputeState::Won]);
    assert!(sandbox.adapter.dispute("du_nobodys").await.is_err());
}

#[tokio::test]
async fn a_disputed_payment_is_not_refunded() {
    let sandbox = Sandbox::start(200).await;
    let reference = sandbox.open(&payment_of("JTAKEN")).await;
    sandbox.pay("JTAKEN", json!({ "card": "4000000000000259" })).await;
    let refund = refund_of(&sandbox, &reference, "RTAKEN").await;
    let refused = RefundAnswer::Refused { code: "charge_disputed".to_owned() };
    assert_eq!(sandbox.adapter.refund(&refund).await, Ok(refused));
}

#[tokio::test]
async fn a_refund_may_fail_even_after_it_was_believed_to_have_arrived() {
    let mut sandbox = Sandbox::start(200).await;
    let reference = sandbox.open(&payment_of("JBACK")).await;
    sandbox.pay("JBACK", json!({ "card": "4000000000005126" })).await;
    let refund = refund_of(&sandbox, &reference, "RBACK").await;
    let answer = sandbox.adapter.refund(&refund).await;
    assert!(matches!(answer, Ok(RefundAnswer::Succeeded { .. })), "{answer:?}");
    sandbox.post("clock", &json!({ "advance_ms": 60_000 })).await;
    assert_eq!(sandbox.adapter.query_refund(&refund).await, Ok(RefundAnswer::Abnormal));
    // Asked for again, it is not sent a second time.
    assert_eq!(sandbox.adapter.refund(&refund).await, Ok(RefundAnswer::Abnormal));
    loop {
        if let Notification::Refund { answer: RefundAnswer::Abnormal, refund_number, .. } =
            sandbox.news().await
        {
            assert_eq!(refund_number, "RBACK");
            break;
        }
    }
}

#[tokio::test]
async fn a_refund_fails_waits_or_finds_our_balance_empty_by_script() {
    let sandbox = Sandbox::start(200).await;
    let reference = sandbox.open(&payment_of("JSCRIPT")).await;
    sandbox.pay("JSCRIPT", json!({})).await;
    let held = refund_of(&sandbox, &reference, "RHELD").await;
    sandbox.fault("refund_outcome", "hold").await;
    assert_eq!(sandbox.adapter.refund(&held).await, Ok(RefundAnswer::Processing));
    sandbox.post("clock", &json!({ "advance_ms": 3_600_000 })).await;
    assert_eq!(sandbox.adapter.query_refund(&held).await, Ok(RefundAnswer::Processing));
    sandbox.post("stripe/refunds/RHELD/end", &json!({ "to": "canceled" })).await;
    assert_eq!(sandbox.adapter.query_refund(&held).await, Ok(RefundAnswer::Abnormal));

    let rule = json!({ "rail": "stripe", "on": "refund", "kind": "refuse", "code": "balance_insufficient" });
    sandbox.post("faults", &rule).await;
    let poor = RefundRequest { refund_number: "RPOOR".to_owned(), ..held };
    assert_eq!(sandbox.adapter.refund(&poor).await, Ok(RefundAnswer::NotEnough));
    assert_eq!(sandbox.adapter.query_refund(&poor).await, Ok(RefundAnswer::Unknown));
    // Stripe repeats the refusal while it remembers the key, for a day.
    assert_eq!(sandbox.adapter.refund(&poor).await, Ok(RefundAnswer::NotEnough));
    sandbox.post("clock", &json!({ "advance_ms": 90_000_000 })).await;
    let answer = sandbox.adapter.refund(&poor).await;
    assert!(matches!(answer, Ok(RefundAnswer::Succeeded { .. })), "{answer:?}");
}

#[tokio::test]
async fn a_refund_older_than_its_key_is_found_and_not_sent_again() {
    let sandbox = Sandbox::start(200).await;
    let reference = sandbox.open(&payment_of("JOLD")).await;
    sandbox.pay("JOLD", json!({})).await;
    let refund = refund_of(&sandbox, &reference, "ROLD").await;
    let first = sandbox.adapter.refund(&refund).await;
    sandbox.post("clock", &json!({ "advance_ms": 90_000_000 })).await;
    assert_eq!(sandbox.adapter.refund(&refund).await, first);
    let rest = RefundRequest { refund_number: "RREST".to_owned(), ..refund.clone() };
    let answer = sandbox.adapter.refund(&rest).await;
    assert!(matches!(answer, Ok(RefundAnswer::Succeeded { .. })), "{answer:?}");
}

#[tokio::test]
async fn a_session_ends_by_itself_and_is_told() {
    let mut sandbox = Sandbox::start(200).await;
    let reference = sandbox.open(&payment_of("JTIME")).await;
    sandbox.post("clock", &json!({ "advance_ms": 45 * 60_000 })).await;
    assert_eq!(sandbox.adapter.query(&reference).await, Ok(QueryAnswer::Waiting));
    sandbox.post("clock", &json!({ "advance_ms": 2 * 60_000 })).await;
    let told = sandbox.news().await;
    assert!(matches!(&told, Notification::Ask { number, .. } if number == "JTIME"), "{told:?}");
    assert_eq!(sandbox.adapter.query(&reference).await, Ok(QueryAnswer::Closed));
}

#[tokio::test]
async fn a_session_whose_creation_was_lost_is_found_closed_and_asked_about_by_number() {
    let sandbox = Sandbox::start(200).await;
    for kind in ["timeout_after_success", "error_after_success"] {
        let payment = payment_of(kind);
        sandbox.fault("checkout", kind).await;
        let first = sandbox.adapter.create(&payment).await;
        // An error that came after the effect is seen through at once.
        assert_eq!(first.is_ok(), kind == "error_after_success", "{first:?}");
        let lost = PaymentReference { number: kind.to_owned(), reference: None };
        assert_eq!(sandbox.adapter.query(&lost).await, Ok(QueryAnswer::Waiting), "{kind}");
        assert_eq!(sandbox.adapter.close(&lost).await, Ok(CloseAnswer::Closed), "{kind}");
        assert_eq!(sandbox.adapter.query(&lost).await, Ok(QueryAnswer::Closed), "{kind}");
    }
}

#[tokio::test]
async fn events_twice_late_dropped_and_forged_are_told_apart() {
    let mut sandbox = Sandbox::start(200).await;
    for (number, kind) in [("JTWICE", "duplicate"), ("JLATE", "delay"), ("JFORGED", "bad_signature")] {
        sandbox.open(&payment_of(number)).await;
        sandbox.fault("event", kind).await;
        sandbox.pay(number, json!({})).await;
        let first = sandbox.told().await;
        match kind {
            "duplicate" => assert_eq!(sandbox.told().await, first),
            "delay" => assert!(matches!(first, Ok(Notification::Paid { .. })), "{first:?}"),
            _ => assert_eq!(first, Err(NotificationRefused::Signature)),
        }
    }
    let reference = sandbox.open(&payment_of("JDROPPED")).await;
    sandbox.fault("event", "drop").await;
    sandbox.pay("JDROPPED", json!({})).await;
    assert!(matches!(sandbox.adapter.query(&reference).await, Ok(QueryAnswer::Paid(_))));
}

#[tokio::test]
async fn a_secret_is_rolled_without_losing_an_event() {
    let mut sandbox = Sandbox::start(200).await;
    sandbox.post("stripe/webhook_secret", &json!({})).await;
    sandbox.open(&payment_of("JROLL")).await;
    sandbox.pay("JROLL", json!({})).await;
    // We know the old one only.
    assert!(matches!(sandbox.news().await, Notification::Paid { .. }));
    sandbox.post("stripe/webhook_secret", &json!({})).await;
    sandbox.open(&payment_of("JROLLED")).await;
    sandbox.pay("JROLLED", json!({})).await;
    let received = sandbox.door.next().await;
    assert_eq!(read(&sandbox.adapter, &received), Err(NotificationRefused::Signature));
}
