use http::{Method, header};

use crate::support::{
    Answer, NOWHERE, Running, authorization, keys, now_seconds, order, platform_signed, sign,
};

const PATH: &str = "/v3/pay/transactions/native";

/// An Authorization header for `order` that is right but for what `change` does to the signed message.
fn forged(body: &str, timestamp: i64, change: (&str, &str)) -> String {
    let message = format!("POST\n{PATH}\n{timestamp}\nNONCE\n{body}\n").replacen(change.0, change.1, 1);
    authorization(&timestamp.to_string(), &sign(&keys().private, &message))
}

#[tokio::test]
async fn only_what_the_merchant_signed_just_now_is_let_in() {
    let sandbox = Running::start(1).await;
    let body = order("forged-order", NOWHERE).to_string();
    let now = now_seconds();
    let honest = forged(&body, now, ("", ""));
    let merchant = &keys().merchant;
    let cases = [
        ("another amount", forged(&body, now, ("990", "991"))),
        ("another path", forged(&body, now, ("native", "jsapi"))),
        ("another method", forged(&body, now, ("POST", "GET"))),
        ("another nonce", forged(&body, now, ("NONCE", "nonce"))),
        ("no last line end", forged(&body, now, ("}\n", "}"))),
        ("too old", forged(&body, now - 302, ("", ""))),
        ("too far ahead", forged(&body, now + 310, ("", ""))),
        ("not a time", honest.replace(&format!("\"{now}\""), "\"today\"")),
        ("another merchant", honest.replace(&merchant.mchid, "1999999999")),
        ("another key", honest.replace(&merchant.serial_number, "ABCDEF")),
        ("another scheme", honest.replace("RSA2048", "RSA4096")),
        ("a probe", honest.replace("signature=\"", "signature=\"WECHATPAY/SIGNTEST/")),
        ("nothing", String::new()),
    ];
    for (name, authorization) in cases {
        let response = sandbox.with(Method::POST, PATH, &body, &authorization).send().await.unwrap();
        let answer = Answer::of(response).await;
        assert_eq!(answer.refusal(), (401, "SIGN_ERROR".to_owned()), "{name}");
        assert!(platform_signed(&answer.headers, &answer.body), "{name}");
    }
    assert_eq!(sandbox.seen("forged-order").await["code"], "UNKNOWN");
    let response = sandbox.with(Method::POST, PATH, &body, &honest).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let old_but_in_time = forged(&body, now - 290, ("", ""));
    assert_eq!(sandbox.with(Method::POST, PATH, &body, &old_but_in_time).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn moving_the_business_clock_does_not_move_the_window_of_signatures() {
    let sandbox = Running::start(1).await;
    let day = serde_json::json!({ "advance_ms": 86_400_000 });
    sandbox.control(Method::POST, "clock", Some(day)).await;
    assert_eq!(sandbox.place(&order("next-day", NOWHERE)).await.status, 200);
}

#[tokio::test]
async fn the_headers_the_gateway_insists_on_are_named_when_they_are_missing() {
    let sandbox = Running::start(1).await;
    let body = order("headers-order", NOWHERE).to_string();
    let serial = header::HeaderName::from_static("wechatpay-serial");
    for name in [header::ACCEPT, header::CONTENT_TYPE, header::USER_AGENT, serial.clone()] {
        let mut request = sandbox.signed(Method::POST, PATH, &body).build().unwrap();
        request.headers_mut().insert(name.clone(), http::HeaderValue::from_static(""));
        let answer = Answer::of(sandbox.client.execute(request).await.unwrap()).await;
        assert_eq!(answer.refusal(), (400, "PARAM_ERROR".to_owned()), "{name}");
        assert_eq!(answer.json()["detail"]["field"].as_str().unwrap().to_ascii_lowercase(), name.as_str());
    }
    let named = sandbox.signed(Method::POST, PATH, &body).header(serial, &keys().merchant.platform_key_id);
    assert_eq!(named.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_body_that_is_too_long_or_no_json_is_refused() {
    let sandbox = Running::start(1).await;
    let long = sandbox.ask(Method::POST, PATH, &"x".repeat(64 * 1024 + 1)).await;
    assert_eq!(long.refusal(), (400, "PARAM_ERROR".to_owned()));
    for body in ["", "[]", "{", "\u{feff}{}"] {
        assert_eq!(
            sandbox.ask(Method::POST, PATH, body).await.refusal(),
            (400, "PARAM_ERROR".to_owned()),
            "{body}"
        );
    }
}
