//! Certificate mode: both sides name certificates, and the sandbox made and named them by itself.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use gateways::alipay::{AlipayConfig, AlipayTrust};
use serde_json::{Value, json};
use services::ports::{GatewayFault, PaymentGateway as _, QueryAnswer};

use crate::support::{
    NUMBER, adapter, pairs, reference,
    server::{Received, Script, Server},
    sign,
};

/// One folder of keys for all tests of this run.
pub fn keys() -> &'static Path {
    static KEYS: OnceLock<PathBuf> = OnceLock::new();
    KEYS.get_or_init(|| {
        let folder =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("alipay-keys-{}", std::process::id()));
        sandbox::keys::create_if_missing(&folder).unwrap();
        folder
    })
}

fn read(name: &str) -> String {
    fs::read_to_string(keys().join("alipay").join(name)).unwrap()
}

fn names() -> Value {
    serde_json::from_str(&read("gateway.json")).unwrap()
}

fn config(base_url: &str) -> AlipayConfig {
    AlipayConfig::from_folder(&keys().join("alipay/certificates"), base_url, "https://shop.test/alipay")
        .unwrap()
}

/// A gateway that names this certificate, whatever it signs with.
async fn naming(certificate: Option<&str>) -> Server {
    let certificate = certificate.map(str::to_owned);
    let pem = pem::parse(read("gateway_private_key.pem")).unwrap();
    let key = aws_lc_rs::rsa::KeyPair::from_pkcs8(pem.contents()).unwrap();
    let content = json!({
        "code": "10000",
        "out_trade_no": NUMBER,
        "trade_no": "2026",
        "trade_status": "WAIT_BUYER_PAY",
        "total_amount": "9.90",
    });
    let content = content.to_string();
    let signature = sign(&key, &content);
    Server::start(move |_: &Received| {
        let named =
            certificate.as_ref().map_or_else(String::new, |name| format!(",\"alipay_cert_sn\":\"{name}\""));
        let body = format!("{{\"alipay_trade_query_response\":{content}{named},\"sign\":\"{signature}\"}}");
        Script::Answer { status: 200, headers: vec![], body: body.into_bytes() }
    })
    .await
}

#[tokio::test]
async fn a_request_names_the_certificates_as_the_other_side_does() {
    let names = names();
    let mut server = naming(names["alipay_cert_sn"].as_str()).await;
    assert_eq!(adapter(config(&server.base_url)).query(&reference()).await, Ok(QueryAnswer::Waiting));
    let line = server.next().await.request_line;
    let sent = pairs(line.split(' ').nth(1).unwrap().split_once('?').unwrap().1);
    for name in ["app_cert_sn", "alipay_root_cert_sn"] {
        let wanted = (name.to_owned(), names[name].as_str().unwrap().to_owned());
        assert!(sent.contains(&wanted), "{name}");
    }
    assert_eq!(names["alipay_root_cert_sn"].as_str().unwrap().matches('_').count(), 1);
}

#[tokio::test]
async fn an_answer_that_names_no_certificate_or_an_unknown_one_is_not_believed() {
    for certificate in [None, Some(""), Some("0123456789abcdef0123456789abcdef")] {
        let server = naming(certificate).await;
        let answer = adapter(config(&server.base_url)).query(&reference()).await;
        assert_eq!(answer, Err(GatewayFault::Untrusted), "{certificate:?}");
    }
}

#[tokio::test]
async fn two_certificates_are_trusted_while_the_gateway_changes_its_own() {
    let server = naming(names()["alipay_cert_sn"].as_str()).await;
    let mut config = config(&server.base_url);
    let (app, root) = (read("certificates/app_cert.pem"), read("certificates/alipay_root_cert.pem"));
    let alipay = format!("{app}{}", read("certificates/alipay_cert.pem"));
    config.trust = AlipayTrust::Certificates { app, alipay, root };
    assert_eq!(adapter(config).query(&reference()).await, Ok(QueryAnswer::Waiting));
}
