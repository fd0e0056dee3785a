use http::{Method, StatusCode};
use sandbox::keys::STRIPE_SECRET_KEY;
use serde_json::{Value, json};

use crate::{
    merchant::{account, failure, key, stripe_signed, webhook_secret},
    shop::Shop,
    support::{Answer, Running},
};

const FAST: u32 = 1_000;
const STANDARD: &str = "amount=1100&currency=usd&metadata[payout]=p-1";
const INSTANT: &str = "amount=1100&currency=usd&method=instant";

async fn make_account(sandbox: &Running, id: &str, external: Value) {
    let asked = json!({ "id": id, "external_accounts": [external] });
    let made = sandbox.control(Method::POST, "stripe/accounts", Some(asked)).await;
    assert_eq!(made.status, StatusCode::OK, "{made:?}");
}

/// The same request, for another account.
async fn create_for(sandbox: &Running, id: &str, form: &str) -> Answer {
    let request = sandbox
        .client
        .post(format!("{}/v1/payouts", sandbox.base))
        .basic_auth(key(STRIPE_SECRET_KEY), Some(""))
        .header("Stripe-Account", id)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(form.to_owned());
    Answer::of(request.send().await.unwrap()).await
}

#[tokio::test]
async fn a_payout_is_created_found_listed_and_paid() {
    let sandbox = Running::start(FAST).await;
    let created = sandbox.create(STANDARD, "").await;
    assert_eq!(created.status, StatusCode::OK, "{created:?}");
    let payout = created.json();
    assert_eq!((&payout["object"], &payout["status"]), (&json!("payout"), &json!("pending")));
    assert_eq!(payout["metadata"], json!({ "payout": "p-1" }));
    assert!(payout["destination"].as_str().unwrap().starts_with("ba_"));
    let path = format!("/v1/payouts/{}", payout["id"].as_str().unwrap());
    assert_eq!(sandbox.stripe(Method::GET, &path, "", "").await.json(), payout);
    let pending = sandbox.stripe(Method::GET, "/v1/payouts?status=pending&limit=1", "", "").await.json();
    assert_eq!(
        pending,
        json!({ "object": "list", "url": "/v1/payouts", "has_more": false, "data": [payout] })
    );
    sandbox.advance_hours(24 * 4).await;
    let paid = sandbox.stripe(Method::GET, &path, "", "").await.json();
    assert_eq!((&paid["status"], &paid["failure_code"]), (&json!("paid"), &Value::Null));
    let none = sandbox.stripe(Method::GET, "/v1/payouts?status=pending", "", "").await.json();
    assert_eq!(none["data"], json!([]));
}

