//! What becomes of each answer about a bill.

use std::sync::{Arc, Mutex};

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use domain::time::{Day, Timestamp};
use gateways::wechat_pay::WechatPay;
use serde_json::json;
use services::ports::{Bill, BillKind, Clock, GatewayFault, PaymentGateway as _};

use super::support::{
    APPID, MCHID, NOW_MS, config,
    ports::Draws,
    server::{Received, Script, Server},
    signer,
};

const DAY: Day = Day::from_epoch_days(20_453);

/// The system's time stands at [`NOW_MS`]; the business time where a test wants it.
struct At(i64);

impl Clock for At {
    fn business(&self) -> Timestamp {
        Timestamp::from_unix_ms(self.0)
    }

    fn system(&self) -> Timestamp {
        Timestamp::from_unix_ms(NOW_MS)
    }
}

fn file(lines: &str, count: usize) -> String {
    format!(
        "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,\
         应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,\
         手续费,费率,订单金额,申请退款金额,费率备注\r\n{lines}总交易单数,应结订单总金额\r\n`{count},`0.00\r\n"
    )
}

fn line(appid: &str, at: &str) -> String {
    format!(
        "`{at},`{appid},`{MCHID},`0,`,`4200001,`J20260101000001,`oX,`NATIVE,`SUCCESS,`OTHERS,`CNY,`9.90,`0.00,`0,`0,\
         `0.00,`0.00,`,`,`会员,`,`0.00000,`0.60%,`9.90,`0.00,`\r\n"
    )
}

/// What is to be served: the file, the hash that is announced, and where the file is said to be.
struct Served {
    file: String,
    hash: Option<String>,
    place: Option<String>,
    status: u16,
}

impl Served {
    fn file(file: String) -> Self {
        Self { file, hash: None, place: None, status: 200 }
    }
}

async fn bill(served: Served) -> (Result<Bill, GatewayFault>, Vec<Received>) {
    let base = Arc::new(Mutex::new(String::new()));
    let own = Arc::clone(&base);
    let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, served.file.as_bytes());
    let halves = hash.as_ref().iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let hash: String = halves.map(|half| char::from_digit(half.into(), 16).unwrap()).collect();
    let mut server = Server::start(move |received: &Received| {
        if received.request_line.starts_with("GET /v3/billdownload/") {
            let body = served.file.clone().into_bytes();
            return Script::Answer { status: served.status, headers: vec![], body };
        }
        let place = served.place.clone();
        let place = place.unwrap_or_else(|| format!("{}/v3/billdownload/file?token=T", own.lock().unwrap()));
        let hash = served.hash.clone().unwrap_or_else(|| hash.clone());
        let body = json!({ "hash_type": "SHA1", "hash_value": hash, "download_url": place }).to_string();
        Script::Answer { status: 200, headers: signer::headers(body.as_bytes()), body: body.into_bytes() }
    })
    .await;
    base.lock().unwrap().clone_from(&server.base_url);
    let adapter = WechatPay::new(config(&server.base_url), Arc::new(At(NOW_MS)), Arc::new(Draws)).unwrap();
    let answer = adapter.bill(DAY).await;
    let mut received = Vec::new();
    while let Ok(one) = server.requests.try_recv() {
        received.push(one);
    }
    (answer, received)
}

#[tokio::test]
async fn a_days_own_lines_are_read_and_other_shops_lines_are_not_ours() {
    let lines = line(APPID, "2025-12-31 00:00:00") + &line("wxOTHER", "2025-12-31 12:00:00");
    let (answer, received) = bill(Served::file(file(&lines, 2))).await;
    let Ok(Bill::Lines { from, until, lines }) = answer else { panic!("{answer:?}") };
    assert_eq!((from.to_rfc3339().as_str(), until.ms_since(from)), ("2025-12-30T16:00:00Z", 86_400_000));
    let [line] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!((line.kind, line.number.as_str(), line.at), (BillKind::Payment, "J20260101000001", from));
    assert_eq!(
        received[0].request_line,
        "GET /v3/bill/tradebill?bill_date=2025-12-31&bill_type=ALL HTTP/1.1"
    );
    assert!(received[1].header("authorization").unwrap().starts_with("WECHATPAY2-SHA256-RSA2048 "));
}

#[tokio::test]
async fn a_file_that_is_not_what_was_announced_is_not_believed() {
    let whole = || file(&line(APPID, "2025-12-31 00:00:00"), 1);
    let other_hash =
        Served { hash: Some("8823044c286bea726f149bfcfce0b0318122d755".to_owned()), ..Served::file(whole()) };
    let cut = Served::file(whole().split("总交易单数").next().unwrap().to_owned());
    let other_day = Served::file(file(&line(APPID, "2026-01-01 00:00:00"), 1));
    for served in [other_hash, cut, other_day, Served::file(file("", 1)), Served::file(String::new())] {
        assert_eq!(bill(served).await.0, Err(GatewayFault::Untrusted));
    }
    let gone = Served { status: 400, ..Served::file(whole()) };
    assert_eq!(bill(gone).await.0, Err(GatewayFault::Trouble { code: "HTTP_400".to_owned() }));
}

#[tokio::test]
async fn our_signature_is_not_sent_to_another_place() {
    for place in
        ["https://evil.example/v3/billdownload/file?token=T", "http://127.0.0.1:9/", "file:///etc/passwd"]
    {
        let served = Served { place: Some(place.to_owned()), ..Served::file(file("", 0)) };
        let (answer, received) = bill(served).await;
        assert_eq!((answer, received.len()), (Err(GatewayFault::Untrusted), 1), "{place}");
    }
}

#[tokio::test]
async fn no_bill_means_not_yet_in_the_morning_and_no_business_afterwards() {
    let refusing = |code: &'static str| async move {
        Server::start(move |_: &Received| {
            let body = json!({ "code": code, "message": "说明" }).to_string();
            Script::Answer { status: 400, headers: signer::headers(body.as_bytes()), body: body.into_bytes() }
        })
        .await
    };
    // Ten o'clock in China, on the day after.
    let ready_ms = NOW_MS - 8 * 3_600_000 + 10 * 3_600_000;
    for (code, business_ms, ready) in [
        ("STATEMENT_CREATING", ready_ms, false),
        ("NO_STATEMENT_EXIST", ready_ms - 1, false),
        ("NO_STATEMENT_EXIST", ready_ms, true),
    ] {
        let server = refusing(code).await;
        let clock = Arc::new(At(business_ms));
        let adapter = WechatPay::new(config(&server.base_url), clock, Arc::new(Draws)).unwrap();
        match adapter.bill(DAY).await {
            Ok(Bill::NotReady) => assert!(!ready, "{code}"),
            Ok(Bill::Lines { lines, .. }) => assert!(ready && lines.is_empty(), "{code}"),
            other => panic!("{code}: {other:?}"),
        }
    }
    // The day is not over: nobody has to be asked.
    let early = Arc::new(At(NOW_MS - 8 * 3_600_000 - 1));
    let silent = WechatPay::new(config("http://127.0.0.1:9"), early, Arc::new(Draws)).unwrap();
    assert_eq!(silent.bill(DAY).await, Ok(Bill::NotReady));
    let server = refusing("PARAM_ERROR").await;
    let adapter = WechatPay::new(config(&server.base_url), Arc::new(At(NOW_MS)), Arc::new(Draws)).unwrap();
    let refused = GatewayFault::Refused { code: "PARAM_ERROR".to_owned() };
    assert_eq!(adapter.bill(DAY).await, Err(refused));
}
