//! Addresses that are requests: signed at home, and of the gateway's own host.

use domain::order::{PayWay, PayerAction};
use gateways::alipay::AlipayConfig;
use serde_json::{Value, json};
use services::ports::{CreateAnswer, PaymentGateway as _};

use crate::support::{NUMBER, adapter, config, keys::MERCHANT, pairs, payment, verifies};

async fn visited(way: PayWay) -> (String, Vec<(String, String)>) {
    // Nobody is asked: this host does not exist for a test.
    let adapter = adapter(config("https://openapi.alipay.com"));
    let Ok(CreateAnswer::Open { action: PayerAction::Visit { url }, reference: None }) =
        adapter.create(&payment(way)).await
    else {
        panic!("there is nothing to visit");
    };
    let (place, query) = url.split_once('?').unwrap();
    (place.to_owned(), pairs(query))
}

fn value<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    &pairs.iter().find(|(known, _)| known == name).unwrap().1
}

#[tokio::test]
async fn a_page_is_an_address_of_the_gateway_that_we_signed() {
    for (way, method, product) in [
        (PayWay::Page, "alipay.trade.page.pay", "FAST_INSTANT_TRADE_PAY"),
        (PayWay::Phone, "alipay.trade.wap.pay", "QUICK_WAP_WAY"),
    ] {
        let (place, pairs) = visited(way).await;
        assert_eq!(place, "https://openapi.alipay.com/gateway.do");
        assert_eq!(value(&pairs, "method"), method);
        assert_eq!(value(&pairs, "return_url"), "https://shop.test/o/J1");
        assert_eq!(value(&pairs, "notify_url"), "https://shop.test/notify/alipay");
        let content: Value = serde_json::from_str(value(&pairs, "biz_content")).unwrap();
        let mut wanted = json!({
            "out_trade_no": NUMBER,
            "product_code": product,
            "total_amount": "9.90",
            "subject": "入会费",
            "time_expire": "2026-01-01 08:15:00",
        });
        if way == PayWay::Phone {
            wanted["quit_url"] = json!("https://shop.test/o/J1");
        }
        assert_eq!(content, wanted);
        let text = |pairs: &[(String, String)]| {
            let signed = pairs.iter().filter(|(name, _)| name != "sign");
            signed.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
        };
        let signature = value(&pairs, "sign");
        assert!(verifies(&MERCHANT.public_pem, &text(&pairs), signature));
        assert!(!verifies(&MERCHANT.public_pem, &text(&pairs).replace("9.90", "0.01"), signature));
    }
}

#[tokio::test]
async fn a_way_that_was_not_granted_is_refused_before_anybody_is_sent_there() {
    let narrow = || AlipayConfig { ways: vec![PayWay::Page], ..config("http://127.0.0.1:9") };
    for way in [PayWay::Code, PayWay::Phone] {
        let refused = CreateAnswer::Refused { code: "UNSUPPORTED_WAY".to_owned() };
        assert_eq!(adapter(narrow()).create(&payment(way)).await, Ok(refused), "{way:?}");
    }
}
