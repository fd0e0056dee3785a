use http::{Method, StatusCode};
use sandbox::keys::{BANK_KEY_ID, BANK_SECRET};
use serde_json::{Value, json};

use crate::{
    merchant::{bank_signed, key, mac, payout, sha256},
    shop::Shop,
    support::{Answer, Running, now_seconds},
};

/// Instant payouts within milliseconds.
const FAST: u32 = 1_000;

fn instant(number: &str) -> Value {
    let mut payout = payout(number);
    payout["method"] = "instant".into();
    payout
}

#[tokio::test]
async fn a_standard_payout_arrives_one_business_day_later_and_not_before() {
    let sandbox = Running::start(1).await;
    // Friday, 2026-01-02, at noon.
    sandbox.control(Method::POST, "clock", Some(json!({ "now_ms": 1_767_355_200_000_i64 }))).await;
    let accepted = sandbox.submit(&payout("weekend")).await;
    assert_eq!(accepted.status, StatusCode::CREATED);
    let document = accepted.json();
    assert_eq!((&document["state"], &document["version"]), (&json!("pending"), &json!(1)));
    assert_eq!(document["account"], json!({ "holder": "林小雨", "last_four": "3445" }));
    sandbox.advance_hours(1).await;
    assert_eq!(sandbox.stands("weekend").await["state"], "in_transit");
    sandbox.advance_hours(70).await;
    assert_eq!(sandbox.stands("weekend").await["state"], "in_transit", "Monday before noon");
    sandbox.advance_hours(1).await;
    let paid = sandbox.stands("weekend").await;
    assert_eq!(
        (&paid["state"], &paid["version"], &paid["failure"]),
        (&json!("paid"), &json!(3), &Value::Null)
    );
}

#[tokio::test]
async fn an_instant_payout_is_paid_within_moments_and_every_step_is_told_signed() {
    let sandbox = Running::start(FAST).await;
    let mut shop = Shop::open(&[]).await;
    sandbox.endpoint("bank", &shop.url).await;
    assert_eq!(sandbox.submit(&instant("quick")).await.status, StatusCode::CREATED);
    let mut told = [shop.next().await, shop.next().await];
    assert!(told.iter().all(bank_signed), "{told:?}");
    // Events may overtake one another; the version tells which is newer.
    told.sort_by_key(|event| event.outer()["payout"]["version"].as_i64());
    let kinds: Vec<Value> = told.iter().map(|event| event.outer()["type"].clone()).collect();
    assert_eq!(kinds, [json!("payout.in_transit"), json!("payout.paid")]);
    assert_eq!(told[1].outer()["payout"], sandbox.stands("quick").await);
}

#[tokio::test]
async fn a_number_is_one_payout_for_ever() {
    let sandbox = Running::start(1).await;
    assert_eq!(sandbox.submit(&payout("once")).await.status, StatusCode::CREATED);
    let again = sandbox.submit(&payout("once")).await;
    assert_eq!((again.status, &again.json()["version"]), (StatusCode::OK, &json!(1)));
    let mut other = payout("once");
    other["amount_minor"] = 11_001.into();
    assert_eq!(sandbox.submit(&other).await.refusal(), (409, "number_reused".to_owned()));
    let balance = sandbox.bank(Method::GET, "/bank/v1/balance?currency=CNY", "").await.json();
    assert_eq!(balance, json!({ "currency": "CNY", "available_minor": 1_000_000_000_000_i64 - 11_000 }));
    let unknown = sandbox.bank(Method::GET, "/bank/v1/payouts/never", "").await;
    assert_eq!(unknown.refusal(), (404, "payout_unknown".to_owned()));
}

#[tokio::test]
async fn only_a_pending_payout_is_called_back_and_its_money_returns_once() {
    let sandbox = Running::start(1).await;
    for number in ["early", "late"] {
        sandbox.submit(&payout(number)).await;
    }
    let cancel = async |number: &str| {
        sandbox.bank(Method::POST, &format!("/bank/v1/payouts/{number}/cancel"), "").await
    };
    for _ in 0..2 {
        let cancelled = cancel("early").await;
        assert_eq!((cancelled.status, &cancelled.json()["state"]), (StatusCode::OK, &json!("cancelled")));
    }
    sandbox.advance_hours(2).await;
    assert_eq!(cancel("late").await.refusal(), (409, "too_late".to_owned()));
    assert_eq!(cancel("never").await.refusal(), (404, "payout_unknown".to_owned()));
    let balance = sandbox.bank(Method::GET, "/bank/v1/balance?currency=CNY", "").await.json();
    assert_eq!(balance["available_minor"], 1_000_000_000_000_i64 - 11_000);
}

