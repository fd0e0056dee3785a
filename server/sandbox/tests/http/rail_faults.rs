use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    merchant::{bank_signed, payout},
    shop::Shop,
    support::{Running, order},
};

/// The whole ladder of a day in less than a second.
const FAST: u32 = 100_000;
const PAYOUTS: &str = "/bank/v1/payouts";

#[tokio::test]
async fn a_time_out_after_success_has_its_effect_on_the_payout_that_was_meant() {
    let sandbox = Running::start(1).await;
    let fault = json!({
        "rail": "bank", "on": "submit", "kind": "timeout_after_success", "number": "silent", "delay_ms": 1,
    });
    sandbox.fault(fault).await;
    assert_eq!(sandbox.submit(&payout("other")).await.status, StatusCode::CREATED);
    let body = payout("silent").to_string();
    let failure = sandbox.bank_request(Method::POST, PAYOUTS, &body).send().await.unwrap_err();
    assert!(failure.status().is_none() && !failure.is_connect(), "{failure:?}");
    assert_eq!(sandbox.stands("silent").await["state"], "pending");
    assert_eq!(sandbox.submit(&payout("silent")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn errors_come_with_and_without_effect_as_asked() {
    let sandbox = Running::start(1).await;
    for (kind, refusal, happened) in [
        ("server_error", (500, "internal".to_owned()), false),
        ("unavailable", (503, "try_later".to_owned()), false),
        ("error_after_success", (500, "internal".to_owned()), true),
    ] {
        sandbox
            .fault(json!({ "rail": "bank", "on": "submit", "kind": kind, "number": kind, "times": 2 }))
            .await;
        for _ in 0..2 {
            assert_eq!(sandbox.submit(&payout(kind)).await.refusal(), refusal);
        }
        assert_eq!(sandbox.stands(kind).await["state"] == "pending", happened, "{kind}");
        let third = sandbox.submit(&payout(kind)).await.status;
        assert_eq!(third, if happened { StatusCode::OK } else { StatusCode::CREATED });
    }
    sandbox
        .fault(json!({ "rail": "bank", "on": "submit", "kind": "refuse", "code": "instant_limit_reached" }))
        .await;
    assert_eq!(sandbox.submit(&payout("refused")).await.refusal(), (422, "instant_limit_reached".to_owned()));
    sandbox.fault(json!({ "rail": "bank", "on": "submit", "kind": "drop" })).await;
    let body = payout("dropped").to_string();
    sandbox.bank_request(Method::POST, PAYOUTS, &body).send().await.unwrap_err();
    assert_eq!(sandbox.stands("dropped").await["code"], "payout_unknown");
}

#[tokio::test]
async fn a_payout_ends_as_the_script_says_or_waits_for_a_push() {
    let sandbox = Running::start(1).await;
    let outcome = |kind: &str| json!({ "rail": "bank", "on": "outcome", "kind": kind, "number": kind, "code": "account_closed" });
    for kind in ["fail", "return", "hold"] {
        sandbox.fault(outcome(kind)).await;
        sandbox.submit(&payout(kind)).await;
    }
    sandbox.advance_hours(24 * 10).await;
    let state = async |number: &str| sandbox.stands(number).await["state"].clone();
    assert_eq!((state("fail").await, state("hold").await), (json!("failed"), json!("in_transit")));
    assert_eq!(state("return").await, "returned");
    let push =
        async |to: Value| sandbox.control(Method::POST, "rails/bank/payouts/hold/push", Some(to)).await;
    assert_eq!(
        push(json!({ "to": "returned", "code": "holder_mismatch" })).await.json()["failure"],
        "holder_mismatch"
    );
    assert_eq!(push(json!({ "to": "paid" })).await.refusal(), (409, "NO_WAY".to_owned()));
    let seen = sandbox.control(Method::GET, "rails/bank/payouts/hold", None).await.json();
    let kinds: Vec<Value> =
        seen["events"].as_array().unwrap().iter().map(|event| event["type"].clone()).collect();
    assert_eq!(kinds, ["payout.returned", "payout.paid", "payout.in_transit"].map(Value::from));
    let returned = sandbox.control(Method::GET, "rails/bank/payouts?state=returned", None).await.json();
    assert_eq!(returned["payouts"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn events_go_wrong_as_asked_and_the_ladder_makes_it_right() {
    let sandbox = Running::start(FAST).await;
    let mut shop = Shop::open(&[401]).await;
    sandbox.endpoint("bank", &shop.url).await;
    for kind in ["drop", "bad_signature", "duplicate"] {
        sandbox.fault(json!({ "rail": "bank", "on": "event", "kind": kind, "number": "troubled" })).await;
    }
    sandbox.fault(json!({ "rail": "bank", "on": "outcome", "kind": "hold", "number": "troubled" })).await;
    sandbox.submit(&payout("troubled")).await;
    sandbox.advance_hours(2).await;
    let (corrupt, first, second) = (shop.next().await, shop.next().await, shop.next().await);
    assert!(!bank_signed(&corrupt) && bank_signed(&first) && bank_signed(&second));
    assert!([&first, &second].iter().all(|told| told.body == corrupt.body));
    let heard = |seen: &Value| seen["events"][0]["acknowledged"] == true;
    let seen = sandbox.until("bank", "troubled", heard).await;
    let endings: Vec<&Value> =
        seen["events"][0]["attempts"].as_array().unwrap().iter().map(|attempt| &attempt["ending"]).collect();
    assert_eq!(endings, ["dropped", "refused", "acknowledged", "acknowledged"]);
}

#[tokio::test]
async fn an_unheard_event_is_sent_ten_times_and_then_by_hand() {
    let sandbox = Running::start(FAST).await;
    let mut shop = Shop::open(&[500; 10]).await;
    sandbox.endpoint("bank", &shop.url).await;
    sandbox.submit(&payout("unheard")).await;
    sandbox
        .control(Method::POST, "rails/bank/payouts/unheard/push", Some(json!({ "to": "cancelled" })))
        .await;
    for _ in 0..10 {
        assert!(bank_signed(&shop.next().await));
    }
    let ten =
        |seen: &Value| seen["events"][0]["attempts"].as_array().is_some_and(|attempts| attempts.len() == 10);
    let seen = sandbox.until("bank", "unheard", ten).await;
    let id = seen["events"][0]["id"].as_str().unwrap();
    let sent = sandbox.control(Method::POST, &format!("rails/bank/events/{id}/send"), None).await.json();
    assert_eq!((&sent["status"], &sent["ending"]), (&json!(204), &json!("acknowledged")));
    assert_eq!(shop.next().await.outer()["event_id"], id);
}

#[tokio::test]
async fn a_reordered_event_lets_the_next_one_pass() {
    let sandbox = Running::start(1).await;
    let mut shop = Shop::open(&[]).await;
    sandbox.endpoint("bank", &shop.url).await;
    let reorder =
        json!({ "rail": "bank", "on": "event", "kind": "reorder", "number": "first", "delay_ms": 60_000 });
    sandbox.fault(reorder).await;
    for number in ["first", "second"] {
        sandbox.submit(&payout(number)).await;
    }
    let cancel =
        async |number: &str| sandbox.bank(Method::POST, &format!("{PAYOUTS}/{number}/cancel"), "").await;
    cancel("first").await;
    let struck = async {
        while sandbox.control(Method::GET, "faults", None).await.json() != json!({ "faults": [] }) {}
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), struck).await.unwrap();
    cancel("second").await;
    let (one, two) = (shop.next().await, shop.next().await);
    assert_eq!(one.outer()["payout"]["number"], "second");
    assert_eq!(two.outer()["payout"]["number"], "first");
}

#[tokio::test]
async fn the_faults_of_all_gateways_are_listed_and_forgotten_together() {
    let sandbox = Running::start(1).await;
    let rail = json!({
        "rail": "stripe", "on": "query", "kind": "delay", "number": null, "times": 2, "delay_ms": 5, "code": null,
    });
    let wechat = json!({ "on": "native", "kind": "drop", "times": 1, "delay_ms": null });
    sandbox.fault(rail.clone()).await;
    sandbox.fault(wechat.clone()).await;
    let listed = sandbox.control(Method::GET, "faults", None).await.json();
    assert_eq!(listed, json!({ "faults": [wechat, rail] }));
    sandbox.control(Method::DELETE, "faults", None).await;
    assert_eq!(sandbox.control(Method::GET, "faults", None).await.json(), json!({ "faults": [] }));
    let meaningless = json!({ "rail": "bank", "on": "outcome", "kind": "drop" });
    let refused = sandbox.control(Method::POST, "faults", Some(meaningless)).await;
    assert_eq!(refused.refusal(), (400, "INVALID".to_owned()));
    let placed = sandbox.place(&order("beside-the-rails", crate::support::NOWHERE)).await;
    assert_eq!(placed.status, StatusCode::OK);
}

#[tokio::test]
async fn events_go_only_where_nobody_can_listen_in() {
    let sandbox = Running::start(1).await;
    for (url, status) in [
        (json!("http://example.com/hook"), 400),
        (json!("not an address"), 400),
        (json!("https://example.com/hook"), 204),
        (Value::Null, 204),
    ] {
        let answer = sandbox.control(Method::POST, "rails/bank/endpoint", Some(json!({ "url": url }))).await;
        assert_eq!(answer.status, status, "{url}");
        if status == 204 {
            let shown = sandbox.control(Method::GET, "rails/bank/endpoint", None).await.json();
            assert_eq!(shown, json!({ "url": url }));
        }
    }
}
