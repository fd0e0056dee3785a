//! WeChat Pay's part of the control interface.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    notification,
    notifier::{self, Address},
    pay::{self, Manner},
    placing,
    trades::Trade,
};
use crate::{attempt::Attempt, control::Pay, sandbox::Sandbox, unpayable::Unpayable};

/// An order, as the control interface shows it.
pub fn order(trade: &Trade, now_ms: i64) -> Value {
    let notifications = trade.notifications.iter().map(|notification| {
        json!({
            "id": notification.event_id,
            "event_type": notification.event_type,
            "acknowledged": notification.acknowledged,
            "attempts": notification.attempts,
        })
    });
    let refunds = trade.refunds.iter().map(|refund| {
        let status = refund.wire_status();
        json!({ "out_refund_no": refund.out_refund_no, "refund_fen": refund.fen, "status": status })
    });
    json!({
        "out_trade_no": trade.order.out_trade_no,
        "state": trade.wire_state().0,
        "expired": trade.payable(now_ms) == Err(Unpayable::Expired),
        "code_url": trade.code_url,
        "trade_type": trade.order.placement.trade_type,
        "amount_fen": trade.order.total_fen,
        "paid_fen": trade.payment().map(|payment| payment.total_fen),
        "transaction_id": trade.payment().map(|payment| payment.transaction_id.as_str()),
        "notifications": notifications.collect::<Vec<_>>(),
        "refunds": refunds.collect::<Vec<_>>(),
    })
}

/// An order as it is asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    out_trade_no: String,
    amount_fen: i64,
    notify_url: String,
}

/// Places an order of the merchant's that the merchant's program knows nothing of, as a second one with the same keys
/// would.
pub async fn place_order(State(sandbox): State<Arc<Sandbox>>, Json(asked): Json<Place>) -> Response {
    let merchant = &sandbox.keys.wechat.merchant;
    let body = json!({
        "appid": merchant.appid,
        "mchid": merchant.mchid,
        "description": "Ordered elsewhere",
        "out_trade_no": asked.out_trade_no,
        "notify_url": asked.notify_url,
        "amount": { "total": asked.amount_fen, "currency": "CNY" },
    });
    placing::native(State(sandbox), body.to_string().into()).await.into_response()
}

/// Pays, if the number or the code is one of WeChat Pay's.
pub fn pay(sandbox: &Arc<Sandbox>, asked: &Pay) -> Option<Response> {
    let number = match (&asked.out_trade_no, &asked.code_url) {
        (Some(number), None) => Some(number.clone()),
        (None, Some(code)) => {
            sandbox.wechat().trade_by_code(code).map(|trade| trade.order.out_trade_no.clone())
        }
        _ => None,
    }?;
    let manner = Manner { amount_fen: asked.amount_fen, openid: asked.openid.clone(), late: asked.late };
    match pay::pay(sandbox, &number, manner) {
        Ok(None) => None,
        Ok(Some(Ok(payment))) => {
            let paid = json!({ "transaction_id": payment.transaction_id, "paid_fen": payment.total_fen });
            Some(Json(paid).into_response())
        }
        Ok(Some(Err(unpayable))) => Some(unpayable.not_followed()),
        Err(error) => Some(error.into_response()),
    }
}

/// Sends the notification of an order's payment once more.
pub async fn notify_again(sandbox: &Sandbox, out_trade_no: String) -> Option<Attempt> {
    let event_id = sandbox.wechat().trade(&out_trade_no).and_then(|trade| {
        let mut told = trade.notifications.iter();
        told.find(|told| told.event_type == notification::PAID).map(|told| told.event_id.clone())
    })?;
    notifier::attempt(sandbox, &Address { out_trade_no, event_id }).await
}
