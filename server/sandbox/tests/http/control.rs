use http::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::{io::AsyncWriteExt as _, net::TcpStream};

use crate::{
    shop::Shop,
    support::{NOWHERE, Running, keys, order},
};

#[tokio::test]
async fn it_is_healthy_and_an_order_shows_everything_about_itself() {
    let sandbox = Running::start(1).await;
    assert_eq!(sandbox.control(Method::GET, "health", None).await.json(), json!({ "status": "ok" }));
    let code = sandbox.place(&order("shown-order", NOWHERE)).await.json()["code_url"].clone();
    let expected = json!({
        "out_trade_no": "shown-order", "state": "NOTPAY", "expired": false, "code_url": code, "amount_fen": 990,
        "paid_fen": null, "transaction_id": null, "notifications": [], "refunds": [],
        "trade_type": "NATIVE",
    });
    assert_eq!(sandbox.seen("shown-order").await, expected);
    assert_eq!(sandbox.control(Method::GET, "orders/unknown", None).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_order_is_paid_once_by_number_or_by_code_and_with_any_amount() {
    let sandbox = Running::start(1).await;
    let code = sandbox.place(&order("odd-amount", NOWHERE)).await.json()["code_url"].clone();
    let pay = json!({ "code_url": code, "amount_fen": 1 });
    let paid = sandbox.control(Method::POST, "pay", Some(pay.clone())).await.json();
    assert_eq!(paid["paid_fen"], 1);
    assert_eq!(sandbox.query("odd-amount").await.json()["amount"]["total"], 1);
    assert_eq!(sandbox.control(Method::POST, "pay", Some(pay)).await.refusal(), (409, "PAID".to_owned()));
    let wallet = format!("{}/wallet?code_url={}", sandbox.base, code.as_str().unwrap());
    let page = sandbox.client.get(wallet).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("<dd>¥0.01</dd>"), "the wallet shows what was paid: {page}");
    let unclear = [json!({}), json!({ "code_url": code, "out_trade_no": "odd-amount" })];
    for body in unclear.into_iter().chain([json!({ "out_trade_no": "odd-amount", "amount_fen": 0 })]) {
        assert_eq!(
            sandbox.control(Method::POST, "pay", Some(body)).await.refusal(),
            (400, "INVALID".to_owned())
        );
    }
    assert_eq!(sandbox.pay("unknown").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_order_that_the_merchants_program_never_placed_is_paid_and_told_like_any_other() {
    let sandbox = Running::start(1).await;
    let mut shop = Shop::open(&[]).await;
    let order =
        |number: &str, fen: i64| json!({ "out_trade_no": number, "amount_fen": fen, "notify_url": shop.url });
    let place = async |order: Value| sandbox.control(Method::POST, "orders", Some(order)).await;
    let code = place(order("elsewhere-1", 4_200)).await.json()["code_url"].clone();
    assert_eq!(place(order("elsewhere-2", 0)).await.status, StatusCode::BAD_REQUEST);
    let paid = sandbox.control(Method::POST, "pay", Some(json!({ "code_url": code }))).await.json();
    assert_eq!(paid["paid_fen"], 4_200);
    let told = shop.next().await;
    assert!(told.signed());
    assert_eq!(told.inner()["out_trade_no"], "elsewhere-1");
}

#[tokio::test]
async fn late_money_comes_through_when_a_test_wants_it() {
    let sandbox = Running::start(1).await;
    for number in ["late-money", "late-closed"] {
        sandbox.place(&order(number, NOWHERE)).await;
    }
    sandbox.close("late-closed").await;
    sandbox.control(Method::POST, "clock", Some(json!({ "advance_ms": 8 * 86_400_000 }))).await;
    assert_eq!(sandbox.pay("late-money").await.refusal(), (409, "EXPIRED".to_owned()));
    assert_eq!(sandbox.seen("late-money").await["expired"], true);
    let late = |number: &str| Some(json!({ "out_trade_no": number, "late": true }));
    assert_eq!(sandbox.control(Method::POST, "pay", late("late-money")).await.status, StatusCode::OK);
    assert_eq!(sandbox.pay("late-closed").await.refusal(), (409, "CLOSED".to_owned()));
    assert_eq!(sandbox.control(Method::POST, "pay", late("late-closed")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn sixty_four_payers_at_once_pay_once() {
    let sandbox = Running::start(1).await;
    let mut shop = Shop::open(&[]).await;
    sandbox.place(&order("contested", &shop.url)).await;
    let mut payers = tokio::task::JoinSet::new();
    for _ in 0..64 {
        let request = sandbox.client.post(format!("{}/_sandbox/pay", sandbox.base));
        payers.spawn(request.json(&json!({ "out_trade_no": "contested" })).send());
    }
    let statuses: Vec<u16> =
        payers.join_all().await.into_iter().map(|response| response.unwrap().status().as_u16()).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1);
    assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 63);
    shop.next().await;
    assert_eq!(sandbox.seen("contested").await["notifications"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_clock_is_moved_one_way_at_a_time() {
    let sandbox = Running::start(1).await;
    let now = sandbox.control(Method::POST, "clock", Some(json!({ "now_ms": 1_000_000 }))).await.json();
    assert!((1_000_000..1_060_000).contains(&now["now_ms"].as_i64().unwrap()), "{now}");
    for wrong in [json!({}), json!({ "now_ms": -1 }), json!({ "now_ms": 1, "advance_ms": 1 })] {
        let answer = sandbox.control(Method::POST, "clock", Some(wrong)).await;
        assert_eq!(answer.refusal(), (400, "INVALID".to_owned()));
    }
}

#[tokio::test]
async fn stopping_cuts_delays_and_ladders_short() {
    let mut sandbox = Running::start(1).await;
    sandbox.place(&order("unfinished", NOWHERE)).await;
    sandbox.pay("unfinished").await;
    sandbox.fault(json!({ "on": "query", "kind": "timeout_after_success", "delay_ms": 60_000 })).await;
    let path = format!("/v3/pay/transactions/out-trade-no/unfinished?mchid={}", keys().merchant.mchid);
    let waiting = sandbox.signed(Method::GET, &path, "").send();
    let stopping = async {
        loop {
            let faults: Value = sandbox_faults(&sandbox.base).await;
            if faults["faults"].as_array().unwrap().is_empty() {
                break sandbox.stop().await;
            }
        }
    };
    let limit = std::time::Duration::from_secs(20);
    let (waited, stopped) =
        tokio::time::timeout(limit, async { tokio::join!(waiting, stopping) }).await.unwrap();
    waited.unwrap_err();
    stopped.unwrap();
}

/// On a connection of its own, which ends with the answer.
async fn sandbox_faults(base: &str) -> Value {
    let client = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).build().unwrap();
    client.get(format!("{base}/_sandbox/faults")).send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn half_a_request_does_not_keep_it_from_stopping() {
    let mut sandbox = Running::start(1).await;
    let mut half = TcpStream::connect(sandbox.base.trim_start_matches("http://")).await.unwrap();
    half.write_all(b"POST /_sandbox/pay HTTP/1.1\r\nHost: sandbox\r\nContent-Length: 100\r\n").await.unwrap();
    assert_eq!(sandbox.control(Method::GET, "health", None).await.status, StatusCode::OK);
    tokio::time::timeout(std::time::Duration::from_secs(20), sandbox.stop()).await.unwrap().unwrap();
}
