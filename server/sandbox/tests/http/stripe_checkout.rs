use http::{Method, StatusCode, header};
use serde_json::{Value, json};

use crate::{
    merchant::{failure, stripe_secret_key},
    support::{Answer, Running},
};

const SHOP: &str = "https://shop.test/o/1?session={CHECKOUT_SESSION_ID}";

fn form(number: &str, method: &str) -> String {
    let line = "line_items[0][price_data]";
    format!(
        "mode=payment&client_reference_id={number}&metadata[number]={number}&payment_method_types[0]={method}\
         &{line}[currency]=usd&{line}[unit_amount]=1990&{line}[product_data][name]=<b>membership</b>\
         &success_url={SHOP}&cancel_url=https://shop.test/o/1&locale=en\
         &payment_method_options[wechat_pay][client]=web"
    )
}

impl Running {
    async fn session(&self, number: &str, method: &str) -> Value {
        let made = self.stripe(Method::POST, "/v1/checkout/sessions", &form(number, method), number).await;
        assert_eq!(made.status, StatusCode::OK, "{made:?}");
        made.json()
    }

    async fn browse(&self, method: Method, url: &Value, body: &str) -> Answer {
        let request = self.client.request(method, url.as_str().unwrap()).body(body.to_owned());
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        Answer::of(request.send().await.unwrap()).await
    }

    async fn paid(&self, number: &str) -> bool {
        let shown = self.control(Method::GET, &format!("stripe/sessions/{number}"), None).await.json();
        shown["session"]["payment_status"] == "paid"
    }
}

const CARD: &str = "method=card&expiry=12%2F34&code=123&number=";

#[tokio::test]
async fn the_page_is_complete_without_a_script_and_keeps_to_itself() {
    let sandbox = Running::start(1).await;
    let session = sandbox.session("J1", "card").await;
    let page = sandbox.browse(Method::GET, &session["url"], "").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("USD 19.90") && page.body.contains("&lt;b&gt;membership"), "{}", page.body);
    assert!(!page.body.contains("<script") && !page.body.contains("<b>"));
    for label in ["Card number", "Expiry (MM/YY)", "Security code", "Name on card"] {
        assert!(page.body.contains(label), "{label}");
    }
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    // Or a browser would not follow the form to the shop.
    assert!(policy.contains("form-action 'self' https://shop.test;"), "{policy}");
    assert!(policy.contains("default-src 'none'"));
    assert_eq!(page.headers["cache-control"], "no-store");
    let nowhere = json!(format!("{}/c/pay/cs_test_none", sandbox.base));
    assert_eq!(sandbox.browse(Method::GET, &nowhere, "").await.status, StatusCode::NOT_FOUND);
    // Knowing the shop's number is not knowing the page.
    let by_number = json!(format!("{}/c/pay/J1", sandbox.base));
    let tried = sandbox.browse(Method::POST, &by_number, &format!("{CARD}4242424242424242")).await;
    assert_eq!((tried.status, sandbox.paid("J1").await), (StatusCode::NOT_FOUND, false));
}

#[tokio::test]
async fn a_declined_card_leaves_the_session_open_and_the_next_one_pays_once() {
    let sandbox = Running::start(1).await;
    let session = sandbox.session("J1", "card").await;
    for (card, words) in [
        ("4000000000000002", "was declined"),
        ("4000000000009995", "insufficient funds"),
        ("4242424242424241", "card number is incorrect"),
        ("4242424242424242&expiry=01%2F20", "expiry"),
    ] {
        let body = if card.contains("expiry") {
            format!("method=card&code=123&number={card}")
        } else {
            format!("{CARD}{card}")
        };
        let declined = sandbox.browse(Method::POST, &session["url"], &body).await;
        assert_eq!(declined.status, StatusCode::PAYMENT_REQUIRED, "{card}");
        assert!(
            declined.body.contains("role=\"alert\"") && declined.body.contains(words),
            "{}",
            declined.body
        );
        assert!(!sandbox.paid("J1").await);
    }
    let pay = format!("{CARD}4242+4242+4242+4242");
    let led = sandbox.browse(Method::POST, &session["url"], &pay).await;
    let landing = SHOP.replace("{CHECKOUT_SESSION_ID}", session["id"].as_str().unwrap());
    assert_eq!(led.status, StatusCode::SEE_OTHER);
    assert_eq!(led.headers["location"], landing);
    assert!(sandbox.paid("J1").await);
    // In another tab.
    let again = sandbox.browse(Method::POST, &session["url"], &pay).await;
    assert_eq!(again.status, StatusCode::OK);
    assert!(again.body.contains("need to pay again"), "{}", again.body);
}

