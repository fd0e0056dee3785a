//! WeChat Pay's other orders, the wallet's sign-in, certificates, and how refunds can end.

use http::{Method, StatusCode, header};
use sandbox::keys::APP_SECRET;
use serde_json::{Value, json};

use crate::{
    merchant::key,
    shop::Shop,
    support::{Answer, NOWHERE, Running, decrypted, keys, order},
};

/// An order for a phone's browser.
fn h5_order(number: &str) -> Value {
    let mut order = order(number, NOWHERE);
    order["scene_info"] = json!({ "payer_client_ip": "203.0.113.7", "h5_info": { "type": "Wap" } });
    order
}

/// An order for a call inside the wallet.
fn jsapi_order(number: &str) -> Value {
    let mut order = order(number, NOWHERE);
    order["payer"] = json!({ "openid": "oPAYER" });
    order
}

impl Running {
    async fn place_as(&self, kind: &str, order: &Value) -> Answer {
        self.ask(Method::POST, &format!("/v3/pay/transactions/{kind}"), &order.to_string()).await
    }

    async fn look(&self, url: &str, referer: &str, user_agent: &str) -> Answer {
        let request = self.client.get(url).header(header::USER_AGENT, user_agent);
        let request = if referer.is_empty() { request } else { request.header(header::REFERER, referer) };
        Answer::of(request.send().await.unwrap()).await
    }

    async fn token(&self, changes: &[(&str, &str)]) -> Value {
        let secret = key(APP_SECRET);
        let mut asked = vec![
            ("appid", keys().merchant.appid.as_str()),
            ("secret", &secret),
            ("grant_type", "authorization_code"),
        ];
        for (name, value) in changes {
            asked.retain(|(known, _)| known != name);
            asked.push((name, value));
        }
        let url = reqwest::Url::parse_with_params(&format!("{}/sns/oauth2/access_token", self.base), asked);
        Answer::of(self.client.get(url.unwrap()).send().await.unwrap()).await.json()
    }
}

#[tokio::test]
async fn each_kind_of_order_gives_its_own_answer_and_wants_its_own_fields() {
    let sandbox = Running::start(1).await;
    let page = sandbox.place_as("h5", &h5_order("kinds-h5")).await.json();
    let path = "/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx";
    assert!(page["h5_url"].as_str().unwrap().starts_with(&format!("{}{path}", sandbox.base)), "{page}");
    let call = sandbox.place_as("jsapi", &jsapi_order("kinds-jsapi")).await.json();
    assert_eq!(call["prepay_id"].as_str().unwrap().len(), 36);
    assert_eq!(sandbox.place_as("jsapi", &jsapi_order("kinds-jsapi")).await.json(), call);
    for (kind, field) in [("h5", "/scene_info/payer_client_ip"), ("jsapi", "/payer/openid")] {
        let answer = sandbox.place_as(kind, &order("kinds-bare", NOWHERE)).await;
        assert_eq!(answer.json()["detail"]["field"], field);
    }
    let mut no_type = h5_order("kinds-bare");
    no_type["scene_info"]["h5_info"]["type"] = "Desktop".into();
    assert_eq!(sandbox.place_as("h5", &no_type).await.refusal(), (400, "PARAM_ERROR".to_owned()));
    let used = (400, "OUT_TRADE_NO_USED".to_owned());
    assert_eq!(sandbox.place(&order("kinds-h5", NOWHERE)).await.refusal(), used, "one number, one kind");
}

#[tokio::test]
async fn the_mini_program_is_the_merchants_too() {
    let sandbox = Running::start(1).await;
    let mut order = jsapi_order("mini-order");
    order["appid"] = keys().merchant.mini_appid.clone().into();
    assert_eq!(sandbox.place_as("jsapi", &order).await.status, StatusCode::OK);
    sandbox.pay("mini-order").await;
    let paid = sandbox.query("mini-order").await.json();
    assert_eq!((&paid["appid"], &paid["trade_type"]), (&order["appid"], &json!("JSAPI")));
    assert_eq!(paid["payer"]["openid"], "oPAYER");
    order["appid"] = "wx0000000000000000".into();
    let foreign = (400, "APPID_MCHID_NOT_MATCH".to_owned());
    assert_eq!(sandbox.place_as("jsapi", &order).await.refusal(), foreign);
}

