use std::{collections::HashSet, time::Duration};

use http::Method;
use serde_json::{Value, json};

use crate::{
    shop::Shop,
    support::{Running, keys, order},
};

/// The whole ladder of a day in less than a second.
const FAST: u32 = 100_000;

/// Reads the order until `done`; each reading is a request of its own, so this yields to the sandbox.
async fn until(sandbox: &Running, number: &str, done: impl Fn(&Value) -> bool) -> Value {
    let reading = async {
        loop {
            let seen = sandbox.seen(number).await;
            if done(&seen) {
                return seen;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), reading).await.unwrap()
}

#[tokio::test]
async fn a_payment_is_told_signed_and_encrypted_and_only_once_when_heard() {
    let sandbox = Running::start(FAST).await;
    let mut shop = Shop::open(&[]).await;
    sandbox.place(&order("told-order", &shop.url)).await;
    sandbox.pay("told-order").await;
    let told = shop.next().await;
    assert!(told.signed());
    assert_eq!(told.path, "/notify");
    let outer = told.outer();
    assert_eq!(outer["event_type"], "TRANSACTION.SUCCESS");
    assert_eq!(outer["resource_type"], "encrypt-resource");
    assert_eq!(outer["resource"]["algorithm"], "AEAD_AES_256_GCM");
    assert_eq!(outer["resource"]["original_type"], "transaction");
    let inner = told.inner();
    assert_eq!(inner, sandbox.query("told-order").await.json());
    assert_eq!(
        (&inner["mchid"], &inner["appid"]),
        (&json!(keys().merchant.mchid), &json!(keys().merchant.appid))
    );
    assert_eq!((&inner["trade_state"], &inner["amount"]["total"]), (&json!("SUCCESS"), &json!(990)));

    let seen = until(&sandbox, "told-order", |seen| seen["notifications"][0]["acknowledged"] == true).await;
    assert_eq!(seen["notifications"][0]["attempts"].as_array().unwrap().len(), 1);
    assert_eq!(seen["notifications"][0]["attempts"][0]["status"], 204);
    assert_eq!(seen["notifications"][0]["id"], outer["id"]);
}

#[tokio::test]
async fn an_unheard_notification_is_sent_sixteen_times_with_the_same_bytes_and_fresh_signatures() {
    let sandbox = Running::start(FAST).await;
    let mut shop = Shop::open(&[500; 17]).await;
    sandbox.place(&order("unheard-order", &shop.url)).await;
    sandbox.pay("unheard-order").await;
    let mut received = Vec::new();
    for _ in 0..16 {
        received.push(shop.next().await);
    }
    assert!(received.iter().all(|told| told.signed() && told.body == received[0].body));
    let nonces: HashSet<String> = received.iter().map(|told| told.header("wechatpay-nonce")).collect();
    let signatures: HashSet<String> =
        received.iter().map(|told| told.header("wechatpay-signature")).collect();
    assert_eq!((nonces.len(), signatures.len()), (16, 16));
    let sixteen = |seen: &Value| seen["notifications"][0]["attempts"].as_array().unwrap().len() == 16;
    let seen = until(&sandbox, "unheard-order", sixteen).await;
    assert_eq!(seen["notifications"][0]["acknowledged"], false);
    assert_eq!(shop.unused_answers(), 1, "a seventeenth was not sent");
}

#[tokio::test]
async fn the_ladder_ends_when_the_shop_has_heard_and_the_status_beats_the_body() {
    let sandbox = Running::start(FAST).await;
    let mut shop = Shop::open(&[500, 404, 200, 500]).await;
    sandbox.place(&order("third-time", &shop.url)).await;
    sandbox.pay("third-time").await;
    let seen = until(&sandbox, "third-time", |seen| seen["notifications"][0]["acknowledged"] == true).await;
    let attempts = seen["notifications"][0]["attempts"].as_array().unwrap();
    let statuses: Vec<_> = attempts.iter().map(|attempt| attempt["status"].as_u64().unwrap()).collect();
    assert_eq!(statuses, [500, 404, 200]);
    assert_eq!((shop.rest().len(), shop.unused_answers()), (3, 1));
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_counts_as_not_heard() {
    let sandbox = Running::start(1).await;
    let mut shop = Shop::open(&[302]).await;
    sandbox.place(&order("redirected", &shop.url)).await;
    sandbox.pay("redirected").await;
    shop.next().await;
    let seen =
        until(&sandbox, "redirected", |seen| seen["notifications"][0]["attempts"][0]["status"] == 302).await;
    assert_eq!(seen["notifications"][0]["attempts"][0]["ending"], "refused");
    assert_eq!(shop.rest().len(), 0);
}

#[tokio::test]
async fn a_notification_can_be_sent_again_by_hand_even_when_it_was_heard() {
    let sandbox = Running::start(1).await;
    let mut shop = Shop::open(&[204, 500, 200]).await;
    sandbox.place(&order("by-hand", &shop.url)).await;
    assert_eq!(
        sandbox.control(Method::POST, "notify/by-hand", None).await.status,
        404,
        "nothing to tell yet"
    );
    sandbox.pay("by-hand").await;
    let first = shop.next().await;
    let second = sandbox.control(Method::POST, "notify/by-hand", None).await.json();
    assert_eq!((&second["status"], &second["ending"]), (&json!(500), &json!("refused")));
    let third = sandbox.control(Method::POST, "notify/by-hand", None).await.json();
    assert_eq!((&third["status"], &third["ending"]), (&json!(200), &json!("acknowledged")));
    assert!(shop.rest().iter().all(|again| again.body == first.body));
}

#[tokio::test]
async fn a_shop_that_cannot_be_reached_is_written_down_as_such() {
    let sandbox = Running::start(1).await;
    sandbox.place(&order("unreachable", crate::support::NOWHERE)).await;
    sandbox.pay("unreachable").await;
    let has_tried = |seen: &Value| !seen["notifications"][0]["attempts"].as_array().unwrap().is_empty();
    let seen = until(&sandbox, "unreachable", has_tried).await;
    let attempt = &seen["notifications"][0]["attempts"][0];
    assert_eq!((&attempt["status"], &attempt["ending"]), (&Value::Null, &json!("no_answer")));
}

#[tokio::test]
async fn whoever_moves_the_clock_finds_the_rungs_climbed_that_lie_behind_it() {
    let sandbox = Running::start(1).await;
    let mut shop = Shop::open(&[500; 17]).await;
    sandbox.place(&order("moved-order", &shop.url)).await;
    sandbox.pay("moved-order").await;
    shop.next().await;
    let tried = |count: usize| {
        move |seen: &Value| seen["notifications"][0]["attempts"].as_array().unwrap().len() == count
    };
    until(&sandbox, "moved-order", tried(1)).await;
    // Fifteen, fifteen, thirty seconds and three minutes.
    sandbox.control(Method::POST, "clock", Some(json!({ "advance_ms": 4 * 60_000 + 30_000 }))).await;
    until(&sandbox, "moved-order", tried(5)).await;
    sandbox.control(Method::POST, "clock", Some(json!({ "advance_ms": 24 * 3_600_000 }))).await;
    until(&sandbox, "moved-order", tried(16)).await;
    assert_eq!(shop.unused_answers(), 1, "a seventeenth was not sent");
}
