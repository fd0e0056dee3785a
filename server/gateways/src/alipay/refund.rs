//! Sending money back, and asking whether it went.

use services::ports::{GatewayFault, RefundAnswer, RefundRequest};

use super::{
    Alipay, amount,
    errors::{INVALID_AMOUNT, INVALID_NUMBER, Meaning, refused},
    exchange::{Reply, json},
    instant,
    number::is_number,
    wire::{RefundOrder, RefundState, Refunded, WhichRefund},
};

impl Alipay {
    pub(super) async fn ask_refund(&self, refund: &RefundRequest) -> Result<RefundAnswer, GatewayFault> {
        if let Some(code) = impossible(refund) {
            return Ok(RefundAnswer::Refused { code: code.to_owned() });
        }
        let order = RefundOrder {
            out_trade_no: &refund.number,
            refund_amount: &amount::written(refund.amount),
            out_request_no: &refund.refund_number,
        };
        let refusal = match self.ask("alipay.trade.refund", &order, &[]).await? {
            Reply::Done(content) => return self.asked(refund, json(&content)?).await,
            Reply::Refused(refusal) => refusal,
        };
        match refusal.meaning() {
            Meaning::NotEnough => Ok(RefundAnswer::NotEnough),
            Meaning::Trouble | Meaning::Setup => Err(refusal.into_fault()),
            // Also when the same number was asked for with another amount, or the time for refunds is over.
            Meaning::Paid | Meaning::Closed | Meaning::Unknown | Meaning::OtherState | Meaning::Hopeless => {
                Ok(RefundAnswer::Refused { code: refusal.word() })
            }
        }
    }

    /// `fund_change` Y says that money moved by this very request, N or nothing that it did not: it had moved before
    /// under this number, or has not yet. Only the refund's own record tells these two apart, and it has the moment.
    async fn asked(&self, refund: &RefundRequest, answer: Refunded) -> Result<RefundAnswer, GatewayFault> {
        if answer.out_trade_no != refund.number {
            return Err(GatewayFault::Untrusted);
        }
        let moved = answer.fund_change.as_deref() == Some("Y");
        match self.look_up_refund(refund).await {
            // The record of what was just accepted may come a moment later.
            Ok(RefundAnswer::Unknown) => Ok(RefundAnswer::Processing),
            // Asked for and accepted: that the second question failed does not undo it.
            Err(fault) if moved => {
                tracing::info!(%fault, "a refund was accepted, and its record could not be read yet");
                Ok(RefundAnswer::Processing)
            }
            other => other,
        }
    }

    pub(super) async fn look_up_refund(&self, refund: &RefundRequest) -> Result<RefundAnswer, GatewayFault> {
        if !is_number(&refund.number) || !is_number(&refund.refund_number) {
            return Err(refused(INVALID_NUMBER));
        }
        let which = WhichRefund {
            out_trade_no: &refund.number,
            out_request_no: &refund.refund_number,
            query_options: ["gmt_refund_pay"],
        };
        match self.ask("alipay.trade.fastpay.refund.query", &which, &[]).await? {
            Reply::Done(content) => self.found(refund, json(&content)?),
            Reply::Refused(refusal) if refusal.meaning() == Meaning::Unknown => Ok(RefundAnswer::Unknown),
            Reply::Refused(refusal) => Err(refusal.into_fault()),
        }
    }

    fn found(&self, refund: &RefundRequest, state: RefundState) -> Result<RefundAnswer, GatewayFault> {
        let Some(status) = state.refund_status else {
            // The question was understood, and there is no such refund, or it failed: asking again makes it.
            return Ok(RefundAnswer::Unknown);
        };
        let same_amount = state.refund_amount.as_deref().and_then(amount::read) == Some(refund.amount);
        let same_refund = state.out_request_no.as_ref() == Some(&refund.refund_number)
            && state.out_trade_no.is_none_or(|number| number == refund.number);
        if !same_amount || !same_refund {
            return Err(GatewayFault::Untrusted);
        }
        match status.as_str() {
            "REFUND_SUCCESS" => {
                let at = match state.gmt_refund_pay.as_deref() {
                    Some(text) => instant::read(text).ok_or(GatewayFault::Untrusted)?,
                    // The money is back, although the gateway does not say since when.
                    None => self.clock.business(),
                };
                Ok(RefundAnswer::Succeeded { at })
            }
            "REFUND_PROCESSING" => Ok(RefundAnswer::Processing),
            "REFUND_FAIL" => Ok(RefundAnswer::Abnormal),
            _ => Err(GatewayFault::Untrusted),
        }
    }
}

/// Why the gateway would not do it, known without asking.
fn impossible(refund: &RefundRequest) -> Option<&'static str> {
    let (amount, captured) = (refund.amount, refund.captured);
    if !amount::is_payable(amount) || !amount::is_payable(captured) || amount.minor() > captured.minor() {
        Some(INVALID_AMOUNT)
    } else if !is_number(&refund.number) || !is_number(&refund.refund_number) {
        Some(INVALID_NUMBER)
    } else {
        None
    }
}
