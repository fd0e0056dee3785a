//! Both sides of the protocol, written separately, understand each other.

use domain::{
    money::{Currency, Money},
    order::{PayWay, PayerAction},
    time::Timestamp,
};
use serde_json::json;
use services::ports::{
    CloseAnswer, CreateAnswer, CreatePayment, GatewayFault, Notification, PaymentGateway as _, QueryAnswer,
    RefundAnswer, RefundRequest,
};

use super::support::{
    self, of,
    running_sandbox::{RunningSandbox, now},
    with_headers,
};

pub const NUMBER: &str = "J2026_-|*0001";

pub fn payment() -> CreatePayment {
    CreatePayment {
        description: "深夜木工房·年度会员".repeat(20),
        amount: Money::new(19_900, Currency::Cny),
        expires_at: now().plus_seconds(900),
        ..support::payment(NUMBER)
    }
}

pub fn code_of(answer: CreateAnswer) -> String {
    match answer {
        CreateAnswer::Open { action: PayerAction::Scan { code_url }, .. } => code_url,
        other => panic!("{other:?}"),
    }
}

/// What arrives at the merchant's door next.
pub async fn next_notification(
    sandbox: &mut RunningSandbox,
) -> Result<Notification, services::ports::NotificationRefused> {
    let received = sandbox.door.next().await;
    let now = now();
    with_headers(&received.headers, |headers| {
        sandbox.adapter.parse_notification(headers, &received.body, now)
    })
}

#[tokio::test]
async fn a_payment_is_created_scanned_paid_told_and_found() {
    let mut sandbox = RunningSandbox::start().await;
    let payment = payment();
    let code_url = code_of(sandbox.adapter.create(&payment).await.unwrap());
    assert!(code_url.starts_with("weixin://wxpay/bizpayurl?pr="));
    assert_eq!(code_of(sandbox.adapter.create(&payment).await.unwrap()), code_url);
    assert_eq!(sandbox.adapter.query(&of(NUMBER)).await, Ok(QueryAnswer::Waiting));

    let before = now();
    let paid = sandbox.pay(&code_url).await;
    let Ok(Notification::Paid { number, capture, .. }) = next_notification(&mut sandbox).await else {
        panic!("not told about the payment");
    };
    assert_eq!((number.as_str(), capture.amount), (NUMBER, payment.amount));
    assert_eq!(paid["transaction_id"], capture.gateway_transaction);
    assert!(capture.captured_at.ms_since(before) > -1000 && capture.captured_at <= now());

    assert_eq!(sandbox.adapter.query(&of(NUMBER)).await, Ok(QueryAnswer::Paid(capture)));
    assert_eq!(sandbox.adapter.create(&payment).await, Ok(CreateAnswer::AlreadyPaid));
    assert_eq!(sandbox.adapter.close(&of(NUMBER)).await, Ok(CloseAnswer::AlreadyPaid));
}

#[tokio::test]
async fn a_number_stands_for_one_content_only() {
    let sandbox = RunningSandbox::start().await;
    let first = payment();
    sandbox.adapter.create(&first).await.unwrap();
    let other = CreatePayment { amount: Money::new(1, Currency::Cny), ..first };
    let used = CreateAnswer::Refused { code: "OUT_TRADE_NO_USED".to_owned() };
    assert_eq!(sandbox.adapter.create(&other).await, Ok(used));
}

#[tokio::test]
async fn a_closed_payment_stays_closed_and_an_unknown_one_is_as_good_as_closed() {
    let sandbox = RunningSandbox::start().await;
    let payment = payment();
    sandbox.adapter.create(&payment).await.unwrap();
    for _ in 0..2 {
        assert_eq!(sandbox.adapter.close(&of(NUMBER)).await, Ok(CloseAnswer::Closed));
    }
    assert_eq!(sandbox.adapter.query(&of(NUMBER)).await, Ok(QueryAnswer::Closed));
    assert_eq!(sandbox.adapter.create(&payment).await, Ok(CreateAnswer::Closed));
    assert_eq!(sandbox.adapter.query(&of("J2026_unknown")).await, Ok(QueryAnswer::Unknown));
    assert_eq!(sandbox.adapter.close(&of("J2026_unknown")).await, Ok(CloseAnswer::Closed));
}

#[tokio::test]
async fn a_payment_that_expires_too_soon_is_refused_for_good() {
    let sandbox = RunningSandbox::start().await;
    let late = CreatePayment { expires_at: Timestamp::from_unix_ms(0), ..payment() };
    let refused = CreateAnswer::Refused { code: "PARAM_ERROR".to_owned() };
    assert_eq!(sandbox.adapter.create(&late).await, Ok(refused));
}

