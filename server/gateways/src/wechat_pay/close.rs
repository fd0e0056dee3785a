//! Closing a payment, so that no money can come for its number.

use services::ports::{CloseAnswer, GatewayFault};

use super::{
    WechatPay,
    errors::{INVALID_NUMBER, Meaning, refused},
    exchange::Reply,
    number::{is_trade_number, segment},
    wire::CloseRequest,
};

impl WechatPay {
    pub(super) async fn close_trade(&self, number: &str) -> Result<CloseAnswer, GatewayFault> {
        if !is_trade_number(number) {
            return Err(refused(INVALID_NUMBER));
        }
        let target = format!("/v3/pay/transactions/out-trade-no/{}/close", segment(number));
        let refusal = match self.post(&target, &CloseRequest { mchid: &self.mchid }).await? {
            // 204, whose empty body is signed like any other.
            Reply::Done(_) => return Ok(CloseAnswer::Closed),
            Reply::Refused(refusal) => refusal,
        };
        match refusal.meaning() {
            Meaning::Paid => Ok(CloseAnswer::AlreadyPaid),
            Meaning::Closed | Meaning::OrderUnknown => Ok(CloseAnswer::Closed),
            Meaning::ResourceUnknown
            | Meaning::NotEnough
            | Meaning::Trouble
            | Meaning::Setup
            | Meaning::Hopeless => Err(refusal.into_fault()),
        }
    }
}
