//! What the control interface shows of a trade.

use serde_json::{Value, json};

use super::trades::{Trade, Unpayable};

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
