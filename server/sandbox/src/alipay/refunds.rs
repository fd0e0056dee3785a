//! Giving money back, and asking whether it went. The answer says at once that it did.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{
    answers::{Refusal, done},
    content::Content,
    instant,
    notification::{self, News},
    parameters::Parameters,
    trades::{Refund, Trade},
    yuan,
};
use crate::sandbox::Sandbox;

/// `alipay.trade.refund`. The same number twice is one refund, and the second answer says that nothing moved.
pub fn refund(sandbox: &Arc<Sandbox>, parameters: &Parameters, poor: bool) -> Result<Value, Refusal> {
    let content = Content::of(parameters)?;
    let number = content.trade_number(sandbox)?;
    let fen = content.fen("refund_amount")?;
    let asked = content.text("out_request_no").map(|_| content.number("out_request_no")).transpose()?;
    let now_ms = sandbox.clock.business_ms();
    let altered = notification::alteration(sandbox);
    let mut book = sandbox.alipay();
    let trade = book.trade_mut(&number).filter(|trade| trade.exists()).ok_or(Refusal::no_such_trade())?;
    let whole = trade.payment().map(|payment| payment.fen);
    // Only a whole refund may go without a number of its own.
    let refund_number = match asked {
        Some(refund_number) => refund_number,
        None if Some(fen) == whole => number.clone(),
        None => return Err(Refusal::parameter()),
    };
    if let Some(known) = trade.refunds.iter().find(|known| known.number == refund_number) {
        if known.fen != fen {
            return Err(Refusal::business("ACQ.DISCORDANT_REPEAT_REQUEST", "不一致的请求"));
        }
        return Ok(answer(trade, false));
    }
    let whole = whole.ok_or(Refusal::business("ACQ.TRADE_STATUS_ERROR", "交易状态不合法"))?;
    if fen > whole - trade.refunded_fen() {
        return Err(Refusal::business("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", "退款金额超限"));
    }
    if trade.finished {
        return Err(Refusal::business("ACQ.TRADE_HAS_FINISHED", "交易已完结"));
    }
    if poor {
        return Err(Refusal::business("ACQ.SELLER_BALANCE_NOT_ENOUGH", "卖家余额不足"));
    }
    let refund = Refund { number: refund_number, fen, at_ms: now_ms };
    trade.refunds.push(refund.clone());
    notification::tell(sandbox, trade, News::Refund(&refund), altered)?;
    Ok(answer(trade, true))
}

fn answer(trade: &Trade, moved: bool) -> Value {
    done(json!({
        "out_trade_no": trade.order.number,
        "trade_no": trade.gateway_no,
        "buyer_logon_id": "pay***@sandbox.test",
        "fund_change": if moved { "Y" } else { "N" },
        // All that went back so far.
        "refund_fee": yuan::written(trade.refunded_fen()),
        "send_back_fee": yuan::written(trade.refunded_fen()),
    }))
}

/// `alipay.trade.fastpay.refund.query`. Without a refund the answer is as successful, and says nothing.
pub fn query(sandbox: &Sandbox, parameters: &Parameters) -> Result<Value, Refusal> {
    let content = Content::of(parameters)?;
    let number = content.trade_number(sandbox)?;
    let refund_number = content.number("out_request_no")?;
    let book = sandbox.alipay();
    let trade = book.trade(&number).filter(|trade| trade.exists()).ok_or(Refusal::no_such_trade())?;
    let Some(refund) = trade.refunds.iter().find(|refund| refund.number == refund_number) else {
        return Ok(done(json!({})));
    };
    let total = trade.payment().map_or(trade.order.total_fen, |payment| payment.fen);
    Ok(done(json!({
        "out_trade_no": number,
        "trade_no": trade.gateway_no,
        "out_request_no": refund.number,
        "total_amount": yuan::written(total),
        "refund_amount": yuan::written(refund.fen),
        "refund_status": "REFUND_SUCCESS",
        "gmt_refund_pay": instant::written(refund.at_ms),
    })))
}
