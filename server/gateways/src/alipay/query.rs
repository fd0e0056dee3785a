//! Asking what became of a payment.

use domain::{order::Capture, time::Timestamp};
use services::ports::{GatewayFault, QueryAnswer};

use super::{
    Alipay, amount,
    errors::{INVALID_NUMBER, Meaning, refused},
    exchange::{Reply, json},
    instant,
    number::is_number,
    wire::{TradeState, Which},
};

impl Alipay {
    pub(super) async fn query_trade(&self, number: &str) -> Result<QueryAnswer, GatewayFault> {
        if !is_number(number) {
            return Err(refused(INVALID_NUMBER));
        }
        match self.ask("alipay.trade.query", &Which { out_trade_no: number }, &[]).await? {
            Reply::Done(content) => self.what_became(number, json(&content)?),
            // Nobody has scanned the code or opened the page yet; or we never asked for it.
            Reply::Refused(refusal) if refusal.meaning() == Meaning::Unknown => Ok(QueryAnswer::Unknown),
            Reply::Refused(refusal) => Err(refusal.into_fault()),
        }
    }

    fn what_became(&self, number: &str, trade: TradeState) -> Result<QueryAnswer, GatewayFault> {
        // An answer to another question, rightly signed and replayed, would pass the signature.
        if trade.out_trade_no != number {
            return Err(GatewayFault::Untrusted);
        }
        let paid_at = trade.send_pay_date.as_deref().filter(|text| !text.is_empty());
        match (trade.trade_status.as_str(), paid_at) {
            ("WAIT_BUYER_PAY", _) => Ok(QueryAnswer::Waiting),
            // Refunded in full: the money was captured all the same, and its refund has a record of its own.
            ("TRADE_SUCCESS" | "TRADE_FINISHED", _) | ("TRADE_CLOSED", Some(_)) => {
                let at = match paid_at {
                    Some(text) => instant::read(text).ok_or(GatewayFault::Untrusted)?,
                    // Money that is there counts, although the gateway does not say since when.
                    None => self.clock.business(),
                };
                capture(trade.trade_no, &trade.total_amount, at)
                    .map(QueryAnswer::Paid)
                    .ok_or(GatewayFault::Untrusted)
            }
            ("TRADE_CLOSED", None) => Ok(QueryAnswer::Closed),
            _ => Err(GatewayFault::Untrusted),
        }
    }
}

/// The captured money; none when something is missing or is not a positive amount of yuan.
pub(super) fn capture(trade_no: String, total_amount: &str, captured_at: Timestamp) -> Option<Capture> {
    let amount = amount::read(total_amount).filter(|amount| amount.is_positive())?;
    (!trade_no.is_empty()).then_some(Capture { gateway_transaction: trade_no, amount, captured_at })
}
