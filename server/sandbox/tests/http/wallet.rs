use http::{Method, StatusCode, header};
use serde_json::json;

use crate::{
    shop::Shop,
    support::{Answer, NOWHERE, Running, order},
};

async fn page(sandbox: &Running, query: &[(&str, &str)], language: &str) -> Answer {
    let url = reqwest::Url::parse_with_params(&format!("{}/wallet", sandbox.base), query).unwrap();
    Answer::of(sandbox.client.get(url).header(header::ACCEPT_LANGUAGE, language).send().await.unwrap()).await
}

async fn placed(sandbox: &Running, number: &str, notify_url: &str) -> String {
    sandbox.place(&order(number, notify_url)).await.json()["code_url"].as_str().unwrap().to_owned()
}

fn form(fields: &[(&str, &str)]) -> String {
    reqwest::Url::parse_with_params("http://localhost/", fields).unwrap().query().unwrap().to_owned()
}

#[tokio::test]
async fn a_payer_confirms_and_is_led_back_to_the_shop() {
    let sandbox = Running::start(1).await;
    let mut shop = Shop::open(&[]).await;
    let code = placed(&sandbox, "wallet-order", &shop.url).await;
    let back = "http://127.0.0.1:3000/o/token?a=1&b=2";
    let fields = [("code_url", code.as_str()), ("return_url", back)];
    let before = page(&sandbox, &fields, "en").await;
    for text in
        ["lang=\"en\"", "Sandbox wallet — no real money", "Pay ¥9.90</button>", "入会费", "wallet-order"]
    {
        assert!(before.body.contains(text), "{text}: {}", before.body);
    }
    let policy = before.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("form-action 'self'"));
    assert!(!before.body.contains("<script") && !before.body.contains("style="));

    let pay = || {
        let request = sandbox.client.post(format!("{}/wallet/pay", sandbox.base)).body(form(&fields));
        request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").send()
    };
    let paid = pay().await.unwrap();
    assert_eq!(paid.status(), StatusCode::SEE_OTHER);
    let place = paid.headers()[header::LOCATION].to_str().unwrap().to_owned();
    assert_eq!(shop.next().await.inner()["out_trade_no"], "wallet-order");
    let transaction = sandbox.seen("wallet-order").await["transaction_id"].clone();
    assert_eq!(pay().await.unwrap().status(), StatusCode::SEE_OTHER, "a double click");
    assert_eq!(sandbox.seen("wallet-order").await["transaction_id"], transaction);

    let after =
        sandbox.client.get(format!("{}{place}", sandbox.base)).send().await.unwrap().text().await.unwrap();
    assert!(after.contains("<h1>Paid</h1>") && !after.contains("<button"), "{after}");
    let link = "<a class=\"primary\" href=\"http://127.0.0.1:3000/o/token?a=1&amp;b=2\">Back to the shop</a>";
    assert!(after.contains(link), "{after}");
}

#[tokio::test]
async fn chinese_payers_read_chinese() {
    let sandbox = Running::start(1).await;
    let code = placed(&sandbox, "chinese-order", NOWHERE).await;
    let page = page(&sandbox, &[("code_url", &code)], "zh-CN,zh;q=0.9,en;q=0.8").await;
    assert!(
        page.body.contains("lang=\"zh-CN\"") && page.body.contains("支付 ¥9.90</button>"),
        "{}",
        page.body
    );
    assert_eq!(page.headers[header::VARY], "accept-language");
}

#[tokio::test]
async fn codes_that_cannot_be_paid_are_explained() {
    let sandbox = Running::start(1).await;
    let asked = page(&sandbox, &[], "en").await;
    assert!(asked.status == StatusCode::OK && asked.body.contains("Which code do you want to pay?"));
    let unknown = page(&sandbox, &[("code_url", "weixin://wxpay/bizpayurl?pr=unknown")], "en").await;
    assert!(unknown.status == StatusCode::NOT_FOUND && unknown.body.contains("No money moved"));
    let (closed, expired) =
        (placed(&sandbox, "wallet-closed", NOWHERE).await, placed(&sandbox, "wallet-late", NOWHERE).await);
    sandbox.close("wallet-closed").await;
    let page_closed = page(&sandbox, &[("code_url", &closed)], "en").await;
    assert!(page_closed.body.contains("This order is closed") && !page_closed.body.contains("<button"));
    sandbox.control(Method::POST, "clock", Some(json!({ "advance_ms": 8 * 86_400_000 }))).await;
    let page_expired = page(&sandbox, &[("code_url", &expired)], "en").await;
    assert!(page_expired.body.contains("This code has expired") && !page_expired.body.contains("<button"));
    let pay =
        sandbox.client.post(format!("{}/wallet/pay", sandbox.base)).body(form(&[("code_url", &expired)]));
    pay.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").send().await.unwrap();
    assert_eq!(sandbox.seen("wallet-late").await["state"], "NOTPAY");
}

#[tokio::test]
async fn what_others_wrote_is_text_and_foreign_links_are_left_out() {
    let sandbox = Running::start(1).await;
    let mut order = order("scripted-order", NOWHERE);
    order["description"] = "</dd><script>alert('x')</script>\"&".into();
    let code = sandbox.place(&order).await.json()["code_url"].as_str().unwrap().to_owned();
    let evil = "https://evil.example/\"><script>";
    let shown = page(&sandbox, &[("code_url", &code), ("return_url", evil)], "en").await.body;
    assert!(
        shown.contains("&lt;/dd&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;"),
        "{shown}"
    );
    assert!(!shown.contains("<script") && !shown.contains("evil.example"), "{shown}");
    let unknown = page(&sandbox, &[("code_url", "\"><script>")], "en").await.body;
    assert!(!unknown.contains("<script"), "{unknown}");
}

#[tokio::test]
async fn another_site_cannot_make_the_payer_pay() {
    let sandbox = Running::start(1).await;
    let code = placed(&sandbox, "lured-order", NOWHERE).await;
    let request =
        sandbox.client.post(format!("{}/wallet/pay", sandbox.base)).body(form(&[("code_url", &code)]));
    let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let answer = request.header("sec-fetch-site", "cross-site").send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    assert_eq!(sandbox.seen("lured-order").await["state"], "NOTPAY");
}

#[tokio::test]
async fn the_sheet_and_the_icon_are_served() {
    let sandbox = Running::start(1).await;
    for (path, kind) in [("/wallet.css", "text/css; charset=utf-8"), ("/wallet.svg", "image/svg+xml")] {
        let answer = sandbox.client.get(format!("{}{path}", sandbox.base)).send().await.unwrap();
        assert_eq!(
            (answer.status(), &answer.headers()[header::CONTENT_TYPE]),
            (StatusCode::OK, &kind.parse().unwrap())
        );
    }
}