#[tokio::test]
async fn a_page_opens_from_the_shop_for_five_minutes_and_nowhere_else() {
    let sandbox = Running::start(1).await;
    let page = sandbox.place_as("h5", &h5_order("page-order")).await.json();
    let url = page["h5_url"].as_str().unwrap();
    let shop = "http://127.0.0.1:1/checkout";
    for (referer, user_agent, text) in [
        ("", "Mobile", "商家参数格式有误"),
        ("https://elsewhere.example/", "Mobile", "商家存在未配置的参数"),
        (shop, "Mobile MicroMessenger/8.0", "请在微信外打开订单"),
    ] {
        let answer = sandbox.look(url, referer, user_agent).await;
        assert!(answer.status == StatusCode::FORBIDDEN && answer.body.contains(text), "{answer:?}");
    }
    let open = sandbox.look(url, shop, "Mobile").await;
    assert!(open.status == StatusCode::OK && open.body.contains("Pay ¥9.90"), "{open:?}");
    sandbox.control(Method::POST, "clock", Some(json!({ "advance_ms": 5 * 60_000 }))).await;
    assert!(sandbox.look(url, shop, "Mobile").await.body.contains("支付请求已失效"));
    let renewed = sandbox.place_as("h5", &h5_order("page-order")).await.json();
    let renewed = renewed["h5_url"].as_str().unwrap();
    assert_eq!(sandbox.look(renewed, shop, "Mobile").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_page_leads_back_to_the_shop_paid_or_not_and_to_no_other_place() {
    let sandbox = Running::start(1).await;
    let page = sandbox.place_as("h5", &h5_order("back-order")).await.json();
    let prepay_id = page["h5_url"].as_str().unwrap().split(['=', '&']).nth(1).unwrap().to_owned();
    let press = async |button: &str, back: &str| {
        let form = [("prepay_id", prepay_id.as_str()), ("redirect_url", back)];
        let form = reqwest::Url::parse_with_params("http://localhost/", form).unwrap();
        let request = sandbox
            .client
            .post(format!("{}/cgi-bin/mmpayweb-bin/{button}", sandbox.base))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form.query().unwrap().to_owned());
        let answer = Answer::of(request.send().await.unwrap()).await;
        let place = answer.headers.get(header::LOCATION).map(|place| place.to_str().unwrap().to_owned());
        (answer.status.as_u16(), place)
    };
    let shop = "http://127.0.0.1:1/o/1?a=b";
    assert_eq!(press("cancel", shop).await, (303, Some(shop.to_owned())));
    assert_eq!(press("cancel", "https://elsewhere.example/").await, (404, None));
    assert_eq!(sandbox.query("back-order").await.json()["trade_state"], "NOTPAY");
    assert_eq!(press("pay", shop).await, (303, Some(shop.to_owned())));
    assert_eq!(sandbox.query("back-order").await.json()["trade_type"], "MWEB");
    assert_eq!(press("pay", shop).await, (409, None), "a second time");
}

#[tokio::test]
async fn signing_in_is_silent_and_each_code_works_once() {
    let sandbox = Running::start(1).await;
    sandbox.control(Method::POST, "wallet/openid", Some(json!({ "openid": "oSOMEBODY" }))).await;
    let come = async |redirect_uri: &str, scope: &str| {
        let asked = [
            ("appid", keys().merchant.appid.as_str()),
            ("redirect_uri", redirect_uri),
            ("response_type", "code"),
            ("scope", scope),
            ("state", "S1"),
        ];
        let url = format!("{}/connect/oauth2/authorize", sandbox.base);
        let url = reqwest::Url::parse_with_params(&url, asked).unwrap();
        Answer::of(sandbox.client.get(url).send().await.unwrap()).await
    };
    for (redirect_uri, scope) in [
        ("http://shop.test/", "snsapi_base"),
        ("/back", "snsapi_base"),
        ("https://shop.test/", "snsapi_login"),
    ] {
        assert_eq!(come(redirect_uri, scope).await.status, StatusCode::BAD_REQUEST, "{redirect_uri} {scope}");
    }
    let back = come("https://shop.test/back?o=1", "snsapi_base").await;
    let place = back.headers.get(header::LOCATION).unwrap().to_str().unwrap().to_owned();
    let code =
        place.strip_prefix("https://shop.test/back?o=1&code=").unwrap().strip_suffix("&state=S1").unwrap();
    for (changes, errcode) in [
        (vec![("code", code), ("secret", "wrong")], 40125),
        (vec![("code", code), ("appid", "wx1")], 40013),
        (vec![("code", code), ("grant_type", "password")], 40002),
        (vec![("code", "other")], 40029),
    ] {
        assert_eq!(sandbox.token(&changes).await["errcode"], errcode);
    }
    assert_eq!(sandbox.token(&[("code", code)]).await["openid"], "oSOMEBODY");
    assert_eq!(sandbox.token(&[("code", code)]).await["errcode"], 40163);
}

#[tokio::test]
async fn certificates_are_listed_sealed_and_sign_for_those_who_do_not_name_the_public_key() {
    let sandbox = Running::start(1).await;
    let none = sandbox.ask(Method::GET, "/v3/certificates", "").await;
    assert_eq!(none.refusal(), (404, "RESOURCE_NOT_EXISTS".to_owned()));
    let mut issued = Vec::new();
    for _ in 0..2 {
        let answer = sandbox.control(Method::POST, "wechat/certificates", Some(Value::Null)).await.json();
        issued.push(answer["serial_no"].as_str().unwrap().to_owned());
    }
    let request = sandbox.signed(Method::GET, "/v3/certificates", "");
    let list = Answer::of(request.send().await.unwrap()).await;
    assert_eq!(list.headers["wechatpay-serial"], issued[1].as_str(), "the newest signs");
    let listed: Vec<String> = list.json()["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            let sealed = json!({ "resource": entry["encrypt_certificate"] }).to_string();
            let opened = crate::support::opened(&sealed);
            assert!(opened.starts_with(b"-----BEGIN CERTIFICATE-----"));
            entry["serial_no"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(listed, issued);
    let named = sandbox
        .signed(Method::GET, "/v3/certificates", "")
        .header("Wechatpay-Serial", keys().merchant.platform_key_id.as_str());
    let named = Answer::of(named.send().await.unwrap()).await;
    assert_eq!(named.headers["wechatpay-serial"], keys().merchant.platform_key_id.as_str());
    assert!(crate::support::platform_signed(&named.headers, &named.body));
}

#[tokio::test]
async fn a_refund_can_lack_money_be_given_up_or_find_no_account_that_takes_it() {
    let sandbox = Running::start(1000).await;
    let mut shop = Shop::open(&[]).await;
    sandbox.place(&order("refund-ends", NOWHERE)).await;
    sandbox.pay("refund-ends").await;
    let mut refund = json!({
        "out_trade_no": "refund-ends",
        "out_refund_no": "refund-ends-1",
        "notify_url": shop.url,
        "amount": { "refund": 990, "total": 990, "currency": "CNY" },
    });
    sandbox.fault(json!({ "on": "refund", "kind": "not_enough" })).await;
    assert_eq!(sandbox.refund(&refund).await.refusal(), (403, "NOT_ENOUGH".to_owned()));
    for (number, kind, event, status) in [
        ("refund-ends-1", "closed", "REFUND.CLOSED", "CLOSED"),
        ("refund-ends-2", "abnormal", "REFUND.ABNORMAL", "ABNORMAL"),
    ] {
        refund["out_refund_no"] = number.into();
        sandbox.fault(json!({ "on": "refund", "kind": kind })).await;
        assert_eq!(sandbox.refund(&refund).await.json()["status"], "PROCESSING");
        let told = shop.next().await;
        assert_eq!(told.outer()["event_type"], event);
        let plain = decrypted(&told.body);
        assert_eq!((&plain["refund_status"], &plain["success_time"]), (&json!(status), &Value::Null));
    }
    // What was given up never left; what no account takes is with neither side, and is not there to be given again.
    refund["out_refund_no"] = "refund-ends-3".into();
    assert_eq!(sandbox.refund(&refund).await.refusal(), (400, "INVALID_REQUEST".to_owned()));
}