#[tokio::test]
async fn special_account_numbers_are_refused_fail_and_return() {
    let sandbox = Running::start(FAST).await;
    let to = |number: &str, account: &str| {
        let mut asked = instant(number);
        asked["account"]["number"] = account.into();
        asked
    };
    for (account, code) in [
        ("9999000100000000", "account_closed"),
        ("9999000200000000", "account_unknown"),
        ("9999000300000000", "instant_not_supported"),
    ] {
        let refused = sandbox.submit(&to("again", account)).await;
        assert_eq!(refused.refusal(), (422, code.to_owned()));
    }
    // A refusal does not use up the number.
    assert_eq!(sandbox.submit(&to("again", "9999000400000000")).await.status, StatusCode::CREATED);
    let failed = sandbox.until("bank", "again", |seen| seen["state"] == "failed").await;
    assert_eq!(failed["failure"], "account_closed");
    sandbox.submit(&to("boomerang", "9999000500000000")).await;
    sandbox.until("bank", "boomerang", |seen| seen["state"] == "returned").await;
    assert_eq!(sandbox.stands("boomerang").await["failure"]["code"], "holder_mismatch");
    let balance = sandbox.bank(Method::GET, "/bank/v1/balance?currency=CNY", "").await.json();
    assert_eq!(balance["available_minor"], 1_000_000_000_000_i64);
}

#[tokio::test]
async fn amounts_and_fields_have_limits() {
    let sandbox = Running::start(1).await;
    let with = |pointer: &str, value: Value| {
        let mut asked = instant("limits");
        *asked.pointer_mut(pointer).unwrap() = value;
        asked
    };
    for (pointer, value, code) in [
        ("/amount_minor", json!(0), "amount_too_small"),
        ("/amount_minor", json!(999_901), "amount_too_large"),
        ("/currency", json!("XXX"), "currency_not_supported"),
    ] {
        assert_eq!(sandbox.submit(&with(pointer, value)).await.refusal(), (422, code.to_owned()));
    }
    for (pointer, value) in [
        ("/number", json!("no spaces")),
        ("/method", json!("soon")),
        ("/account/number", json!("123")),
        ("/account/holder", json!(" ")),
        ("/descriptor", json!("x".repeat(36))),
    ] {
        let refused = sandbox.submit(&with(pointer, value)).await;
        assert_eq!(
            (refused.refusal(), refused.json()["field"].as_str().unwrap()),
            ((400, "invalid".to_owned()), pointer)
        );
    }
    let poor = json!({ "currency": "CNY", "amount_minor": 10_999 });
    sandbox.control(Method::POST, "rails/bank/balance", Some(poor)).await;
    assert_eq!(sandbox.submit(&instant("limits")).await.refusal(), (422, "insufficient_funds".to_owned()));
}

#[tokio::test]
async fn requests_that_are_not_signed_rightly_are_refused() {
    let sandbox = Running::start(1).await;
    let send = async |key_id: &str, timestamp: i64, path: &str, signature: &str| {
        let request = sandbox.client.get(format!("{}{path}", sandbox.base)).header("Bank-Key-Id", key_id);
        let request = request.header("Bank-Timestamp", timestamp).header("Bank-Signature", signature);
        Answer::of(request.send().await.unwrap()).await
    };
    let path = "/bank/v1/balance?currency=CNY";
    let sign = |timestamp: i64| mac(&key(BANK_SECRET), &format!("GET\n{path}\n{timestamp}\n{}", sha256("")));
    let (now, id) = (now_seconds(), key(BANK_KEY_ID));
    assert_eq!(send(&id, now, path, &sign(now)).await.status, StatusCode::OK);
    for (key_id, timestamp, path, signature) in [
        ("bk_other", now, path, sign(now)),
        (&id, now - 301, path, sign(now - 301)),
        (&id, now + 310, path, sign(now + 310)),
        (&id, now, path, sign(now - 1)),
        (&id, now, "/bank/v1/balance?currency=USD", sign(now)),
        (&id, now, path, "not hexadecimal".to_owned()),
    ] {
        let refused = send(key_id, timestamp, path, &signature).await;
        assert_eq!(refused.refusal(), (401, "signature".to_owned()), "{refused:?}");
    }
    let bare = Answer::of(sandbox.client.get(format!("{}{path}", sandbox.base)).send().await.unwrap()).await;
    assert_eq!(bare.refusal(), (401, "signature".to_owned()));
}
