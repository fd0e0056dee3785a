//! Paying, by the wallet, the cashier's page or the control interface; and what becomes of trades by themselves.

use std::sync::Arc;

use super::{
    notification::{self, News},
    trades::Payment,
};
use crate::{Error, entropy, sandbox::Sandbox, unpayable::Unpayable};

/// How a payment departs from the ordinary one.
#[derive(Debug, Default)]
pub struct Manner {
    /// Another amount than the price, in fen.
    pub fen: Option<i64>,
    /// The money was on its way when the order's last moment passed or the close came.
    pub late: bool,
}

/// What was paid.
#[derive(Debug)]
pub struct Paid {
    /// The gateway's number.
    pub trade_no: String,
    /// How much, in fen.
    pub fen: i64,
}

/// Pays a trade and starts to tell the merchant; none if there is no such trade.
pub fn pay(
    sandbox: &Arc<Sandbox>,
    number: &str,
    manner: Manner,
) -> Result<Option<Result<Paid, Unpayable>>, Error> {
    let now_ms = sandbox.clock.business_ms();
    let buyer = format!("2088{}", entropy::text(entropy::DIGITS, 12)?);
    if sandbox.alipay().trade(number).is_none() {
        return Ok(None);
    }
    let altered = notification::alteration(sandbox);
    let mut book = sandbox.alipay();
    let Some(trade) = book.trade_mut(number) else {
        return Ok(None);
    };
    let fen = manner.fen.unwrap_or(trade.order.total_fen);
    if let Err(unpayable) = trade.pay(Payment { at_ms: now_ms, fen, buyer }, manner.late) {
        return Ok(Some(Err(unpayable)));
    }
    notification::tell(sandbox, trade, News::Status, altered)?;
    let trade_no = trade.gateway_no.clone();
    book.finishes(number, now_ms);
    Ok(Some(Ok(Paid { trade_no, fen })))
}

/// Closes what waited too long, and finishes what can no longer be refunded; the merchant is told of both.
pub fn advance(sandbox: &Arc<Sandbox>, now_ms: i64) {
    let mut book = sandbox.alipay();
    while let Some(number) = book.next_due(now_ms) {
        let Some(trade) = book.trade_mut(&number) else {
            continue;
        };
        let changed = if trade.payment().is_some() {
            let was_finished = trade.finished;
            trade.finished =
                trade.payment().is_some_and(|paid| paid.at_ms + super::trades::REFUNDABLE_MS < now_ms);
            trade.finished && !was_finished && trade.status() == "TRADE_FINISHED"
        } else {
            trade.close(now_ms)
        };
        if changed && let Err(error) = notification::tell(sandbox, trade, News::Status, None) {
            tracing::error!(%error, "a merchant could not be told");
        }
    }
}