#[tokio::test]
async fn a_refund_is_accepted_once_then_arrives_and_is_told() {
    let mut sandbox = RunningSandbox::start().await;
    let payment = payment();
    let code_url = code_of(sandbox.adapter.create(&payment).await.unwrap());
    sandbox.pay(&code_url).await;
    next_notification(&mut sandbox).await.unwrap();

    let request = RefundRequest {
        number: NUMBER.to_owned(),
        refund_number: "R@1".to_owned(),
        amount: Money::new(9_900, Currency::Cny),
        captured: payment.amount,
        gateway_transaction: "4200000000000000000000000000".to_owned(),
    };
    assert_eq!(sandbox.adapter.query_refund(&request).await, Ok(RefundAnswer::Unknown));
    let accepted = sandbox.adapter.refund(&request).await.unwrap();
    assert!(matches!(accepted, RefundAnswer::Processing | RefundAnswer::Succeeded { .. }));

    let told = next_notification(&mut sandbox).await;
    let Ok(Notification::Refund { refund_number, answer, .. }) = told else {
        panic!("{told:?}");
    };
    assert_eq!(refund_number, "R@1");
    assert!(matches!(answer, RefundAnswer::Succeeded { .. }));
    assert_eq!(sandbox.adapter.query_refund(&request).await, Ok(answer.clone()));
    assert_eq!(sandbox.adapter.refund(&request).await, Ok(answer));
    // The money was captured, whatever went back since.
    assert!(matches!(sandbox.adapter.query(&of(NUMBER)).await, Ok(QueryAnswer::Paid(_))));
}

#[tokio::test]
async fn a_payer_signs_in_silently_and_pays_inside_the_wallet() {
    let sandbox = RunningSandbox::start().await;
    let back = format!("{}/pay/back?o=1", sandbox.door.base_url);
    let url = sandbox.adapter.sign_in_url(&back, "S1").unwrap();
    let (status, place) = sandbox.visit(&url).await;
    let code = place.strip_prefix(&format!("{back}&code=")).unwrap().strip_suffix("&state=S1").unwrap();
    assert_eq!(status, 303);
    let payer = sandbox.adapter.payer(PayWay::InWallet, code).await.unwrap();
    assert!(payer.starts_with('o'), "{payer}");
    let used = GatewayFault::Refused { code: "40163".to_owned() };
    assert_eq!(sandbox.adapter.payer(PayWay::InWallet, code).await, Err(used));
    let payment = CreatePayment { way: PayWay::InWallet, payer: Some(payer), ..payment() };
    let answer = sandbox.adapter.create(&payment).await;
    assert!(matches!(answer, Ok(CreateAnswer::Open { action: PayerAction::Invoke(_), .. })), "{answer:?}");
}

#[tokio::test]
async fn a_payer_in_a_mini_program_is_another_one_to_its_application_and_pays_from_there() {
    let sandbox = RunningSandbox::start().await;
    let code = sandbox.control("wallet/login", json!({})).await["code"].as_str().unwrap().to_owned();
    let refused = |code: &str| Err(GatewayFault::Refused { code: code.to_owned() });
    // The code is good at the mini-program's application only.
    assert_eq!(sandbox.adapter.payer(PayWay::InWallet, &code).await, refused("40029"));
    let payer = sandbox.adapter.payer(PayWay::MiniProgram, &code).await.unwrap();
    let with = |way| CreatePayment { way, payer: Some(payer.clone()), ..payment() };
    // As the official account's payer nobody is known by that name.
    let foreign = CreateAnswer::Refused { code: "PARAM_ERROR".to_owned() };
    assert_eq!(sandbox.adapter.create(&with(PayWay::InWallet)).await, Ok(foreign));
    let Ok(CreateAnswer::Open { action: PayerAction::Invoke(call), .. }) =
        sandbox.adapter.create(&with(PayWay::MiniProgram)).await
    else {
        panic!("the wallet is not asked")
    };
    let pay = json!({
        "appId": call.app_id,
        "timeStamp": call.timestamp,
        "nonceStr": call.nonce,
        "package": call.package,
        "signType": call.sign_type,
        "paySign": call.signature,
    });
    sandbox.control("wallet/invoke", pay).await;
    assert!(matches!(sandbox.adapter.query(&of(NUMBER)).await, Ok(QueryAnswer::Paid(_))));
}

