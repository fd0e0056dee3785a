//! Asking what became of a payment. By our own number, because the gateway knows an unpaid one by no other.

use services::ports::{GatewayFault, QueryAnswer};

use super::{
    WechatPay,
    errors::{INVALID_NUMBER, Meaning, refused},
    exchange::{Reply, json},
    number::{is_trade_number, segment},
    transaction::capture,
    wire::TransactionState,
};

impl WechatPay {
    pub(super) async fn query_trade(&self, number: &str) -> Result<QueryAnswer, GatewayFault> {
        if !is_trade_number(number) {
            return Err(refused(INVALID_NUMBER));
        }
        let target = format!("/v3/pay/transactions/out-trade-no/{}?mchid={}", segment(number), self.mchid);
        match self.get(&target).await? {
            Reply::Done(body) => self.what_became(number, json(&body)?),
            Reply::Refused(refusal) if refusal.meaning() == Meaning::OrderUnknown => Ok(QueryAnswer::Unknown),
            Reply::Refused(refusal) => Err(refusal.into_fault()),
        }
    }

    fn what_became(&self, number: &str, transaction: TransactionState) -> Result<QueryAnswer, GatewayFault> {
        // An answer to another question, rightly signed and replayed, would pass the signature.
        if !self.owns(&transaction) || transaction.out_trade_no != number {
            return Err(GatewayFault::Untrusted);
        }
        match transaction.trade_state.as_str() {
            // REFUND says that some of the money was asked back later; it was captured all the same, and the refund
            // has a record of its own.
            "SUCCESS" | "REFUND" => {
                capture(transaction).map(QueryAnswer::Paid).ok_or(GatewayFault::Untrusted)
            }
            // PAYERROR, like USERPAYING, belongs to payment codes: that try failed, no money moved, and the number is
            // not closed. Waiting leads to a close when its time is over, which ends it for certain.
            "NOTPAY" | "USERPAYING" | "PAYERROR" => Ok(QueryAnswer::Waiting),
            // REVOKED: taken back before it became a payment.
            "CLOSED" | "REVOKED" => Ok(QueryAnswer::Closed),
            _ => Err(GatewayFault::Untrusted),
        }
    }
}