#[tokio::test]
async fn a_page_from_another_site_pays_nothing() {
    let sandbox = Running::start(1).await;
    let session = sandbox.session("J1", "card").await;
    let request = sandbox.client.post(session["url"].as_str().unwrap());
    let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let request = request.header("sec-fetch-site", "cross-site").body(format!("{CARD}4242424242424242"));
    assert_eq!(request.send().await.unwrap().status(), StatusCode::FORBIDDEN);
    assert!(!sandbox.paid("J1").await);
}

#[tokio::test]
async fn a_wallet_pays_now_later_or_never() {
    let sandbox = Running::start(1).await;
    for (number, outcome, at_once, in_the_end) in
        [("J1", "now", true, true), ("J2", "later", false, true), ("J3", "fails", false, false)]
    {
        let session = sandbox.session(number, "wechat_pay").await;
        let body = format!("method=wechat_pay&outcome={outcome}");
        let led = sandbox.browse(Method::POST, &session["url"], &body).await;
        assert_eq!(led.status, StatusCode::SEE_OTHER, "{outcome}");
        assert_eq!(sandbox.paid(number).await, at_once, "{outcome}");
        sandbox.advance_hours(1).await;
        assert_eq!(sandbox.paid(number).await, in_the_end, "{outcome}");
    }
    let session = sandbox.session("J4", "alipay").await;
    // Not what this session takes.
    let body = format!("{CARD}4242424242424242");
    assert_eq!(sandbox.browse(Method::POST, &session["url"], &body).await.status, StatusCode::OK);
    assert!(!sandbox.paid("J4").await);
}

#[tokio::test]
async fn an_expired_session_says_so_and_takes_nothing() {
    let sandbox = Running::start(1).await;
    let session = sandbox.session("J1", "card").await;
    sandbox.advance_hours(25).await;
    let page = sandbox.browse(Method::POST, &session["url"], &format!("{CARD}4242424242424242")).await;
    assert!(page.body.contains("expired") && page.body.contains("https://shop.test/o/1"), "{}", page.body);
    assert!(!sandbox.paid("J1").await);
    let path = format!("/v1/checkout/sessions/{}", session["id"].as_str().unwrap());
    let found = sandbox.stripe(Method::GET, &path, "", "").await.json();
    assert_eq!((&found["status"], &found["url"]), (&json!("expired"), &Value::Null));
}

#[tokio::test]
async fn what_belongs_to_one_account_is_nowhere_for_another() {
    let sandbox = Running::start(1).await;
    let made = sandbox.stripe(Method::POST, "/v1/checkout/sessions", &form("J1", "card"), "J1").await.json();
    let path = format!("/v1/checkout/sessions/{}/expire", made["id"].as_str().unwrap());
    // The platform itself, which speaks of no connected account.
    let request = sandbox.client.post(format!("{}{path}", sandbox.base)).bearer_auth(stripe_secret_key());
    let missing = Answer::of(request.send().await.unwrap()).await;
    assert_eq!(failure(&missing), (404, "invalid_request_error".to_owned(), "resource_missing".to_owned()));
}
