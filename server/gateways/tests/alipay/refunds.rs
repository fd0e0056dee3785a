//! What becomes of each answer about money on its way back.

use domain::{
    money::{Currency, Money},
    time::Timestamp,
};
use serde_json::{Value, json};
use services::ports::{GatewayFault, PaymentGateway as _, RefundAnswer, RefundRequest};

use crate::support::{NOW_MS, NUMBER, both, refusal, refused, signed, silent_adapter, trouble};

const REFUND: &str = "alipay.trade.refund";
const LOOK: &str = "alipay.trade.fastpay.refund.query";

fn request() -> RefundRequest {
    RefundRequest {
        number: NUMBER.to_owned(),
        refund_number: "R1".to_owned(),
        amount: Money::new(490, Currency::Cny),
        captured: Money::new(990, Currency::Cny),
        gateway_transaction: "2026010122001400000000000001".to_owned(),
    }
}

fn accepted(fund_change: Value) -> Value {
    json!({ "code": "10000", "out_trade_no": NUMBER, "refund_fee": "9.90", "fund_change": fund_change })
}

fn found(changes: &[(&str, Value)]) -> Value {
    let mut found = json!({
        "code": "10000",
        "out_trade_no": NUMBER,
        "out_request_no": "R1",
        "refund_amount": "4.9",
        "refund_status": "REFUND_SUCCESS",
        "gmt_refund_pay": "2026-01-01 08:00:00",
    });
    for (name, value) in changes {
        found[*name] = value.clone();
    }
    found
}

fn back() -> RefundAnswer {
    RefundAnswer::Succeeded { at: Timestamp::from_unix_ms(NOW_MS) }
}

#[tokio::test]
async fn a_refund_is_asked_for_in_yuan_under_its_own_number_and_looked_up_when_it_was_taken() {
    for fund_change in [json!("Y"), json!("N"), Value::Null] {
        let mut asked = both((REFUND, accepted(fund_change)), (LOOK, found(&[]))).await;
        assert_eq!(asked.adapter.refund(&request()).await, Ok(back()));
        let (_, content) = asked.next().await;
        let wanted = json!({ "out_trade_no": NUMBER, "refund_amount": "4.90", "out_request_no": "R1" });
        assert_eq!(content, wanted);
    }
}

#[tokio::test]
async fn an_accepted_refund_without_a_record_is_under_way() {
    let nothing = json!({ "code": "10000", "msg": "Success" });
    let asked = both((REFUND, accepted(json!("Y"))), (LOOK, nothing)).await;
    assert_eq!(asked.adapter.refund(&request()).await, Ok(RefundAnswer::Processing));
    let busy = refusal("20000", "isp.unknow-error");
    let asked = both((REFUND, accepted(json!("Y"))), (LOOK, busy.clone())).await;
    assert_eq!(asked.adapter.refund(&request()).await, Ok(RefundAnswer::Processing));
    // Nothing moved by this request, and whether it had before is not known.
    let asked = both((REFUND, accepted(json!("N"))), (LOOK, busy)).await;
    assert_eq!(asked.adapter.refund(&request()).await, Err(trouble("isp.unknow-error")));
}

#[tokio::test]
async fn each_refusal_of_a_refund_has_its_meaning() {
    let hopeless = |code: &str| Ok(RefundAnswer::Refused { code: code.to_owned() });
    for (code, sub_code, expected) in [
        ("40004", "ACQ.SELLER_BALANCE_NOT_ENOUGH", Ok(RefundAnswer::NotEnough)),
        ("40004", "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", hopeless("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL")),
        ("40004", "ACQ.TRADE_STATUS_ERROR", hopeless("ACQ.TRADE_STATUS_ERROR")),
        ("40004", "ACQ.TRADE_HAS_FINISHED", hopeless("ACQ.TRADE_HAS_FINISHED")),
        ("40004", "ACQ.TRADE_NOT_EXIST", hopeless("ACQ.TRADE_NOT_EXIST")),
        ("40004", "ACQ.DISCORDANT_REPEAT_REQUEST", hopeless("ACQ.DISCORDANT_REPEAT_REQUEST")),
        ("40004", "ACQ.SYSTEM_ERROR", Err(trouble("ACQ.SYSTEM_ERROR"))),
        ("20000", "isp.unknow-error", Err(trouble("isp.unknow-error"))),
        ("40002", "isv.invalid-app-id", Err(refused("isv.invalid-app-id"))),
    ] {
        let answer = signed(REFUND, &refusal(code, sub_code)).await.adapter.refund(&request()).await;
        assert_eq!(answer, expected, "{sub_code}");
    }
}

#[tokio::test]
async fn that_a_question_about_a_refund_was_understood_does_not_mean_that_there_is_one() {
    for (answer, expected) in [
        (found(&[]), Ok(back())),
        (json!({ "code": "10000", "msg": "Success" }), Ok(RefundAnswer::Unknown)),
        (found(&[("refund_status", Value::Null)]), Ok(RefundAnswer::Unknown)),
        (refusal("40004", "ACQ.TRADE_NOT_EXIST"), Ok(RefundAnswer::Unknown)),
        (found(&[("refund_status", json!("REFUND_PROCESSING"))]), Ok(RefundAnswer::Processing)),
        (found(&[("refund_status", json!("REFUND_FAIL"))]), Ok(RefundAnswer::Abnormal)),
        (found(&[("refund_status", json!("SOMETHING_NEW"))]), Err(GatewayFault::Untrusted)),
        (found(&[("refund_amount", json!("4.91"))]), Err(GatewayFault::Untrusted)),
        (found(&[("out_request_no", json!("R2"))]), Err(GatewayFault::Untrusted)),
        (found(&[("out_trade_no", json!("J2"))]), Err(GatewayFault::Untrusted)),
        (found(&[("gmt_refund_pay", json!("soon"))]), Err(GatewayFault::Untrusted)),
        (refusal("20000", "isp.unknow-error"), Err(trouble("isp.unknow-error"))),
    ] {
        assert_eq!(signed(LOOK, &answer).await.adapter.query_refund(&request()).await, expected, "{answer}");
    }
}

#[tokio::test]
async fn an_impossible_refund_is_refused_before_any_call() {
    let yuan = |fen| Money::new(fen, Currency::Cny);
    for (wrong, code) in [
        (RefundRequest { amount: yuan(991), ..request() }, "INVALID_AMOUNT"),
        (RefundRequest { amount: yuan(0), ..request() }, "INVALID_AMOUNT"),
        (RefundRequest { amount: Money::new(1, Currency::Usd), ..request() }, "INVALID_AMOUNT"),
        (RefundRequest { refund_number: "R/1".to_owned(), ..request() }, "INVALID_NUMBER"),
    ] {
        let answer = silent_adapter().refund(&wrong).await;
        assert_eq!(answer, Ok(RefundAnswer::Refused { code: code.to_owned() }));
    }
}
