//! Sending money back, and asking whether it arrived.
//!
//! The refund's number is the `Idempotency-Key`, which Stripe forgets after a day, and stands in the refund's metadata,
//! which it does not: what the payment's refunds already show is never asked for again.

use services::ports::{GatewayFault, RefundAnswer, RefundRequest};

use super::{
    INVALID_AMOUNT, INVALID_NUMBER, StripePayments, refused,
    wire::{List, Refund, read},
};
use crate::stripe::{
    amount,
    exchange::{Ask, Refusal, Reply, is_identifier},
};

const PATH: &str = "/v1/refunds";
const PAGE: &str = "100";
/// A payment has far fewer refunds than this many pages.
const MOST_PAGES: usize = 10;

impl StripePayments {
    pub(super) async fn ask_refund(&self, refund: &RefundRequest) -> Result<RefundAnswer, GatewayFault> {
        let amount = match possible(refund) {
            Ok(amount) => amount,
            Err(code) => return Ok(RefundAnswer::Refused { code: code.to_owned() }),
        };
        match self.look_up_refund(refund).await? {
            RefundAnswer::Unknown => {}
            known => return Ok(known),
        }
        let ask = Ask::post(PATH)
            .once(&refund.refund_number)
            .with("payment_intent", refund.gateway_transaction.as_str())
            .with("amount", amount.to_string())
            .with("metadata[number]", refund.number.as_str())
            .with("metadata[refund_number]", refund.refund_number.as_str());
        match self.stripe.ask_telling(ask).await? {
            // How it was when it was first asked for; how it is, the list tells.
            (Reply::Done(_), true) => self.look_up_refund(refund).await,
            (Reply::Done(body), false) => answer(&read(&body)?, refund),
            (Reply::Refused(refusal), _) => self.refused_refund(refund, refusal).await,
        }
    }

    async fn refused_refund(
        &self,
        refund: &RefundRequest,
        refusal: Refusal,
    ) -> Result<RefundAnswer, GatewayFault> {
        // Also when nothing is left to go back, or the number stands for other content: somebody else may have asked for
        // this very refund a moment ago.
        match self.look_up_refund(refund).await? {
            RefundAnswer::Unknown => {}
            known => return Ok(known),
        }
        if refusal.is_of_other_content() {
            return Ok(RefundAnswer::Refused { code: refusal.error.kind });
        }
        match refusal.for_good() {
            Some(code) if is_our_balance(&code) => Ok(RefundAnswer::NotEnough),
            Some(code) => Ok(RefundAnswer::Refused { code }),
            None => Err(refusal.into_fault()),
        }
    }

    /// Among the refunds of the payment: Stripe's only way to find one by what we know of it.
    pub(super) async fn look_up_refund(&self, refund: &RefundRequest) -> Result<RefundAnswer, GatewayFault> {
        if !is_identifier(&refund.gateway_transaction) {
            return Err(refused(INVALID_NUMBER));
        }
        let mut last: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let mut ask = Ask::get(PATH)
                .with("payment_intent", refund.gateway_transaction.as_str())
                .with("limit", PAGE);
            if let Some(last) = last {
                ask = ask.with("starting_after", last);
            }
            let list: List<Refund> = match self.stripe.ask(ask).await? {
                Reply::Done(body) => read(&body)?,
                // There is no such payment: neither a refund of it.
                Reply::Refused(refusal) if refusal.code() == "resource_missing" => {
                    return Ok(RefundAnswer::Unknown);
                }
                Reply::Refused(refusal) => return Err(refusal.into_fault()),
            };
            let named = |found: &&Refund| found.refund_number() == Some(refund.refund_number.as_str());
            if let Some(found) = list.data.iter().find(named) {
                return answer(found, refund);
            }
            if !list.has_more {
                return Ok(RefundAnswer::Unknown);
            }
            last = list.data.last().map(|refund| refund.id.clone());
        }
        Err(GatewayFault::Trouble { code: "TOO_MANY_REFUNDS".to_owned() })
    }
}

/// The amount as Stripe writes it, or why Stripe would not do it, known without asking.
fn possible(refund: &RefundRequest) -> Result<i64, &'static str> {
    let (amount, captured) = (refund.amount, refund.captured);
    let within = amount.currency() == captured.currency() && amount.minor() <= captured.minor();
    if !is_identifier(&refund.gateway_transaction) || refund.refund_number.is_empty() {
        return Err(INVALID_NUMBER);
    }
    amount::charged(amount).filter(|_| within).ok_or(INVALID_AMOUNT)
}

/// Whether a refusal says that our own balance is too low for now.
fn is_our_balance(code: &str) -> bool {
    matches!(code, "balance_insufficient" | "insufficient_funds")
}

fn answer(found: &Refund, asked: &RefundRequest) -> Result<RefundAnswer, GatewayFault> {
    if !found.is(asked) {
        tracing::error!("Stripe has another refund under a number of ours");
        return Err(GatewayFault::Untrusted);
    }
    found.answer().ok_or(GatewayFault::Untrusted)
}
