//! The same journey with a gateway that has a bad day.

use services::ports::{
    CloseAnswer, CreateAnswer, GatewayFault, Notification, NotificationRefused, PaymentGateway as _,
    QueryAnswer,
};

use super::{
    sandbox_journey::{NUMBER, code_of, next_notification, payment},
    support::{of, running_sandbox::RunningSandbox},
};

#[tokio::test]
async fn a_server_error_is_trouble_and_the_same_number_works_afterwards() {
    let sandbox = RunningSandbox::start().await;
    let payment = payment();
    let trouble = GatewayFault::Trouble { code: "SYSTEM_ERROR".to_owned() };
    sandbox.fault("native", "server_error").await;
    assert_eq!(sandbox.adapter.create(&payment).await, Err(trouble.clone()));
    assert!(matches!(sandbox.adapter.create(&payment).await, Ok(CreateAnswer::Open { .. })));
    sandbox.fault("query", "server_error").await;
    assert_eq!(sandbox.adapter.query(&of(NUMBER)).await, Err(trouble.clone()));
    sandbox.fault("close", "server_error").await;
    assert_eq!(sandbox.adapter.close(&of(NUMBER)).await, Err(trouble));
    assert_eq!(sandbox.adapter.query(&of(NUMBER)).await, Ok(QueryAnswer::Waiting));
}

#[tokio::test]
async fn an_answer_lost_after_success_is_found_again_under_the_same_number() {
    let sandbox = RunningSandbox::start().await;
    let payment = payment();
    sandbox.fault("native", "timeout_after_success").await;
    assert_eq!(sandbox.adapter.create(&payment).await, Err(GatewayFault::NoAnswer));
    assert_eq!(sandbox.adapter.query(&of(NUMBER)).await, Ok(QueryAnswer::Waiting));
    assert!(matches!(sandbox.adapter.create(&payment).await, Ok(CreateAnswer::Open { .. })));
    sandbox.fault("close", "timeout_after_success").await;
    assert_eq!(sandbox.adapter.close(&of(NUMBER)).await, Err(GatewayFault::NoAnswer));
    assert_eq!(sandbox.adapter.close(&of(NUMBER)).await, Ok(CloseAnswer::Closed));
}

#[tokio::test]
async fn a_question_lost_on_the_way_had_no_effect() {
    let sandbox = RunningSandbox::start().await;
    sandbox.fault("native", "drop").await;
    assert_eq!(sandbox.adapter.create(&payment()).await, Err(GatewayFault::NoAnswer));
    assert_eq!(sandbox.adapter.query(&of(NUMBER)).await, Ok(QueryAnswer::Unknown));
}

#[tokio::test]
async fn a_slow_answer_is_waited_for() {
    let sandbox = RunningSandbox::start().await;
    sandbox.fault("native", "delay").await;
    assert!(matches!(sandbox.adapter.create(&payment()).await, Ok(CreateAnswer::Open { .. })));
}

#[tokio::test]
async fn a_wrong_signature_and_a_probe_are_not_believed_on_any_answer() {
    let sandbox = RunningSandbox::start().await;
    let payment = payment();
    for kind in ["bad_signature", "probe_signature"] {
        sandbox.fault("native", kind).await;
        assert_eq!(sandbox.adapter.create(&payment).await, Err(GatewayFault::Untrusted), "{kind}");
        sandbox.fault("query", kind).await;
        assert_eq!(sandbox.adapter.query(&of(NUMBER)).await, Err(GatewayFault::Untrusted), "{kind}");
        // Also when the answer is a refusal: this number is unknown.
        sandbox.fault("query", kind).await;
        assert_eq!(sandbox.adapter.query(&of("J2026_unknown")).await, Err(GatewayFault::Untrusted), "{kind}");
        // Also when its body is empty.
        sandbox.fault("close", kind).await;
        assert_eq!(sandbox.adapter.close(&of(NUMBER)).await, Err(GatewayFault::Untrusted), "{kind}");
    }
}

#[tokio::test]
async fn forged_probing_and_foreign_notifications_are_refused_and_the_resend_is_read() {
    let mut sandbox = RunningSandbox::start().await;
    let code_url = code_of(sandbox.adapter.create(&payment()).await.unwrap());
    sandbox.fault("notify", "bad_signature").await;
    sandbox.pay(&code_url).await;
    assert_eq!(next_notification(&mut sandbox).await, Err(NotificationRefused::Signature));
    sandbox.fault("notify", "probe_signature").await;
    sandbox.control(&format!("notify/{NUMBER}"), serde_json::Value::Null).await;
    assert_eq!(next_notification(&mut sandbox).await, Err(NotificationRefused::Signature));
    sandbox.control(&format!("notify/{NUMBER}"), serde_json::Value::Null).await;
    assert!(matches!(next_notification(&mut sandbox).await, Ok(Notification::Paid { .. })));
}

#[tokio::test]
async fn a_duplicate_is_the_same_event_and_another_merchants_is_refused() {
    let mut sandbox = RunningSandbox::start().await;
    let code_url = code_of(sandbox.adapter.create(&payment()).await.unwrap());
    sandbox.fault("notify", "duplicate").await;
    sandbox.pay(&code_url).await;
    let first = next_notification(&mut sandbox).await;
    assert!(matches!(first, Ok(Notification::Paid { .. })));
    assert_eq!(next_notification(&mut sandbox).await, first);

    let mut other = RunningSandbox::start().await;
    let code_url = code_of(other.adapter.create(&payment()).await.unwrap());
    other.fault("notify", "other_merchant").await;
    other.pay(&code_url).await;
    assert_eq!(next_notification(&mut other).await, Err(NotificationRefused::OtherMerchant));
}
