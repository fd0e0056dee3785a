//! Alipay over real HTTP: requests that a merchant signs, the one word of thanks, and what time does to trades.

use std::{
    collections::{BTreeMap, VecDeque},
    fs,
    sync::{Arc, Mutex},
    time::Duration,
};

use aws_lc_rs::rsa::KeyPair;
use axum::{Router, extract::State};
use http::{Method, StatusCode, header};
use reqwest::Url;
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::mpsc, task::JoinSet};

use crate::support::{Answer, Running, keys, sign};

/// The whole ladder of a day in less than a second.
const FAST: u32 = 1_000_000;
const HOUR_MS: i64 = 3_600_000;

type Form = BTreeMap<String, String>;
type Plan = Arc<Mutex<VecDeque<(u16, &'static str)>>>;

/// A shop that answers by plan, and with the one word when the plan is used up.
struct Shop {
    url: String,
    told: mpsc::UnboundedReceiver<Form>,
    _served: JoinSet<()>,
}

impl Shop {
    async fn open(plan: &[(u16, &'static str)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/notify", listener.local_addr().unwrap());
        let plan: Plan = Arc::new(Mutex::new(plan.iter().copied().collect()));
        let (sender, told) = mpsc::unbounded_channel();
        let receive = async |State((plan, sender)): State<(Plan, mpsc::UnboundedSender<Form>)>,
                             body: String| {
            sender.send(pairs(&body)).ok();
            let (status, word) = plan.lock().unwrap().pop_front().unwrap_or((200, "success"));
            (StatusCode::from_u16(status).unwrap(), [(header::LOCATION, "/elsewhere")], word)
        };
        let routes = Router::new().fallback(receive).with_state((plan, sender));
        let mut served = JoinSet::new();
        served.spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { url, told, _served: served }
    }

    async fn next(&mut self) -> Form {
        tokio::time::timeout(Duration::from_secs(20), self.told.recv()).await.unwrap().unwrap()
    }
}

fn pairs(query: &str) -> Form {
    Url::parse(&format!("http://form/?{query}")).unwrap().query_pairs().into_owned().collect()
}

fn names() -> Value {
    serde_json::from_str(&fs::read_to_string(keys().folder.join("alipay/gateway.json")).unwrap()).unwrap()
}

/// The query of a request that the application signed, after `change`.
fn request(method: &str, content: &Value, notify_url: &str, change: impl FnOnce(&mut Form)) -> String {
    let mut form: Form = [
        ("app_id", names()["app_id"].as_str().unwrap()),
        ("method", method),
        ("charset", "utf-8"),
        ("sign_type", "RSA2"),
        ("timestamp", "2026-01-01 08:00:00"),
        ("version", "1.0"),
        ("notify_url", notify_url),
        ("biz_content", &content.to_string()),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    change(&mut form);
    form.retain(|_, value| !value.is_empty());
    let text = form.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
    let pem = fs::read_to_string(keys().folder.join("alipay/app_private_key.pem")).unwrap();
    let key = KeyPair::from_pkcs8(pem::parse(pem).unwrap().contents()).unwrap();
    form.insert("sign".to_owned(), sign(&key, &text));
    Url::parse_with_params("http://form/", form).unwrap().query().unwrap().to_owned()
}

async fn get(sandbox: &Running, path: &str) -> Answer {
    Answer::of(sandbox.client.get(format!("{}{path}", sandbox.base)).send().await.unwrap()).await
}

/// Asks the gateway; gives back the inner object of its answer.
async fn ask(sandbox: &Running, method: &str, content: &Value, notify_url: &str) -> Value {
    let query = request(method, content, notify_url, |_| {});
    let answer = get(sandbox, &format!("/gateway.do?{query}")).await;
    answer.json()[format!("{}_response", method.replace('.', "_"))].clone()
}

fn order(number: &str) -> Value {
    json!({ "out_trade_no": number, "total_amount": "9.90", "subject": "入会费", "timeout_express": "15m" })
}

async fn precreate(sandbox: &Running, number: &str, notify_url: &str) -> String {
    let answer = ask(sandbox, "alipay.trade.precreate", &order(number), notify_url).await;
    answer["qr_code"].as_str().unwrap().to_owned()
}

async fn status(sandbox: &Running, number: &str) -> String {
    let answer = ask(sandbox, "alipay.trade.query", &json!({ "out_trade_no": number }), "").await;
    answer["trade_status"].as_str().or(answer["sub_code"].as_str()).unwrap().to_owned()
}

async fn advance(sandbox: &Running, milliseconds: i64) {
    sandbox.control(Method::POST, "clock", Some(json!({ "advance_ms": milliseconds }))).await;
}

#[tokio::test]
async fn the_demo_wallet_takes_a_code_and_pays_it_once() {
    let sandbox = Running::start(FAST).await;
    let mut shop = Shop::open(&[]).await;
    let code = precreate(&sandbox, "J1", &shop.url).await;
    assert_eq!(status(&sandbox, "J1").await, "ACQ.TRADE_NOT_EXIST");
    let form = Url::parse_with_params("http://form/", [("code_url", code.as_str())]).unwrap();
    let query = form.query().unwrap();
    let page = get(&sandbox, &format!("/wallet?{query}")).await;
    assert!(page.body.contains("Pay ¥9.90") && page.body.contains("action=\"/wallet/pay\""), "{}", page.body);
    assert_eq!(status(&sandbox, "J1").await, "WAIT_BUYER_PAY");
    for _ in 0..2 {
        let pressed = sandbox
            .client
            .post(format!("{}/wallet/pay", sandbox.base))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(query.to_owned());
        assert_eq!(pressed.send().await.unwrap().status(), StatusCode::SEE_OTHER);
    }
    assert!(get(&sandbox, &format!("/wallet?{query}")).await.body.contains("<h1>Paid</h1>"));
    assert_eq!(shop.next().await["trade_status"], "TRADE_SUCCESS");
    let seen = sandbox.seen("J1").await;
    assert_eq!(seen["notifications"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn only_the_one_word_with_200_is_heard_and_eight_tries_keep_one_notify_id() {
    let sandbox = Running::start(FAST).await;
    let deaf = [
        (200, ""),
        (200, "SUCCESS"),
        (200, "success\n"),
        (200, "{\"code\":\"success\"}"),
        (500, "success"),
        (302, "success"),
        (204, ""),
        (200, "fail"),
        // Never asked for.
        (200, "success"),
    ];
    let mut shop = Shop::open(&deaf).await;
    precreate(&sandbox, "J1", &shop.url).await;
    sandbox.pay("J1").await;
    let first = shop.next().await["notify_id"].clone();
    for _ in 1..8 {
        assert_eq!(shop.next().await["notify_id"], first);
    }
    precreate(&sandbox, "J2", &shop.url).await;
    sandbox.pay("J2").await;
    // The ninth word is for another trade, so the ladder had ended.
    assert_ne!(shop.next().await["notify_id"], first);
    let seen = sandbox.seen("J1").await;
    assert_eq!(seen["notifications"][0]["acknowledged"], false);
    assert_eq!(seen["notifications"][0]["attempts"].as_array().unwrap().len(), 8);
}

#[tokio::test]
async fn time_closes_what_waits_and_finishes_what_can_no_longer_be_refunded() {
    let sandbox = Running::start(FAST).await;
    let mut shop = Shop::open(&[]).await;
    let code = precreate(&sandbox, "J1", &shop.url).await;
    precreate(&sandbox, "J2", &shop.url).await;
    get(&sandbox, &format!("/wallet?code_url={code}")).await;
    advance(&sandbox, HOUR_MS).await;
    let told = shop.next().await;
    assert_eq!((told["out_trade_no"].as_str(), told["trade_status"].as_str()), ("J1", "TRADE_CLOSED"));
    assert!(!told.contains_key("refund_fee") && told.contains_key("gmt_close"));
    // Nobody ever saw this one.
    assert_eq!(status(&sandbox, "J2").await, "ACQ.TRADE_NOT_EXIST");
    assert_eq!(sandbox.pay("J2").await.status, StatusCode::CONFLICT);
    // Money that was on its way.
    let late = json!({ "out_trade_no": "J1", "late": true });
    assert_eq!(sandbox.control(Method::POST, "pay", Some(late)).await.status, StatusCode::OK);
    assert_eq!(shop.next().await["trade_status"], "TRADE_SUCCESS");
    advance(&sandbox, 366 * 24 * HOUR_MS).await;
    assert_eq!(shop.next().await["trade_status"], "TRADE_FINISHED");
    let refund = json!({ "out_trade_no": "J1", "refund_amount": "9.90", "out_request_no": "R1" });
    let answer = ask(&sandbox, "alipay.trade.refund", &refund, "").await;
    assert_eq!(answer["sub_code"], "ACQ.TRADE_HAS_FINISHED");
}

#[tokio::test]
async fn a_refund_is_one_for_each_number_and_never_more_than_was_paid() {
    let sandbox = Running::start(FAST).await;
    precreate(&sandbox, "J1", "").await;
    let refund = async |number: &str, amount: &str| {
        let content = json!({ "out_trade_no": "J1", "refund_amount": amount, "out_request_no": number });
        let answer = ask(&sandbox, "alipay.trade.refund", &content, "").await;
        answer["fund_change"].as_str().or(answer["sub_code"].as_str()).unwrap().to_owned()
    };
    assert_eq!(refund("R1", "4.00").await, "ACQ.TRADE_NOT_EXIST");
    sandbox.pay("J1").await;
    sandbox.fault(json!({ "gateway": "alipay", "on": "refund", "kind": "not_enough" })).await;
    assert_eq!(refund("R1", "4.00").await, "ACQ.SELLER_BALANCE_NOT_ENOUGH");
    assert_eq!(refund("R1", "4.00").await, "Y");
    assert_eq!(refund("R1", "4.00").await, "N");
    assert_eq!(refund("R1", "4.01").await, "ACQ.DISCORDANT_REPEAT_REQUEST");
    assert_eq!(refund("R2", "5.91").await, "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL");
    assert_eq!(refund("R2", "5.90").await, "Y");
    assert_eq!(status(&sandbox, "J1").await, "TRADE_CLOSED");
}

#[tokio::test]
async fn notifications_go_wrong_by_script() {
    let sandbox = Running::start(1).await;
    let mut shop = Shop::open(&[]).await;
    let fault = async |kind: &str| {
        sandbox.fault(json!({ "gateway": "alipay", "on": "notify", "kind": kind })).await;
    };
    for (number, kind) in [("J1", "wrong_amount"), ("J2", "other_merchant"), ("J3", "duplicate")] {
        precreate(&sandbox, number, &shop.url).await;
        fault(kind).await;
        sandbox.pay(number).await;
        let told = shop.next().await;
        match kind {
            "wrong_amount" => assert_eq!(told["total_amount"], "9.89"),
            "other_merchant" => assert_ne!(told["seller_id"], names()["seller_id"].as_str().unwrap()),
            _ => assert_eq!(shop.next().await["notify_id"], told["notify_id"]),
        }
    }
    let meaningless = json!({ "gateway": "alipay", "on": "notify", "kind": "server_error" });
    let answer = sandbox.control(Method::POST, "faults", Some(meaningless)).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

/// What is wrong with a request, and the name it is refused by.
type Wrong = (fn(&mut Form), &'static str);

#[tokio::test]
async fn each_wrong_request_is_refused_by_its_name_and_has_no_effect() {
    let sandbox = Running::start(FAST).await;
    let method = "alipay.trade.precreate";
    let set: [Wrong; 6] = [
        (|form| drop(form.insert("app_id".to_owned(), "2021000000000000".to_owned())), "isv.invalid-app-id"),
        (|form| drop(form.insert("sign_type".to_owned(), "RSA".to_owned())), "isv.invalid-signature-type"),
        (
            |form| drop(form.insert("timestamp".to_owned(), "2026-01-01T08:00:00Z".to_owned())),
            "isv.invalid-timestamp",
        ),
        (|form| drop(form.insert("charset".to_owned(), "gbk".to_owned())), "isv.invalid-charset"),
        (|form| drop(form.insert("app_cert_sn".to_owned(), "0123".to_owned())), "isv.invalid-cert-sn"),
        (
            |form| drop(form.insert("notify_url".to_owned(), "https://shop.test/?a=1".to_owned())),
            "isv.invalid-notify-url",
        ),
    ];
    for (change, sub_code) in set {
        let query = request(method, &order("J1"), "http://127.0.0.1:1/notify", change);
        let answer = get(&sandbox, &format!("/gateway.do?{query}")).await.json();
        assert_eq!(answer["alipay_trade_precreate_response"]["sub_code"], sub_code);
        assert!(answer["sign"].is_string());
    }
    for content in [
        json!({}),
        json!({ "out_trade_no": "J-1", "total_amount": "9.90", "subject": "x" }),
        json!({ "out_trade_no": "J1", "total_amount": "9.905", "subject": "x" }),
        json!({ "out_trade_no": "J1", "total_amount": "9.90", "subject": "a/b" }),
        json!({ "out_trade_no": "J1", "total_amount": "9.90", "subject": "x", "time_expire": "2020-01-01 00:00:00" }),
    ] {
        assert_eq!(
            ask(&sandbox, method, &content, "").await["sub_code"],
            "ACQ.INVALID_PARAMETER",
            "{content}"
        );
    }
    // One changed byte of what was signed.
    let query = request(method, &order("J1"), "", |_| {}).replace("9.90", "0.01");
    let answer = get(&sandbox, &format!("/gateway.do?{query}")).await.json();
    assert_eq!(answer["alipay_trade_precreate_response"]["sub_code"], "isv.invalid-signature");
    assert_eq!(sandbox.control(Method::GET, "orders/J1", None).await.status, StatusCode::NOT_FOUND);

    precreate(&sandbox, "J1", "").await;
    let other = json!({ "out_trade_no": "J1", "total_amount": "9.91", "subject": "入会费" });
    assert_eq!(ask(&sandbox, method, &other, "").await["sub_code"], "ACQ.CONTEXT_INCONSISTENT");
}
