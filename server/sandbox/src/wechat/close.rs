//! Giving an order up: `POST /v3/pay/transactions/out-trade-no/{out_trade_no}/close`.

use std::sync::Arc;

use axum::extract::{Path, State};
use bytes::Bytes;
use http::StatusCode;

use super::{answers::Refusal, fields};
use crate::sandbox::Sandbox;

/// Closes an order that is not paid; closing it again changes nothing.
pub async fn close(
    State(sandbox): State<Arc<Sandbox>>,
    Path(out_trade_no): Path<String>,
    body: Bytes,
) -> Result<StatusCode, Refusal> {
    fields::same_merchant(&fields::object(&body)?, &sandbox.keys.wechat.merchant)?;
    let mut book = sandbox.wechat();
    let trade = book.trade_mut(&out_trade_no).ok_or_else(Refusal::no_such_order)?;
    trade.close().map_err(|_| Refusal::paid())?;
    Ok(StatusCode::NO_CONTENT)
}
