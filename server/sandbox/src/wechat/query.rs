//! Asking for an order: `GET /v3/pay/transactions/out-trade-no/{out_trade_no}` and `…/id/{transaction_id}`.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Json,
    extract::{Path, Query, State},
};
use serde_json::{Value, json};

use super::{answers::Refusal, keys::Merchant, trades::Trade};
use crate::{clock, sandbox::Sandbox};

type Asked = Query<HashMap<String, String>>;

/// By the merchant's number.
pub async fn by_number(
    State(sandbox): State<Arc<Sandbox>>,
    Path(out_trade_no): Path<String>,
    Query(asked): Asked,
) -> Result<Json<Value>, Refusal> {
    same_merchant(&asked, &sandbox.keys.wechat.merchant)?;
    let book = sandbox.wechat();
    let trade = book.trade(&out_trade_no).ok_or_else(Refusal::no_such_order)?;
    Ok(Json(transaction(trade, &sandbox.keys.wechat.merchant)))
}

/// By the gateway's number, which only paid orders have.
pub async fn by_transaction(
    State(sandbox): State<Arc<Sandbox>>,
    Path(transaction_id): Path<String>,
    Query(asked): Asked,
) -> Result<Json<Value>, Refusal> {
    same_merchant(&asked, &sandbox.keys.wechat.merchant)?;
    let book = sandbox.wechat();
    let trade = book.trade_by_transaction(&transaction_id).ok_or_else(Refusal::no_such_order)?;
    Ok(Json(transaction(trade, &sandbox.keys.wechat.merchant)))
}

fn same_merchant(asked: &HashMap<String, String>, merchant: &Merchant) -> Result<(), Refusal> {
    match asked.get("mchid") {
        Some(mchid) if *mchid == merchant.mchid => Ok(()),
        Some(_) => Err(Refusal::parameter("mchid", "query", "is not the merchant that signed")),
        None => Err(Refusal::parameter("mchid", "query", "is missing")),
    }
}

/// A transaction as queries answer it and as notifications carry it.
pub fn transaction(trade: &Trade, merchant: &Merchant) -> Value {
    let (state, description) = trade.wire_state();
    let Some(payment) = trade.payment() else {
        return json!({
            "appid": trade.order.placement.appid,
            "mchid": merchant.mchid,
            "out_trade_no": trade.order.out_trade_no,
            "trade_state": state,
            "trade_state_desc": description,
            "amount": { "total": trade.order.total_fen, "currency": "CNY" },
        });
    };
    json!({
        "appid": trade.order.placement.appid,
        "mchid": merchant.mchid,
        "out_trade_no": trade.order.out_trade_no,
        "transaction_id": payment.transaction_id,
        "trade_type": trade.order.placement.trade_type,
        "trade_state": state,
        "trade_state_desc": description,
        "bank_type": "OTHERS",
        "attach": trade.order.attach.as_deref().unwrap_or_default(),
        "success_time": clock::written(payment.success_ms),
        "payer": { "openid": payment.openid },
        "amount": {
            "total": payment.total_fen,
            "payer_total": payment.total_fen,
            "currency": "CNY",
            "payer_currency": "CNY",
        },
        "promotion_detail": [],
    })
}
