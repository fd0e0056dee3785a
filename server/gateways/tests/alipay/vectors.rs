//! Vectors made and checked by foreign software. A changed byte anywhere must fail.

use domain::{
    money::{Currency, Money},
    time::Timestamp,
};
use gateways::alipay::{AlipayConfig, AlipayTrust};
use serde_json::Value;
use services::ports::{GatewayFault, Notification, NotificationHeaders, PaymentGateway as _, QueryAnswer};

use crate::support::{NOW_MS, adapter, config, reference, server::Received, server::Script, server::Server};

fn vector(name: &str) -> Value {
    let all: Value = serde_json::from_str(include_str!("../vectors/vectors.json")).unwrap();
    all[name].clone()
}

fn trusting_the_foreign_key(base_url: &str) -> AlipayConfig {
    let alipay = include_str!("../vectors/alipay_gateway.pub.pem").to_owned();
    AlipayConfig { trust: AlipayTrust::Keys { alipay }, ..config(base_url) }
}

#[test]
fn the_foreign_notification_is_read_and_one_changed_byte_is_refused() {
    let adapter = adapter(trusting_the_foreign_key("http://127.0.0.1:9"));
    let read = |body: &[u8]| {
        adapter.parse_notification(NotificationHeaders(&[]), body, Timestamp::from_unix_ms(NOW_MS))
    };
    let body = vector("alipay_notify")["form_body"].as_str().unwrap().as_bytes().to_vec();
    let Ok(Notification::Paid { event_id, number, capture }) = read(&body) else {
        panic!("{:?}", read(&body));
    };
    assert_eq!(event_id, "2026010100222080129000000000000001");
    assert_eq!((number.as_str(), capture.amount), ("J20260101000001", Money::new(990, Currency::Cny)));
    assert_eq!(capture.gateway_transaction, "2026010122001400000000000001");
    assert_eq!(capture.captured_at, Timestamp::from_unix_ms(1_767_225_641_000));
    for at in 0..body.len() {
        let mut changed = body.clone();
        changed[at] ^= 1;
        assert!(read(&changed).is_err(), "byte {at}");
    }
}

#[tokio::test]
async fn the_foreign_answer_is_believed_and_one_changed_byte_is_not() {
    let vector = vector("alipay_query_response");
    let raw = vector["raw"].as_str().unwrap().as_bytes().to_vec();
    let signed_at = vector["raw"].as_str().unwrap().find(vector["signed_part"].as_str().unwrap()).unwrap();
    let signed = signed_at..signed_at + vector["signed_part"].as_str().unwrap().len();
    let bodies: Vec<Vec<u8>> = std::iter::once(raw.clone())
        .chain(signed.step_by(7).map(|at| {
            let mut changed = raw.clone();
            changed[at] ^= 1;
            changed
        }))
        .collect();
    let count = bodies.len();
    let left = std::sync::Mutex::new(bodies.into_iter());
    let script = move |_: &Received| {
        let body = left.lock().unwrap().next().unwrap();
        Script::Answer { status: 200, headers: vec![], body }
    };
    let server = Server::start(script).await;
    let adapter = adapter(trusting_the_foreign_key(&server.base_url));
    let Ok(QueryAnswer::Paid(capture)) = adapter.query(&reference()).await else {
        panic!("the foreign answer is not believed");
    };
    assert_eq!(capture.amount, Money::new(990, Currency::Cny));
    for question in 1..count {
        assert_eq!(adapter.query(&reference()).await, Err(GatewayFault::Untrusted), "question {question}");
    }
}