#[tokio::test]
async fn a_page_for_phones_is_given_again_under_the_same_number_before_it_stops_working() {
    let sandbox = RunningSandbox::start().await;
    let phone = CreatePayment { way: PayWay::Phone, ..payment() };
    let page = async || match sandbox.adapter.create(&phone).await {
        Ok(CreateAnswer::Open { action: PayerAction::Visit { url }, .. }) => url,
        other => panic!("{other:?}"),
    };
    let name = |url: &str| url.split(['=', '&']).nth(1).unwrap().to_owned();
    let first = page().await;
    let life = sandbox.adapter.page_life_seconds(PayWay::Phone).unwrap();
    assert!(life < 300, "a page works for five minutes");
    sandbox.control("clock", json!({ "advance_ms": 6 * 60_000 })).await;
    let renewed = page().await;
    assert_ne!(name(&first), name(&renewed), "the old page works no more");
    assert_eq!(sandbox.adapter.query(&of(NUMBER)).await, Ok(QueryAnswer::Waiting), "and is one payment");
}

#[tokio::test]
async fn a_refund_without_money_waits_and_one_that_the_payer_cannot_take_is_told() {
    let mut sandbox = RunningSandbox::start().await;
    let payment = payment();
    let code_url = code_of(sandbox.adapter.create(&payment).await.unwrap());
    sandbox.pay(&code_url).await;
    next_notification(&mut sandbox).await.unwrap();
    let request = RefundRequest {
        number: NUMBER.to_owned(),
        refund_number: "R@2".to_owned(),
        amount: payment.amount,
        captured: payment.amount,
        gateway_transaction: "4200000000000000000000000000".to_owned(),
    };
    sandbox.fault("refund", "not_enough").await;
    assert_eq!(sandbox.adapter.refund(&request).await, Ok(RefundAnswer::NotEnough));
    assert_eq!(sandbox.adapter.query_refund(&request).await, Ok(RefundAnswer::Unknown));
    sandbox.fault("refund", "abnormal").await;
    let accepted = sandbox.adapter.refund(&request).await;
    assert!(matches!(accepted, Ok(RefundAnswer::Processing | RefundAnswer::Abnormal)), "{accepted:?}");
    let told = next_notification(&mut sandbox).await;
    assert!(
        matches!(&told, Ok(Notification::Refund { refund_number, answer: RefundAnswer::Abnormal, .. })
            if refund_number == "R@2"),
        "{told:?}"
    );
    assert_eq!(sandbox.adapter.query_refund(&request).await, Ok(RefundAnswer::Abnormal));
}

/// A payment whose refund no account takes.
async fn stuck(sandbox: &mut RunningSandbox, number: &str) -> RefundRequest {
    let payment = CreatePayment { number: number.to_owned(), ..payment() };
    let code_url = code_of(sandbox.adapter.create(&payment).await.unwrap());
    sandbox.pay(&code_url).await;
    next_notification(sandbox).await.unwrap();
    let request = RefundRequest {
        number: number.to_owned(),
        refund_number: format!("{number}@1"),
        amount: payment.amount,
        captured: payment.amount,
        gateway_transaction: "4200000000000000000000000000".to_owned(),
    };
    sandbox.fault("refund", "abnormal").await;
    sandbox.adapter.refund(&request).await.unwrap();
    let told = next_notification(sandbox).await;
    assert!(matches!(told, Ok(Notification::Refund { answer: RefundAnswer::Abnormal, .. })), "{told:?}");
    request
}

#[tokio::test]
async fn what_no_account_takes_is_settled_at_the_desk_under_its_own_number_and_under_no_other() {
    let mut sandbox = RunningSandbox::start().await;
    for (number, to) in [("J20260101000011", "payer"), ("J20260101000012", "merchant")] {
        let request = stuck(&mut sandbox, number).await;
        let other = RefundRequest { refund_number: format!("{number}@2"), ..request.clone() };
        let refused = RefundAnswer::Refused { code: "INVALID_REQUEST".to_owned() };
        assert_eq!(sandbox.adapter.refund(&other).await, Ok(refused));
        assert_eq!(
            sandbox.adapter.refund(&request).await,
            Ok(RefundAnswer::Abnormal),
            "asking again moves nothing"
        );
        let path = format!("refunds/{}/settle", request.refund_number);
        assert_eq!(sandbox.control(&path, json!({ "to": to })).await["status"], "PROCESSING");
        let told = next_notification(&mut sandbox).await.unwrap();
        let Notification::Refund { refund_number, answer, .. } = told else { panic!("{told:?}") };
        assert_eq!(refund_number, request.refund_number);
        assert_eq!(answer == RefundAnswer::BackWithUs, to == "merchant", "{to}: {answer:?}");
        assert_eq!(matches!(answer, RefundAnswer::Succeeded { .. }), to == "payer", "{to}: {answer:?}");
        assert_eq!(sandbox.adapter.query_refund(&request).await, Ok(answer));
    }
}
