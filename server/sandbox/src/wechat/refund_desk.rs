//! The merchant platform's page for refunds that no account took: somebody says where the money goes. The refund keeps its
//! number.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde::Deserialize;

use super::refunds::{Outcome, Receiver, settle as arrives, written};
use crate::{control::not_followed, sandbox::Sandbox};

/// Whom the money goes to.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum To {
    /// Another card of the payer's.
    Payer,
    /// The merchant's own bank account.
    Merchant,
}

/// What is typed there.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settle {
    to: To,
}

/// Sends the money of an abnormal refund on its way once more.
pub async fn settle(
    State(sandbox): State<Arc<Sandbox>>,
    Path(out_refund_no): Path<String>,
    Json(asked): Json<Settle>,
) -> Response {
    let mut book = sandbox.wechat();
    let Some((out_trade_no, refund)) = book.refund_mut(&out_refund_no) else {
        return not_followed(StatusCode::NOT_FOUND, "UNKNOWN", "there is no such refund");
    };
    if refund.outcome != Outcome::Abnormal || refund.ended_ms.is_none() {
        return not_followed(StatusCode::CONFLICT, "NOT_ABNORMAL", "the refund waits for nobody");
    }
    refund.outcome = Outcome::Success;
    refund.ended_ms = None;
    refund.receiver = match asked.to {
        To::Payer => Receiver::OtherCard,
        To::Merchant => Receiver::Merchant,
    };
    let answer = book.refund(&out_refund_no).map(|(trade, refund)| written(trade, refund));
    sandbox.tasks.spawn(arrives(Arc::clone(&sandbox), out_trade_no, out_refund_no));
    Json(answer).into_response()
}
