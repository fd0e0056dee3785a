//! Paying, by the wallet or by the control interface.

use std::sync::Arc;

use super::{faults::Operation, notification, notifier, trades::Payment};
use crate::{Error, clock, entropy, sandbox::Sandbox, unpayable::Unpayable};

/// How a payment departs from the ordinary one.
#[derive(Debug, Default)]
pub struct Manner {
    /// Another amount than the price, in fen.
    pub amount_fen: Option<i64>,
    /// Who pays, as the merchant knows them.
    pub openid: Option<String>,
    /// The money was on its way when the order's last moment passed.
    pub late: bool,
}

/// Pays a trade and starts to tell the merchant; none if there is no such trade.
pub fn pay(
    sandbox: &Arc<Sandbox>,
    out_trade_no: &str,
    manner: Manner,
) -> Result<Option<Result<Payment, Unpayable>>, Error> {
    let now_ms = sandbox.clock.business_ms();
    let random = entropy::text(entropy::DIGITS, 16)?;
    let (head, tail) = random.split_at(6);
    let transaction_id = format!("4200{head}{}{tail}", clock::day_digits(now_ms));
    let stranger = format!("o{}", entropy::text(entropy::ALPHANUMERIC, 27)?);
    let mut book = sandbox.wechat();
    let Some(trade) = book.trade_mut(out_trade_no) else {
        return Ok(None);
    };
    let openid = manner.openid.or_else(|| trade.order.placement.openid.clone()).unwrap_or(stranger);
    let total_fen = manner.amount_fen.unwrap_or(trade.order.total_fen);
    let payment = Payment { transaction_id: transaction_id.clone(), success_ms: now_ms, total_fen, openid };
    if let Err(unpayable) = trade.pay(payment.clone(), manner.late) {
        return Ok(Some(Err(unpayable)));
    }
    book.note_transaction(transaction_id, out_trade_no.to_owned());
    let altered = book.faults.take(Operation::Notify, |kind, ()| kind.alters_content());
    if let Some(trade) = book.trade_mut(out_trade_no) {
        let told = notification::of_payment(sandbox, trade, altered.map(|fault| fault.kind))?;
        notifier::start(sandbox, trade, told);
    }
    Ok(Some(Ok(payment)))
}
