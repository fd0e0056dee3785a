//! Pages for phones, calls inside the wallet, and the wallet's sign-in.

use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::{
    money::Currency,
    order::{Channel, PayWay, PayerAction},
};
use gateways::wechat_pay::WechatPayConfig;
use serde_json::{Value, json};
use services::ports::{CreateAnswer, CreatePayment, GatewayFault, PaymentGateway as _};

use super::{
    adapter::{answered, refuses, signed},
    support::{
        self, APP_SECRET, APPID, MINI_APP_SECRET, MINI_APPID, NOW_MS, adapter, config, keys::MERCHANT,
        silent_adapter,
    },
};

const OPENID: &str = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o";

fn payment(way: PayWay) -> CreatePayment {
    let payer = way.needs_payer().then(|| OPENID.to_owned());
    CreatePayment { way, payer, ..support::payment("J20260101000001") }
}

fn refusal(code: &str) -> CreateAnswer {
    CreateAnswer::Refused { code: code.to_owned() }
}

fn visit(answer: Result<CreateAnswer, GatewayFault>) -> String {
    match answer {
        Ok(CreateAnswer::Open { action: PayerAction::Visit { url }, reference: None }) => url,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_ways_are_those_that_the_merchant_was_granted() {
    let narrow = WechatPayConfig { ways: vec![PayWay::Code, PayWay::Phone], ..config("http://127.0.0.1:9") };
    let adapter = adapter(narrow);
    assert_eq!(adapter.ways(Channel::WechatPay, Currency::Cny), [PayWay::Code, PayWay::Phone]);
    assert_eq!(adapter.ways(Channel::WechatPay, Currency::Usd), []);
    assert_eq!(adapter.ways(Channel::Alipay, Currency::Cny), []);
    assert_eq!(adapter.ways(Channel::Card, Currency::Cny), []);
}

#[tokio::test]
async fn a_page_is_asked_for_with_the_browsers_address_and_leads_back_to_the_shop() {
    let link = "https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx2016121516420242444321ca0631331346&package=1405458241";
    let mut asked = signed(200, &json!({ "h5_url": link })).await;
    let url = visit(asked.adapter.create(&payment(PayWay::Phone)).await);
    assert_eq!(url, format!("{link}&redirect_url=https%3A%2F%2Fshop.test%2Fo%2F1%3Fa%3Db"));
    let received = asked.server.next().await;
    assert_eq!(received.request_line, "POST /v3/pay/transactions/h5 HTTP/1.1");
    let body: Value = serde_json::from_slice(&received.body).unwrap();
    assert_eq!(body["scene_info"], json!({ "payer_client_ip": "203.0.113.7", "h5_info": { "type": "Wap" } }));
    assert_eq!((&body["appid"], &body["payer"]), (&json!(APPID), &Value::Null));
}

#[tokio::test]
async fn nobody_is_sent_to_a_place_that_is_not_the_gateways() {
    for link in [
        "https://wx.tenpay.com.evil.example/",
        "http://wx.tenpay.com/",
        "javascript:alert(1)",
        "https://wx.tenpay.com@evil.example/",
        "",
    ] {
        let asked = signed(200, &json!({ "h5_url": link })).await;
        let answer = asked.adapter.create(&payment(PayWay::Phone)).await;
        assert_eq!(answer, Err(GatewayFault::Untrusted), "{link}");
    }
}

#[tokio::test]
async fn a_call_inside_the_wallet_is_signed_with_the_merchants_key_for_the_right_application() {
    for (way, appid) in [(PayWay::InWallet, APPID), (PayWay::MiniProgram, MINI_APPID)] {
        let mut asked = signed(200, &json!({ "prepay_id": "wx201410272009395522657a690389285100" })).await;
        let answer = asked.adapter.create(&payment(way)).await;
        let Ok(CreateAnswer::Open { action: PayerAction::Invoke(call), .. }) = answer else {
            panic!("{answer:?}");
        };
        assert_eq!((call.app_id.as_str(), call.sign_type.as_str()), (appid, "RSA"));
        assert_eq!(call.timestamp, (NOW_MS / 1000).to_string());
        assert_eq!(call.package, "prepay_id=wx201410272009395522657a690389285100");
        let message = format!("{appid}\n{}\n{}\n{}\n", call.timestamp, call.nonce, call.package);
        let signature = BASE64_STANDARD.decode(call.signature).unwrap();
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, MERCHANT.pair.public_key().as_ref())
            .verify(message.as_bytes(), &signature)
            .unwrap();
        let received = asked.server.next().await;
        assert_eq!(received.request_line, "POST /v3/pay/transactions/jsapi HTTP/1.1");
        let body: Value = serde_json::from_slice(&received.body).unwrap();
        assert_eq!((&body["appid"], &body["payer"]), (&json!(appid), &json!({ "openid": OPENID })));
    }
}

#[tokio::test]
async fn a_prepared_order_whose_name_would_change_the_signed_lines_is_not_believed() {
    for name in ["", "wx1\nprepay_id=wx2", "wx 1", &"x".repeat(65)] {
        let asked = signed(200, &json!({ "prepay_id": name })).await;
        let answer = asked.adapter.create(&payment(PayWay::InWallet)).await;
        assert_eq!(answer, Err(GatewayFault::Untrusted), "{name}");
    }
}

#[tokio::test]
async fn what_a_way_needs_is_asked_for_before_any_call() {
    let silent = silent_adapter();
    for way in [PayWay::InWallet, PayWay::MiniProgram] {
        for payer in [None, Some(String::new()), Some("o\"}".to_owned())] {
            let nobody = CreatePayment { payer, ..payment(way) };
            assert_eq!(silent.create(&nobody).await, Ok(refusal("NO_PAYER")));
        }
    }
    let nowhere = CreatePayment { client_address: "unknown".to_owned(), ..payment(PayWay::Phone) };
    assert_eq!(silent.create(&nowhere).await, Ok(refusal("INVALID_ADDRESS")));
    assert_eq!(silent.create(&payment(PayWay::Page)).await, Ok(refusal("UNSUPPORTED_WAY")));
    let narrow = adapter(WechatPayConfig { ways: vec![PayWay::Code], ..config("http://127.0.0.1:9") });
    assert_eq!(narrow.create(&payment(PayWay::Phone)).await, Ok(refusal("UNSUPPORTED_WAY")));
}

#[test]
fn the_sign_in_leads_to_the_wallet_and_back() {
    let url = silent_adapter().sign_in_url("https://shop.test/pay/back?o=1", "S1").unwrap();
    assert_eq!(
        url,
        "https://open.weixin.qq.com/connect/oauth2/authorize?appid=wxTESTAPPID\
         &redirect_uri=https%3A%2F%2Fshop.test%2Fpay%2Fback%3Fo%3D1&response_type=code&scope=snsapi_base&state=S1\
         #wechat_redirect"
    );
    for state in ["a b", "a&b", &"s".repeat(129)] {
        assert_eq!(silent_adapter().sign_in_url("https://shop.test/", state), None, "{state}");
    }
    let without = WechatPayConfig { ways: vec![PayWay::Code], sign_in: None, ..config("http://127.0.0.1:9") };
    assert_eq!(adapter(without).sign_in_url("https://shop.test/", "S1"), None);
}

#[tokio::test]
async fn a_code_is_changed_into_the_payers_identifier() {
    let told = json!({ "access_token": "t", "expires_in": 7200, "openid": OPENID, "scope": "snsapi_base" });
    let mut asked = answered(200, vec![], told.to_string()).await;
    assert_eq!(asked.adapter.payer(PayWay::InWallet, "CODE+1").await, Ok(OPENID.to_owned()));
    let line = asked.server.next().await.request_line;
    assert_eq!(
        line,
        format!(
            "GET /sns/oauth2/access_token?appid=wxTESTAPPID&secret={APP_SECRET}&code=CODE%2B1\
             &grant_type=authorization_code HTTP/1.1"
        )
    );
}

#[tokio::test]
async fn a_code_of_the_mini_program_is_changed_at_its_own_application() {
    let told = json!({ "session_key": "k", "openid": OPENID });
    let mut asked = answered(200, vec![], told.to_string()).await;
    assert_eq!(asked.adapter.payer(PayWay::MiniProgram, "CODE+1").await, Ok(OPENID.to_owned()));
    let line = asked.server.next().await.request_line;
    assert_eq!(
        line,
        format!(
            "GET /sns/jscode2session?appid={MINI_APPID}&secret={MINI_APP_SECRET}&js_code=CODE%2B1\
             &grant_type=authorization_code HTTP/1.1"
        )
    );
    let code = answered(200, vec![], json!({ "errcode": 40029 }).to_string()).await;
    let refused = |code: &str| Err(GatewayFault::Refused { code: code.to_owned() });
    assert_eq!(code.adapter.payer(PayWay::MiniProgram, "CODE").await, refused("40029"));
    for way in [PayWay::Code, PayWay::Page, PayWay::Phone] {
        assert_eq!(silent_adapter().payer(way, "CODE").await, refused("NOT_SUPPORTED"));
    }
}

#[test]
fn the_page_of_the_mini_program_is_named_only_where_that_way_was_granted() {
    assert_eq!(silent_adapter().native_page(), Some("/pages/pay/pay"));
    let narrow = WechatPayConfig { ways: vec![PayWay::Code], ..config("http://127.0.0.1:9") };
    assert_eq!(adapter(narrow).native_page(), None);
    assert_eq!(silent_adapter().page_life_seconds(PayWay::Phone), Some(240));
    assert_eq!(silent_adapter().page_life_seconds(PayWay::Code), None);
}

#[tokio::test]
async fn each_answer_to_a_code_has_its_meaning() {
    let refused = |code: &str| Err(GatewayFault::Refused { code: code.to_owned() });
    for (body, expected) in [
        (json!({ "errcode": 40029, "errmsg": "invalid code" }), refused("40029")),
        (json!({ "errcode": 40163, "errmsg": "code been used" }), refused("40163")),
        (json!({ "errcode": -1 }), Err(GatewayFault::Trouble { code: "-1".to_owned() })),
        (json!({ "openid": "o'1" }), Err(GatewayFault::Untrusted)),
        (json!({ "openid": OPENID, "errcode": 40029 }), refused("40029")),
        (json!({}), Err(GatewayFault::Untrusted)),
    ] {
        let answer =
            answered(200, vec![], body.to_string()).await.adapter.payer(PayWay::InWallet, "CODE").await;
        assert_eq!(answer, expected, "{body}");
    }
    for code in ["", "a b", "a\nb", &"c".repeat(513)] {
        assert_eq!(silent_adapter().payer(PayWay::InWallet, code).await, refused("INVALID_CODE"), "{code}");
    }
    let html = answered(200, vec![], "<html>").await.adapter.payer(PayWay::InWallet, "CODE").await;
    assert_eq!(html, Err(GatewayFault::Untrusted));
    let down = answered(502, vec![], "").await.adapter.payer(PayWay::InWallet, "CODE").await;
    assert_eq!(down, Err(GatewayFault::Trouble { code: "HTTP_502".to_owned() }));
}

#[tokio::test]
async fn refusals_mean_the_same_for_every_way() {
    for way in [PayWay::Code, PayWay::Phone, PayWay::InWallet, PayWay::MiniProgram] {
        let paid = refuses(400, "ORDERPAID").await.adapter.create(&payment(way)).await;
        assert_eq!(paid, Ok(CreateAnswer::AlreadyPaid));
        let other = signed(200, &json!({ "unexpected": "" })).await.adapter.create(&payment(way)).await;
        assert_eq!(other, Err(GatewayFault::Untrusted));
    }
}
