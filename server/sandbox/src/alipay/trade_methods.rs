//! Asking for a trade and closing it.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{
    answers::{Refusal, done},
    content::Content,
    instant,
    notification::{self, News},
    parameters::Parameters,
    trades::Trade,
    yuan,
};
use crate::sandbox::Sandbox;

/// `alipay.trade.query`.
pub fn query(sandbox: &Sandbox, parameters: &Parameters) -> Result<Value, Refusal> {
    let number = Content::of(parameters)?.trade_number(sandbox)?;
    let book = sandbox.alipay();
    let trade = book.trade(&number).filter(|trade| trade.exists()).ok_or(Refusal::no_such_trade())?;
    Ok(done(written(trade)))
}

fn written(trade: &Trade) -> Value {
    let payment = trade.payment();
    let amount = yuan::written(payment.map_or(trade.order.total_fen, |payment| payment.fen));
    let paid = payment.map_or_else(|| "0.00".to_owned(), |_| amount.clone());
    let mut answer = json!({
        "out_trade_no": trade.order.number,
        "trade_no": trade.gateway_no,
        "trade_status": trade.status(),
        "total_amount": amount,
        "buyer_pay_amount": paid,
        "receipt_amount": paid,
        "invoice_amount": paid,
        "point_amount": "0.00",
        "buyer_logon_id": "pay***@sandbox.test",
    });
    if let (Some(payment), Some(fields)) = (payment, answer.as_object_mut()) {
        fields.insert("buyer_user_id".to_owned(), payment.buyer.clone().into());
        fields.insert("send_pay_date".to_owned(), instant::written(payment.at_ms).into());
    }
    answer
}

/// `alipay.trade.close`: only while it waits for its payer.
pub fn close(sandbox: &Arc<Sandbox>, parameters: &Parameters) -> Result<Value, Refusal> {
    let number = Content::of(parameters)?.trade_number(sandbox)?;
    let now_ms = sandbox.clock.business_ms();
    let altered = notification::alteration(sandbox);
    let mut book = sandbox.alipay();
    let trade = book.trade_mut(&number).filter(|trade| trade.exists()).ok_or(Refusal::no_such_trade())?;
    if !trade.close(now_ms) {
        return Err(Refusal::business("ACQ.REASON_TRADE_STATUS_INVALID", "交易状态不合法"));
    }
    notification::tell(sandbox, trade, News::Status, altered)?;
    Ok(done(json!({ "out_trade_no": number, "trade_no": trade.gateway_no })))
}
