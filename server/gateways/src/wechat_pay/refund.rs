//! Sending money back, and asking whether it arrived. That a refund is accepted does not mean that it is done.
//!
//! A refund that no account of the payer's took (ABNORMAL) stays with the gateway under its number: somebody says at the
//! merchant platform where the money goes, to another card of the payer's or to the merchant's own bank account, and then
//! its state is SUCCESS in either case. A new number is refused, because the money of the old one counts as given back.
//! The interface for it (`…/{refund_id}/apply-abnormal-refund`) wants the payer's card number and name, which are nothing
//! for this program to ask for or to keep. Source: the gateway's guide to refunds, "发起异常退款", and the field
//! `user_received_account` of the query.

use domain::money::Currency;
use services::ports::{GatewayFault, RefundAnswer, RefundRequest};

use super::{
    WechatPay,
    errors::{INVALID_AMOUNT, INVALID_NUMBER, Meaning, Refusal, UNSUPPORTED_CURRENCY, refused},
    exchange::{Reply, json},
    instant,
    number::{is_refund_number, is_trade_number, segment},
    wire::{RefundOrder, RefundOrderAmount, RefundState, YUAN},
};

const TARGET: &str = "/v3/refund/domestic/refunds";

/// Where a refund went, in the gateway's words, when it is the merchant's own account.
const MERCHANTS_OWN: [&str; 2] = ["商户基本账户", "商户结算银行账户"];

impl WechatPay {
    pub(super) async fn ask_refund(&self, refund: &RefundRequest) -> Result<RefundAnswer, GatewayFault> {
        if let Some(code) = impossible(refund) {
            return Ok(RefundAnswer::Refused { code: code.to_owned() });
        }
        let amount = RefundOrderAmount {
            refund: refund.amount.minor(),
            total: refund.captured.minor(),
            currency: YUAN,
        };
        let order = RefundOrder {
            out_trade_no: &refund.number,
            out_refund_no: &refund.refund_number,
            notify_url: &self.notify_url,
            amount,
        };
        let state: RefundState = match self.post(TARGET, &order).await? {
            Reply::Done(body) => json(&body)?,
            Reply::Refused(refusal) => return refused_refund(refusal),
        };
        let amounts_agree =
            (state.amount.refund, state.amount.total) == (order.amount.refund, order.amount.total);
        if amounts_agree { answer(&refund.refund_number, &state) } else { Err(GatewayFault::Untrusted) }
    }

    pub(super) async fn look_up_refund(&self, refund_number: &str) -> Result<RefundAnswer, GatewayFault> {
        if !is_refund_number(refund_number) {
            return Err(refused(INVALID_NUMBER));
        }
        match self.get(&format!("{TARGET}/{}", segment(refund_number))).await? {
            Reply::Done(body) => answer(refund_number, &json(&body)?),
            Reply::Refused(refusal) if refusal.meaning() == Meaning::ResourceUnknown => {
                Ok(RefundAnswer::Unknown)
            }
            Reply::Refused(refusal) => Err(refusal.into_fault()),
        }
    }
}

fn refused_refund(refusal: Refusal) -> Result<RefundAnswer, GatewayFault> {
    match refusal.meaning() {
        Meaning::NotEnough => Ok(RefundAnswer::NotEnough),
        // The same refund may well work once the fault is gone.
        Meaning::Trouble | Meaning::Setup => Err(refusal.into_fault()),
        // Also "no such resource": here it means the payment, and asking again would not bring it about.
        Meaning::Paid
        | Meaning::Closed
        | Meaning::OrderUnknown
        | Meaning::ResourceUnknown
        | Meaning::Hopeless => Ok(RefundAnswer::Refused { code: refusal.code() }),
    }
}

/// Why the gateway would not do it, known without asking.
fn impossible(refund: &RefundRequest) -> Option<&'static str> {
    let (amount, captured) = (refund.amount, refund.captured);
    if amount.currency() != Currency::Cny || captured.currency() != Currency::Cny {
        Some(UNSUPPORTED_CURRENCY)
    } else if !amount.is_positive() || amount.minor() > captured.minor() {
        Some(INVALID_AMOUNT)
    } else if !is_trade_number(&refund.number) || !is_refund_number(&refund.refund_number) {
        Some(INVALID_NUMBER)
    } else {
        None
    }
}

fn answer(refund_number: &str, state: &RefundState) -> Result<RefundAnswer, GatewayFault> {
    if state.out_refund_no != refund_number {
        return Err(GatewayFault::Untrusted);
    }
    let received_by = state.user_received_account.as_deref();
    meaning(&state.status, received_by, state.success_time.as_deref()).ok_or(GatewayFault::Untrusted)
}

/// What the gateway's word for a refund's state means; none when it is not one of its words.
pub(super) fn meaning(
    status: &str,
    received_by: Option<&str>,
    success_time: Option<&str>,
) -> Option<RefundAnswer> {
    let is_with_us = received_by.is_some_and(|account| MERCHANTS_OWN.iter().any(|own| account.contains(own)));
    match status {
        "PROCESSING" => Some(RefundAnswer::Processing),
        "SUCCESS" if is_with_us => Some(RefundAnswer::BackWithUs),
        "SUCCESS" => Some(RefundAnswer::Succeeded { at: instant::read(success_time?)? }),
        // The payer's account cannot take it. The gateway keeps the money until somebody says there where it goes.
        "ABNORMAL" => Some(RefundAnswer::Abnormal),
        // Our account held too little for a week. Nothing went out, and under another number it still can.
        "CLOSED" => Some(RefundAnswer::Refused { code: "CLOSED".to_owned() }),
        _ => None,
    }
}
