//! Alipay's part of the control interface.

use std::sync::Arc;

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{
    notifier::{self, Address},
    pay::{self, Manner},
    trades::Trade,
};
use crate::{attempt::Attempt, control::Pay, sandbox::Sandbox, unpayable::Unpayable};

/// A trade, as the control interface shows it.
pub fn order(trade: &Trade, now_ms: i64) -> Value {
    let refunds = trade
        .refunds
        .iter()
        .map(|refund| json!({ "out_request_no": refund.number, "refund_fen": refund.fen }));
    json!({
        "gateway": "alipay",
        "out_trade_no": trade.order.number,
        "state": if trade.exists() { trade.status() } else { "UNSEEN" },
        "expired": trade.payable(now_ms) == Err(Unpayable::Expired),
        "code_url": trade.code,
        "amount_fen": trade.order.total_fen,
        "paid_fen": trade.payment().map(|payment| payment.fen),
        "trade_no": trade.gateway_no,
        "notifications": trade.notifications,
        "refunds": refunds.collect::<Vec<_>>(),
    })
}

/// Pays, if the number or the code is one of Alipay's.
pub fn pay(sandbox: &Arc<Sandbox>, asked: &Pay) -> Option<Response> {
    let number = match (&asked.out_trade_no, &asked.code_url) {
        (Some(number), None) => Some(number.clone()),
        (None, Some(code)) => sandbox.alipay().number_of_code(code),
        _ => None,
    }?;
    match pay::pay(sandbox, &number, Manner { fen: asked.amount_fen, late: asked.late }) {
        Ok(None) => None,
        Ok(Some(Ok(paid))) => {
            Some(Json(json!({ "trade_no": paid.trade_no, "paid_fen": paid.fen })).into_response())
        }
        Ok(Some(Err(unpayable))) => Some(unpayable.not_followed()),
        Err(error) => Some(error.into_response()),
    }
}

/// Sends the first notification about a trade once more.
pub async fn notify_again(sandbox: &Sandbox, number: String) -> Option<Attempt> {
    let notify_id = {
        let book = sandbox.alipay();
        book.trade(&number)?.notifications.first()?.notify_id.clone()
    };
    notifier::attempt(sandbox, &Address { number, notify_id }).await
}