#[tokio::test]
async fn only_a_pending_payout_is_cancelled() {
    let sandbox = Running::start(1).await;
    let balance = async || {
        let balance = sandbox.stripe(Method::GET, "/v1/balance", "", "").await.json();
        let dollars = |list: &str| {
            let entries = balance[list].as_array().unwrap();
            entries.iter().find(|entry| entry["currency"] == "usd").unwrap()["amount"].clone()
        };
        (dollars("available"), dollars("instant_available"))
    };
    let before = balance().await;
    let id = sandbox.create(STANDARD, "").await.json()["id"].as_str().unwrap().to_owned();
    assert_ne!(balance().await, before);
    let cancel = format!("/v1/payouts/{id}/cancel");
    let cancelled = sandbox.stripe(Method::POST, &cancel, "", "").await.json();
    assert_eq!(cancelled["status"], "canceled");
    assert!(cancelled["failure_balance_transaction"].is_string());
    assert_eq!(balance().await, before);
    let again = sandbox.stripe(Method::POST, &cancel, "", "").await;
    assert_eq!(failure(&again), (400, "invalid_request_error".to_owned(), String::new()));
    let unknown = sandbox.stripe(Method::POST, "/v1/payouts/po_unknown/cancel", "", "").await;
    assert_eq!(failure(&unknown).2, "resource_missing");
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn paid_may_turn_into_failed_and_the_money_is_back() {
    let sandbox = Running::start(FAST).await;
    let mut shop = Shop::open(&[]).await;
    sandbox.endpoint("stripe", &shop.url).await;
    sandbox
        .fault(json!({ "rail": "stripe", "on": "outcome", "kind": "return", "number": "key-7", "code": "no_account" }))
        .await;
    let id = sandbox.create(INSTANT, "key-7").await.json()["id"].as_str().unwrap().to_owned();
    let mut kinds = Vec::new();
    for _ in 0..4 {
        let told = shop.next().await;
        assert!(stripe_signed(&told, &webhook_secret()), "{told:?}");
        let event = told.outer();
        assert_eq!((&event["account"], &event["data"]["object"]["id"]), (&json!(account()), &json!(id)));
        kinds.push(event["type"].as_str().unwrap().to_owned());
    }
    kinds.sort();
    assert_eq!(kinds, ["payout.created", "payout.failed", "payout.paid", "payout.updated"]);
    let failed = sandbox.stripe(Method::GET, &format!("/v1/payouts/{id}"), "", "").await.json();
    assert_eq!((&failed["status"], &failed["failure_code"]), (&json!("failed"), &json!("no_account")));
    assert!(failed["failure_balance_transaction"].is_string());
    let events = sandbox.stripe(Method::GET, "/v1/events?type=payout.failed", "", "").await.json();
    assert_eq!(events["data"][0]["data"]["object"], failed);
}

#[tokio::test]
async fn instant_is_refused_where_the_destination_does_not_take_it() {
    let sandbox = Running::start(1).await;
    make_account(&sandbox, "acct_slow", json!({ "id": "ba_slow", "currency": "usd", "instant": false }))
        .await;
    let refused = create_for(&sandbox, "acct_slow", INSTANT).await;
    let unsupported = "instant_payouts_unsupported".to_owned();
    assert_eq!(failure(&refused), (400, "invalid_request_error".to_owned(), unsupported));
    assert_eq!(create_for(&sandbox, "acct_slow", STANDARD).await.status, StatusCode::OK);
    let external =
        sandbox.stripe(Method::GET, "/v1/accounts/acct_slow/external_accounts", "", "").await.json();
    assert_eq!(external["data"][0]["available_payout_methods"], json!(["standard"]));
    let own = sandbox.stripe(Method::GET, &format!("/v1/accounts/{}", account()), "", "").await.json();
    let methods = &own["external_accounts"]["data"][0]["available_payout_methods"];
    assert_eq!(methods, &json!(["standard", "instant"]));
}

#[tokio::test]
async fn stripes_test_numbers_fail_as_stripes_do() {
    let sandbox = Running::start(FAST).await;
    make_account(&sandbox, "acct_fails", json!({ "currency": "usd", "number": "000111111113" })).await;
    let id = create_for(&sandbox, "acct_fails", INSTANT).await.json()["id"].as_str().unwrap().to_owned();
    let failed = sandbox.until("stripe", &id, |seen| seen["state"] == "failed").await;
    assert_eq!(failed["failure"], "account_closed");
}

#[tokio::test]
async fn wrong_parameters_are_named_with_stripes_codes() {
    let sandbox = Running::start(1).await;
    for (form, code, param) in [
        ("currency=usd", "parameter_missing", "amount"),
        ("amount=1", "parameter_missing", "currency"),
        ("amount=ten&currency=usd", "parameter_invalid_integer", "amount"),
        ("amount=0&currency=usd", "parameter_invalid_integer", "amount"),
        ("amount=1&currency=usd&tip=1", "parameter_unknown", "tip"),
        ("amount=1&currency=xxx", "", "currency"),
        ("amount=150&currency=huf", "", "amount"),
        ("amount=1&currency=usd&method=soon", "", "method"),
        ("amount=1&currency=usd&destination=ba_no", "resource_missing", "destination"),
        ("amount=1&currency=usd&statement_descriptor=12345678901234567890123", "", "statement_descriptor"),
        ("amount=1&currency=sek", "", ""),
        ("amount=49&currency=usd&method=instant", "amount_too_small", ""),
        ("amount=999901&currency=usd&method=instant", "amount_too_large", ""),
        ("amount=1&currency=usd&source_type=bank_account", "balance_insufficient", ""),
    ] {
        let refused = sandbox.create(form, "").await;
        let named = refused.json()["error"]["param"].as_str().unwrap_or_default().to_owned();
        assert_eq!(failure(&refused), (400, "invalid_request_error".to_owned(), code.to_owned()), "{form}");
        assert_eq!(named, param, "{form}");
    }
    let json_body = sandbox.stripe_request(Method::POST, "/v1/payouts", "{}", "");
    let refused =
        Answer::of(json_body.header("Content-Type", "application/json").send().await.unwrap()).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn strangers_and_other_accounts_see_nothing() {
    let sandbox = Running::start(1).await;
    let url = format!("{}/v1/payouts", sandbox.base);
    for request in [sandbox.client.get(&url), sandbox.client.get(&url).bearer_auth("sk_test_other")] {
        let refused = Answer::of(request.send().await.unwrap()).await;
        assert_eq!(failure(&refused), (401, "invalid_request_error".to_owned(), String::new()));
    }
    let refused = create_for(&sandbox, "acct_unknown", STANDARD).await;
    assert_eq!((refused.status.as_u16(), failure(&refused).2.as_str()), (403, "account_invalid"));
    make_account(&sandbox, "acct_other", json!({ "currency": "usd" })).await;
    let id = create_for(&sandbox, "acct_other", STANDARD).await.json()["id"].as_str().unwrap().to_owned();
    let hidden = sandbox.stripe(Method::GET, &format!("/v1/payouts/{id}"), "", "").await;
    assert_eq!((hidden.status.as_u16(), failure(&hidden).2.as_str()), (404, "resource_missing"));
    let nowhere = sandbox.stripe(Method::GET, "/v1/unheard_of", "", "").await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_rolled_secret_and_the_one_before_it_both_sign() {
    let sandbox = Running::start(1).await;
    let mut shop = Shop::open(&[]).await;
    sandbox.endpoint("stripe", &shop.url).await;
    let rolled = sandbox.control(Method::POST, "stripe/webhook_secret", None).await.json();
    let newest = rolled["secrets"][0].as_str().unwrap().to_owned();
    sandbox.create(STANDARD, "").await;
    let told = shop.next().await;
    assert!(stripe_signed(&told, &newest) && stripe_signed(&told, &webhook_secret()));
    sandbox.control(Method::POST, "stripe/webhook_secret", None).await;
    sandbox.create(STANDARD, "").await;
    let told = shop.next().await;
    assert!(stripe_signed(&told, &newest) && !stripe_signed(&told, &webhook_secret()));
}

#[tokio::test]
async fn metadata_is_changed_entry_by_entry() {
    let sandbox = Running::start(1).await;
    let id = sandbox.create(STANDARD, "").await.json()["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/payouts/{id}");
    let changed = sandbox.stripe(Method::POST, &path, "metadata[payout]=&metadata[run]=r-1", "").await.json();
    assert_eq!(changed["metadata"], json!({ "run": "r-1" }));
    assert_eq!(sandbox.stripe(Method::GET, &path, "", "").await.json(), changed);
}
